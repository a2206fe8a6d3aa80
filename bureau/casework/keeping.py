"""How long the bureau keeps what: its own schedule, by kind of case, and what must not be destroyed meanwhile.

Order 8 (2006), art. 12, and the Archives Regulation, art. 19(2): each organ makes its own schedule, and the archives
authority of its level approves it. So it is entered, with the paper of the approval, and nothing has a term before.
"""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded
from bureau.audit.spoken import spoken_later
from bureau.audit.whose import Whose
from bureau.casework.docket import TERMS, Docket, kinds
from bureau.law.archives import Retention
from bureau.law.articles import Phrase
from bureau.people.bureaus import Bureau


class RetentionRule(Recorded):
    """A line of the bureau's approved schedule (保管期限表): how long a kind of case is kept."""

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    case_kind = models.CharField(_("kind of case"), max_length=40)
    retention = models.CharField(_("retention period"), max_length=10, choices=TERMS)
    paper = models.CharField(
        _("approved by"),
        max_length=100,
        help_text=_("The paper by which the archives authority approved the schedule."),
    )
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["bureau", "case_kind"]
        verbose_name = _("line of the retention schedule")
        verbose_name_plural = _("retention schedule")
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "case_kind"],
                name="retention_rule_once",
                violation_error_message=_("The schedule has this kind of case already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind_words} {self.get_retention_display()}"

    def clean(self) -> None:
        if self.case_kind not in kinds():
            raise ValidationError({"case_kind": gettext("No kind of case has this name.")})

    @property
    def kind_words(self) -> str:
        kind = kinds().get(self.case_kind)
        return str(kind._meta.verbose_name) if kind else self.case_kind


class Ground(models.TextChoices):
    """Why a file must be kept although its term ends."""

    REVIEW = "review", spoken_later(Phrase("行政复议", "administrative review"))
    LAWSUIT = "lawsuit", spoken_later(Phrase("诉讼", "lawsuit"))
    PETITION = "petition", spoken_later(Phrase("信访", "petition"))
    INQUIRY = "inquiry", spoken_later(Phrase("审计、监察", "audit or inquiry"))
    OTHER = "other", pgettext_lazy("ground", "other")


class LegalHold(Recorded):
    """A dispute or review over a case: while it is open, nothing of the case is destroyed. Both its days are included.

    It is a row of its own, so that it can be laid on what is in the archive.
    """

    whose = Whose(section="docket__section", docket="docket")

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="holds", verbose_name=_("docket"))
    ground = models.CharField(_("ground"), max_length=10, choices=Ground)
    paper = models.CharField(_("document number"), max_length=100)
    since_on = models.DateField(_("from"))
    until_on = models.DateField(
        _("through"), null=True, blank=True, help_text=_("The day on which the dispute came to its end.")
    )
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["-since_on", "-id"]
        verbose_name = _("legal hold")
        verbose_name_plural = _("legal holds")
        constraints = [
            models.CheckConstraint(
                condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name="legal_hold_in_order"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_ground_display()} {self.paper}"

    def clean(self) -> None:
        if self.since_on and self.until_on and self.until_on < self.since_on:
            raise ValidationError({"until_on": gettext("The last day lies before the first.")})


def rules_of(bureau: int) -> dict[str, Retention]:
    """The bureau's schedule: the term of each kind of case that it names."""
    rows = RetentionRule.objects.filter(bureau=bureau).values_list("case_kind", "retention")
    return {kind: Retention(retention) for kind, retention in rows}


def holding(day: date) -> "models.QuerySet[LegalHold]":
    """What holds any docket on that day: not ended, whenever it began."""
    found: models.QuerySet[LegalHold] = LegalHold.objects.filter(Q(until_on__isnull=True) | Q(until_on__gte=day))
    return found
