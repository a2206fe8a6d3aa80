"""Who holds which role, from when until when; and who stands in for whom."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.people.bureaus import Bureau, Section
from bureau.people.roles import OF_THE_BUREAU, Role
from bureau.people.staff import Staff


class Dated(Recorded):
    """Something that holds from one day through another; open ended while `until_on` is empty."""

    since_on = models.DateField(_("from"))
    until_on = models.DateField(_("through"), null=True, blank=True)

    class Meta:
        abstract = True

    @staticmethod
    def on(day: date) -> Q:
        """What holds on that day; both ends are included."""
        return Q(since_on__lte=day) & (Q(until_on__isnull=True) | Q(until_on__gte=day))


def in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name=name)


class Appointment(Dated):
    """A role in a section, or in the whole bureau where the role is of that kind."""

    whose = Whose(bureau="bureau", section="section")

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="appointments", verbose_name=_("staff member"))
    role = models.CharField(_("role"), max_length=30, choices=Role)
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    acting = models.BooleanField(_("acting"), default=False, help_text=_("Leads for the time being."))
    paper = models.CharField(_("document"), max_length=100, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["-since_on"]
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        constraints = [in_order("appointment_in_order")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.since_on}"

    def clean(self) -> None:
        """A role of the bureau has no section; any other has one, of that bureau, and so has whoever holds it.

        What somebody looks at and reviews is told to the supervisors of the bureau of their own section.
        """
        if self.role in OF_THE_BUREAU and self.section_id:
            raise ValidationError({"section": _("This role is held for the whole bureau.")})
        if self.role not in OF_THE_BUREAU and not self.section_id:
            raise ValidationError({"section": _("This role is held in a section.")})
        if self.section and self.bureau_id and self.section.bureau_id != self.bureau_id:
            raise ValidationError({"section": _("This section belongs to another bureau.")})
        if self.staff_id and self.bureau_id and self.staff.bureau_id != self.bureau_id:
            raise ValidationError({"staff": _("This person belongs to no section of this bureau.")})


class Delegation(Dated):
    """For these days one person may do what another may: A/B 岗, or a leader's written mandate."""

    whose = Whose(bureau="giver__section__bureau", section="giver__section")

    giver = models.ForeignKey(Staff, models.PROTECT, related_name="delegations_given", verbose_name=_("given by"))
    taker = models.ForeignKey(Staff, models.PROTECT, related_name="delegations_taken", verbose_name=_("given to"))
    paper = models.CharField(_("document"), max_length=100, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["-since_on"]
        verbose_name = _("delegation")
        verbose_name_plural = _("delegations")
        constraints = [
            in_order("delegation_in_order"),
            models.CheckConstraint(condition=~Q(giver=F("taker")), name="delegation_to_another"),
        ]

    def __str__(self) -> str:
        return str(self.since_on)


@dataclass(frozen=True, slots=True)
class Standing:
    """A role in which someone may act, and for whom: None where it is their own."""

    role: str
    acting_for: Staff | None = None


def standings(staff: Staff, section: Section, day: date) -> Iterator[Standing]:
    """In which roles someone may act in that section on that day: their own first, then by delegation.

    A delegation passes on what the giver holds on that day, not what was delegated to the giver. An inactive
    account has none, whatever was given to it; what an inactive giver held can still be stood in for. One query, and
    a second for whoever asks beyond their own.
    """
    if not staff.is_active:
        return
    here = Q(section=section) | Q(section__isnull=True, bureau=section.bureau_id)
    held = Appointment.objects.filter(Dated.on(day) & here).order_by("id")
    yield from map(Standing, held.filter(staff=staff).values_list("role", flat=True))
    given = Delegation.objects.filter(Dated.on(day), taker=staff).values("giver").order_by()
    for theirs in held.filter(staff__in=given).select_related("staff"):
        yield Standing(theirs.role, theirs.staff)


def holders(role: str, section: Section, day: date) -> list[Staff]:
    """Who holds that role there on that day, as of any day; the acting one first."""
    here = Q(section=section) | Q(section__isnull=True, bureau=section.bureau_id)
    found = Appointment.objects.filter(Dated.on(day) & here, role=role).select_related("staff")
    return [appointment.staff for appointment in found.order_by("-acting", "since_on", "id")]
