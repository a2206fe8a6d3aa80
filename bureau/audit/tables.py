"""Statements over many rows of our own tables, read as the database gives them."""

from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from typing import Any

from django.db import connections, transaction

FETCH = 2000


def can_be_asked(databases: Sequence[str] | None, table: str, column: str = "") -> bool:
    """Whether a check may ask the database, and finds the table: `migrate` runs the checks before its first run.

    `column` is one that a later migration added.
    """
    if not databases or "default" not in databases:
        return False
    look = connections["default"].introspection
    if table not in look.table_names():
        return False
    with connections["default"].cursor() as cursor:
        return not column or any(each.name == column for each in look.get_table_description(cursor, table))


def quoted(connection: Any, *names: str) -> list[str]:
    return [connection.ops.quote_name(name) for name in names]


def streamed(using: str, statement: str, parameters: Sequence[Any] = ()) -> Iterator[tuple[Any, ...]]:
    """The rows of a query, a batch at a time. In PostgreSQL by a cursor of the server: it holds none of them back.

    Values come as the database gives them. Names in the statement are those of our own tables.
    """
    connection = connections[using]
    # SQLite reads what is committed without a transaction, and one of ours would take the writer's lock. Whoever does
    # not read to the end must not spoil a transaction that was open before.
    own = connection.vendor == "postgresql" and not connection.in_atomic_block
    with transaction.atomic(using=using) if own else nullcontext():
        cursor = connection.chunked_cursor()
        try:
            cursor.execute(statement, list(parameters))
            while rows := cursor.fetchmany(FETCH):
                yield from rows
        finally:
            cursor.close()


def columns_of(connection: Any, table: str) -> set[str]:
    """The columns that a table has; none where there is no such table."""
    with connection.cursor() as cursor:
        if table not in connection.introspection.table_names(cursor):
            return set()
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}
