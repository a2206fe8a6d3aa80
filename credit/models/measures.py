"""The measures of the catalogue, and those that follow for somebody on a list."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import History, Recorded
from bureau.audit.spoken import choices_of
from bureau.audit.whose import Whose
from bureau.people.bureaus import Bureau
from credit.models.lists import ListEntry
from credit.rules.standing import MEASURE_KINDS, ListKind, MeasureKind


class Measure(Recorded):
    """A measure of an edition of the catalogue. None is applied that no edition has, and none without a basis."""

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    edition = models.CharField(_("edition of the catalogue"), max_length=100)
    since = models.DateField(_("in force from"))
    until = models.DateField(_("in force to"), null=True, blank=True)
    number = models.CharField(pgettext_lazy("measure", "number"), max_length=20)
    name = models.CharField(pgettext_lazy("measure", "measure"), max_length=200)
    kind = models.CharField(pgettext_lazy("measure", "kind"), max_length=12, choices=choices_of(MEASURE_KINDS))
    basis = models.CharField(_("basis of the measure"), max_length=500)
    applied_by = models.CharField(_("who applies it"), max_length=200)
    history = History()

    class Meta:
        ordering = ["-since", "number"]
        verbose_name = _("measure of the catalogue")
        verbose_name_plural = _("measures of the catalogue")
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "edition", "number"],
                name="measure_once_in_its_edition",
                violation_error_message=_("This edition has a measure of this number already."),
            ),
            models.CheckConstraint(condition=~Q(basis=""), name="measure_has_a_basis"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"

    def clean(self) -> None:
        if self.since and self.until and self.until < self.since:
            raise ValidationError({"until": _("The last day lies before the first.")})

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def is_reward(self) -> bool:
        return self.kind == MeasureKind.REWARD


class MeasureTaken(Recorded):
    """A measure for somebody on a list: to whom it was sent to be applied, and what they answered."""

    whose = Whose(bureau="entry__of_list__bureau")

    entry = models.ForeignKey(ListEntry, models.PROTECT, related_name="measures", verbose_name=_("entry of a list"))
    measure = models.ForeignKey(Measure, models.PROTECT, related_name="+", verbose_name=_("measure of the catalogue"))
    sent_to = models.CharField(pgettext_lazy("measure", "sent to"), max_length=200, blank=True, default="")
    sent_on = models.DateField(_("sent on"), null=True, blank=True)
    answered_on = models.DateField(pgettext_lazy("measure", "answered on"), null=True, blank=True)
    feedback = models.CharField(_("feedback"), max_length=1000, blank=True, default="")
    history = History()

    class Meta:
        ordering = ["pk"]
        verbose_name = _("measure for somebody on a list")
        verbose_name_plural = _("measures for those on lists")
        constraints = [
            models.UniqueConstraint(
                fields=["entry", "measure"],
                name="measure_once_for_an_entry",
                violation_error_message=_("This measure stands there already."),
            ),
            models.CheckConstraint(
                condition=Q(sent_on__isnull=True, answered_on__isnull=True) | Q(sent_on__isnull=False) & ~Q(sent_to=""),
                name="measure_sent_to_somebody",
            ),
            models.CheckConstraint(
                condition=Q(answered_on__isnull=True, feedback="") | Q(answered_on__isnull=False) & ~Q(feedback=""),
                name="measure_answered_with_words",
            ),
        ]

    def __str__(self) -> str:
        return str(self.measure)

    def clean(self) -> None:
        """It is of the edition in force at the decision, a reward for a list of rewards alone; days in their order."""
        if self.sent_on and not self.sent_to and self.measure_id:
            self.sent_to = self.measure.applied_by
        wrong = dict(self._unfit()) | dict(self._wrong(timezone.localdate(self.hand.at if self.hand else None)))
        if wrong:
            raise ValidationError(wrong)

    def _unfit(self) -> Iterator[tuple[str, Any]]:
        if self.measure_id and self.entry.of_list_id and self.entry.decided_on:
            if not self.measure.holds(self.entry.decided_on):
                yield "measure", _("This edition of the catalogue was not in force on the day of the decision.")
            elif self.measure.is_reward != (self.entry.of_list.kind == ListKind.REWARD):
                yield "measure", _("Rewards are for lists of rewards, and nothing else is.")

    def _wrong(self, today: date) -> Iterator[tuple[str, Any]]:
        for name in ("sent_on", "answered_on"):
            if (day := getattr(self, name)) and day > today:
                yield name, _("The day lies in the future.")
        if self.answered_on and (not self.sent_on or self.answered_on < self.sent_on):
            yield "answered_on", _("The days are not in their order.")
        if bool(self.answered_on) != bool(self.feedback):
            yield "feedback", _("An answer has its day and its words.")
