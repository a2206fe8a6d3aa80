"""The papers of a case: rows that name a file by its digest. A row is never changed; another file is another row."""

import re
import unicodedata
from datetime import date
from pathlib import PurePath
from typing import Any, BinaryIO, ClassVar, NoReturn, Protocol, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Bypassed
from bureau.audit.hand import Hand
from bureau.audit.history import History, Recorded, RecordedQuerySet
from bureau.audit.whose import Whose
from bureau.casework.docket import Docket, case_of, demand_open_archive, hold
from bureau.casework.filekinds import BadFile, Kind, recognise
from bureau.casework.files import Stored, open_stored, store
from bureau.casework.materials import Material

LONGEST_NAME = 150
FORBIDDEN = re.compile(r'[<>:"|?*/\\]')  # what no file's name may have on some machine
UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})  # controls, and marks that turn the reading direction


class AttachmentQuerySet(RecordedQuerySet):
    def in_force(self) -> Self:
        """Those that no other has replaced."""
        return self.filter(replaced_by__isnull=True).order_by("id")


class Attachment(Recorded):
    """One paper as it was handed in. Its file is found, and proved, by the digest."""

    whose = Whose(section="docket__section", docket="docket")

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="attachments", verbose_name=_("docket"))
    name = models.CharField(pgettext_lazy("file", "name"), max_length=LONGEST_NAME)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    media_type = models.CharField(_("kind of file"), max_length=100, editable=False)
    material = models.ForeignKey(
        Material, models.PROTECT, null=True, blank=True, related_name="attachments", verbose_name=_("material")
    )
    received_on = models.DateField(_("received on"))
    replaces = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="replaced_by", verbose_name=_("replaces")
    )
    history = History()

    objects: ClassVar[Any] = AttachmentQuerySet.as_manager()

    class Meta:
        app_label = "bureau"
        ordering = ["id"]
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        constraints = [models.CheckConstraint(condition=Q(size__gte=1), name="attachment_not_empty")]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise Bypassed("an attachment is never changed, but replaced by another")
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise Bypassed("an attachment is never removed")


def attach(
    docket: Docket,
    hand: Hand,
    name: str,
    content: BinaryIO,
    *,
    received_on: date,
    material: Material | None = None,
) -> Attachment:
    """Keeps the file and a row for it. `content` is a file that can be read from its start, such as an upload.

    Raises BadFile for what is not kept, ValidationError for a day to come or a material of another item, Archived; and
    Damaged where the same content was stored before and is no longer what it was.
    """
    _check_facts(docket, hand, received_on, material)
    return _kept(docket, hand, name, content, received_on=received_on, material=material)


def replace(attachment: Attachment, hand: Hand, name: str, content: BinaryIO, *, received_on: date) -> Attachment:
    """Another file in its place: a new row, beside the old one, which keeps its file. Needs the hand's reason."""
    if not hand.reason:
        raise ValidationError(gettext("Please give the reason."))
    if Attachment.objects.filter(replaces=attachment).exists():
        raise ValidationError(gettext("This file has been replaced already."))
    _check_facts(attachment.docket, hand, received_on, attachment.material)
    facts = {"received_on": received_on, "material": attachment.material, "replaces": attachment}
    return _kept(attachment.docket, hand, name, content, **facts)


class NamesFile(Protocol):
    """A row that names a kept file: an attachment, or one of a record that is no case."""

    name: str
    sha256: str
    size: int
    media_type: str


def open_checked(attachment: NamesFile) -> BinaryIO:
    """The file, after its whole content was found to be what was stored. Raises Damaged."""
    return open_stored(Stored(attachment.sha256, attachment.size))


def headers_of(attachment: NamesFile) -> dict[str, str]:
    """With which headers a file is given out: saved under its name, never shown or guessed at by the browser."""
    return {
        "Content-Type": attachment.media_type,
        "Content-Length": str(attachment.size),
        "Content-Disposition": content_disposition_header(True, attachment.name) or "attachment",
        "X-Content-Type-Options": "nosniff",
    }


def recognised(name: str, content: BinaryIO) -> tuple[str, str]:
    """Under which name, and as which kind of file, it would be kept. Raises BadFile."""
    shown = safe_name(name)
    if content.seek(0, 2) > settings.FILE_LIMIT:
        raise BadFile("too_large", limit=settings.FILE_LIMIT >> 20)
    return shown, _media_type(shown, recognise(content))


def safe_name(name: str) -> str:
    """The last part of a path, without what cannot be seen or stand in a file's name, and not too long.

    Raises BadFile where nothing is left.
    """
    last = PurePath(name.replace("\\", "/")).name
    seen = "".join(char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char) not in UNSEEN)
    tidy = FORBIDDEN.sub("_", " ".join(seen.split())).strip(". ")
    stem, suffix = PurePath(tidy).stem, PurePath(tidy).suffix
    if not stem or len(suffix) > 10:
        raise BadFile("unnamed")
    return stem[: LONGEST_NAME - len(suffix)] + suffix


def _check_facts(docket: Docket, hand: Hand, received_on: date, material: Material | None) -> None:
    demand_open_archive(docket)
    if received_on > timezone.localdate(hand.at):
        raise ValidationError({"received_on": gettext("The day lies in the future.")})
    if material is not None and getattr(case_of(docket), "item_id", None) != material.item_id:
        raise ValidationError({"material": gettext("This material belongs to another item.")})


def _kept(docket: Docket, hand: Hand, name: str, content: BinaryIO, **facts: Any) -> Attachment:
    shown, media_type = recognised(name, content)
    stored = store(content)
    with transaction.atomic():
        made: Attachment = Attachment.objects.record(
            hand,
            docket=hold(docket.pk),
            name=shown,
            sha256=stored.digest,
            size=stored.size,
            media_type=media_type,
            **facts,
        )
    return made


def _media_type(name: str, kind: Kind) -> str:
    """Raises BadFile where the name says another kind than the content."""
    suffix = PurePath(name).suffix.lower()
    if suffix not in kind.suffixes:
        raise BadFile("name", kind=kind.name)
    return kind.media_type.replace("text/plain", "text/csv") if suffix == ".csv" else kind.media_type
