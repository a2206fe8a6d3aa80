"""The filing of an enterprise's investment project, with the fields of the provincial platform's sheet."""

from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History
from bureau.audit.spoken import choices_of
from bureau.casework.parties import Enterprise
from bureau.casework.pinned import ItemCase
from bureau.law.workflow import Workflow
from bureau.office.powers.items import powers_of
from bureau.office.powers.models import Power
from projects.models.months import MonthField
from projects.models.project_codes import ProjectCodeField, is_doubtful
from projects.rules.changes import CHANGE_GROUNDS
from projects.rules.filing import FILED, OPEN, WORKFLOW, WRONG_TRACKS

LEFT = ("withdrawn", "redirected", "removed")
GROUNDS = choices_of(CHANGE_GROUNDS)
TRACKS = choices_of(WRONG_TRACKS)


class Category(models.TextChoices):
    """建设类别"""

    CONSTRUCTION = "construction", _("capital construction")
    RENOVATION = "renovation", _("technical renovation")
    OTHER = "other", pgettext_lazy("category", "other")


class Construction(models.TextChoices):
    """建设性质"""

    NEW = "new", _("new construction")
    EXTENSION = "extension", _("enlargement")
    REBUILDING = "rebuilding", _("rebuilding")
    RELOCATION = "relocation", _("relocation")
    OTHER = "other", pgettext_lazy("construction", "other")


class Channel(models.TextChoices):
    """申报方式"""

    ONLINE = "online", _("online")
    WINDOW = "window", _("at the window")
    POST = "post", _("by post")


