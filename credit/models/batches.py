"""What was sent to the platform together: a batch under its number, and each of its rows with what came back."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.notices.jobs import Job
from bureau.people.bureaus import Bureau
from credit.models.decisions import Decision
from credit.models.licences import Licence
from credit.models.penalties import Penalty
from credit.models.pushes import LicencePush, PenaltyPush

KINDS: dict[str, tuple[type[Decision], Any]] = {"licence": (Licence, LicencePush), "penalty": (Penalty, PenaltyPush)}


class PushBatch(Recorded):
    """One file of one layout. The number is the same however often it is sent, so that it counts once over there."""

    whose = Whose(bureau="bureau")

    class Kind(models.TextChoices):
        LICENCE = "licence", _("licences")
        PENALTY = "penalty", _("penalties")

    class Act(models.TextChoices):
        SEND = "send", pgettext_lazy("batch", "to be taken in")
        WITHDRAW = "withdraw", pgettext_lazy("batch", "to be withdrawn")

    class State(models.TextChoices):
        READY = "ready", pgettext_lazy("batch", "ready")
        SENDING = "sending", pgettext_lazy("batch", "being sent")
        SENT = "sent", pgettext_lazy("batch", "sent, waits for the receipt")
        SETTLED = "settled", pgettext_lazy("batch", "answered")
        DROPPED = "dropped", pgettext_lazy("batch", "dropped")

    class Layout(models.TextChoices):
        ONE_SHEET = "one_sheet", _("one sheet")
        ORGANISATIONS = "organisations", _("organisations")
        PERSONS = "persons", _("natural persons")
        WITHDRAWAL = "withdrawal", _("withdrawals")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    number = models.CharField(_("number of the batch"), max_length=30, unique=True)
    kind = models.CharField(_("records"), max_length=10, choices=Kind)
    act = models.CharField(_("what for"), max_length=10, choices=Act)
    layout = models.CharField(_("layout"), max_length=20, choices=Layout)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.READY)
    total = models.PositiveIntegerField(_("rows"))
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("made by"))
    made_at = models.DateTimeField(_("made at"))
    sent_on = models.DateField(_("sent on"), null=True)
    settled_on = models.DateField(_("answered on"), null=True)
    job = models.ForeignKey(Job, models.PROTECT, null=True, related_name="+", verbose_name=_("background job"))
    history = History(excluded_fields=["job"])

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("push batch")
        verbose_name_plural = _("push batches")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["sent", "settled"], sent_on__isnull=False)
                | Q(state__in=["ready", "sending", "dropped"]),
                name="push_batch_sent_on_a_day",
            )
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def records(self) -> type[Decision]:
        return KINDS[self.kind][0]

    @property
    def lines(self) -> Any:
        """The lines that say where these records stand."""
        return KINDS[self.kind][1]

    @property
    def keys(self) -> dict[int, str]:
        """The rows of the file, each with the key of its record."""
        return {row.number: row.key for row in self.rows.all()}

    def says_until(self, record: Decision) -> date | None:
        """The last day of publication that goes with a record: of a penalty that is published, as of this batch."""
        if isinstance(record, Penalty) and record.ruling.publish:
            return record.published_until(timezone.localdate(self.made_at))
        return None

    @property
    def is_at_work(self) -> bool:
        return self.job is not None and self.job.is_open


class PushRow(Recorded):
    """A row of the file. `version` is what was sent, however often it is sent and whatever became of the record since.

    A record waits in one batch at a time.
    """

    whose = Whose(bureau="batch__bureau")

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", pgettext_lazy("push", "accepted")
        REFUSED = "refused", pgettext_lazy("push", "refused by the platform")
        MISMATCH = "mismatch", pgettext_lazy("push", "counterpart does not match")
        DROPPED = "dropped", pgettext_lazy("batch", "dropped")

    batch = models.ForeignKey(PushBatch, models.PROTECT, related_name="rows", verbose_name=_("push batch"))
    number = models.PositiveIntegerField(_("row"))
    licence = models.ForeignKey(
        Licence, models.PROTECT, null=True, related_name="sent", verbose_name=_("licence record")
    )
    penalty = models.ForeignKey(
        Penalty, models.PROTECT, null=True, related_name="sent", verbose_name=_("penalty record")
    )
    version = models.BigIntegerField(_("version"), editable=False)
    reason = models.CharField(_("why it was changed or withdrawn"), max_length=500, blank=True, default="")
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome, blank=True, default="")
    code = models.CharField(_("code of the platform's rule"), max_length=20, blank=True, default="")
    told = models.CharField(_("why the platform refused it"), max_length=500, blank=True, default="")
    history = History()

    FAILED: ClassVar[tuple[str, ...]] = (Outcome.REFUSED, Outcome.MISMATCH)

    class Meta:
        ordering = ["batch", "number"]
        verbose_name = _("row of a push batch")
        verbose_name_plural = _("rows of push batches")
        constraints = [
            models.UniqueConstraint(fields=["batch", "number"], name="push_row_once_in_its_batch"),
            models.UniqueConstraint(fields=["licence"], condition=Q(outcome=""), name="licence_in_one_batch_at_a_time"),
            models.UniqueConstraint(fields=["penalty"], condition=Q(outcome=""), name="penalty_in_one_batch_at_a_time"),
            models.CheckConstraint(
                condition=Q(licence__isnull=False, penalty__isnull=True)
                | Q(licence__isnull=True, penalty__isnull=False),
                name="push_row_of_one_record",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=["refused", "mismatch"]) | ~Q(told=""), name="push_row_refused_for_a_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch} {self.number}"

    @property
    def record(self) -> Decision:
        found = self.licence or self.penalty
        assert found is not None
        return found

    @property
    def record_id(self) -> int:
        return self.licence_id or self.penalty_id or 0

    @property
    def key(self) -> str:
        """What the platform knows the record by, in whichever batch it comes; it says nothing of anybody."""
        return f"L{self.licence_id}" if self.licence_id else f"P{self.penalty_id}"
