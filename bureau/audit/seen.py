"""What somebody saw of a record before changing it: its newest version and those of the rows that stand in its form.

The newest versions' numbers are the optimistic version of every kind of record, so that no table needs a column for it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Max

from bureau.audit.history import Recorded


@dataclass(frozen=True, slots=True)
class Part:
    """A history table, and the condition that picks what belongs to the record from it."""

    versions: Any
    of: dict[str, Any]

    def newest(self) -> int:
        return self.versions.filter(**self.of).aggregate(newest=Max("history_id"))["newest"] or 0


def parts_of(record: Recorded, lines: Iterable[tuple[type[Recorded], str]] = ()) -> list[Part]:
    """The record, what is saved together with it, and its lines: pairs of a model and its key to the record."""
    own = [Part(_versions(type(each)), {each._meta.pk.attname: each.pk}) for each in record.together()]
    return own + [Part(_versions(model), {f"{key}_id": record.pk}) for model, key in lines]


def token_of(parts: Iterable[Part]) -> str:
    """What was seen, to be sent with the form and given back with it."""
    return ".".join(str(part.newest()) for part in parts)


def written_since(token: str, parts: list[Part]) -> list[Any]:
    """The versions that were written since, the oldest first. Raises ValueError for what is no token of these parts."""
    numbers = [int(number) for number in token.split(".")]
    found: list[Any] = []
    for seen, part in zip(numbers, parts, strict=True):
        found += part.versions.filter(history_id__gt=seen, **part.of)
    return sorted(found, key=lambda version: (version.history_date, version.history_id))


def lock(record: Recorded) -> None:
    """Hold the record to the end of the transaction, so that of two who save at once the second sees the first."""
    first = record.together()[0]
    type(first)._base_manager.select_for_update().get(pk=first.pk)


def _versions(model: type[Recorded]) -> Any:
    return model.history.model._default_manager  # type: ignore[attr-defined]
