"""What the two records of dual publicity have in common: the counterpart, the organs, the decision, and its rule."""

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import Recorded
from bureau.audit.spoken import choices_of, spoken
from bureau.audit.whose import Whose
from bureau.casework.parties import Person
from bureau.people.bureaus import Bureau
from credit.models.organs import Organ
from credit.models.persons import known_person
from credit.rules.decided import decided
from credit.rules.enumerations import PARTY_KINDS, PLACEHOLDER, PartyKind
from credit.rules.faults import RULES, TWICE, Fault, faults, key
from credit.rules.fields import Field
from credit.rules.publishing import RULINGS, Ruling, ruling
from credit.rules.stated import STATED, Withheld, stated

PARTY_KIND_CHOICES = choices_of(PARTY_KINDS)
CONFIRMED = "V9"  # the rule that is set aside, with a reason, for an amount that was looked at
ASKED_BY_THE_RULE = ("decided_on", "party_kind", "penalty_class", "is_simple", "severity", "withheld", "publish_basis")
# The rules speak of an organ's name and code; a record points to the organ.
POINTS_TO = {"organ_name": "organ", "organ_code": "organ", "source_name": "source", "source_code": "source"}


class Follows(models.CharField):
    """A column that follows from the others of its record, for the database to look by. Saving is its one writer.

    The record says what follows in `<name>_now()`.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options | {"editable": False})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """A version has no such method: it keeps what its record said."""
        if follows := getattr(model_instance, f"{self.attname}_now", None):
            setattr(model_instance, self.attname, follows())
        value: str = super().pre_save(model_instance, add)
        return value


class Withholding(models.TextChoices):
    COMMERCIAL = Withheld.COMMERCIAL.value, _("trade secret")
    PRIVACY = Withheld.PRIVACY.value, _("privacy")
    INFLUENCE = Withheld.INFLUENCE.value, _("no social influence")


class Decision(Recorded):
    """A decision of some organ of the zone, as the platform wants it. It is not a case.

    Of a natural person the name stands here as its mask; the name and the number of the document lie sealed in
    `person`, and only the restricted push file asks for them.
    """

    whose = Whose(bureau="bureau")
    untold = frozenset({"key"})

    standard: ClassVar[tuple[Field, ...]]
    is_penalty: ClassVar[bool]

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    party_name = models.CharField(_("name of the counterpart"), max_length=200)
    party_kind = models.CharField(_("kind of counterpart"), max_length=16, choices=PARTY_KIND_CHOICES)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True, db_index=True)
    registration_no = models.CharField(_("business registration number"), max_length=50, blank=True)
    org_code = models.CharField(_("organisation code"), max_length=9, blank=True)
    tax_no = models.CharField(_("tax registration number"), max_length=15, blank=True)
    institution_no = models.CharField(_("number of the institution's certificate"), max_length=12, blank=True)
    society_no = models.CharField(_("number of the social organisation"), max_length=50, blank=True)
    representative = models.CharField(_("legal representative"), max_length=50, blank=True)
    id_type = models.CharField(_("kind of document"), max_length=64, blank=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("natural person")
    )
    paper_no = models.CharField(_("number of the decision"), max_length=128)
    content = models.TextField(_("content of the decision"), max_length=4000)
    decided_on = models.DateField(_("decided on"), db_index=True)
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("deciding organ"))
    source = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("source unit"))
    withheld = models.CharField(
        _("not published because of"), max_length=10, choices=Withholding, blank=True, default=""
    )
    publish_basis = models.CharField(
        _("basis of publication"),
        max_length=500,
        blank=True,
        default="",
        help_text=_("The article by which it is published all the same: of a natural person, as a law says otherwise; "
                    "of a slight case, where it is necessary, for three months at most."),
    )  # fmt: skip
    remark = models.CharField(pgettext_lazy("decision", "remark"), max_length=512, blank=True, default="")
    key = Follows(max_length=64)
    rule = Follows(_("rule of publication"), max_length=20)

    # What was typed of a person, until `credit.procedure` has sealed it; never stored.
    typed_name = typed_id_no = ""

    class Meta:
        abstract = True
        ordering = ["-decided_on", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "key"], name="%(class)s_once"),
            models.CheckConstraint(
                condition=Q(party_kind=PartyKind.PERSON.value, person__isnull=False, uscc="", representative="")
                | Q(party_kind__in=[PartyKind.ORGANISATION.value, PartyKind.TRADER.value], person__isnull=True)
                & ~Q(uscc=""),
                name="%(class)s_of_its_counterpart",
            ),
        ]

    def __str__(self) -> str:
        return self.paper_no

    @classmethod
    def said(cls, field: str, value: Any) -> str | None:
        return spoken(RULINGS[value].because) if field == "rule" else super().said(field, value)

    @property
    def is_of_person(self) -> bool:
        return self.party_kind == PartyKind.PERSON

    # What follows

    def key_now(self) -> str:
        if self.is_of_person:  # whose name is a mask here
            return key(self.paper_no, "", f"person {self.person_id}", self.decided_on)
        party = self.uscc + (self.registration_no if self.uscc == PLACEHOLDER else "")
        return key(self.paper_no, self.party_name, party, self.decided_on)

    def rule_now(self) -> str:
        facts = {name: getattr(self, name, None) for name in ASKED_BY_THE_RULE}
        return ruling(decided(facts, is_penalty=self.is_penalty)).code

    @property
    def ruling(self) -> Ruling:
        """Whether it is collected and published, and by which rule."""
        return RULINGS[self.rule]

    # The rules

    def as_law(self) -> Mapping[str, Any]:
        """The record as the rules read it."""
        facts = {field.name: getattr(self, field.name, "") for field in self.standard}
        for name in ("organ", "source"):
            organ = getattr(self, name) if getattr(self, f"{name}_id") else None
            facts |= {f"{name}_name": organ.name if organ else "", f"{name}_code": organ.uscc if organ else ""}
        facts |= {"withheld": self.withheld, "publish_basis": self.publish_basis, "id_no": self.typed_id_no}
        return facts | {"party_name": self.typed_name or self.party_name}

    def faults(self, today: date) -> list[Fault]:
        """What the rules find. The sealed number of a document was looked at when it was entered."""
        asked: dict[str, Any] = {"today": today, "rules": (*RULES, stated), "limits": settings.PLATFORM_LENGTHS}
        found = faults((*self.standard, *STATED), self.as_law(), **asked)
        sealed = self.person_id is not None and not self.typed_id_no
        return [fault for fault in found if not (sealed and fault.field == "id_no")]

    @cached_property
    def warnings(self) -> list[Fault]:
        """What is odd about it and yet happens."""
        return [fault for fault in self.faults(timezone.localdate()) if fault.is_warning]

    def clean(self) -> None:
        """Every rule, each at its field. Raises ValidationError."""
        super().clean()
        wrong = self.wrong()
        if not wrong and self._stands_twice():
            wrong["paper_no"] = [spoken(TWICE)]
        if wrong:
            raise ValidationError(wrong)

    def wrong(self) -> dict[str, list[str]]:
        """What the rules refuse, by field: V9 unless the hand sets it aside. Of a person it is found who it is."""
        override = self.hand.override if self.hand else ""
        found = self.faults(timezone.localdate(self.hand.at if self.hand else None))
        self.warnings = [fault for fault in found if fault.is_warning]
        wrong: dict[str, list[str]] = {}
        for fault in found:
            if not fault.is_warning and not (fault.may_be_confirmed and override == fault.rule):
                texts = wrong.setdefault(POINTS_TO.get(fault.field, fault.field), [])
                texts += [spoken(fault.says)] if spoken(fault.says) not in texts else []
        if self.typed_id_no and "id_no" not in wrong and self.bureau_id:
            try:
                self.person = known_person(self.bureau, self.typed_name, self.typed_id_no)
            except ValidationError as other:
                wrong |= other.message_dict
        return wrong

    def validate_constraints(self, exclude: Any = None) -> None:
        """They are asked by `clean`, which knows the key, and by the database at the save."""

    def _stands_twice(self) -> bool:
        if not self.bureau_id or (self.is_of_person and self.person_id is None):
            return False  # of a person whom nobody knows there is no record yet
        same = type(self)._default_manager.filter(bureau_id=self.bureau_id, key=self.key_now())
        return same.exclude(pk=self.pk).exists()
