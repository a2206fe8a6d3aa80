"""报表任务 and each period of it."""

from datetime import date
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History
from bureau.audit.spoken import choices_of, spoken
from bureau.audit.whose import Whose
from bureau.casework.docket import Case
from bureau.law.articles import Article
from bureau.law.limits import Binding, TimeLimit, Unit, set_day
from bureau.law.workflow import Workflow
from bureau.office.returns.rules import (
    COUNTS,
    DUE,
    ONE_DAY,
    RHYTHMS,
    WORKFLOW,
    Counts,
    Rhythm,
    is_a_day_of_every_year,
)
from bureau.office.study.kinds import Gathering
from bureau.people.appointments import Dated, in_order
from bureau.people.bureaus import Section
from bureau.people.staff import Staff

WEEKDAYS = 7
UNITS = {Counts.DAYS_AFTER: Unit.DAY, Counts.WORKDAYS_AFTER: Unit.WORKDAY, Counts.MONTHS_AFTER: Unit.MONTH}


class ReportingDuty(Dated):
    """What is to be sent, to whom, how often and by which day; of it a return falls due for each period.

    `number` counts what `counts` says: the day of the period itself, or days, working days or months after its end. Of
    a fixed day of the year after it is the day of `month`; such a day does not roll.
    """

    whose = Whose(section="section")

    name = models.CharField(_("return"), max_length=100)
    recipient = models.CharField(pgettext_lazy("return", "sent to"), max_length=100)
    form = models.CharField(_("form"), max_length=100, blank=True, help_text=_("Its name or number, or the platform."))
    paper = models.CharField(
        _("basis"), max_length=200, help_text=_("The system of returns or the letter that asks for it.")
    )
    rhythm = models.CharField(_("how often"), max_length=12, choices=choices_of(RHYTHMS))
    counts = models.CharField(
        _("its day is counted as"),
        max_length=15,
        choices=choices_of(COUNTS),
    )
    month = models.PositiveSmallIntegerField(
        _("month"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(12)],
        help_text=_("Of a fixed day of the year after, such as month 3 and day 1; else leave it blank."),
    )
    number = models.PositiveSmallIntegerField(
        _("how many, or which day"), validators=[MinValueValidator(1), MaxValueValidator(366)]
    )
    rolls = models.BooleanField(
        _("moves to the next working day"), default=False, help_text=_("Where whoever asks for it says so.")
    )
    meeting = models.CharField(
        _("met by a meeting"), max_length=20, choices=Gathering, blank=True, help_text=_("Of this kind, in the period.")
    )
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", verbose_name=_("section"))
    officer = models.ForeignKey(
        Staff, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("officer")
    )
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["section", "id"]
        verbose_name = _("reporting duty")
        verbose_name_plural = _("reporting duties")
        constraints = [
            in_order("reportingduty_in_order"),
            models.CheckConstraint(
                condition=~Q(counts="next_year") & Q(month=None)
                | Q(counts="next_year", rhythm="yearly", month__isnull=False, rolls=False),
                name="reportingduty_on_a_day_of_the_year_after",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.counts == Counts.WITHIN and self.rhythm == Rhythm.WEEKLY and (self.number or 0) > WEEKDAYS:
            raise ValidationError({"number": _("A week has seven days.")})
        if wrong := self._wrong_day():
            raise ValidationError(wrong)
        if self.since_on and self.until_on and self.until_on < self.since_on:
            raise ValidationError({"until_on": _("The last day lies before the first.")})
        if self.officer_id and self.section_id and self.officer and self.officer.bureau_id != self.section.bureau_id:
            raise ValidationError({"officer": _("This belongs to another bureau.")})

    def _wrong_day(self) -> dict[str, str]:
        """What of a fixed day of the year after does not fit the rest, by its field."""
        if self.counts != Counts.NEXT_YEAR:
            return {} if self.month is None else {"month": gettext("Only of a fixed day of the year after.")}
        if self.rhythm != Rhythm.YEARLY:
            return {"rhythm": gettext("Only what is owed yearly is due on a fixed day of the year after.")}
        if self.month is None:
            return {"month": gettext("Must be filled in.")}
        if self.month in range(1, 13) and not is_a_day_of_every_year(self.month, self.number or 1):
            return {"number": gettext("There is no such day in every year.")}
        return {"rolls": gettext("A fixed day does not move.")} if self.rolls else {}

    @property
    def due(self) -> str:
        """When it is due, in words."""
        return spoken(DUE[Counts(self.counts)]).format(number=self.number, month=self.month)

    def starts_on(self, first: date, last: date) -> date:
        """From when the return of a period can be sent, and its limit is counted."""
        return first if self.counts == Counts.WITHIN else last


class Return(Case):
    """The return of one period."""

    kind: ClassVar[str] = "return"
    workflow: ClassVar[Workflow] = WORKFLOW

    duty = models.ForeignKey(ReportingDuty, models.PROTECT, related_name="returns", verbose_name=_("reporting duty"))
    first_on = models.DateField(_("first day of the period"))
    last_on = models.DateField(_("last day of the period"))
    sent_as = models.CharField(_("sent as"), max_length=300, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        verbose_name = _("return")
        verbose_name_plural = _("returns")
        constraints = [
            models.UniqueConstraint(fields=["duty", "first_on"], name="return_once_a_period"),
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="return_in_order"),
            models.CheckConstraint(condition=~Q(state="sent") | ~Q(sent_as=""), name="return_sent_as_something"),
        ]

    @property
    def asked_for(self) -> TimeLimit:
        """The limit as whoever asks for it has set it."""
        duty = self.duty
        basis = Article(duty.paper, duty.paper)
        if duty.counts == Counts.WITHIN:
            return set_day(min(self.first_on + (duty.number - 1) * ONE_DAY, self.last_on), basis)
        if duty.counts == Counts.NEXT_YEAR and duty.month:
            return set_day(date(self.last_on.year + 1, duty.month, duty.number), basis)
        unit = UNITS[Counts(duty.counts)]
        return TimeLimit(duty.number, unit, basis, Binding.INTERNAL, rolls=duty.rolls)
