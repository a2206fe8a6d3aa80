"""The locks of the database lifted for a while, as only its owner can: for the tests' own flush, and to tamper."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.db.backends.base.operations import BaseDatabaseOperations

from bureau.audit import locks

EACH = """DO $$ DECLARE it record; BEGIN
  FOR it IN SELECT tgrelid::regclass AS place, tgname FROM pg_trigger WHERE tgname LIKE 'bureau\\_%%' LOOP
    EXECUTE format('ALTER TABLE %%s {word} TRIGGER %%I', it.place, it.tgname);
  END LOOP; END $$"""
execute_sql_flush = BaseDatabaseOperations.execute_sql_flush


@contextmanager
def lifted(connection: Any) -> Iterator[Any]:
    """A cursor of someone whom no lock stops; afterwards every lock is in its place again."""
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
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
