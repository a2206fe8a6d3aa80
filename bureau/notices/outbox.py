"""The outbox: mails that are to go out, and what each of them says that is owed."""

from datetime import date, datetime, timedelta
from typing import Any, ClassVar
from urllib.parse import urlsplit

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.whose import Whose
from bureau.casework.terms import Term
from bureau.notices.leases import OPEN, Leased, State
from bureau.notices.rungs import Rung
from bureau.notices.urging import Urging
from bureau.people.staff import Staff


class Notice(Leased):
    """One mail to one person. Done is sent; failed is refused for good, or tried in vain too often: a dead letter."""

    LEASE: ClassVar[timedelta] = timedelta(minutes=5)
    WAITS: ClassVar[tuple[timedelta, ...]] = (
        *(timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30)),
        *(timedelta(hours=2), timedelta(hours=6)),
    )

    whose = Whose(bureau="recipient__section__bureau", section="recipient__section")

    class Kind(models.TextChoices):
        DIGEST = "digest", _("morning mail")
        AT_ONCE = "at_once", _("mail at once")
        URGING = "urging", _("urging")
        WEEKLY = "weekly", _("weekly mail of supervision")
        ALARM = "alarm", _("alarm of dead letters")
        RECORDS = "records", _("morning mail of records")

    recipient = models.ForeignKey(Staff, models.PROTECT, related_name="notices", verbose_name=_("recipient"))
    day = models.DateField(_("day"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    part = models.PositiveSmallIntegerField(_("part"), default=1)
    urging = models.ForeignKey(
        Urging, models.PROTECT, null=True, blank=True, related_name="notices", verbose_name=_("urging")
    )
    message_id = models.CharField(_("Message-ID"), max_length=120, blank=True)
    made_at = models.DateTimeField(_("made at"))
    sent_to = models.CharField(_("sent to"), max_length=254, blank=True)
    lines = models.PositiveIntegerField(_("lines"), default=0, help_text=_("What it said when it went out."))
    told_in = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="tells_of", verbose_name=_("told in")
    )
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)
    settled_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("settled by")
    )

    class Meta(Leased.Meta):
        app_label = "bureau"
        ordering = ["-pk"]
        verbose_name = pgettext_lazy("mail", "notice")
        verbose_name_plural = pgettext_lazy("mail", "notices")
        constraints = [
            *Leased.Meta.constraints,
            models.UniqueConstraint(fields=["recipient", "day", "kind", "part"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, settled_by__isnull=True)
                | Q(settled_at__isnull=False, settled_by__isnull=False, state=State.FAILED),
                name="notice_settled_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(kind="urging", urging__isnull=False) | ~Q(kind="urging") & Q(urging__isnull=True),
                name="notice_of_its_urging",
            ),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(state__in=OPEN), name="notice_open"),
            models.Index(fields=["finished_at"], condition=Q(state=State.FAILED), name="notice_dead"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.day}"

    @property
    def is_dead(self) -> bool:
        return self.state == State.FAILED

    @classmethod
    def queue(cls, recipient_id: int, kind: str, day: date, *, at: datetime, now: datetime, **facts: Any) -> "Notice":
        """One mail more for this person that day, the next part of its kind; called under the person's lock."""
        earlier = cls.objects.filter(recipient=recipient_id, day=day, kind=kind)
        part = (earlier.aggregate(models.Max("part"))["part__max"] or 0) + 1
        made = cls.objects.create(
            recipient_id=recipient_id, day=day, kind=kind, part=part, next_at=at, made_at=now, **facts
        )
        # It stands in the row, so that a second copy after a kill bears the same one, whatever is set by then.
        host = urlsplit(settings.SITE_URL).hostname or "localhost"
        made.message_id = f"<{kind}.{day:%Y%m%d}.{made.pk}@{host}>"
        cls.objects.filter(pk=made.pk).update(message_id=made.message_id)
        return made


