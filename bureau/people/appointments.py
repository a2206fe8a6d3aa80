"""Who holds which role, from when until when; and who stands in for whom."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import Event, log
from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.people.bureaus import Bureau, Section
from bureau.people.roles import ADMINISTRATORS, BUSINESS, OF_THE_BUREAU, SECOND_FACTOR, Role
from bureau.people.spells import Clash, Spell, clashes, spells
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


class ChangesRoles(Dated):
    """What gives somebody roles: each writing of it is told by the access log, in the same transaction."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **options: Any) -> None:
        with transaction.atomic(using=options.get("using"), savepoint=False):
            super().save(*args, **options)
            self._log(self.told())

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic(using=options.get("using"), savepoint=False):
            self._log(gettext("taken back: %(what)s") % {"what": self.told()})
            return super().delete(*args, **options)

    def told(self) -> str:
        """Who has what from it, and when."""
        raise NotImplementedError

    def _days(self) -> str:
        return f"{self.since_on} – {self.until_on or ''}".rstrip()

    def _log(self, purpose: str) -> None:
        log(self.the_hand(), Event.ROLE_CHANGE, purpose=purpose, record=self._meta.label_lower, row=self.pk)

    def _refuse_clashes(self, field: str) -> None:
        """Raises ValidationError, with the two roles and the reason."""
        found = clashes_with(self)  # type: ignore[arg-type]  # there are but the two
        if found:
            raise ValidationError({field: [say(clash) for clash in found]})


def in_order(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(condition=Q(until_on__isnull=True) | Q(until_on__gte=F("since_on")), name=name)


class Appointment(ChangesRoles):
    """A role in a section, or in the whole bureau where the role is of that kind.

    That of an administrator waits until a second administrator has confirmed it, and is none before.
    """

    whose = Whose(bureau="bureau", section="section")

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="appointments", verbose_name=_("staff member"))
    role = models.CharField(_("role"), max_length=30, choices=Role)
    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("section")
    )
    acting = models.BooleanField(_("acting"), default=False, help_text=_("Leads for the time being."))
    paper = models.CharField(_("document"), max_length=100, blank=True)
    waits = models.BooleanField(_("waits for confirmation"), default=False, editable=False)
    given_by = models.ForeignKey(
        Staff,
        models.PROTECT,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=pgettext_lazy("appointment", "given by"),
    )
    confirmed_by = models.ForeignKey(
        Staff, models.PROTECT, null=True, editable=False, related_name="+", verbose_name=_("confirmed by")
    )
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
        if self.staff_id and self.since_on:
            self._refuse_clashes("role")

    def save(self, *args: Any, **options: Any) -> None:
        """Raises ValidationError where somebody appoints themselves."""
        if self._gives_more():
            self._give()
        super().save(*args, **options)

    @staticmethod
    def on(day: date) -> Q:
        """What is held on that day: what still waits for its confirmation is not."""
        return Dated.on(day) & Q(waits=False)

    def told(self) -> str:
        return f"{self.staff}: {self.get_role_display()}, {self.section or self.bureau}, {self._days()}"

    def demand_another_hand(self, user: Any) -> None:
        """Raises ValidationError where it would give something to whoever gives it."""
        if user is not None and user.pk == self.staff_id and self._gives_more():
            raise ValidationError({"staff": _("Nobody appoints themselves.")})

    def _gives_more(self) -> bool:
        """Whether it gives what it did not give before, or for longer."""
        if self._state.adding:
            return True
        kept = type(self)._base_manager.get(pk=self.pk)
        same = all(
            getattr(kept, name) == getattr(self, name) for name in ("staff_id", "role", "bureau_id", "section_id")
        )
        longer = kept.until_on is not None and (self.until_on is None or self.until_on > kept.until_on)
        return not same or longer or self.since_on < kept.since_on

    def _give(self) -> None:
        by = self.the_hand().user
        self.demand_another_hand(by)
        self.given_by, self.confirmed_by = (by if isinstance(by, Staff) else None), None
        self.waits = self.role in ADMINISTRATORS and self.given_by is not None and self._can_be_confirmed(self.given_by)

    def _can_be_confirmed(self, by: Staff) -> bool:
        """The account that sets a bureau up needs nobody to confirm as long as there is nobody who could."""
        if not by.is_superuser:
            return True
        held = Appointment.objects.filter(Appointment.on(self.since_on), bureau=self.bureau_id, role__in=ADMINISTRATORS)
        return held.exclude(staff=self.staff_id).filter(staff__is_active=True).exists()


