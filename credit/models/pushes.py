"""Where a record stands with the platform: a line of its own beside it, so that what an organ decided stays apart."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import History, Recorded, RecordedQuerySet
from bureau.audit.whose import Whose
from bureau.law.workdays import Workdays
from credit.models.licences import Licence
from credit.models.penalties import Penalty, is_over
from credit.rules.publishing import (
    LICENCE,
    TO_COLLECT,
    TO_PUBLISH,
    last_decision_due,
    last_late_decision,
    last_late_withdrawal,
)


class PushState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("push", "to be pushed")
    PUSHED = "pushed", pgettext_lazy("push", "pushed")
    ACCEPTED = "accepted", pgettext_lazy("push", "accepted")
    REFUSED = "refused", pgettext_lazy("push", "refused by the platform")
    MISMATCH = "mismatch", pgettext_lazy("push", "counterpart does not match")
    CORRECTED = "corrected", pgettext_lazy("push", "changed since it was pushed")
    WITHDRAW = "withdraw", pgettext_lazy("push", "to be withdrawn")
    WITHDRAWN = "withdrawn", pgettext_lazy("push", "withdrawn")


NOT_THERE = (PushState.WAITING, PushState.REFUSED, PushState.MISMATCH)  # the platform has no such record
SENT_BACK = (PushState.REFUSED, PushState.MISMATCH)
GONE = (PushState.WITHDRAW, PushState.WITHDRAWN)
THERE = (PushState.PUSHED, PushState.ACCEPTED)
ON_THE_PLATFORM = (*THERE, PushState.CORRECTED)
TO_GO = (PushState.WAITING, PushState.CORRECTED, PushState.WITHDRAW)
UNDER_WAY = Q(record__sent__outcome="")  # in a batch that the platform has not answered yet


class PushQuerySet(RecordedQuerySet):
    """Each answer is a condition on the day of the decision: nothing that says "late" is stored."""

    def not_published(self, today: date | None = None) -> Any:
        """What must be published and is not yet there."""
        return self.filter(unpublished(today=today))

    def late(self, today: date, days: Workdays) -> Any:
        return self.not_published(today).filter(late(today, days))

    def to_go(self) -> Any:
        """What the next batches take: new, changed since, to be withdrawn, or failed and put right."""
        collected = Q(record__rule__in=TO_COLLECT) | Q(state=PushState.WITHDRAW)
        return self.filter(collected, state__in=TO_GO, refusal="").exclude(UNDER_WAY)

    def failed(self) -> Any:
        """What the platform sent back, and nobody has put right yet."""
        return self.exclude(refusal="")

    def marked_when_changed(self) -> Any:
        """What the platform has, or will have: each line once, in however many rows of batches its record stands."""
        under_way = self.model._default_manager.filter(UNDER_WAY).values("pk")
        return self.filter(Q(state__in=ON_THE_PLATFORM) | Q(pk__in=under_way))

    def to_be_withdrawn(self) -> Any:
        """What was changed or revoked and may still stand on the platform."""
        return self.filter(withdraw_since__isnull=False).exclude(state=PushState.WITHDRAWN)

    def withdrawn_late(self, today: date, days: Workdays) -> Any:
        """Penalties whose third working day after they were changed or revoked has passed, and that still stand."""
        last = last_late_withdrawal(today, days)
        return self.to_be_withdrawn().filter(withdraw_since__lte=last) if last else self.none()


def unpublished(to_record: str = "record__", to_push: str = "", today: date | None = None) -> Q:
    """What must be published, is not there, and can still be: its publication would not be over by itself."""
    return _missing(to_record, to_push) & ~_ended(to_record, today)


def lapsed(to_record: str = "record__", to_push: str = "", today: date | None = None) -> Q:
    """Penalties whose period of publication ended before they were ever there: a duty missed for good."""
    return _missing(to_record, to_push) & _ended(to_record, today)


def _missing(to_record: str, to_push: str) -> Q:
    not_there = {f"{to_push}state__in": NOT_THERE, f"{to_push}withdraw_since": None}
    return Q(**{f"{to_record}rule__in": TO_PUBLISH}, **not_there)


def _ended(to_record: str, today: date | None) -> Q:
    """Both kinds of record are asked alike, so that a licence, whose publication never ends, is told by its rule."""
    ended = Penalty.objects.filter(_missing("", "push__"), is_over(today or timezone.localdate()))
    return ~Q(**{f"{to_record}rule": LICENCE}) & Q(**{f"{to_record}pk__in": ended.order_by().values("pk")})


def late(today: date, days: Workdays, to_record: str = "record__") -> Q:
    """Whose seventh working day has passed."""
    last = last_late_decision(today, days)
    return Q(**{f"{to_record}decided_on__lte": last}) if last else Q(pk__in=[])


def due_by(on: date, days: Workdays, to_record: str = "record__") -> Q:
    """Whose seventh working day is that day or before it."""
    last = last_decision_due(on, days)
    return Q(**{f"{to_record}decided_on__lte": last}) if last else Q(pk__in=[])


class Push(Recorded):
    """`reported_on` is the first day on which it was sent: by it the seven working days are kept or not.

    `refusal` stands until what was sent back was put right. `reason` says why it was changed or is withdrawn after it
    was pushed; `withdraw_since` is the day on which the decision was changed, revoked or found unlawful; entered
    while a batch is unanswered, it stands beside the state until the platform has said what it has.
    """

    whose = Whose(bureau="record__bureau")

    record: Any
    state = models.CharField(_("state"), max_length=10, choices=PushState, default=PushState.WAITING)
    reported_on = models.DateField(_("reported on"), null=True, blank=True)
    accepted_on = models.DateField(_("accepted on"), null=True, blank=True)
    refusal_code = models.CharField(_("code of the platform's rule"), max_length=20, blank=True, default="")
    refusal = models.CharField(_("why the platform refused it"), max_length=500, blank=True, default="")
    reason = models.CharField(_("why it was changed or withdrawn"), max_length=500, blank=True, default="")
    withdraw_since = models.DateField(_("decision changed or revoked on"), null=True, blank=True)

    objects: ClassVar[Any] = PushQuerySet.as_manager()

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[PushState.WAITING.value, PushState.WITHDRAWN.value])
                | Q(reported_on__isnull=False),
                name="%(class)s_reported_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[state.value for state in SENT_BACK]) | ~Q(refusal=""),
                name="%(class)s_refused_for_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(accepted_on__isnull=True) | Q(reported_on__isnull=False),
                name="%(class)s_accepted_after_it_was_reported",
            ),
            models.CheckConstraint(
                condition=~Q(state=PushState.WITHDRAW.value) | Q(withdraw_since__isnull=False) & ~Q(reason=""),
                name="%(class)s_withdrawn_for_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["state"], name="%(class)s_by_state")]

    def __str__(self) -> str:
        return str(self.record)

    @property
    def is_taken_back(self) -> bool:
        """Withdrawn, or to be: at once, or when the batch that it is in is answered."""
        return self.state in GONE or self.withdraw_since is not None

    def take_back(self) -> None:
        """What the platform has waits to be withdrawn; what it never had is no longer to be sent."""
        self.state = PushState.WITHDRAW if self.state in ON_THE_PLATFORM else PushState.WITHDRAWN
        self.refusal = self.refusal_code = ""

    def mark_changed(self, reason: str) -> None:
        """The platform no longer has, or will not have, what the record says."""
        if self.is_taken_back:
            return
        self.reason = reason[:500]
        if self.state in THERE:
            self.state = PushState.CORRECTED

    def send_back(self, code: str, refusal: str, *, is_mismatch: bool) -> None:
        """The platform did not take it. Of what it has taken in before it still has what it had."""
        self.state = PushState.MISMATCH if is_mismatch else PushState.REFUSED
        if self.accepted_on:
            self.state = PushState.CORRECTED
        self.refusal_code, self.refusal = code, refusal

    def clean(self) -> None:
        """What was reported has its day, what was sent back its reason, and no day lies before the decision.

        While a batch is on its way nobody registers by hand what the platform is about to say.
        """
        if self.pk and type(self).objects.filter(UNDER_WAY, pk=self.pk).exists():
            raise ValidationError(_("It is in a batch that the platform has not answered yet."))
        today = timezone.localdate(self.hand.at if self.hand else None)
        wrong: dict[str, Any] = dict(self._missing())
        for name in ("reported_on", "accepted_on"):
            day = getattr(self, name)
            if day and day > today:
                wrong[name] = _("The day lies in the future.")
            if day and day < self.record.decided_on:
                wrong[name] = _("The day lies before the decision.")
        if self.accepted_on and self.reported_on and self.accepted_on < self.reported_on:
            wrong["accepted_on"] = _("The days are not in their order.")
        if wrong:
            raise ValidationError(wrong)

    def _missing(self) -> Iterator[tuple[str, Any]]:
        if self.state not in (PushState.WAITING, PushState.WITHDRAWN) and not self.reported_on:
            yield "reported_on", _("Must be filled in.")
        if self.state == PushState.ACCEPTED and not self.accepted_on:
            yield "accepted_on", _("Must be filled in.")
        if self.state in SENT_BACK and not self.refusal:
            yield "refusal", _("The reason that the platform gives is needed.")
        if self.state in (PushState.WITHDRAW, PushState.WITHDRAWN) and not self.reason:
            yield "reason", _("State a reason.")
        if self.state == PushState.WITHDRAW and not self.withdraw_since:
            yield "withdraw_since", _("Must be filled in.")
        if self.withdraw_since and self.state not in GONE:
            yield "withdraw_since", _("Only what is withdrawn, or is to be, has such a day.")


class LicencePush(Push):
    record = models.OneToOneField(Licence, models.PROTECT, related_name="push", verbose_name=_("licence record"))
    history = History()

    class Meta(Push.Meta):
        verbose_name = _("push of a licence")
        verbose_name_plural = _("pushes of licences")


class PenaltyPush(Push):
    record = models.OneToOneField(Penalty, models.PROTECT, related_name="push", verbose_name=_("penalty record"))
    history = History()

    class Meta(Push.Meta):
        verbose_name = _("push of a penalty")
        verbose_name_plural = _("pushes of penalties")
