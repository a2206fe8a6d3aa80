"""The locks of the database: append-only tables refuse to be changed, whoever asks, and changes of records are noted.

`apply` is safe to run again and is run after every migrate: SQLite drops a table's triggers when it rebuilds the
table, and a new table has none. `missing` compares what stands in the database with what should, to the letter.

No model is imported here: the checks at the start are registered before there are any.
"""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.conf import settings

from bureau.audit import locks_postgresql, locks_sqlite, rights
from bureau.audit.findings import Finding, Kind
from bureau.audit.locks_postgresql import NOTES, Watched


def appended_models() -> list[Any]:
    """Every append-only table of the installed apps: histories, acts, signatures, logs, reviews, seals."""
    return [model for model in apps.get_models() if hasattr(model, "is_sealed")]


def kept_tables(connection: Any) -> dict[str, str]:
    """The append-only tables that this database has, each with its key column."""
    there = set(connection.introspection.table_names())
    tables = {model._meta.db_table: _key(model) for model in appended_models()}
    return {table: key for table, key in sorted(tables.items()) if table in there}


def watched_tables(connection: Any) -> list[Watched]:
    """The tables of records that this database has, with their histories."""
    there = set(connection.introspection.table_names())
    if NOTES not in there:
        return []
    recorded: list[Any] = [model for model in apps.get_models() if hasattr(model, "the_hand")]
    pairs = [(model, model.history.model) for model in recorded if hasattr(model, "history")]
    found = [
        Watched(model._meta.db_table, versions._meta.db_table, _key(model))
        for model, versions in pairs
        if {model._meta.db_table, versions._meta.db_table} <= there
    ]
    return sorted(found)


def apply(connection: Any) -> None:
    """Puts every lock in its place. In PostgreSQL this takes the owner of the tables, and gives WEB_ROLE its rights."""
    if connection.vendor == "postgresql":
        kept = kept_tables(connection)
        locks_postgresql.apply(connection, kept, watched_tables(connection))
        if settings.WEB_ROLE and rights.is_there(connection, settings.WEB_ROLE):
            rights.grant(connection, settings.WEB_ROLE, kept)
    else:
        locks_sqlite.apply(connection, kept_tables(connection))


def missing(connection: Any) -> Iterator[Finding]:
    """Each lock that is not there, or is not as it was made."""
    kept = kept_tables(connection)
    if connection.vendor == "postgresql":
        found = [*locks_postgresql.missing(connection, kept, watched_tables(connection))]
        found += rights.excessive(connection, settings.WEB_ROLE, kept) if settings.WEB_ROLE else []
    else:
        found = [*locks_sqlite.missing(connection, kept)]
    for table, name in found:
        yield Finding(table, "", Kind.LOCK_MISSING, name)


def _key(model: Any) -> str:
    return str(model._meta.pk.column)
