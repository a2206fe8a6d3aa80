"""What is kept of a plan or a rule document beside its docket: what was decided of it, and who was asked."""

from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Max, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded, RecordedQuerySet
from bureau.audit.spoken import choices_of
from bureau.audit.whose import Whose
from bureau.casework.docket import Case, Docket
from bureau.law.articles import Article
from bureau.law.codes import BadCode, read_document_number, suggest_document_number
from bureau.law.limits import Binding, TimeLimit, Unit, set_day
from bureau.law.workflow import Workflow
from bureau.office.ruledocs.rules import LETTER, REVIEW_SET, SORTS, TO_GOVERNMENT, VERDICTS, WORKFLOW
from bureau.people.staff import Staff

OPINION = 2000


def is_document_number(text: str) -> None:
    """Raises ValidationError, with the number that was probably meant."""
    try:
        read_document_number(text)
    except BadCode:
        meant = {"meant": suggest_document_number(text)}
        told = gettext("No document number such as 阳海经发〔2024〕12号.")
        hint = gettext(" Did you mean %(meant)s?") % meant if meant["meant"] else ""
        raise ValidationError(told + hint) from None


def review_workdays() -> int | None:
    return settings.LEGAL_REVIEW_WORKDAYS


class RuleDocument(Case):
    """One document, from its draft on. Its number is the office system's: entered and checked, never issued here."""

    kind: ClassVar[str] = "rule_document"
    workflow: ClassVar[Workflow] = WORKFLOW

    sort = models.CharField(pgettext_lazy("rule document", "what it is"), max_length=12, choices=choices_of(SORTS))
    drafter = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("drafted by"))
    basis = models.TextField(_("why it is made"), max_length=1000, blank=True, help_text=_("Law, task or paper."))
    concerns_operators = models.BooleanField(
        _("concerns the economic activity of operators"), help_text=_("Then it is reviewed for fair competition.")
    )
    revises = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="revisions", verbose_name=_("revises")
    )
    review_workdays = models.PositiveSmallIntegerField(
        _("working days for the legal review"), null=True, blank=True, editable=False, default=review_workdays
    )
    legal_opinion = models.TextField(_("opinion of the legal review"), max_length=OPINION, blank=True)
    competition_opinion = models.TextField(_("fair competition review"), max_length=OPINION, blank=True)
    meeting = models.CharField(_("adopted by"), max_length=200, blank=True)
    submitted_as = models.CharField(_("submitted as"), max_length=100, blank=True)
    approved_as = models.CharField(_("approved as"), max_length=100, blank=True)
    document_number = models.CharField(_("document number"), max_length=60, blank=True, validators=[is_document_number])
    in_force_on = models.DateField(_("in force on"), null=True, blank=True)
    portal_url = models.URLField(_("address on the portal"), max_length=300, blank=True)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    validity_basis = models.CharField(_("basis of its last day"), max_length=200, blank=True)
    ended_by = models.CharField(_("ended by"), max_length=200, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        verbose_name = _("plan or rule document")
        verbose_name_plural = _("plans and rule documents")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state__in=["issued", "published", "replaced", "abolished", "lapsed"])
                | (~Q(document_number="") & Q(in_force_on__isnull=False)),
                name="ruledocument_issued_with_its_number",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "replaced", "abolished", "lapsed"]) | ~Q(portal_url=""),
                name="ruledocument_published_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | (Q(valid_until__gte=F("in_force_on")) & ~Q(validity_basis="")),
                name="ruledocument_valid_in_order",
            ),
        ]

    def clean(self) -> None:
        if self.revises_id and self.revises_id == self.pk:
            raise ValidationError({"revises": gettext("A document does not revise itself.")})

    @property
    def goes_to_government(self) -> bool:
        return self.sort in TO_GOVERNMENT

    @property
    def least_public_days(self) -> int | None:
        """For how many days the public is asked at the least, where that is set."""
        return settings.CONSULTATION_DAYS

    @property
    def asked_until(self) -> TimeLimit | None:
        """The day by which the last of those asked may answer."""
        until = self.consulted.aggregate(until=Max("answer_by"))["until"] if self.pk else None
        return set_day(until, LETTER) if until else None

    @property
    def review_limit(self) -> TimeLimit | None:
        """How long the legal review may take, as it was set when the document was entered; None where it was not."""
        days = self.review_workdays
        return TimeLimit(days, Unit.WORKDAY, REVIEW_SET, Binding.INTERNAL) if days else None

    @property
    def validity_ends(self) -> TimeLimit | None:
        basis = Article(self.validity_basis, self.validity_basis)
        return set_day(self.valid_until, basis) if self.valid_until else None


class ConsultedQuerySet(RecordedQuerySet):
    def silent(self) -> Any:
        """Those who have not answered."""
        return self.filter(answered_on__isnull=True)

    def unanswered(self) -> Any:
        """Those whose opinion has no answer yet."""
        return self.filter(answered_on__isnull=False, verdict="")


class Consulted(Recorded):
    """Whoever was asked about a document, what they said, and what became of it. Of the public nobody is named."""

    whose = Whose(section="docket__section", docket="docket")

    document = models.ForeignKey(
        RuleDocument, models.PROTECT, related_name="consulted", verbose_name=_("plan or rule document")
    )
    docket = models.ForeignKey(Docket, models.PROTECT, related_name="+", verbose_name=_("docket"))
    name = models.CharField(pgettext_lazy("consulted", "asked"), max_length=100)
    asked_at = models.URLField(_("asked at"), max_length=300, blank=True)
    asked_on = models.DateField(_("asked on"))
    answer_by = models.DateField(_("answer by"))
    answered_on = models.DateField(_("answered on"), null=True, blank=True)
    opinion = models.TextField(_("opinion"), max_length=OPINION, blank=True)
    verdict = models.CharField(_("what became of it"), max_length=12, choices=choices_of(VERDICTS), blank=True)
    why = models.TextField(_("why, or how"), max_length=OPINION, blank=True)
    objects: ClassVar[Any] = ConsultedQuerySet.as_manager()
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["docket", "id"]
        verbose_name = _("opinion asked for")
        verbose_name_plural = _("opinions asked for")
        constraints = [
            models.CheckConstraint(condition=Q(answer_by__gt=F("asked_on")), name="consulted_with_time_to_answer"),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, opinion="", verdict="")
                | (Q(answered_on__gte=F("asked_on")) & (Q(verdict="no_remarks") | ~Q(opinion=""))),
                name="consulted_answered_with_an_opinion",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["", "no_remarks"]) | ~Q(why=""), name="consulted_verdict_with_its_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.name
