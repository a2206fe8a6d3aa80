"""The working calendar: the State Council's notices as rows, and the one calendar that they make together."""

from datetime import date

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Count, F, Max, Q
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded
from bureau.audit.whose import SHARED
from bureau.law.workdays import Notice, Period, Workdays

LONGEST_LEAVE = 20  # days; the longest so far had 10. A longer one is a slip of the keyboard.


class HolidayNotice(Recorded):
    """A notice arranges one year's holidays. A later one that changes it stands beside it, never over it."""

    whose = SHARED
    sets_limits = True
    untold = frozenset({"saved_at"})

    class Source(models.TextChoices):
        TYPED = "typed", _("typed from the notice")
        GENERATED = "generated", _("generated from published data")

    number = models.CharField(_("number"), max_length=50, unique=True)
    year = models.PositiveSmallIntegerField(_("year"), validators=[MinValueValidator(2004), MaxValueValidator(2099)])
    issued_on = models.DateField(_("issued on"), help_text=_("Where two notices name a day, the later one prevails."))
    source = models.CharField(_("source"), max_length=10, choices=Source, default=Source.TYPED)
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["-issued_on", "-number"]
        verbose_name = _("holiday notice")
        verbose_name_plural = _("holiday notices")

    def __str__(self) -> str:
        return self.number

    def as_law(self) -> Notice:
        """This notice as the law floor reads it."""
        return Notice(self.number, self.year, self.issued_on, tuple(period.as_law() for period in self.periods.all()))


class HolidayPeriod(Recorded):
    """One line of a notice: days of leave, or days on a weekend that are worked to make up for it."""

    whose = SHARED
    sets_limits = True
    untold = frozenset({"saved_at"})

    notice = models.ForeignKey(HolidayNotice, models.PROTECT, related_name="periods", verbose_name=_("holiday notice"))
    name = models.CharField(_("festival"), max_length=50)
    first_on = models.DateField(_("first day"))
    last_on = models.DateField(_("last day"))
    works = models.BooleanField(_("worked"), default=False, help_text=_("Working days that make up for the leave."))
    saved_at = models.DateTimeField(_("saved at"), auto_now=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["first_on"]
        verbose_name = _("leave or working weekend")
        verbose_name_plural = _("leave and working weekends")
        constraints = [
            models.CheckConstraint(condition=Q(last_on__gte=F("first_on")), name="holiday_period_in_order"),
            models.UniqueConstraint(fields=["notice", "first_on"], name="holiday_period_once"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.first_on}"

    def as_law(self) -> Period:
        return Period(self.name, self.first_on, self.last_on, self.works)

    def clean(self) -> None:
        """A period runs forward, is no longer than a leave can be, and lies within its notice's reach."""
        if not (self.first_on and self.last_on):
            return
        if self.last_on < self.first_on:
            raise ValidationError({"last_on": _("The last day lies before the first.")})
        if (self.last_on - self.first_on).days >= LONGEST_LEAVE:
            raise ValidationError({"last_on": _("That is longer than any leave. Please compare with the notice.")})
        if self.works and any(on.weekday() < 5 and not self._is_leave_elsewhere(on) for on in self.as_law().days()):
            raise ValidationError({"works": _("Only a Saturday or Sunday can be a working weekend.")})
        year = self.notice.year
        if year and not date(year - 1, 12, 1) <= self.first_on <= self.last_on <= date(year, 12, 31):
            raise ValidationError(
                {"first_on": _("A notice arranges its own year and the last days of the year before.")}
            )

    def _is_leave_elsewhere(self, on: date) -> bool:
        """Whether another notice gave this day: a later notice may take it back."""
        others = HolidayPeriod.objects.filter(works=False, first_on__lte=on, last_on__gte=on)
        return others.exclude(notice=self.notice_id).exists()


class _Built:
    """The calendar that was built last, together with the state of the rows that it was built from."""

    last: tuple[tuple[object, ...], Workdays] | None = None


def workdays() -> Workdays:
    """The working calendar in force. Raises UnknownYear while there is no notice at all.

    Long-lived processes keep it, and look at the rows' state (one query) before they trust it.
    """
    state = tuple(
        HolidayNotice.objects.aggregate(
            Count("id", distinct=True), Max("saved_at"), Count("periods"), Max("periods__saved_at")
        ).values()
    )
    built = _Built.last
    if built is None or built[0] != state:
        notices = HolidayNotice.objects.prefetch_related("periods")
        _Built.last = built = state, Workdays.of(notice.as_law() for notice in notices)
    return built[1]
