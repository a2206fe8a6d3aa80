"""信用异议: what somebody says of a record, what was found, and what became of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import History
from bureau.audit.spoken import choices_of
from bureau.casework.docket import Case
from bureau.law.limits import TimeLimit
from bureau.law.workflow import Workflow
from credit.models.about import AboutARecord, one_of
from credit.models.licences import Licence
from credit.models.lists import ListEntry
from credit.models.penalties import Penalty
from credit.models.receivers import Receiver, platform_waits_for
from credit.rules.objection import FINAL, FINDINGS, GROUNDS, WORKFLOW, limit


class Objector(models.TextChoices):
    """Nobody is named: the party stands in the record."""

    PARTY = "party", _("the party of the record")
    AGENT = "agent", _("its agent")


class Objection(AboutARecord, Case):
    """About a penalty, a licence or an entry of a list. `version_found` is its newest when it was found wrong."""

    kind: ClassVar[str] = "objection"
    about = ("penalty", "licence", "entry")
    workflow: ClassVar[Workflow] = WORKFLOW

    penalty = models.ForeignKey(
        Penalty, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name=_("penalty record")
    )
    licence = models.ForeignKey(
        Licence, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name=_("licence record")
    )
    entry = models.ForeignKey(
        ListEntry, models.PROTECT, null=True, blank=True, related_name="objections", verbose_name=_("entry of a list")
    )
    objector = models.CharField(_("who objects"), max_length=10, choices=Objector, default=Objector.PARTY)
    ground = models.CharField(pgettext_lazy("objection", "ground"), max_length=20, choices=choices_of(GROUNDS))
    claim = models.TextField(
        _("what is objected to"), max_length=1000, help_text=_("Without personal data; proof is attached as files.")
    )
    has_commitment = models.BooleanField(_("with the commitment for objections"), default=False)
    inquiry_no = models.CharField(_("letter to the source unit"), max_length=60, blank=True, default="", editable=False)
    finding = models.CharField(
        pgettext_lazy("objection", "finding"),
        max_length=10,
        choices=choices_of(FINDINGS),
        blank=True,
        default="",
        editable=False,
    )
    findings = models.TextField(_("what was found"), max_length=1000, blank=True, default="", editable=False)
    version_found = models.PositiveIntegerField(null=True, editable=False)
    answer_no = models.CharField(_("letter of answer"), max_length=60, blank=True, default="", editable=False)
    answered_on = models.DateField(_("answered on"), null=True, editable=False)
    history = History()

    untold = frozenset({"version_found"})

    class Meta:
        verbose_name = pgettext_lazy("credit", "objection")
        verbose_name_plural = pgettext_lazy("credit", "objections")
        constraints = [
            models.CheckConstraint(condition=one_of("penalty", "licence", "entry"), name="objection_to_one_record"),
            models.CheckConstraint(
                condition=~Q(state__in=["answered", "put_right", "closed", "kept"])
                | ~Q(finding="") & Q(answered_on__isnull=False),
                name="objection_answered_with_a_finding",
            ),
            *(
                models.UniqueConstraint(
                    fields=[of],
                    condition=~Q(state__in=sorted(FINAL)),
                    name=f"objection_one_open_of_a_{of}",
                    violation_error_message=_("There is an open objection to this record already."),
                )
                for of in ("penalty", "licence", "entry")
            ),
        ]

    @property
    def source_name(self) -> str:
        """The unit that sent the record; an entry of a list comes from the organ that keeps the list."""
        name: str = self.record.identified_by if self.of == "entry" else self.record.source.name
        return name

    @property
    def newest_version(self) -> int:
        """The number of the newest version of the record."""
        found: int = self.record.history.latest("history_id").history_id
        return found

    @property
    def was_corrected(self) -> bool:
        return self.version_found is not None and self.newest_version > self.version_found

    @property
    def platform_waits_for(self) -> str:
        return platform_waits_for(self.record)

    @property
    def acceptance_limit(self) -> TimeLimit:
        return limit(settings.OBJECTION_ACCEPTANCE_WORKDAYS)

    @property
    def own_limit(self) -> TimeLimit:
        return limit(settings.OBJECTION_OWN_WORKDAYS)

    @property
    def unit_limit(self) -> TimeLimit:
        return limit(settings.OBJECTION_UNIT_WORKDAYS)


def is_objected_to(of: str) -> Exists:
    """Whether an objection to the record of the row is open; `of` is what the objection calls such a record."""
    return Exists(Objection.objects.filter(**{of: OuterRef("pk")}).exclude(state__in=FINAL))


class ObjectionReceiver(Receiver):
    case = models.ForeignKey(Objection, models.PROTECT, related_name="receivers", verbose_name=_("objection"))
    history = History()

    class Meta(Receiver.Meta):
        pass
