"""What somebody may see: the rows of the sections and bureaus in which they hold a role today, or stand in for one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from django.db import models
from django.db.models import Q

from bureau.audit.whose import Whose
from bureau.people.appointments import Appointment, Dated, Delegation
from bureau.people.staff import Staff

M = TypeVar("M", bound=models.Model)


@dataclass(frozen=True, slots=True)
class Holding:
    """A role that somebody has today: in one section, or in the whole bureau where `section` is None."""

    role: str
    bureau: int
    section: int | None


@dataclass(frozen=True, slots=True)
class Scope:
    """All that somebody holds today. `everything` is the account that sets the system up, before there are roles."""

    holdings: tuple[Holding, ...]
    everything: bool = False

    def holds(self, roles: Collection[str]) -> bool:
        return self.everything or bool(self._held(roles))

    @property
    def roles(self) -> frozenset[str]:
        """The roles that are held, wherever; none of them is said of `everything`."""
        return frozenset(holding.role for holding in self.holdings)

    def rows(self, rows: "models.QuerySet[M]", roles: Collection[str]) -> "models.QuerySet[M]":
        """Those of the rows that are within reach in one of these roles; the model says whose a row is."""
        if self.everything:
            return rows
        return rows.filter(self.within(rows.model.whose, roles)) if self._held(roles) else rows.none()  # type: ignore[attr-defined]

    def within(self, whose: Whose, roles: Collection[str]) -> Q:
        """Which rows are within reach in one of these roles, where they are so and so's."""
        held = self._held(roles)
        if self.everything:
            return Q()
        return self._within(whose, held) if held else Q(pk__in=[])

    def sections(self, roles: Collection[str]) -> list[int]:
        """The sections in which one of these roles is held, the section's own and not the whole bureau's."""
        return sorted({holding.section for holding in self._held(roles) if holding.section is not None})

    def history(self, roles: Collection[str]) -> Q:
        """Which rows of any history are within reach, by whose they were then; shared ones for whole bureaus only."""
        if self.everything:
            return Q()
        held = self._held(roles)
        whole = {holding.bureau for holding in held if holding.section is None}
        sections = {holding.section for holding in held if holding.section is not None}
        within = Q(history_bureau__in=whole) | Q(history_section__in=sections)
        return within | Q(history_bureau__isnull=True) if whole else within

    def reaches(self, record: models.Model, roles: Collection[str]) -> bool:
        """Whether one record, saved or not, is within reach in one of these roles: `rows`, without a query."""
        if self.everything:
            return True
        whose: Whose = record.whose  # type: ignore[attr-defined]
        held = self._held(roles)
        bureau, section = whose.bureau_of(record), whose.section_of(record)
        if whose.bureau:
            return any(holding.bureau == bureau for holding in held)
        if whose.section:
            return any(
                holding.bureau == bureau if holding.section is None else holding.section == section for holding in held
            )
        return bool(held)

    def _held(self, roles: Collection[str]) -> list[Holding]:
        return [holding for holding in self.holdings if holding.role in roles]

    @staticmethod
    def _within(whose: Whose, held: Collection[Holding]) -> Q:
        if whose.bureau:
            return Q(**{f"{whose.bureau}__in": {holding.bureau for holding in held}})
        if whose.section:
            whole = {holding.bureau for holding in held if holding.section is None}
            sections = {holding.section for holding in held if holding.section is not None}
            return Q(**{f"{whose.section}__in": sections}) | Q(**{f"{whose.section}__bureau__in": whole})
        return Q()


def scope_of(staff: Staff, day: date) -> Scope:
    """What they hold that day, and what those hold whom they stand in for; an inactive account has nothing."""
    if not staff.is_active:
        return Scope(())
    givers = Delegation.objects.filter(Dated.on(day), taker=staff).values("giver")
    held = Appointment.objects.filter(Dated.on(day)).filter(Q(staff=staff) | Q(staff__in=givers))
    rows = held.order_by("id").values_list("role", "bureau_id", "section_id")
    return Scope(tuple(Holding(*row) for row in rows), everything=staff.is_superuser)
