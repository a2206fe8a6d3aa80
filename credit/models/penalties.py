"""行政处罚 as a record of dual publicity."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History
from bureau.audit.spoken import choices_of
from bureau.law.articles import Phrase
from credit.models.decisions import Decision
from credit.rules import Publicity, Severity, last_ended_decision, publicity_for, published_until
from credit.rules.decided import GRAVE, LIGHT, proposed_severity
from credit.rules.enumerations import MARKS, classes_of
from credit.rules.fields import PENALTY_FIELDS
from credit.rules.publishing import SLIGHT_PUBLISHED

SEVERITIES = {
    Severity.SLIGHT: Phrase("轻微", "slight"),
    Severity.GENERAL: Phrase("一般", "general"),
    Severity.SEVERE: Phrase("严重", "severe"),
}
SEVERITY_CHOICES = choices_of(SEVERITIES)
AMOUNT: dict[str, Any] = {"max_digits": 18, "decimal_places": 6, "null": True, "blank": True}
IS_GRAVE = Q(penalty_class__regex=rf"(?:^|{MARKS.pattern})\s*(?:{'|'.join(sorted(GRAVE))})\s*(?:{MARKS.pattern}|$)")

IS_SLIGHT_AND_PUBLISHED = Q(rule__in=SLIGHT_PUBLISHED)
MAY_BE_OVER = Q(publish_until=None) | IS_SLIGHT_AND_PUBLISHED  # by an order; else the day that was set for it stands


def is_over(today: date) -> Q:
    """Which penalties, of those that must be published, are so no longer: `published_until` as a condition.

    Where the class is proposed, only a grave one tells: what is proposed as slight and published all the same is of
    before Order 58, and lasts as long as the general; or its rule says so.
    """
    by_class = {
        Severity.SLIGHT: Q(severity=Severity.SLIGHT) | IS_SLIGHT_AND_PUBLISHED,
        Severity.GENERAL: Q(severity=Severity.GENERAL) | Q(severity="") & ~IS_GRAVE,
        Severity.SEVERE: Q(severity=Severity.SEVERE) | Q(severity="") & IS_GRAVE,
    }
    by_order = Q()
    for severity, of_class in by_class.items():
        by_order |= of_class & Q(decided_on__lte=last_ended_decision(today, severity))
    return Q(publish_until__lt=today) | MAY_BE_OVER & by_order


class Penalty(Decision):
    """One penalty that some organ imposed. Amounts are in 万元 (10,000 yuan)."""

    standard: ClassVar[Any] = PENALTY_FIELDS
    is_penalty: ClassVar[bool] = True
    among: ClassVar[str] = "penalties"

    violation = models.TextField(_("type of violation"), max_length=2000)
    facts = models.TextField(_("facts of the violation"), max_length=5000)
    basis = models.TextField(_("basis of the penalty"), max_length=2048)
    penalty_class = models.CharField(
        _("classes of penalty"), max_length=255, help_text=_("In the words of the Penalty Law, with ; between them.")
    )
    fine = models.DecimalField(_("fine (10,000 yuan)"), validators=[MinValueValidator(0)], **AMOUNT)
    confiscated = models.DecimalField(_("confiscated (10,000 yuan)"), validators=[MinValueValidator(0)], **AMOUNT)
    suspended = models.CharField(_("permit suspended or revoked"), max_length=200, blank=True)
    valid_to = models.DateField(_("valid to"), help_text=_("2099-12-31 stands for long-term."))
    publish_until = models.DateField(_("published until"), null=True, blank=True)
    is_simple = models.BooleanField(_("by simple procedure"), default=False)
    severity = models.CharField(
        _("class under Order 36"),
        max_length=2,
        choices=SEVERITY_CHOICES,
        blank=True,
        default="",
        help_text=_("As the deciding organ states it; left blank, the proposed one counts."),
    )
    history = History()

    class Meta(Decision.Meta):
        verbose_name = _("penalty record")
        verbose_name_plural = _("penalty records")

    def as_law(self) -> Mapping[str, Any]:
        return {**super().as_law(), "is_simple": self.is_simple, "severity": self.severity}

    @property
    def identified_by(self) -> str:
        return self.organ.name

    @property
    def is_repairable(self) -> bool:
        return True

    @property
    def stopped_on(self) -> date | None:
        return self.publish_until

    @property
    def severity_in_force(self) -> Severity:
        """What the organ stated, else what is proposed."""
        if self.severity:
            return Severity(self.severity)
        return proposed_severity(classes_of(self.penalty_class), is_simple=self.is_simple)

    def published_until(self, on: date) -> date:
        """The last day of its publication as it stands on that day: where one is kept that, else by the orders.

        What is slight and published all the same is so for three months at most, whatever day was set for it.
        """
        last = published_until(on, self.severity_in_force, self.decided_on)
        if self.rule in SLIGHT_PUBLISHED:
            return min(self.publish_until or last, last)
        return self.publish_until or last

    def period(self, on: date, severity: Severity | None = None, *, is_special: bool = False) -> Publicity:
        """How long it is published for whoever asks on that day; by its own class, unless another is given."""
        is_light = set(classes_of(self.penalty_class)) <= LIGHT
        facts = {"special_field": is_special, "warning_only": is_light}
        return publicity_for(on, severity or self.severity_in_force, self.decided_on, **facts)