def try_again(notice: Notice, now: datetime) -> bool:
    """A dead letter is queued once more, with all its attempts; False if it is not dead."""
    dead = Notice.objects.filter(pk=notice.pk, state=State.FAILED)
    fresh = {"attempts": 0, "error": "", "finished_at": None, "told_in": None, "settled_at": None, "settled_by": None}
    return dead.update(state=State.QUEUED, next_at=now, **fresh) == 1


def settle(notice: Notice, by: Staff, now: datetime) -> bool:
    """Somebody has told the recipient otherwise: the dead letter troubles nobody any more. False if it is not dead."""
    dead = Notice.objects.filter(pk=notice.pk, state=State.FAILED, settled_at__isnull=True)
    return dead.update(settled_at=now, settled_by=by) == 1


class Struck(models.TextChoices):
    """Why something that was owed is not told any more."""

    MET = "met", _("met")
    CLOSED = "closed", _("case closed")
    STOPPED = "stopped", _("clock stopped")
    MOVED = "moved", _("due day moved")
    HANDED_OVER = "handed_over", _("handed over")
    UNREACHABLE = "unreachable", _("recipient cannot be reached")
    FOUND = "found", _("somebody was found to be told")


class Reach(models.TextChoices):
    """As whom somebody is told."""

    OWN = "own", _("as the one it concerns")
    UNASSIGNED = "unassigned", _("in place of an officer: nobody has the case")
    NOBODY = "nobody", _("nobody to remind: told instead")
    DELEGATE = "delegate", _("as delegate")


class Debt(models.Model):
    """One reminder that is owed to one person, once. A new due day, or a new officer, owes anew.

    It is told when its notice is sent. Without a recipient there is nobody who could be told: that is shown, and every
    sweep looks again. Written by the sweep and the drain alone, in bulk, which is why it keeps no versions: what it
    says is that something was owed, when and to whom, and that never changes.
    """

    whose = Whose(section="term__section", docket="term__docket")

    term = models.ForeignKey(Term, models.PROTECT, related_name="debts", verbose_name=_("term"))
    rung = models.ForeignKey(Rung, models.PROTECT, related_name="+", verbose_name=_("rung of the ladder"))
    ordinal = models.PositiveIntegerField(_("working day after the due day"), default=0)
    due_on = models.DateField(_("due on"))
    recipient = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="debts", verbose_name=_("recipient"))
    reach = models.CharField(_("told as"), max_length=10, choices=Reach, default=Reach.OWN)
    proper_on = models.DateField(_("its own day"))
    is_late = models.BooleanField(_("sent late"), default=False)
    owed_on = models.DateField(_("owed since"))
    notice = models.ForeignKey(
        Notice, models.PROTECT, null=True, related_name="debts", verbose_name=pgettext_lazy("mail", "notice")
    )
    struck_because = models.CharField(_("struck because"), max_length=12, choices=Struck, blank=True)

    class Meta:
        app_label = "bureau"
        ordering = ["id"]
        verbose_name = _("reminder owed")
        verbose_name_plural = _("reminders owed")
        constraints = [
            models.UniqueConstraint(fields=["term", "rung", "ordinal", "due_on", "recipient"], name="debt_once"),
            models.UniqueConstraint(
                fields=["term", "rung", "ordinal", "due_on"],
                condition=Q(recipient__isnull=True),
                name="debt_once_to_nobody",
            ),
            models.CheckConstraint(
                condition=Q(recipient__isnull=False) | Q(notice__isnull=True, reach="nobody"),
                name="debt_to_nobody_is_told_to_nobody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["recipient"], condition=Q(notice__isnull=True, struck_because=""), name="debt_not_in_a_notice"
            ),
            models.Index(fields=["owed_on", "reach"], name="debt_of_a_morning"),
        ]

    def __str__(self) -> str:
        return f"{self.term} {self.ordinal}"
