"""Enforcement certificates: without one that is valid on the day, nobody enforces (Penalty Law 42, 52, 55)."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.people.bureaus import Bureau
from bureau.people.staff import ESTABLISHED, Staff


class Certificate(Recorded):
    """行政执法证. Its validity is the date printed on the card, never a term that we compute.

    A card that was taken away, for good or for a time, says since when; one that was given back, also from when again.
    """

    whose = Whose(bureau="staff__section__bureau", section="staff__section")

    class State(models.TextChoices):
        VALID = "valid", _("valid")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SUSPENDED = "suspended", _("suspended")
        CANCELLED = "cancelled", pgettext_lazy("certificate", "cancelled")

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="certificates", verbose_name=_("staff member"))
    number = models.CharField(pgettext_lazy("certificate", "number"), max_length=50, unique=True)
    field = models.CharField(_("field of enforcement"), max_length=100, blank=True)
    area = models.CharField(_("area of enforcement"), max_length=100, blank=True)
    issued_on = models.DateField(pgettext_lazy("certificate", "issued on"))
    valid_until_on = models.DateField(_("valid through"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.VALID)
    stopped_on = models.DateField(_("not valid from"), null=True, blank=True)
    resumed_on = models.DateField(_("valid again from"), null=True, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["valid_until_on"]
        verbose_name = _("enforcement certificate")
        verbose_name_plural = _("enforcement certificates")
        constraints = [
            models.CheckConstraint(condition=Q(valid_until_on__gte=F("issued_on")), name="certificate_in_order"),
            models.CheckConstraint(
                condition=Q(stopped_on__isnull=True, resumed_on__isnull=True)
                | ~Q(state="valid") & Q(stopped_on__isnull=False, resumed_on__isnull=True)
                | Q(state="valid", stopped_on__isnull=False, resumed_on__gt=F("stopped_on")),
                name="certificate_stopped_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        if self.issued_on and self.valid_until_on and self.valid_until_on < self.issued_on:
            raise ValidationError({"valid_until_on": _("The last day lies before the first.")})
        if self.staff_id and self.staff.employment not in ESTABLISHED:
            raise ValidationError({"staff": _("Only staff on the establishment may hold a certificate.")})
        if self.state != self.State.VALID and (self.stopped_on is None or self.resumed_on):
            field = "resumed_on" if self.resumed_on else "stopped_on"
            told = _("A card that is not valid says from when, and not yet from when it is again.")
            raise ValidationError({field: told})
        if self.state == self.State.VALID and bool(self.stopped_on) != bool(self.resumed_on):
            raise ValidationError({"resumed_on": _("A card that was given back says from when to when it was away.")})
        if self.stopped_on and self.resumed_on and self.resumed_on <= self.stopped_on:
            raise ValidationError({"resumed_on": _("The last day lies before the first.")})

    def is_valid_on(self, day: date) -> bool:
        """Both printed days are included. One of which nobody entered since when it is away, is valid on no day."""
        if not self.issued_on <= day <= self.valid_until_on:
            return False
        if self.stopped_on is None:
            return self.state == self.State.VALID
        return day < self.stopped_on or (self.resumed_on is not None and day >= self.resumed_on)

    @classmethod
    def valid(cls, day: date) -> Q:
        """The same, asked of the database."""
        kept = Q(stopped_on__isnull=True, state=cls.State.VALID) | Q(stopped_on__gt=day) | Q(resumed_on__lte=day)
        return Q(issued_on__lte=day, valid_until_on__gte=day) & kept


def certified(day: date, areas: Collection[str] = ()) -> Exists:
    """Of staff: who holds one that is valid on that day, in one of these areas where any are named."""
    cards = Certificate.objects.filter(Certificate.valid(day), staff=OuterRef("pk"))
    return Exists(cards.filter(area__in=areas) if areas else cards)


def officers_on(bureau: Bureau, day: date) -> list[Staff]:
    """Who of the bureau could enforce on that day, by section: on the establishment, with a certificate good here."""
    people = Staff.objects.filter(certified(day, bureau.accepted_areas), section__bureau=bureau, is_active=True)
    there = (person for person in people.select_related("section").order_by("section", "id"))
    return [person for person in there if person.holds_post_on(day)]


def may_enforce(staff: Staff, day: date) -> bool:
    """Whether someone may take part in an act of enforcement on that day."""
    return not lack_of(staff, day)


def lack_of(staff: Staff, day: date) -> str:
    """Why not, in the words of whoever reads; empty for whoever may. One query, and where there is a bureau its own."""
    if not staff.holds_post_on(day):
        return gettext("%(who)s is not on the establishment, and can hold no certificate") % {"who": staff}
    cards = list(staff.certificates.order_by("valid_until_on"))
    if not cards:
        return gettext("%(who)s holds no enforcement certificate") % {"who": staff}
    areas = staff.section.bureau.accepted_areas if staff.section else frozenset()
    valid = [card for card in cards if card.is_valid_on(day)]
    if any(not areas or card.area in areas for card in valid):
        return ""
    return _away(valid[-1], day) if valid else _away(cards[-1], day)


def _away(card: Certificate, day: date) -> str:
    """Why this card is not good here on that day."""
    facts = {"who": card.staff, "number": card.number, "area": card.area or "—", "state": card.get_state_display()}
    if card.is_valid_on(day):
        return gettext("the certificate %(number)s of %(who)s is for %(area)s, not for this district") % facts
    if day < card.issued_on:
        told, on = gettext("the certificate %(number)s of %(who)s is valid from %(on)s only"), card.issued_on
    elif day > card.valid_until_on:
        told, on = gettext("the certificate %(number)s of %(who)s was valid through %(on)s"), card.valid_until_on
    elif card.stopped_on is None:
        return gettext("the certificate %(number)s of %(who)s is %(state)s") % facts
    else:
        told, on = gettext("the certificate %(number)s of %(who)s is not valid from %(on)s"), card.stopped_on
    return told % (facts | {"on": on.isoformat()})