class Delegation(ChangesRoles):
    """For these days one person may do what another may: A/B 岗, or a leader's written mandate.

    It passes on what has to do with cases. Whoever stands in for an administrator is appointed and confirmed as one.
    """

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

    def clean(self) -> None:
        if self.giver_id and self.taker_id and self.since_on:
            self._refuse_clashes("taker")

    def told(self) -> str:
        facts = {"taker": self.taker, "giver": self.giver, "days": self._days()}
        return gettext("%(taker)s stands in for %(giver)s, %(days)s") % facts


# What may not meet


def say(clash: Clash) -> str:
    """Whose two roles may not meet, which, and why; in the language of whoever reads."""
    words = gettext("%(who)s: “%(one)s” and “%(other)s” are not held by the same person. %(why)s")
    return words % (clash.facts | {"who": Staff.objects.get(pk=clash.later.person)})


def clashes_with(record: Appointment | Delegation) -> list[Clash]:
    """Those that this record brings about, as it is to be: for whoever has a role from it, by whatever way."""
    if isinstance(record, Appointment):
        standing_in = Delegation.objects.filter(giver=record.staff_id).values_list("taker", flat=True)
        people = {record.staff_id, *standing_in}
    else:
        people = {record.taker_id}
    found = clashes(spell for spell in spells_of(people, record) if spell.person in people)
    return [
        clash
        for clash in found
        if any(record in (it.appointment, it.delegation) for it in (clash.earlier, clash.later))
    ]


def spells_of(people: Collection[int] | None = None, record: Any = None) -> list[Spell]:
    """What these people have, or everybody; with this record as it is to be, and not as it is kept."""
    delegations, appointments = Delegation.objects.all(), Appointment.objects.all()
    if people is not None:
        delegations = delegations.filter(taker__in=people)
        appointments = appointments.filter(Q(staff__in=people) | Q(staff__in=delegations.values("giver")))
    if isinstance(record, Delegation):
        givers = Q(staff=record.giver_id)
        appointments = Appointment.objects.filter(Q(pk__in=appointments.values("pk")) | givers)
    kept: dict[type[Any], list[Any]] = {Delegation: list(delegations), Appointment: list(appointments)}
    if record is not None:
        kept[type(record)] = [*(each for each in kept[type(record)] if each.pk != record.pk), record]
    return list(spells(kept[Appointment], kept[Delegation]))


# Who holds what


@dataclass(frozen=True, slots=True)
class Standing:
    """A role in which someone may act, and for whom: None where it is their own."""

    role: str
    acting_for: Staff | None = None


def held_on(day: date, staff: Staff) -> "models.QuerySet[Appointment]":
    """What someone holds on that day, and what those hold whom they stand in for."""
    givers = Delegation.objects.filter(Dated.on(day), taker=staff).values("giver")
    return Appointment.objects.filter(Appointment.on(day)).filter(
        Q(staff=staff) | Q(staff__in=givers, role__in=BUSINESS)
    )


def needs_second_factor(staff: Staff, day: date) -> bool:
    """Whether someone signs in with a second factor on that day, by the roles that they have, or stand in for."""
    if settings.SECOND_FACTOR != "required":
        return False
    return staff.is_superuser or held_on(day, staff).filter(role__in=SECOND_FACTOR).exists()


def standings(staff: Staff, section: Section, day: date) -> Iterator[Standing]:
    """In which roles someone may act in that section on that day: their own first, then by delegation.

    A delegation passes on what the giver holds on that day, not what was delegated to the giver. An inactive
    account has none, whatever was given to it; what an inactive giver held can still be stood in for. One query, and
    a second for whoever asks beyond their own.
    """
    if not staff.is_active:
        return
    here = Q(section=section) | Q(section__isnull=True, bureau=section.bureau_id)
    held = Appointment.objects.filter(Appointment.on(day) & here).order_by("id")
    yield from map(Standing, held.filter(staff=staff).values_list("role", flat=True))
    given = Delegation.objects.filter(Dated.on(day), taker=staff).values("giver").order_by()
    for theirs in held.filter(staff__in=given, role__in=BUSINESS).select_related("staff"):
        yield Standing(theirs.role, theirs.staff)


def holders(role: str, section: Section, day: date) -> list[Staff]:
    """Who holds that role there on that day, as of any day; the acting one first."""
    here = Q(section=section) | Q(section__isnull=True, bureau=section.bureau_id)
    found = Appointment.objects.filter(Appointment.on(day) & here, role=role).select_related("staff")
    return [appointment.staff for appointment in found.order_by("-acting", "since_on", "id")]
