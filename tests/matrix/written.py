"""What somebody wrote who may, row by row: nothing of anybody else's is changed, and nothing new points to it."""

from collections.abc import Iterator

from django.db import models

from tests.matrix.fingerprint import Row
from tests.matrix.oracle import ALL, RECORDS, Line, reads, writes
from tests.matrix.world import World

Rows = dict[type[models.Model], set[Row]]


def overreach(world: World, place: str, role: str, before: Rows, after: Rows) -> Iterator[str]:
    """A sentence for each row that was changed or deleted, or that points to a record, beyond somebody's reach."""
    for model in before:
        for row in before[model] - after[model]:
            yield from _changed(world, place, role, model, dict(row))
        for row in after[model] - before[model]:
            yield from _pointing(world, place, role, model, dict(row))


def _changed(world: World, place: str, role: str, model: type[models.Model], row: dict[str, str]) -> Iterator[str]:
    """A row that no place has was not there to be changed: a line of a record, a counter, a piece of work."""
    label, of = model._meta.label_lower, world.place_of(model, row[model._meta.pk.column])
    if of is None:
        yield f"changed {label}, which is nobody's"
    elif not writes(place, role, RECORDS[label], of, "*"):
        yield f"changed {label} of {of}"


def _pointing(world: World, place: str, role: str, model: type[models.Model], row: dict[str, str]) -> Iterator[str]:
    """A version points to its record."""
    ways = [(field.related_model, field.column) for field in model._meta.concrete_fields if field.is_relation]
    if kind := getattr(model, "instance_type", None):
        ways.append((kind, kind._meta.pk.column))
    for to, column in ways:
        of = world.place_of(to, row[column])
        if of and not reads(place, role, Line(RECORDS[to._meta.label_lower].reach, ALL), of):
            yield f"points {model._meta.label_lower} to {to._meta.label_lower} of {of}"
