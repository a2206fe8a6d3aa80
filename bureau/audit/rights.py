"""Rights in PostgreSQL: the role that web and workers sign in as adds to append-only tables, and can do no more.

The tables belong to another role, which migrates. So whoever gets hold of the application cannot take its locks away.
"""

from collections.abc import Collection, Iterator
from typing import Any

from bureau.audit.locks_postgresql import NOTES

FORBIDDEN = ("UPDATE", "DELETE", "TRUNCATE")
READ_ONLY = (NOTES, "django_migrations")  # the triggers write the first, the owner the second
EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = %s"


def make_role(connection: Any, role: str) -> bool:
    """Whether it was made; it has no password yet, and so nobody can sign in with one."""
    with connection.cursor() as cursor:
        cursor.execute(EXISTS, [role])
        if cursor.fetchone():
            return False
        cursor.execute(f"CREATE ROLE {connection.ops.quote_name(role)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE")
    return True


def grant(connection: Any, role: str, kept: Collection[str]) -> None:
    """What the application needs and no more, on the tables that there are now. By their owner."""
    name, quote = connection.ops.quote_name(role), connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema()")
        schema = quote(cursor.fetchone()[0])
        there = set(connection.introspection.table_names(cursor))
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {name}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {name}")
        for table in sorted(kept):
            cursor.execute(f"REVOKE {', '.join(FORBIDDEN)} ON {quote(table)} FROM {name}")
        for table in sorted(there.intersection(READ_ONLY)):
            cursor.execute(f"REVOKE INSERT, {', '.join(FORBIDDEN)} ON {quote(table)} FROM {name}")


def is_there(connection: Any, role: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(EXISTS, [role])
        return cursor.fetchone() is not None


def excessive(connection: Any, role: str, kept: Collection[str]) -> Iterator[tuple[str, str]]:
    """Pairs of a table and what the role may do to it and should not; a role that is not there is one of no table."""
    if not is_there(connection, role):
        yield "", f"there is no role {role}"
        return
    with connection.cursor() as cursor:
        for table in sorted(kept):
            for right in FORBIDDEN:
                quoted = connection.ops.quote_name(table)
                cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, quoted, right])
                if cursor.fetchone()[0]:
                    yield table, f"{role} may {right}"
