"""What was sent: the batch with its counts, its file and rows sealed until it has ended, what headings mean."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.hand import Hand, Source
from bureau.audit.history import History, Recorded
from bureau.audit.vault.keys import WrappedKey
from bureau.audit.whose import Whose
from bureau.notices.jobs import Job
from bureau.people.bureaus import Bureau, Section
from bureau.sheets.cells import Cell
from bureau.sheets.kinds import SheetKind, UnknownSheet, kind_named

KEPT = timedelta(days=14)  # wrong rows, for whoever takes the marked copy; and what nobody confirmed


class BatchKey(WrappedKey):
    """What the rows of one batch are sealed under. It is deleted with them."""

    USE = b"batch key:"

    class Meta:
        app_label = "bureau"
        verbose_name = _("key of a batch")
        verbose_name_plural = _("keys of batches")


class BatchState(models.TextChoices):
    READING = "reading", pgettext_lazy("batch", "being read")
    MATCHING = "matching", _("headings to be matched")
    CHECKING = "checking", _("being checked")
    CHECKED = "checked", _("waits for confirmation")
    WRITING = "writing", _("being written")
    DONE = "done", _("imported")
    DROPPED = "dropped", _("dropped")
    UNDONE = "undone", _("undone")


class Outcome(models.TextChoices):
    NEW = "new", pgettext_lazy("row", "new")
    CHANGED = "changed", pgettext_lazy("row", "changed")
    UNCHANGED = "unchanged", pgettext_lazy("row", "unchanged")
    REFUSED = "refused", pgettext_lazy("row", "refused")


class Batch(Recorded):
    """One file that was sent. `change_id` binds whatever it writes; the counts are of its rows."""

    whose = Whose(bureau="bureau", section="section")

    kind = models.CharField(_("kind"), max_length=40)
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    sender = models.CharField(_("sender"), max_length=100, blank=True)
    file_name = models.CharField(_("file"), max_length=200)
    sha256 = models.CharField(_("SHA-256 of the file"), max_length=64)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("imported by")
    )
    at = models.DateTimeField(_("sent at"))
    state = models.CharField(_("state"), max_length=10, choices=BatchState)
    good_rows_only = models.BooleanField(_("good rows only"), default=False)
    new = models.PositiveIntegerField(pgettext_lazy("row", "new"), default=0)
    changed = models.PositiveIntegerField(pgettext_lazy("row", "changed"), default=0)
    unchanged = models.PositiveIntegerField(pgettext_lazy("row", "unchanged"), default=0)
    refused = models.PositiveIntegerField(pgettext_lazy("row", "refused"), default=0)
    left = models.PositiveIntegerField(
        _("left alone"),
        default=0,
        help_text=_("Not undone: changed by somebody since, or undone by its own acts only."),
    )
    ended_at = models.DateTimeField(_("ended at"), null=True)
    change_id = models.UUIDField(_("change"), default=uuid4, editable=False)
    undo_change_id = models.UUIDField(null=True, editable=False)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name=_("background job"))
    key = models.OneToOneField(BatchKey, models.PROTECT, null=True, editable=False, related_name="+")
    headings = models.JSONField(default=list, editable=False)
    matched = models.JSONField(default=dict, editable=False)
    history = History(excluded_fields=["key", "headings", "matched", "job"])

    class Meta:
        app_label = "bureau"
        ordering = ["-pk"]
        verbose_name = _("import batch")
        verbose_name_plural = _("import batches")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "bureau", "sha256"],
                condition=~Q(state__in=["dropped", "undone"]),
                name="same_file_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.words} {self.pk}"

    @property
    def words(self) -> str:
        try:
            return str(self.sheet.words)
        except UnknownSheet:
            return self.kind

    @property
    def sheet(self) -> SheetKind:
        """Raises UnknownSheet."""
        return kind_named(self.kind)

    @property
    def is_at_work(self) -> bool:
        return self.job is not None and self.job.is_open

    def was_sent_by(self, person: Any) -> bool:
        """Whether they brought the file; `by` is whoever confirmed it, once somebody did."""
        return person.pk is not None and self.history.earliest("history_id").by_id == person.pk

    def move(self, hand: Hand, state: BatchState, **facts: Any) -> None:
        """Saves the next state by a hand."""
        self.hand, self.state = hand, state
        for name, value in facts.items():
            setattr(self, name, value)
        self.save()

    def counted(self) -> dict[str, int]:
        """How many of the rows that are still kept came out how."""
        found = dict.fromkeys(Outcome.values, 0)
        return found | dict(
            self.rows.exclude(outcome="").values_list("outcome").annotate(models.Count("pk")).order_by()
        )


class FilePart(models.Model):
    """A part of a large file as it was sent, sealed until its rows are: it is read in the background."""

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="parts", verbose_name=_("import batch"))
    number = models.PositiveIntegerField(_("part"))
    sealed = models.TextField(editable=False)

    class Meta:
        app_label = "bureau"
        ordering = ["number"]
        verbose_name = _("part of a file")
        verbose_name_plural = _("parts of files")
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="part_once_in_its_batch")]

    def __str__(self) -> str:
        return str(self.number)


@dataclass
class Content:
    """What a row says and what became of it; may hold personal data, and is sealed."""

    cells: list[Cell]
    problems: list[tuple[str, str]] = field(default_factory=list)  # heading, or "" for the whole row; reason
    warnings: list[tuple[str, str]] = field(default_factory=list)  # heading; what is odd there and yet happens
    told: list[tuple[str, str, str, str]] = field(default_factory=list)  # kind of record, field, before, after
    record: str = ""
    twins: list[int] = field(default_factory=list)


class StagedRow(models.Model):
    """One row of the file under its number there. `is_written` is set in the transaction that wrote it.

    `is_odd`: it is warned about, and written all the same.
    """

    batch = models.ForeignKey(Batch, models.PROTECT, related_name="rows", verbose_name=_("import batch"))
    number = models.PositiveIntegerField(_("row"))
    sealed = models.TextField(editable=False)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True)
    is_odd = models.BooleanField(default=False)
    is_written = models.BooleanField(default=False)

    class Meta:
        app_label = "bureau"
        ordering = ["number"]
        verbose_name = _("row of a batch")
        verbose_name_plural = _("rows of a batch")
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="row_once_in_its_batch")]

    def __str__(self) -> str:
        return str(self.number)


class Mapping(Recorded):
    """What the headings of a sender mean: heading to the column's own heading, or to nothing where it is left out."""

    whose = Whose(bureau="bureau")

    kind = models.CharField(_("kind"), max_length=40)
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    sender = models.CharField(_("sender"), max_length=100, blank=True)
    columns = models.JSONField(_("headings"), default=dict)
    history = History()

    class Meta:
        app_label = "bureau"
        verbose_name = _("column mapping")
        verbose_name_plural = _("column mappings")
        constraints = [models.UniqueConstraint(fields=["kind", "bureau", "sender"], name="mapping_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.sender}".rstrip()


def purge(batch: Batch, keep_refused: bool = False) -> None:
    """Rows and file go, and with the last of them the key: what a backup still holds of them cannot be opened."""
    batch.parts.all().delete()
    gone = batch.rows.exclude(outcome=Outcome.REFUSED) if keep_refused else batch.rows.all()
    gone._raw_delete(gone.db)  # nothing hangs on a row
    if batch.key is not None and not batch.rows.exists():
        key, batch.key, batch.headings, batch.matched = batch.key, None, [], {}
        batch.save(update_fields=["key", "headings", "matched"])
        key.delete()


def purge_old(now: datetime) -> None:
    """What waited too long is dropped; the wrong rows of what has ended go."""
    hand = Hand(None, Source.JOB, now, name="purge")
    waiting = (BatchState.READING, BatchState.MATCHING, BatchState.CHECKING, BatchState.CHECKED)
    for batch in Batch.objects.filter(state__in=waiting, at__lt=now - KEPT).select_related("job", "key"):
        if not batch.is_at_work:
            batch.move(hand, BatchState.DROPPED, ended_at=now)
            purge(batch)
    for batch in Batch.objects.filter(ended_at__lt=now - KEPT, key__isnull=False).select_related("key"):
        with transaction.atomic(), suppress(Batch.DoesNotExist):
            purge(batch)
