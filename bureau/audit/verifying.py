"""Verifying: whether every sealed row is as it was sealed, and every seal as it was made.

Each part reads by itself and streams, so that a job can do it piece by piece. Seals are read before leaves, and leaves
before rows: what is sealed meanwhile raises no alarm.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache, partial
from typing import Any, NamedTuple

from django.db import connections
from django.db.models import OuterRef, Subquery

from bureau.audit import locks
from bureau.audit.anchors import Anchored, against
from bureau.audit.appended import Appended
from bureau.audit.digests import GENESIS, NoSuchKey, key_named, linked, of_shape, of_values
from bureau.audit.findings import Finding, Kind
from bureau.audit.locks import appended_models
from bureau.audit.reconciling import reconciled
from bureau.audit.sealing import is_readable, sealed_models, without_leaf
from bureau.audit.seals import Leaf, LeafShape, Seal
from bureau.audit.tables import quoted, streamed

TOLERANCE = timedelta(hours=1)  # between the moment that a hand bears and the commit of what it wrote
PIECE = 20_000  # leaves


def verify(anchor: Iterable[Anchored] = (), using: str = "default") -> list[Finding]:
    """Everything that is wrong. `anchor` are the heads as they were given out of the house."""
    evidence = Evidence(using)
    found = [*evidence.of_locks(), *evidence.of_seals()]
    for first in range(1, evidence.total + 1, PIECE):
        found += evidence.of_leaves(first, first + PIECE - 1)
    return [*found, *evidence.of_the_rest(anchor)]


class _Altered(NamedTuple):
    """A row that is not as it was sealed: the digest that it has now, beside the one of its leaf."""

    shape: LeafShape
    row: int
    now: str
    then: str


class Evidence:
    """The seals as they stand at one moment, and what can be asked of what they bind."""

    def __init__(self, using: str = "default") -> None:
        self.using = using
        self.lasts: list[int] = []
        self.references: list[datetime | None] = []  # of each seal: when nothing was left unsealed before it
        reference = None
        for last, at, is_complete in Seal.objects.using(using).order_by("n").values_list("last", "at", "is_complete"):
            self.lasts.append(last)
            self.references.append(reference)
            reference = at if is_complete else reference
        self.newest_reference = reference
        self.shapes = LeafShape.objects.using(using).in_bulk()

    @property
    def total(self) -> int:
        return self.lasts[-1] if self.lasts else 0

    def of_locks(self) -> Iterator[Finding]:
        yield from locks.missing(connections[self.using])

    def of_seals(self) -> Iterator[Finding]:
        """Each seal: its number, its range, its code, and its head."""
        chain = Leaf.objects.using(self.using).filter(n=OuterRef("last")).values("chain")[:1]
        before = None
        for seal in Seal.objects.using(self.using).annotate(chain=Subquery(chain)).order_by("n").iterator():
            expected = (before.n + 1, before.last + 1) if before else (1, 1)
            if (seal.n, seal.first) != expected:
                yield _of_seal(seal, Kind.CHAIN, "follows on no seal")
            if seal.head != seal.chain:
                yield _of_seal(seal, Kind.CHAIN, "its head is not that of its leaves")
            if not _made_with_our_key(seal, before.mac if before else GENESIS):
                yield _of_seal(seal, Kind.MAC, seal.key)
            before = seal

    def of_leaves(self, first: int, last: int) -> Iterator[Finding]:
        """The leaves of this range, and the rows that they stand for."""
        last, seen = min(last, self.total), set()
        for finding, shape in self._of_chain(first, last):
            seen.add(shape)
            if finding:
                yield finding
        altered: list[_Altered] = []
        for number in sorted(seen):
            yield from self._of_rows(self.shapes[number], first, last, altered)
        yield from self._told_apart(altered)

    def of_the_rest(self, anchor: Iterable[Anchored] = ()) -> Iterator[Finding]:
        """What has no leaf and should; leaves of no seal; records and their versions; the copy outside."""
        yield from self._of_no_seal()
        for model in sealed_models(self.using):
            yield from self._backdated(model)
        yield from reconciled(self.using)
        yield from against(anchor, self.using)

    def _of_chain(self, first: int, last: int) -> Iterator[tuple[Finding | None, int]]:
        """Each leaf's shape, with what is wrong with its place in the chain."""
        leaves, digests = Leaf.objects.using(self.using), {pk: of_shape(shape) for pk, shape in self.shapes.items()}
        chain: str | None = GENESIS
        if first > 1:
            chain = leaves.filter(n=first - 1).values_list("chain", flat=True).first()
        expected = first
        columns = ("n", "shape_id", "row", "digest", "chain")
        for n, number, row, digest, stored in (
            leaves.filter(n__range=(first, last)).order_by("n").values_list(*columns).iterator()
        ):
            shape, finding = self.shapes[number], None
            if n != expected:
                finding, chain = _gap(expected, n - 1), None
            link = partial(linked, shape.algorithm, n=n, shape=digests[number], row=row, leaf=digest)
            if chain is not None and stored != link(previous=chain):
                finding = Finding(shape.table, str(row), Kind.CHAIN, f"leaf {n}")
            chain, expected = stored, n + 1
            yield finding, number
        if expected <= last:
            yield _gap(expected, last), min(self.shapes)

    def _of_rows(self, shape: LeafShape, first: int, last: int, altered: list[_Altered]) -> Iterator[Finding]:
        if not is_readable(shape, self.using):
            yield Finding(shape.table, "", Kind.UNREADABLE, f"columns of shape {shape.pk} are gone")
            return
        moment = _moments().get(shape.table, "")
        place = shape.columns.index(moment) if moment in shape.columns else None
        for n, row, digest, found, *values in streamed(
            self.using, _leaves_and_rows(self.using, shape), [shape.pk, first, last]
        ):
            if found is None:
                yield Finding(shape.table, str(row), Kind.DELETED, f"leaf {n}")
                continue
            if (now := of_values(shape.algorithm, values)) != digest:
                altered.append(_Altered(shape, row, now, digest))
            elif place is not None and self._is_backdated(n, values[place]):
                yield Finding(shape.table, str(row), Kind.BACKDATED, f"leaf {n}")

    def _is_backdated(self, n: int, moment: Any) -> bool:
        reference = self.references[bisect_left(self.lasts, n)]
        return reference is not None and moment is not None and _aware(moment) < reference - TOLERANCE

    def _told_apart(self, altered: list[_Altered]) -> Iterator[Finding]:
        """Altered, or exchanged: then each has the content for which the other's leaf stands."""
        for each in altered:
            leaves = Leaf.objects.using(self.using).filter(shape=each.shape, digest=each.now).exclude(row=each.row)
            other = leaves.values_list("row", flat=True).first() if len(altered) <= PIECE // 10 else None
            swapped = other is not None and self._digest_now(each.shape, other) == each.then
            kind, detail = (Kind.SWAPPED, f"with {other}") if swapped else (Kind.ALTERED, f"now {each.now[:16]}")
            yield Finding(each.shape.table, str(each.row), kind, detail)

    def _digest_now(self, shape: LeafShape, row: int) -> str | None:
        statement = _leaves_and_rows(self.using, shape) + " AND l.row = %s"
        for _n, _row, _digest, found, *values in streamed(self.using, statement, [shape.pk, 1, self.total, row]):
            return of_values(shape.algorithm, values) if found is not None else None
        return None

    def _of_no_seal(self) -> Iterator[Finding]:
        """Leaves are looked at before seals: the two are written together."""
        leaf = Leaf.objects.using(self.using).order_by("-n").values_list("n", flat=True).first() or 0
        sealed = Seal.objects.using(self.using).order_by("-n").values_list("last", flat=True).first() or 0
        if leaf > sealed:
            yield Finding(Leaf._meta.db_table, str(sealed + 1), Kind.CHAIN, "leaves of no seal")

    def _backdated(self, model: type[Appended]) -> Iterator[Finding]:
        """Rows without a leaf that say that they are older than a seal that left nothing unsealed."""
        table = model._meta.db_table
        moment = _moments().get(table)
        if moment is None or self.newest_reference is None:
            return
        connection = connections[self.using]
        statement = without_leaf(model, self.using, [moment]) + f" AND t.{connection.ops.quote_name(moment)} < %s"
        limit = connection.ops.adapt_datetimefield_value(self.newest_reference - TOLERANCE)
        for row, _moment in streamed(self.using, statement, [limit]):
            yield Finding(table, str(row), Kind.BACKDATED, "not sealed")


