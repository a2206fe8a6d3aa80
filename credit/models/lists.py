"""The lists of the organs that identify, and who stands on them: mirrored, not made here."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import History, Recorded, RecordedQuerySet
from bureau.audit.spoken import choices_of
from bureau.audit.whose import Whose
from bureau.casework.parties import Person, UsccField
from bureau.law.articles import Article
from bureau.people.bureaus import Bureau
from credit.rules import Publicity, Severity, publicity_for
from credit.rules.standing import LIST_KINDS, REMOVALS, SEVERITY_OF, ListKind, list_ends_on


class CreditList(Recorded):
    """A list that an organ keeps by a law or a policy. This bureau lists nobody by itself."""

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    name = models.CharField(pgettext_lazy("credit list", "name"), max_length=100)
    kind = models.CharField(pgettext_lazy("credit list", "kind"), max_length=10, choices=choices_of(LIST_KINDS))
    identified_by = models.CharField(_("identifying organ"), max_length=200)
    basis = models.CharField(_("basis of the list"), max_length=500, help_text=_("The law or policy with its article."))
    months = models.PositiveSmallIntegerField(
        _("term in months"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text=_("Counted from the decision; blank where the rule names none."),
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["name"]
        verbose_name = _("credit list")
        verbose_name_plural = _("credit lists")
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "name"],
                name="credit_list_once_by_its_name",
                violation_error_message=_("There is a list of this name already."),
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="credit_list_has_a_basis"),
        ]

    def __str__(self) -> str:
        return self.name


class ListEntryQuerySet(RecordedQuerySet):
    def in_force(self, today: date) -> Any:
        """Who stands on a list that day: the last day of the term is one of it."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=today), removed_on=None, decided_on__lte=today)

    def outlived(self, today: date) -> Any:
        """Whose term is over, and of whose removal the identifying organ has said nothing yet."""
        return self.filter(removed_on=None, ends_on__lt=today)


