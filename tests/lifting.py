"""The suite signs in to PostgreSQL as web and workers do; here it becomes the owner for a while, whom no lock stops."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from bureau.audit import locks, rights

WEB = "bureau_tests_web"
EACH = """DO $$ DECLARE it record; BEGIN
  FOR it IN SELECT tgrelid::regclass AS place, tgname FROM pg_trigger WHERE tgname LIKE 'bureau\\_%%' LOOP
    EXECUTE format('ALTER TABLE %%s {word} TRIGGER %%I', it.place, it.tgname);
  END LOOP; END $$"""
execute_sql_flush = BaseDatabaseOperations.execute_sql_flush


@contextmanager
def signed_in_as_web(connection: Any) -> Iterator[None]:
    """Every connection of the tests is one of WEB; unlike the real one it may become the owner, when it asks to."""
    owner = connection.settings_dict["USER"]
    with connection.cursor() as cursor:
        rights.make_role(connection, WEB)
        cursor.execute(f"ALTER ROLE {WEB} NOINHERIT")
        cursor.execute(f"GRANT {connection.ops.quote_name(owner)} TO {WEB}")
    settings.WEB_ROLE = WEB
    locks.apply(connection)
    connection.close()
    connection.settings_dict |= {"USER": WEB}
    yield
    connection.close()
    connection.settings_dict |= {"USER": owner}
    settings.WEB_ROLE = ""


@contextmanager
def owned(connection: Any) -> Iterator[None]:
    """By the owner of the tables, in a transaction of its own or in the one that is open."""
    if connection.vendor != "postgresql":
        yield
        return
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT tableowner FROM pg_tables WHERE tablename = 'django_migrations'")
        (owner,) = cursor.fetchone()
        cursor.execute(f"SET LOCAL ROLE {connection.ops.quote_name(owner)}")
        yield
        cursor.execute("RESET ROLE")


@contextmanager
def lifted(connection: Any) -> Iterator[Any]:
    """A cursor of the owner, with every lock lifted; afterwards every lock is in its place again."""
    with transaction.atomic(using=connection.alias), owned(connection), connection.cursor() as cursor:
        _lift(connection, cursor)
        yield cursor
        if connection.vendor == "postgresql":
            _alter_all(cursor, "ENABLE ALWAYS")
        else:
            locks.apply(connection)


def _lift(connection: Any, cursor: Any) -> None:
    if connection.vendor == "postgresql":
        _alter_all(cursor, "DISABLE")
        return
    cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
    for (name,) in cursor.fetchall():
        cursor.execute(f"DROP TRIGGER {name}")


def _alter_all(cursor: Any, word: str) -> None:
    """What waits for the end of the transaction is done first: PostgreSQL alters no table that something waits for."""
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute(EACH.format(word=word), [])
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def flush_all(self: Any, sql_list: Sequence[str]) -> None:
    """What a test left is cleared away after it, from append-only tables too."""
    with lifted(self.connection):
        execute_sql_flush(self, sql_list)
