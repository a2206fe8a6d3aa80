"""What changed from version to version, in words: labels instead of columns, choices instead of codes."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
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
    """Who wrote it, when, by what means, why, and what was different."""

    at: datetime
    actor: str
    source: str
    reason: str
    event: str
    changed: tuple[Changed, ...]


def versions_of(record: Recorded) -> list[Version]:
    """The versions of a record, the newest first. One query, and one more for each kind of record that it points to."""
    table: Any = type(record)
    own = table.history.filter(**{record._meta.pk.attname: record.pk})
    rows = list(own.order_by("history_date", "history_id"))
    words = _Words(type(record), rows)
    told, before = [], None
    for row in rows:
        source = str(Source(row.history_source).label)
        changed = tuple(words.differences(before, row))
        told.append(
            Version(row.history_date, row.history_actor, source, row.history_change_reason or "", _event(row), changed)
        )
        before = row
    return told[::-1]


def _event(row: Any) -> str:
    return {"+": _("entered"), "~": _("changed"), "-": _("removed")}[row.history_type]


class _Words:
    """The values of a kind of record as a person reads them."""

    def __init__(self, model: type[models.Model], rows: Iterable[Any]) -> None:
        kept = {field.name for field in model.history.model._meta.fields}  # type: ignore[attr-defined]
        self.fields = [field for field in model._meta.concrete_fields if field.name in kept and not field.primary_key]
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
        if value is None or value == "":
            return NOTHING
        if field.is_relation:
            return self.named[field.attname].get(value, str(value))
        if field.choices:
            return str(dict(field.flatchoices).get(value, value))
        if isinstance(value, bool):
            return _("yes") if value else _("no")
        if isinstance(value, datetime):
            return formats.date_format(timezone.localtime(value), "SHORT_DATETIME_FORMAT")
        return str(formats.localize(value, use_l10n=True)) if not isinstance(value, str) else value
