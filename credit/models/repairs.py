"""信用修复: an application to end a penalty's publication or a listing early, and the notice that said how to ask."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.casework.docket import Case
from bureau.casework.terms import Term
from bureau.law.limits import TimeLimit, set_day
from bureau.law.months import years_after
from bureau.law.workflow import Workflow
from bureau.people.bureaus import Bureau
from credit.models.about import AboutARecord, one_of
from credit.models.lists import ListEntry
from credit.models.penalties import SEVERITY_CHOICES, Penalty
from credit.models.receivers import Receiver, platform_waits_for
from credit.rules import ORDER_36, ORDER_527, Publicity, Severity, regime
from credit.rules.enumerations import PLACEHOLDER
from credit.rules.repair import ACCEPTANCE, FEEDBACK, FINAL, RESULT, RESULT_VERIFIED, WORKFLOW, is_served_with_a_notice

OF_SEVERE_PENALTIES = _("Asked of severe penalties by notice 527: applications until 30 April 2023.")


class Channel(models.TextChoices):
    SITE = "site", _("on the site 信用中国")
    WINDOW = "window", _("at the window of the hall")


class Repair(AboutARecord, Case):
    """One application. The docket's first day is that of the application: it says which order it is judged by.

    Three days have a limit of their own: the application, the day on which the identifying unit received it
    (`forwarded_on`), and that of its acceptance. `severity` is the class by which this application is judged.
    """

    kind: ClassVar[str] = "repair"
    workflow: ClassVar[Workflow] = WORKFLOW
    about = ("penalty", "entry")

    penalty = models.ForeignKey(
        Penalty, models.PROTECT, null=True, blank=True, related_name="repairs", verbose_name=_("penalty record")
    )
    entry = models.ForeignKey(
        ListEntry, models.PROTECT, null=True, blank=True, related_name="repairs", verbose_name=_("entry of a list")
    )
    channel = models.CharField(pgettext_lazy("repair", "applied"), max_length=10, choices=Channel, default=Channel.SITE)
    severity = models.CharField(
        pgettext_lazy("repair", "class"),
        max_length=2,
        choices=SEVERITY_CHOICES,
        blank=True,
        help_text=_("Left blank: as the organ states it, else as proposed from the kinds of penalty or of list."),
    )
    is_special = models.BooleanField(
        _("special field"), default=False, help_text=_("Food, drugs, special equipment, work safety, fire (Order 58).")
    )
    duty_done_on = models.DateField(_("duty done on"), null=True, blank=True)
    proof = models.TextField(_("proof that it was done"), max_length=1000, blank=True)
    has_commitment = models.BooleanField(_("with the public credit commitment"), default=False)
    training_on = models.DateField(_("credit training on"), null=True, blank=True, help_text=OF_SEVERE_PENALTIES)
    report_no = models.CharField(
        _("number of the credit report"), max_length=60, blank=True, default="", help_text=OF_SEVERE_PENALTIES
    )
    forwarded_on = models.DateField(_("received by the unit on"), null=True, editable=False)
    accepted_on = models.DateField(_("accepted for repair on"), null=True, editable=False)
    is_verified = models.BooleanField(_("needs verification"), default=False, editable=False)
    decided_on = models.DateField(_("decided on"), null=True, editable=False)
    ended_on = models.DateField(_("publication ended on"), null=True, editable=False)
    measures_lifted_on = models.DateField(_("measures lifted on"), null=True, blank=True)
    missing = models.CharField(_("what is missing"), max_length=500, blank=True, default="", editable=False)
    supplement_no = models.CharField(_("notice to complete"), max_length=60, blank=True, default="", editable=False)
    result_no = models.CharField(_("notice of the result"), max_length=60, blank=True, default="", editable=False)
    false_on = models.DateField(_("false material recorded on"), null=True, editable=False)
    bar_years = models.PositiveSmallIntegerField(_("years without repair"), null=True, editable=False)
    history = History()

    class Meta:
        verbose_name = _("repair of credit")
        verbose_name_plural = _("repairs of credit")
        constraints = [
            models.CheckConstraint(condition=one_of("penalty", "entry"), name="repair_of_one_record"),
            *(
                models.UniqueConstraint(
                    fields=[of],
                    condition=~Q(state__in=sorted(FINAL)),
                    name=f"repair_one_open_of_{name}",
                    violation_error_message=_("There is an open application for this record already."),
                )
                for of, name in (("penalty", "a_record"), ("entry", "an_entry"))
            ),
            models.CheckConstraint(condition=~Q(severity=""), name="repair_of_a_class"),
            models.CheckConstraint(
                condition=~Q(state__in=["ended", "closed"]) | Q(ended_on__isnull=False, decided_on__isnull=False),
                name="repair_ended_on_a_day",
            ),
            models.CheckConstraint(
                condition=~Q(state="false_material") | Q(false_on__isnull=False), name="repair_false_on_a_day"
            ),
        ]

    def clean(self) -> None:
        """A class that was left blank is filled in. Raises ValidationError, at the field where there is one."""
        if not self.of:  # refused by its constraint
            return
        demand_repairable(self.record)
        self.severity = self.severity or self.record.severity_in_force.value
        wrong: dict[str, Any] = {}
        for name in ("duty_done_on", "training_on", "measures_lifted_on"):
            day = getattr(self, name)
            if day and day < self.record.decided_on:
                wrong[name] = gettext("The day lies before the decision.")
        if self.duty_done_on and self.duty_done_on > self.applied_on:
            wrong["duty_done_on"] = gettext("The day lies after the application.")
        if wrong:
            raise ValidationError(wrong)

    # By which order, and until when

    @property
    def applied_on(self) -> date:
        return self.docket.opened_on

    @property
    def is_under_order_36(self) -> bool:
        return regime(self.applied_on) == ORDER_36

    @property
    def needs_training(self) -> bool:
        """Whether credit training and report are asked for too: of a severe penalty, under notice 527."""
        is_severe = self.of == "penalty" and self.severity == Severity.SEVERE
        return is_severe and regime(self.applied_on) == ORDER_527

    @property
    def period(self) -> Publicity:
        """How long it is published at the shortest and at the longest, for whoever asks on that day."""
        asked = {"severity": Severity(self.severity), "is_special": self.is_special}
        found: Publicity = self.record.period(self.applied_on, **asked)
        return found

    @property
    def may_apply_from(self) -> date | None:
        on_last_day: bool = settings.REPAIR_ON_LAST_DAY
        return self.period.may_apply_from(self.record.decided_on, self.duty_done_on, on_last_day=on_last_day)

    # The limits: of Order 36 alone, since none of the orders before it could be read

    @property
    def acceptance_limit(self) -> TimeLimit | None:
        return ACCEPTANCE if self.is_under_order_36 else None

    @property
    def result_limit(self) -> TimeLimit | None:
        if not self.is_under_order_36:
            return None
        return RESULT_VERIFIED if self.is_verified else RESULT

    @property
    def feedback_limit(self) -> TimeLimit | None:
        return FEEDBACK if self.is_under_order_36 else None

    @property
    def longest_limit(self) -> TimeLimit:
        """By the order, unless the entry has a term of its own."""
        term_by = self.entry.term_by if self.entry else None
        return set_day(self.period.max_end, term_by or self.period.article)

    @property
    def result_due_on(self) -> date | None:
        terms = Term.objects.filter(docket=self.pk, duty="result", met_on__isnull=True)
        return terms.values_list("due_on", flat=True).first()

    # What the guards ask

    def bars(self) -> Iterator[tuple[date | None, date | None]]:
        """Since when, and until when (None: not set), false material of the same party keeps it from repair.

        What was applied for before that day is not barred by it.
        """
        others = Repair.objects.filter(_same_party(self.record), false_on__lte=self.applied_on).exclude(pk=self.pk)
        for since, years in others.order_by("false_on").values_list("false_on", "bar_years"):
            yield since, years_after(since, years) if since and years else None

    @property
    def platform_waits_for(self) -> str:
        return platform_waits_for(self.record)


def demand_repairable(record: Any) -> None:
    """Raises ValidationError."""
    if not record.is_repairable:
        raise ValidationError(gettext("A reward is not repaired."))


def _same_party(record: Any) -> Q:
    """Whatever kind of record it was about. Whoever has no code is known by the number, which no list has."""
    if record.person_id:
        return Q(penalty__person=record.person_id) | Q(entry__person=record.person_id)
    punished = Q(penalty__bureau=record.bureau, penalty__uscc=record.uscc)
    if record.uscc == PLACEHOLDER:
        return punished & Q(penalty__registration_no=record.registration_no)
    return punished | Q(entry__of_list__bureau=record.bureau, entry__uscc=record.uscc)


class RepairReceiver(Receiver):
    case = models.ForeignKey(Repair, models.PROTECT, related_name="receivers", verbose_name=_("repair of credit"))
    history = History()

    class Meta(Receiver.Meta):
        pass


class RepairNotice(AboutARecord, Recorded):
    """信用修复告知书, served together with the decision on a penalty or a listing (两书同达). The series is our own."""

    whose = Whose(bureau="bureau")
    about = ("penalty", "entry")

    bureau = models.ForeignKey(
        Bureau, models.PROTECT, related_name="+", blank=True, editable=False, verbose_name=_("bureau")
    )
    penalty = models.OneToOneField(
        Penalty,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repair_notice",
        verbose_name=_("penalty record"),
    )
    entry = models.OneToOneField(
        ListEntry,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="repair_notice",
        verbose_name=_("entry of a list"),
    )
    number = models.CharField(pgettext_lazy("notice", "number"), max_length=60, editable=False)
    served_on = models.DateField(
        _("served on"), help_text=_("The day on which the decision was served: both are served together.")
    )
    history = History()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("notice of repair")
        verbose_name_plural = _("notices of repair")
        constraints = [models.CheckConstraint(condition=one_of("penalty", "entry"), name="repair_notice_of_one_record")]

    def __str__(self) -> str:
        return self.number

    @cached_property
    def period(self) -> Publicity:
        """As whoever was served would be judged on that day."""
        found: Publicity = self.record.period(self.served_on)
        return found

    def clean(self) -> None:
        """The bureau follows from the record. Raises ValidationError."""
        if not self.of:
            return
        demand_repairable(self.record)
        self.bureau = self.record.bureau
        if self.served_on and self.served_on > timezone.localdate(self.hand.at if self.hand else None):
            raise ValidationError({"served_on": gettext("The day lies in the future.")})
        if self.served_on and self.served_on < self.record.decided_on:
            raise ValidationError({"served_on": gettext("The day lies before the decision.")})
        if not is_served_with_a_notice(self.record.decided_on):
            raise ValidationError(gettext("Decisions before 22 June 2025 were served without such a notice."))
