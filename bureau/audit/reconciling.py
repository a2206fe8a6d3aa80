"""Reconciling: whether each record says what its newest version says. One statement for each table, in the database.

In PostgreSQL the changes that the database itself has noted are held against the versions that it has noted.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import connections, models

from bureau.audit.bypass import VERSION, AuditChange
from bureau.audit.digests import current_algorithm, of_values
from bureau.audit.findings import Finding, Kind
from bureau.audit.history import recorded_models, versions_table
from bureau.audit.tables import quoted, streamed

# What the two statements look for, told by the first column of each row.
NO_VERSION, GONE, REMOVED, DIFFERENT = "no version", "gone", "removed", "different"


def reconcile(now: datetime, using: str = "default") -> list[Finding]:
    """What went past the application, as of now. `now` is when it was asked; the answer is of this moment."""
    del now  # the night's work gives every one of its steps the moment
    return list(reconciled(using))


def reconciled(using: str = "default") -> Iterator[Finding]:
    """Each record without a version, or other than its newest version; and each change without a version."""
    connection = connections[using]
    there = set(connection.introspection.table_names())
    for model in recorded_models():
        if {model._meta.db_table, versions_table(model)._meta.db_table} <= there:
            yield from _of_records(model, using)
            yield from _of_versions(model, using)
    if connection.vendor == "postgresql" and AuditChange._meta.db_table in there:
        yield from _past_the_application(using)


def _of_records(model: type[models.Model], using: str) -> Iterator[Finding]:
    """Records as they stand, each beside its newest version."""
    connection = connections[using]
    record, versions, key, number, kind = _names(connection, model)
    differs = "IS DISTINCT FROM" if connection.vendor == "postgresql" else "IS NOT"
    pairs = [(name, f"r.{column} {differs} v.{column}") for name, column in _columns(connection, model)]
    named = " || ".join(f"CASE WHEN {unlike} THEN '{name} ' ELSE '' END" for name, unlike in pairs) or "''"
    unlike = " OR ".join(unlike for _name, unlike in pairs) or "1 = 0"
    stands = "".join(f", r.{column}" for _name, column in _columns(connection, model))
    statement = (
        f"SELECT r.{key}, CASE WHEN v.{number} IS NULL THEN '{NO_VERSION}' "  # noqa: S608 - our own names
        f"WHEN v.{kind} = '-' THEN '{REMOVED}' ELSE '{DIFFERENT}' END, {named}{stands} FROM {record} r "
        f"LEFT JOIN (SELECT {key}, MAX({number}) AS newest FROM {versions} GROUP BY {key}) n ON n.{key} = r.{key} "
        f"LEFT JOIN {versions} v ON v.{number} = n.newest "
        f"WHERE v.{number} IS NULL OR v.{kind} = '-' OR {unlike}"
    )
    for row, what, columns, *values in streamed(using, statement):
        if what == NO_VERSION:
            yield Finding(model._meta.db_table, str(row), Kind.NO_HISTORY)
        else:
            said = "its newest version says that it was removed" if what == REMOVED else ", ".join(columns.split())
            now = of_values(current_algorithm(), values)[:16]  # another change of it is another finding
            yield Finding(model._meta.db_table, str(row), Kind.UNLOGGED, f"{said}; now {now}")


def _of_versions(model: type[models.Model], using: str) -> Iterator[Finding]:
    """Records that are gone, and whose newest version does not say so."""
    record, versions, key, number, kind = _names(connections[using], model)
    statement = (
        f"SELECT v.{key} FROM {versions} v "  # noqa: S608 - names of our own tables
        f"JOIN (SELECT {key}, MAX({number}) AS newest FROM {versions} GROUP BY {key}) n ON n.newest = v.{number} "
        f"WHERE v.{kind} <> '-' AND NOT EXISTS (SELECT 1 FROM {record} r WHERE r.{key} = v.{key})"
    )
    for (row,) in streamed(using, statement):
        yield Finding(model._meta.db_table, str(row), Kind.UNLOGGED, GONE)


def _past_the_application(using: str) -> Iterator[Finding]:
    """Changes that the database saw without a version in the same transaction.

    The number of a transaction may come again after a restore; the moment at which it began does not.
    """
    (changes,) = quoted(connections[using], AuditChange._meta.db_table)
    statement = (
        f'SELECT c.id, c."table", c."row", c.columns, c.db_user, c.operation FROM {changes} c '  # noqa: S608 - our own names
        f"WHERE c.operation <> '{VERSION}' AND NOT EXISTS (SELECT 1 FROM {changes} v WHERE v.transaction = "
        f'c.transaction AND v."table" = c."table" AND v."row" = c."row" AND v.operation = \'{VERSION}\' '
        "AND v.at = c.at) ORDER BY c.id"
    )
    unrecorded = {model._meta.db_table: _unrecorded(model) for model in recorded_models()}
    for note, table, row, columns, user, operation in streamed(using, statement):
        changed = set(columns.split(",")) if columns else set()
        if operation == "U" and changed <= unrecorded.get(table, set()):
            continue  # a sign-in's time, a password hashed anew: what history leaves out on purpose
        detail = f"{operation} {', '.join(sorted(changed))} by {user}; note {note}".replace("  ", " ")
        yield Finding(table, row, Kind.UNLOGGED, detail)


def _names(connection: Any, model: type[models.Model]) -> list[str]:
    versions = versions_table(model)._meta
    names = (model._meta.db_table, versions.db_table, str(model._meta.pk.column), versions.pk.column, "history_type")
    return quoted(connection, *names)


def _columns(connection: Any, model: type[models.Model]) -> list[tuple[str, str]]:
    """The columns that a version copies, with their quoted names."""
    kept = [field.column for field in versions_table(model).tracked_fields]
    return list(zip(kept, quoted(connection, *kept), strict=True))


def _unrecorded(model: type[models.Model]) -> set[str]:
    return {str(field.column) for field in model._meta.concrete_fields} - {
        field.column for field in versions_table(model).tracked_fields
    }
