"""A row together with what proves it: its digest as it stands, and its place in the chain where it is sealed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connections

from bureau.audit.digests import of_values
from bureau.audit.sealing import is_readable, shape_of_today
from bureau.audit.seals import Leaf, LeafShape
from bureau.audit.tables import quoted

MANY = 500  # numbers in one statement


@dataclass(frozen=True, slots=True)
class Proof:
    """`leaf` is None where the row is not sealed yet; `agrees` is whether it is as it was sealed."""

    shape: LeafShape
    row: int
    digest: str
    leaf: int | None
    agrees: bool


def proofs_of(model: type[Any], rows: Sequence[int], using: str = "default") -> dict[int, Proof]:
    """Of these rows of an append-only table, as they stand now."""
    found: dict[int, Proof] = {}
    for first in range(0, len(rows), MANY):
        piece = list(rows[first : first + MANY])
        leaves = Leaf.objects.using(using).filter(shape__table=model._meta.db_table, row__in=piece)
        sealed = {leaf.row: leaf for leaf in leaves.select_related("shape")}
        by_shape: dict[int | None, list[int]] = {}
        for row in piece:
            by_shape.setdefault(sealed[row].shape_id if row in sealed else None, []).append(row)
        for numbers in by_shape.values():
            leaf = sealed.get(numbers[0])
            shape = leaf.shape if leaf else shape_of_today(model, using)
            for row, digest in digests_now(shape, numbers, using):
                stands = sealed.get(row)
                found[row] = Proof(
                    shape, row, digest, stands.n if stands else None, stands is None or stands.digest == digest
                )
    return found


def digests_now(shape: LeafShape, rows: Iterable[int], using: str = "default") -> Iterator[tuple[int, str]]:
    """Each row that there is, with its digest in this shape; nothing where the table has other columns now."""
    numbers = ", ".join(str(int(row)) for row in rows)
    if not numbers or not is_readable(shape, using):
        return
    connection = connections[using]
    table, key = quoted(connection, shape.table, shape.key)
    columns = "".join(f", {name}" for name in quoted(connection, *shape.columns))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {key}{columns} FROM {table} WHERE {key} IN ({numbers})")  # noqa: S608 - numbers
        for row, *values in cursor.fetchall():
            yield row, of_values(shape.algorithm, values)
