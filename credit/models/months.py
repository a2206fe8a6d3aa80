"""What an organ says of its own month, and the papers to it: by its own totals alone can be known what is missing."""

from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Appended
from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.law.months import month_end
from bureau.people.bureaus import Bureau
from credit.models.organs import Organ


class MonthlyTotal(Recorded):
    """How many licences and penalties an organ decided in a month, by its own word; a report of none is a report.

    `month` is its first day. An explanation is of the gap that there was when it was given: another gap asks anew.
    """

    whose = Whose(bureau="organ__bureau")
    untold = frozenset({"explained_licences", "explained_penalties"})

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="totals", verbose_name=_("organ"))
    month = models.DateField(_("month"), help_text=_("Any day of it."))
    licences = models.PositiveIntegerField(_("licences"), help_text=_("0 is a report too: that there were none."))
    penalties = models.PositiveIntegerField(_("penalties"))
    confirmed_on = models.DateField(_("confirmed on"))
    explanation = models.TextField(_("explanation of the difference"), max_length=1000, blank=True, default="")
    explained_licences = models.IntegerField(null=True, editable=False)
    explained_penalties = models.IntegerField(null=True, editable=False)
    history = History()

    class Meta:
        ordering = ["-month", "organ__name"]
        verbose_name = _("monthly total of an organ")
        verbose_name_plural = _("monthly totals of organs")
        constraints = [
            models.UniqueConstraint(
                fields=["organ", "month"],
                name="total_once_a_month",
                violation_error_message=_("This organ has confirmed that month already: change what it said."),
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="total_of_a_month"),
            models.CheckConstraint(
                condition=Q(explanation="", explained_licences__isnull=True, explained_penalties__isnull=True)
                | ~Q(explanation="") & Q(explained_licences__isnull=False, explained_penalties__isnull=False),
                name="total_explained_with_its_gap",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organ} {self.month:%Y-%m}"

    def clean(self) -> None:
        today = timezone.localdate(self.hand.at if self.hand else None)
        wrong: dict[str, Any] = {}
        if self.month and self.month.replace(day=1) > today:
            wrong["month"] = _("The month lies in the future.")
        if self.confirmed_on and self.confirmed_on > today:
            wrong["confirmed_on"] = _("The day lies in the future.")
        elif self.confirmed_on and self.month and self.confirmed_on < month_end(self.month):
            wrong["confirmed_on"] = _("The month was not over on that day.")
        if wrong:
            raise ValidationError(wrong)

    def explains(self, gap: tuple[int, int]) -> bool:
        return (self.explained_licences, self.explained_penalties) == gap


class OrganLetter(Appended):
    """A paper to an organ about a month, as it went out: its facts are frozen. The numbers are of our own series."""

    whose = Whose(bureau="bureau")

    class Kind(models.TextChoices):
        URGING = "urging", _("reminder to report")
        BULLETIN = "bulletin", _("monthly bulletin")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="letters", verbose_name=_("organ"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    month = models.DateField(_("month"))
    facts = models.JSONField(_("facts"), editable=False)
    at = models.DateTimeField(_("issued at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("issued by"))
    by_name = models.CharField(_("name of whoever issued it"), max_length=150)

    SERIES: ClassVar[dict[str, str]] = {Kind.URGING: "双公示催报", Kind.BULLETIN: "双公示通报"}

    class Meta(Appended.Meta):
        ordering = ["-pk"]
        verbose_name = _("letter to an organ")
        verbose_name_plural = _("letters to organs")
        constraints = [
            models.UniqueConstraint(fields=["bureau", "kind", "year", "number"], name="organ_letter_once_in_its_series")
        ]

    def __str__(self) -> str:
        return f"{self.SERIES[self.kind]}〔{self.year}〕{self.number}号"

    @property
    def on(self) -> date:
        return timezone.localdate(self.at)
