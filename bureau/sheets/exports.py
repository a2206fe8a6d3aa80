"""A list that leaves the house in the background: what was asked, what is made of it part by part, when it goes.

All of it that may tell of somebody lies sealed under a key of the export: the filter of the list (people search by
name), the keys of its rows, and the parts of the file. Whoever asked for it takes the file; after some days it is gone.
"""

import json
import zlib
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from bureau.audit.vault.ciphers import seal, unseal
from bureau.audit.vault.keys import WrappedKey
from bureau.audit.whose import Whose
from bureau.notices.jobs import Job, ask
from bureau.people.staff import Staff

KIND = "sheets.export"
KEPT = timedelta(days=7)
PART = 250  # rows: with their lights a few tenths of a second


class ExportKey(WrappedKey):
    """What one export is sealed under. It is deleted with the file."""

    USE = b"export key:"

    class Meta:
        app_label = "bureau"
        verbose_name = _("key of an export")
        verbose_name_plural = _("keys of exports")


class Export(models.Model):
    """One list that was asked for. `count` is None until its rows were found; `sealed` holds what was asked."""

    whose = Whose(bureau="by__section__bureau", section="by__section")

    record = models.CharField(_("kind of record"), max_length=100)
    shape = models.CharField(_("format"), max_length=10)
    language = models.CharField(_("language"), max_length=10)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("asked by"))
    at = models.DateTimeField(_("asked at"))
    count = models.PositiveIntegerField(_("rows"), null=True)
    sealed = models.TextField(editable=False, blank=True)
    key = models.OneToOneField(ExportKey, models.PROTECT, null=True, editable=False, related_name="+")
    job = models.OneToOneField(Job, models.PROTECT, related_name="export", verbose_name=_("background job"))

    class Meta:
        app_label = "bureau"
        ordering = ["-pk"]
        verbose_name = _("export of a list")
        verbose_name_plural = _("exports of lists")

    def __str__(self) -> str:
        return f"{self.record} {self.pk}"

    @property
    def is_kept(self) -> bool:
        return self.key_id is not None

    @property
    def kept_until(self) -> datetime:
        return self.at + KEPT

    @property
    def is_whole(self) -> bool:
        return self.is_kept and self.count is not None and not self.parts.filter(is_written=False).exists()

    @property
    def done(self) -> int:
        """Rows that are written."""
        return min(self.count or 0, PART * self.parts.filter(is_written=True).count())


class ExportPart(models.Model):
    """So many rows: first sealed as their keys, then as the piece of the file that they make."""

    export = models.ForeignKey(Export, models.PROTECT, related_name="parts", verbose_name=_("export of a list"))
    number = models.PositiveIntegerField(_("number"))
    sealed = models.TextField(editable=False)
    is_written = models.BooleanField(default=False)

    class Meta:
        app_label = "bureau"
        ordering = ["number"]
        verbose_name = _("part of an export")
        verbose_name_plural = _("parts of exports")
        constraints = [models.UniqueConstraint(fields=["export", "number"], name="part_once_in_its_export")]

    def __str__(self) -> str:
        return str(self.number)


class ExportSafe:
    """Seals and opens what belongs to one export; its key is unwrapped once."""

    @sensitive_variables()
    def __init__(self, export: Export) -> None:
        """Raises NoSuchMaster or CannotOpen; LookupError when the file is no longer kept."""
        if export.key is None:
            raise LookupError(f"{export} is no longer kept")
        self._secret = export.key.secret()
        self._export = export

    def asked(self) -> dict[str, Any]:
        """What was asked, and what the head of the file says of its columns once that is known."""
        found: dict[str, Any] = json.loads(self._open(self._export.sealed, "asked"))
        return found

    def ask(self, asked: dict[str, Any]) -> None:
        self._export.sealed = self._seal(json.dumps(asked, ensure_ascii=False).encode(), "asked")

    def plan(self, keys: Iterable[Any]) -> int:
        """Keeps the keys of the rows in their order; how many there are."""
        left, number, total = iter(keys), 0, 0
        while some := list(islice(left, PART)):
            ExportPart.objects.create(export=self._export, number=number, sealed=self._keys(number, some))
            number, total = number + 1, total + len(some)
        self._export.count = total
        return total

    def next_part(self) -> tuple[ExportPart, list[Any]] | None:
        """The first part that is not written yet, and the keys of its rows."""
        part = self._export.parts.filter(is_written=False).first()
        return (part, json.loads(self._open(part.sealed, f"keys {part.number}"))) if part else None

    def write(self, part: ExportPart, piece: bytes) -> None:
        part.sealed, part.is_written = self._seal(piece, f"part {part.number}"), True
        part.save(update_fields=["sealed", "is_written"])

    def pieces(self) -> Iterator[bytes]:
        """The file, piece by piece."""
        for part in self._export.parts.order_by("number").iterator(chunk_size=20):
            yield self._open(part.sealed, f"part {part.number}")

    def _keys(self, number: int, keys: list[Any]) -> str:
        return self._seal(json.dumps(keys, default=str).encode(), f"keys {number}")

    def _seal(self, plain: bytes, place: str) -> str:
        return seal(self._secret, zlib.compress(plain), self._bound_to(place))

    def _open(self, sealed: str, place: str) -> bytes:
        return zlib.decompress(unseal(self._secret, sealed, self._bound_to(place)))

    def _bound_to(self, place: str) -> bytes:
        return f"export {self._export.key_id} {place}".encode()


def ask_export(by: Staff, now: datetime, *, record: str, shape: str, language: str, asked: dict[str, Any]) -> Export:
    """The export with its job, in the transaction that is open."""
    made = Export(record=record, shape=shape, language=language, by=by, at=now, key=ExportKey.generate())
    ExportSafe(made).ask(asked)
    made.job = ask(KIND, {"record": record}, by, now)
    made.save()
    return made


def ask_again(export: Export, now: datetime) -> Job:
    """What was cancelled or failed goes on where it was, as another job. Raises LookupError where nothing is left."""
    if not export.is_kept or export.is_whole or export.job.is_open:
        raise LookupError(f"{export} cannot go on")
    export.job = ask(KIND, {"record": export.record}, export.by, now)
    export.save(update_fields=["job"])
    return export.job


def purge_exports(now: datetime) -> None:
    """Files that were kept long enough go, and with them their keys: what a backup still holds cannot be opened."""
    old = Export.objects.filter(at__lt=now - KEPT, key__isnull=False).select_related("job")
    for pk in [export.pk for export in old if not export.job.is_open]:
        with transaction.atomic():
            export = Export.objects.select_for_update().get(pk=pk)
            export.parts.all()._raw_delete("default")  # nothing hangs on a part
            key, export.key, export.sealed = export.key, None, ""
            export.save(update_fields=["key", "sealed"])
            if key is not None:
                key.delete()