def _leaves_and_rows(using: str, shape: LeafShape) -> str:
    """The query for the leaves of a shape in a range, each with its row as it stands now."""
    connection = connections[using]
    table, key, leaves = quoted(connection, shape.table, shape.key, Leaf._meta.db_table)
    columns = "".join(f", t.{name}" for name in quoted(connection, *shape.columns))
    return (
        f"SELECT l.n, l.row, l.digest, t.{key}{columns} FROM {leaves} l "  # noqa: S608 - names of our own tables
        f"LEFT JOIN {table} t ON t.{key} = l.row WHERE l.shape_id = %s AND l.n BETWEEN %s AND %s"
    )


def _made_with_our_key(seal: Seal, previous: str) -> bool:
    try:
        return key_named(seal.key).mac(seal, previous) == seal.mac
    except NoSuchKey:
        return False


def _of_seal(seal: Seal, kind: Kind, detail: str) -> Finding:
    return Finding(Seal._meta.db_table, str(seal.n), kind, detail)


def _gap(first: int, last: int) -> Finding:
    missing = f"leaf {first} is gone" if first == last else f"leaves {first} to {last} are gone"
    return Finding(Leaf._meta.db_table, str(first), Kind.CHAIN, missing)


@cache
def _moments() -> dict[str, str]:
    """The column of each append-only table that says when a row was written."""
    found = {}
    for model in appended_models():
        fields = {field.name: field.column for field in model._meta.concrete_fields}
        if model.written_in in fields:
            found[model._meta.db_table] = fields[model.written_in]
    return found


def _aware(moment: datetime) -> datetime:
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
