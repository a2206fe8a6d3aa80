"""Many rows in a statement or two: what Django's way of inserting would look at value by value, table by table.

The values are those that a save would prepare, and versions are copied by the database from what it has just kept, so
that they cannot say anything else.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import connections, models
from django.db.models.base import ModelState

# What goes to the database as it is; of any other type, and in any other kind of field, the field itself prepares it.
PLAIN: Mapping[type[models.Field], type] = {
    models.CharField: str,
    models.TextField: str,
    models.ForeignKey: int,
    models.OneToOneField: int,
    models.BooleanField: bool,
    models.PositiveIntegerField: int,
    models.BigIntegerField: int,
}


def made(blank: models.Model, values: Mapping[str, Any], **points_to: models.Model) -> Any:
    """A new record as `blank` is, but for these values, and for what it points to. `blank` was never saved.

    What the model's own making does value by value, which takes longer than all rules of a record, was done for it.
    """
    record: Any = object.__new__(type(blank))
    vars(record).update(vars(blank))
    vars(record).update(values)
    vars(record).update({f"{name}_id": other.pk for name, other in points_to.items()})
    record._state = ModelState()
    record._state.fields_cache = blank._state.fields_cache | points_to
    return record


def insert(rows: Sequence[Any], using: str) -> None:
    """Enter new rows of one model, and give each its number. Raises what the database raises; then none is entered."""
    connection: Any = connections[using]
    model = type(rows[0])
    fields = [field for field in model._meta.concrete_fields if not field.primary_key]
    numbers = _numbers(connection, model, len(rows))
    lines = zip(numbers, *(_values(field, rows, connection) for field in fields), strict=True)
    columns = [model._meta.pk.column, *(field.column for field in fields)]
    into = f"{_quoted(connection, model._meta.db_table)} ({', '.join(_listed(connection, columns))})"
    # Errors of what is copied are not made Django's by the cursor itself.
    with connection.cursor() as cursor, connection.wrap_database_errors:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                for line in lines:
                    copy.write_row(line)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(lines))  # noqa: S608 - our own names
    for row, number in zip(rows, numbers, strict=True):
        row.pk, row._state.adding, row._state.db = number, False, using


def change(rows: Sequence[Any], names: Sequence[str], using: str) -> None:
    """Keep these fields of rows of one model that are kept. Raises what the database raises; then none is changed."""
    if not rows:
        return
    connection: Any = connections[using]
    model = type(rows[0])
    table, key = _quoted(connection, model._meta.db_table), _quoted(connection, model._meta.pk.column)
    fields = [model._meta.get_field(name) for name in names]
    columns = _listed(connection, (field.column for field in fields))
    values = [*(_values(field, rows, connection) for field in fields), [row.pk for row in rows]]
    if connection.vendor == "postgresql":
        arrays = ", ".join([*(f"%s::{field.db_type(connection)}[]" for field in fields), "%s::bigint[]"])
        given = [f"given_{place}" for place in range(len(values))]
        said = ", ".join(f"{column} = {name}" for column, name in zip(columns, given[:-1], strict=True))
        statement = (
            f"UPDATE {table} SET {said} FROM unnest({arrays}) AS given({', '.join(given)}) "  # noqa: S608 - our own
            f"WHERE {table}.{key} = {given[-1]}"
        )
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
    else:
        said = ", ".join(f"{column} = %s" for column in columns)
        statement = f"UPDATE {table} SET {said} WHERE {key} = %s"  # noqa: S608 - our own names
        with connection.cursor() as cursor:
            cursor.executemany(statement, list(zip(*values, strict=True)))


def copy_rows(
    source: Any,
    into: Any,
    fields: Iterable[Any],
    *,
    said: Mapping[str, Any],
    of_each: Mapping[str, Sequence[int | None]],
    using: str,
) -> None:
    """Add a row of `into` for some rows of `source`: their `fields`, what is `said` of all, and what is said of each.

    `of_each` gives the keys of these rows as `key`, and by name a number for each of them. They come in their order.
    """
    connection: Any = connections[using]
    own = [_quoted(connection, field.column) for field in fields]
    more = [into._meta.get_field(name) for name in said]
    others = [name for name in of_each if name != "key"]
    columns = [*own, *_listed(connection, (field.column for field in more)), *_listed(connection, others)]
    taken = [*(f"kept.{name}" for name in own), *["%s"] * len(more), *(f"given.{name}" for name in others)]
    given, parameters = _table(connection, of_each)
    statement = (
        f"INSERT INTO {_quoted(connection, into._meta.db_table)} "  # noqa: S608 - names of our own tables
        f"({', '.join(columns)}) SELECT {', '.join(taken)} "
        f"FROM {_quoted(connection, source._meta.db_table)} AS kept "
        f"JOIN {given} ON kept.{_quoted(connection, source._meta.pk.column)} = given.key ORDER BY given.key"
    )
    values = [field.get_db_prep_save(said[field.attname], connection) for field in more]
    with connection.cursor() as cursor:
        cursor.execute(statement, [*values, *parameters])


def _table(connection: Any, columns: Mapping[str, Sequence[int | None]]) -> tuple[str, list[Any]]:
    """Columns of numbers as a table named `given`, and its parameters."""
    names = ", ".join(columns)
    if connection.vendor == "postgresql":
        arrays = ", ".join(["%s::bigint[]"] * len(columns))
        return f"unnest({arrays}) AS given({names})", [list(column) for column in columns.values()]
    cells = ", ".join(f"json_extract(value, '$[{place}]') AS {name}" for place, name in enumerate(columns))
    rows = json.dumps(list(zip(*columns.values(), strict=True)))
    return f"(SELECT {cells} FROM json_each(%s)) AS given", [rows]  # noqa: S608 - our own names


def _values(field: Any, rows: Sequence[Any], connection: Any) -> list[Any]:
    """One column of these rows, ready for the database."""
    if type(field).pre_save is models.Field.pre_save:
        found = [row.__dict__[field.attname] for row in rows]
    else:
        found = [field.pre_save(row, add=True) for row in rows]
    plain = PLAIN.get(type(field))
    return [
        value if value is None or type(value) is plain else field.get_db_prep_save(value, connection) for value in found
    ]


def _numbers(connection: Any, model: Any, count: int) -> list[int]:
    """The numbers that the next rows get. In SQLite nobody else can take them: it has one writer at a time."""
    table, column = model._meta.db_table, model._meta.pk.column
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            sequence = "(SELECT pg_get_serial_sequence(%s, %s) AS name OFFSET 0) AS sequence"
            statement = f"SELECT nextval(sequence.name::regclass) FROM {sequence}, generate_series(1, %s)"  # noqa: S608
            cursor.execute(statement, [_quoted(connection, table), column, count])
            return [number for (number,) in cursor.fetchall()]
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        found = cursor.fetchone()
    last = found[0] if found else 0
    return list(range(last + 1, last + 1 + count))


def _quoted(connection: Any, name: str) -> str:
    quoted: str = connection.ops.quote_name(name)
    return quoted


def _listed(connection: Any, columns: Iterable[str]) -> list[str]:
    return [_quoted(connection, column) for column in columns]