class Filing(ItemCase):
    """One filing. Amounts are in 万元 (10,000 yuan).

    Once the platform has told of it (`taken_over_at`, `taken_over_from`), its facts are the platform's.
    A row of an old ledger (`is_historical`) has such days as the ledger has, and may lack any.
    """

    kind: ClassVar[str] = "filing"
    workflow: ClassVar[Workflow] = WORKFLOW

    project_code = ProjectCodeField(_("project code"), max_length=30, blank=True)
    project_name = models.CharField(_("project name"), max_length=200)
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, related_name="filings", verbose_name=_("enterprise that files")
    )
    site = models.CharField(_("site"), max_length=300)
    category = models.CharField(_("category of construction"), max_length=20, choices=Category)
    construction = models.CharField(_("nature of construction"), max_length=20, choices=Construction)
    scale_and_content = models.TextField(_("scale and content"), max_length=4000)
    total_investment = models.DecimalField(
        _("total investment (10,000 yuan)"), max_digits=16, decimal_places=2, validators=[MinValueValidator(0)]
    )
    capital = models.DecimalField(
        _("project capital (10,000 yuan)"),
        max_digits=16,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    plan_start = MonthField(_("planned start"), null=True, blank=True)
    plan_end = MonthField(_("planned completion"), null=True, blank=True)
    channel = models.CharField(_("channel"), max_length=10, choices=Channel, default=Channel.ONLINE)
    submitted_on = models.DateField(_("submitted on"), null=True, editable=False)
    complete_on = models.DateField(_("information complete on"), null=True, editable=False)
    filed_on = models.DateField(_("filed on"), null=True, editable=False)
    changed_on = models.DateField(_("last changed on"), null=True, editable=False)
    started_on = models.DateField(_("started on"), null=True, editable=False)
    power = models.ForeignKey(
        Power, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("power on the list")
    )
    is_historical = models.BooleanField(_("from an old ledger"), default=False, editable=False)
    taken_over_at = models.DateTimeField(_("taken over at"), null=True, editable=False)
    taken_over_from = models.CharField(_("taken over from"), max_length=100, blank=True, default="", editable=False)
    missing = models.CharField(_("what is missing"), max_length=500, blank=True, default="", editable=False)
    change_ground = models.CharField(
        _("ground of the last change"), max_length=30, choices=GROUNDS, blank=True, default="", editable=False
    )
    wrong_track = models.CharField(
        _("finding on the track"), max_length=30, choices=TRACKS, blank=True, default="", editable=False
    )
    departments_told = models.CharField(_("departments told"), max_length=300, blank=True, default="", editable=False)
    explanation = models.CharField(
        _("the enterprise's explanation"), max_length=1000, blank=True, default="", editable=False
    )
    note = models.CharField(_("note"), max_length=500, blank=True, default="")
    history = History()

    class Meta:
        verbose_name = _("project filing")
        verbose_name_plural = _("project filings")
        indexes = [models.Index(fields=["filed_on"], name="filing_by_day")]
        constraints = [
            models.CheckConstraint(condition=~Q(project_code="") | Q(is_historical=True), name="filing_has_its_code"),
            models.CheckConstraint(condition=Q(total_investment__gte=0), name="filing_investment_not_negative"),
            models.CheckConstraint(
                condition=Q(capital__isnull=True) | Q(capital__gte=0, capital__lte=F("total_investment")),
                name="filing_capital_within_investment",
                violation_error_message=_("The capital is more than the total investment."),
            ),
            models.CheckConstraint(
                condition=Q(plan_start__isnull=True) | Q(plan_end__isnull=True) | Q(plan_end__gte=F("plan_start")),
                name="filing_plan_in_order",
                violation_error_message=_("The planned completion lies before the planned start."),
            ),
            models.CheckConstraint(
                condition=Q(is_historical=True)
                | Q(submitted_on__isnull=False)
                & (
                    Q(state__in=sorted(OPEN - {"complete"}), complete_on__isnull=True, filed_on__isnull=True)
                    | Q(state="complete", complete_on__isnull=False, filed_on__isnull=True)
                    | Q(state__in=sorted(FILED), complete_on__isnull=False, filed_on__isnull=False)
                    | Q(state__in=["withdrawn", "redirected"])
                ),
                name="filing_days_of_its_state",
            ),
            models.CheckConstraint(
                condition=(Q(complete_on__isnull=True) | Q(complete_on__gte=F("submitted_on")))
                & (Q(filed_on__isnull=True) | Q(filed_on__gte=F("complete_on"))),
                name="filing_days_in_order",
                violation_error_message=_("The days are not in their order: submitted, complete, filed."),
            ),
            models.CheckConstraint(
                condition=Q(taken_over_at__isnull=True, taken_over_from="")
                | Q(taken_over_at__isnull=False) & ~Q(taken_over_from=""),
                name="filing_taken_over_together",
            ),
            models.CheckConstraint(
                condition=~Q(state="started") | Q(started_on__isnull=False), name="filing_started_on_a_day"
            ),
            models.CheckConstraint(
                condition=Q(changed_on__isnull=True, change_ground="")
                | Q(changed_on__isnull=False) & ~Q(change_ground=""),
                name="filing_changed_on_a_ground",
            ),
            models.CheckConstraint(
                condition=Q(state="redirected") & ~Q(wrong_track="") | ~Q(state="redirected") & Q(wrong_track=""),
                name="filing_redirected_by_a_finding",
            ),
        ]

    def __str__(self) -> str:
        return self.project_code or str(self.docket)

    def clean(self) -> None:
        """It keeps the power of the list that was in force on the day of its receipt, which is its acceptance."""
        super().clean()
        if self._state.adding and self.power_id is None and self.item_id is not None:
            self.power = next(iter(powers_of(self.item, self.docket.opened_on)), None)
        if self.capital is not None and self.total_investment is not None and self.capital > self.total_investment:
            raise ValidationError({"capital": gettext("The capital is more than the total investment.")})
        if self.plan_start and self.plan_end and self.plan_end < self.plan_start:
            raise ValidationError({"plan_end": gettext("The planned completion lies before the planned start.")})
        days = [day for day in (self.submitted_on, self.complete_on, self.filed_on) if day]
        if days != sorted(days):
            raise ValidationError(gettext("The days are not in their order: submitted, complete, filed."))
        if not (self.project_code or self.is_historical):
            raise ValidationError({"project_code": gettext("Without its project code no filing is taken in.")})

    def validate_constraints(self, exclude: Any = None) -> None:  # noqa: ARG002 - Django's signature
        """One filing of a code alone: the checks are asked by the database at the save; Django would query for each.

        Of two that are entered at once the docket's number is the same, and the database refuses the second.
        """
        if not self.project_code or self.state in LEFT:
            return
        if Filing.standing(self.project_code, self.docket.section.bureau_id).exclude(pk=self.pk).exists():
            raise ValidationError(gettext("There is a filing of this project code already."))

    @classmethod
    def of_code(cls, code: str, bureau: int) -> "models.QuerySet[Filing]":
        """Every filing that this bureau has of a code; what another has of it is nobody's business here."""
        return cls.objects.filter(project_code=code, docket__bureau=bureau)

    @classmethod
    def standing(cls, code: str, bureau: int) -> "models.QuerySet[Filing]":
        """The one that was not given up."""
        return cls.of_code(code, bureau).exclude(state__in=LEFT)

    @property
    def code_is_doubtful(self) -> bool:
        """Whether the check digit does not match: told, and no more, where the platform has it so."""
        return is_doubtful(self.project_code)

    @property
    def is_the_platforms(self) -> bool:
        """Whether the platform has told of it: its facts are changed there and taken over."""
        return self.taken_over_at is not None

    def facts(self) -> dict[str, Any]:
        """What the platform owns of it, but for the days."""
        return {name: getattr(self, name) for name in PLATFORMS}


# The columns of the platform's sheet that say what the project is; its days are acts.
PLATFORMS = (
    "project_name",
    "enterprise",
    "site",
    "category",
    "construction",
    "scale_and_content",
    "total_investment",
    "capital",
    "plan_start",
    "plan_end",
    "channel",
)
