"""Sealing: every row that has no leaf yet gets one. Never on the path of whoever saves.

A row that commits late is found like any other, since what counts is whether it has a leaf and not its number.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from django.db import connections, transaction

from bureau.audit.appended import Appended
from bureau.audit.digests import FORMAT, GENESIS, current_algorithm, linked, of_shape, of_values, sealing_keys
from bureau.audit.locks import appended_models
from bureau.audit.seals import Head, Leaf, LeafShape, Seal
from bureau.audit.tables import columns_of, quoted

BATCH = 5000  # rows of one seal: a fraction of a second, for SQLite has one writer
LOCK = 0x5EA1


class _Row(NamedTuple):
    shape: LeafShape
    number: int
    values: tuple[Any, ...]


def seal(*, at: datetime, using: str = "default", batch: int = BATCH) -> Head | None:
    """Seals whatever is not sealed; the newest head, or None where nothing was ever sealed.

    Of two processes that seal at once, one does and the other goes home.
    """
    while _seal_batch(at, using, batch):
        pass
    return newest_head(using)


def newest_head(using: str = "default") -> Head | None:
    newest = Seal.objects.using(using).order_by("-n").first()
    return newest.told() if newest else None


def unsealed(using: str, limit: int) -> Iterator[_Row]:
    """Rows without a leaf, table by table, and no more than that many."""
    for model in sealed_models(using):
        if limit <= 0:
            return
        rows = _unsealed_of(model, using, limit)
        if rows:
            shape = shape_of_today(model, using)
            if not shape.pk:
                shape.save(using=using)
            yield from (_Row(shape, number, tuple(values)) for number, *values in rows)
            limit -= len(rows)


def sealed_models(using: str = "default") -> list[type[Appended]]:
    """The append-only tables whose rows are sealed, as far as this database has them."""
    there = set(connections[using].introspection.table_names())
    models = [model for model in appended_models() if model.is_sealed and model._meta.db_table in there]
    return sorted(models, key=lambda model: model._meta.db_table)


def without_leaf(model: type[Appended], using: str, columns: list[str]) -> str:
    """The query for a table's rows that have no leaf: their number, and these columns."""
    connection, meta = connections[using], model._meta
    shapes = LeafShape.objects.using(using).filter(table=meta.db_table).values_list("pk", flat=True)
    table, key, leaves = quoted(connection, meta.db_table, str(meta.pk.column), Leaf._meta.db_table)
    chosen = ", ".join(f"t.{name}" for name in [key, *quoted(connection, *columns)])
    numbers = ", ".join(map(str, shapes)) or "0"
    return (
        f"SELECT {chosen} FROM {table} t WHERE NOT EXISTS "  # noqa: S608 - names of our own tables, and numbers
        f"(SELECT 1 FROM {leaves} l WHERE l.shape_id IN ({numbers}) AND l.row = t.{key})"
    )


def _unsealed_of(model: type[Appended], using: str, limit: int) -> list[tuple[Any, ...]]:
    with connections[using].cursor() as cursor:
        cursor.execute(f"{without_leaf(model, using, _columns(model))} ORDER BY 1 LIMIT {int(limit)}")
        return list(cursor.fetchall())


def _columns(model: type[Appended]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields if not field.primary_key]


def shape_of_today(model: type[Appended], using: str) -> LeafShape:
    """The way in which rows of this table are written down today: the one there is, or a new one, not yet saved."""
    today = {
        "table": model._meta.db_table,
        "key": model._meta.pk.column,
        "columns": _columns(model),
        "format": FORMAT,
        "algorithm": current_algorithm(),
    }
    same = LeafShape.objects.using(using).filter(table=today["table"], format=FORMAT, algorithm=today["algorithm"])
    for shape in same.order_by("-pk"):
        if shape.columns == today["columns"] and shape.key == today["key"]:
            return shape
    return LeafShape(**today)


def _seal_batch(at: datetime, using: str, batch: int) -> bool:
    """One seal; whether there is more to do."""
    with transaction.atomic(using=using):
        if not _alone(using):
            return False
        rows = list(unsealed(using, batch + 1))
        is_complete, rows = len(rows) <= batch, rows[:batch]
        if rows:
            _add(rows, at, using, is_complete=is_complete)
    return not is_complete


def _alone(using: str) -> bool:
    """Whether nobody else seals. On SQLite whoever has begun to write is alone."""
    connection = connections[using]
    if connection.vendor != "postgresql":
        return True
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [LOCK])
        return bool(cursor.fetchone()[0])


def _add(rows: list[_Row], at: datetime, using: str, *, is_complete: bool) -> None:
    before = Seal.objects.using(using).order_by("-n").first()
    leaves = list(_leaves(rows, before))
    (first, *_of_first), (last, *_of_last, head) = leaves[0], leaves[-1]
    key = sealing_keys()[0]
    made = Seal(
        n=before.n + 1 if before else 1,
        at=max(at, before.at) if before else at,
        first=first,
        last=last,
        head=head,
        is_complete=is_complete,
        algorithm=current_algorithm(),
        key=key.name,
    )
    made.mac = key.mac(made, before.mac if before else GENESIS)
    table, *columns = quoted(connections[using], Leaf._meta.db_table, "n", "shape_id", "row", "digest", "chain")
    with connections[using].cursor() as cursor:
        statement = f"INSERT INTO {table} ({', '.join(columns)}) VALUES (%s, %s, %s, %s, %s)"  # noqa: S608 - our own
        cursor.executemany(statement, leaves)
    made.save(using=using)


def _leaves(rows: list[_Row], before: Seal | None) -> Iterator[tuple[int, int, int, str, str]]:
    """The columns of each new leaf. Plain rows: a hundred thousand models would take most of the time."""
    chain = before.head if before else GENESIS
    shapes = {row.shape.pk: of_shape(row.shape) for row in rows}
    for n, (shape, number, values) in zip(count(before.last + 1 if before else 1), rows, strict=False):
        digest = of_values(shape.algorithm, values)
        chain = linked(shape.algorithm, chain, n, shape=shapes[shape.pk], row=number, leaf=digest)
        yield n, shape.pk, number, digest, chain


def is_readable(shape: LeafShape, using: str) -> bool:
    """Whether the table still has the columns in which these leaves were written down."""
    return {shape.key, *shape.columns} <= columns_of(connections[using], shape.table)