class ListEntry(Recorded):
    """Somebody on a list by a written decision of the organ. Who was removed stays here, marked.

    Of a natural person the name stands here as its mask, as in every record of credit.
    """

    whose = Whose(bureau="of_list__bureau")
    among: ClassVar[str] = "lists"

    of_list = models.ForeignKey(CreditList, models.PROTECT, related_name="entries", verbose_name=_("credit list"))
    party_name = models.CharField(pgettext_lazy("standing", "party"), max_length=200)
    uscc = UsccField(_("unified social credit code"), max_length=18, blank=True, db_index=True)
    person = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("natural person")
    )
    cause = models.CharField(_("why it was listed"), max_length=1000)
    basis = models.CharField(_("basis of the decision"), max_length=500)
    paper_no = models.CharField(_("number of the decision"), max_length=128)
    decided_on = models.DateField(_("decided on"))
    told_on = models.DateField(_("party told beforehand on"), null=True, blank=True)
    heard = models.CharField(_("what the party said"), max_length=1000, blank=True, default="")
    conditions = models.CharField(_("conditions of removal"), max_length=500, blank=True, default="")
    remedy = models.CharField(_("remedy"), max_length=500, blank=True, default="")
    ends_on = models.DateField(
        _("last day of the term"), null=True, blank=True, help_text=_("Left blank, it follows from the list.")
    )
    removed_on = models.DateField(_("removed on"), null=True, blank=True)
    removal = models.CharField(
        _("reason of the removal"), max_length=10, choices=choices_of(REMOVALS), blank=True, default=""
    )
    history = History()

    objects: ClassVar[Any] = ListEntryQuerySet.as_manager()

    # What was typed of a person, until `credit.procedure` has sealed it; never stored.
    typed_name = typed_id_no = ""

    class Meta:
        ordering = ["-decided_on", "-id"]
        verbose_name = _("entry of a list")
        verbose_name_plural = _("entries of lists")
        constraints = [
            models.UniqueConstraint(
                fields=["of_list", "paper_no", "uscc"], condition=Q(person=None), name="listed_once_by_a_decision"
            ),
            models.UniqueConstraint(
                fields=["of_list", "paper_no", "person"],
                condition=Q(person__isnull=False),
                name="person_listed_once_by_a_decision",
            ),
            models.CheckConstraint(
                condition=Q(person__isnull=False, uscc="") | Q(person__isnull=True) & ~Q(uscc=""),
                name="list_entry_of_its_party",
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True, removal="") | Q(removed_on__isnull=False) & ~Q(removal=""),
                name="list_entry_removed_for_a_reason",
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="list_entry_has_a_basis"),
        ]

    def __str__(self) -> str:
        return self.paper_no

    @property
    def bureau(self) -> Bureau:
        return self.of_list.bureau

    @property
    def is_of_person(self) -> bool:
        return self.person_id is not None or bool(self.typed_id_no)

    @property
    def identified_by(self) -> str:
        return self.of_list.identified_by

    # Its repair

    @property
    def is_repairable(self) -> bool:
        """A reward is not repaired."""
        return self.of_list.kind in SEVERITY_OF

    @property
    def severity_in_force(self) -> Severity:
        """As the kind of its list has it; of what is not repaired there is none."""
        return SEVERITY_OF[ListKind(self.of_list.kind)]

    @property
    def stopped_on(self) -> date | None:
        return self.removed_on

    @property
    def term_by(self) -> Article | None:
        """What sets its last day; None where neither its organ nor its list has set one."""
        return Article(self.of_list.basis, self.of_list.basis) if self.ends_on else None

    def period(self, on: date, severity: Severity | None = None, *, is_special: bool = False) -> Publicity:
        """For whoever asks on that day. A term of its own is the longest, be it shorter or longer than the order's."""
        found = publicity_for(on, severity or self.severity_in_force, self.decided_on, special_field=is_special)
        last = self.ends_on or found.max_end
        return replace(found, min_end=min(found.min_end, last), max_end=last)

    def stands(self, today: date) -> bool:
        return self.removed_on is None and self.decided_on <= today and (self.ends_on is None or self.ends_on >= today)

    def clean(self) -> None:
        """One party, days in their order, a removal with its reason; the term follows from the list."""
        wrong = dict(self._wrong(timezone.localdate(self.hand.at if self.hand else None)))
        if wrong:
            raise ValidationError(wrong)
        if self.ends_on is None and self.decided_on and self.of_list_id:
            self.ends_on = list_ends_on(self.decided_on, self.of_list.months)

    def validate_constraints(self, exclude: Any = None) -> None:
        """Asked by `clean`, and by the database at the save: whom it is about is known when it is sealed."""

    def _wrong(self, today: date) -> Iterator[tuple[str, Any]]:
        if bool(self.uscc) == self.is_of_person:
            yield "uscc", _("An organisation has its code, a natural person the number of a document; one of the two.")
        for name in ("decided_on", "told_on", "removed_on"):
            if (day := getattr(self, name)) and day > today:
                yield name, _("The day lies in the future.")
        if self.decided_on:
            yield from self._disordered(self.decided_on)
        if bool(self.removed_on) != bool(self.removal):
            yield "removal", _("A removal has its day and its reason.")
        if self._stands_twice():
            yield "paper_no", _("This decision stands on the list already.")

    def _disordered(self, on: date) -> Iterator[tuple[str, Any]]:
        if self.told_on and self.told_on > on:
            yield "told_on", _("The days are not in their order.")
        for name in ("ends_on", "removed_on"):
            if (day := getattr(self, name)) and day < on:
                yield name, _("The day lies before the decision.")

    def _stands_twice(self) -> bool:
        if not self.of_list_id or (self.typed_id_no and not self.person_id):
            return False
        party = {"person": self.person_id} if self.person_id else {"uscc": self.uscc, "person": None}
        same = type(self).objects.filter(of_list=self.of_list_id, paper_no=self.paper_no, **party)
        return bool(same.exclude(pk=self.pk).exists())
