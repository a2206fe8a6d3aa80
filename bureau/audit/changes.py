"""What changed from version to version, in words: labels instead of columns, choices instead of codes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import Max, OuterRef, Subquery
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Source
from bureau.audit.history import Recorded

NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Changed:
    """One field of a version: what it was and what it became; `before` is empty where the record was entered."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """Who wrote it, when, by what means, why, and what was different. `record` is the number of the record.

    `by` is the number of the account, None where nobody was signed in.
    """

    model: type[models.Model]
    record: Any
    change: UUID
    at: datetime
    actor: str
    by: int | None
    source: str
    reason: str
    override: str
    event: str
    changed: tuple[Changed, ...]


def versions_of(record: Recorded) -> list[Version]:
    """The versions of a record, the newest first. One query, and one more for each kind of record that it points to."""
    table: Any = type(record)
    own = table.history.filter(**{record._meta.pk.attname: record.pk})
    rows = list(own.order_by("history_date", "history_id"))
    return _told(type(record), list(zip([None, *rows], rows, strict=False)))[::-1]


def tell(model: type[models.Model], rows: Sequence[Any]) -> list[Version]:
    """These versions of a kind of record, in their order, each against the one before it. Two queries more."""
    return _told(model, [(before, row) for before, row in zip(_before(model, rows), rows, strict=True)])


def would_change(model: type[models.Model], pairs: Sequence[tuple[Any, Any]]) -> list[tuple[Changed, ...]]:
    """What is different between records as they are kept and as they are to be; a query for each kind they point to."""
    words = _Words(model, [row for pair in pairs for row in pair])
    return [tuple(words.differences(before, after)) for before, after in pairs]


def _before(model: type[models.Model], rows: Sequence[Any]) -> list[Any]:
    """The version before each of these; None for the first of a record."""
    versions: Any = model.history.model._default_manager  # type: ignore[attr-defined]
    key = model._meta.pk.attname
    older = versions.filter(history_id__lt=OuterRef("history_id"), **{key: OuterRef(key)})
    newest = older.order_by().values(key).annotate(newest=Max("history_id")).values("newest")
    found = versions.filter(pk__in=[row.pk for row in rows]).annotate(before=Subquery(newest))
    numbers = dict(found.values_list("pk", "before"))
    kept = versions.in_bulk([number for number in numbers.values() if number])
    return [kept.get(numbers[row.pk]) for row in rows]


def _told(model: type[models.Model], pairs: Sequence[tuple[Any, Any]]) -> list[Version]:
    words = _Words(model, [row for pair in pairs for row in pair if row])
    return [
        Version(
            model,
            getattr(row, model._meta.pk.attname),
            row.history_change,
            row.history_date,
            row.history_actor,
            row.history_user_id,
            str(Source(row.history_source).label),
            row.history_change_reason or "",
            row.history_override,
            _event(row),
            tuple(words.differences(before, row)),
        )
        for before, row in pairs
    ]


def _event(row: Any) -> str:
    return {"+": _("entered"), "~": _("changed"), "-": _("removed")}[row.history_type]


class _Words:
    """The values of a kind of record as a person reads them."""

    def __init__(self, model: type[models.Model], rows: Iterable[Any]) -> None:
        self.model: Any = model
        kept = {field.name for field in model.history.model._meta.fields}  # type: ignore[attr-defined]
        told = kept - model.untold  # type: ignore[attr-defined]
        self.fields = [field for field in model._meta.concrete_fields if field.name in told and not field.primary_key]
        self.named = {field.attname: self._names(field, rows) for field in self.fields if field.is_relation}

    def differences(self, before: Any, after: Any) -> Iterator[Changed]:
        for field in self.fields:
            old, new = (self._said(field, row) if row else NOTHING for row in (before, after))
            if old != new:
                yield Changed(str(field.verbose_name), "" if before is None else old, new)

    def _names(self, field: Any, rows: Iterable[Any]) -> dict[object, str]:
        """The names of what a key points to, as they are today: history keeps the number."""
        wanted = {getattr(row, field.attname) for row in rows} - {None}
        return {pk: str(found) for pk, found in field.related_model._base_manager.in_bulk(wanted).items()}

    def _said(self, field: Any, row: Any) -> str:
        value = getattr(row, field.attname)
        if value is None or value in ("", []):
            return NOTHING
        if (said := self.model.said(field.name, value)) is not None:
            return str(said)
        if field.is_relation:
            return self.named[field.attname].get(value, str(value))
        return str(dict(field.flatchoices).get(value, value)) if field.choices else _plain(value)


def _plain(value: Any) -> str:
    """A value as it is written here, whatever field it stands in."""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return "、".join(map(str, value))
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
    return value if isinstance(value, str) else str(formats.localize(value, use_l10n=True))
