"""What somebody may see: the rows of the sections and bureaus in which they hold a role today, or stand in for one."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from django.db import models
from django.db.models import Q

from bureau.audit.whose import Whose
from bureau.people.appointments import held_on
from bureau.people.roles import SEES_SECRETS
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
    """All that somebody holds today. `everything` is the account that sets the system up, before there are roles.

    `persons` are the numbers of themselves and of those whom they stand in for: whose secret matters they handle.
    `own` is what is really held, where the holdings were widened.
    """

    holdings: tuple[Holding, ...]
    everything: bool = False
    persons: frozenset[int] = frozenset()
    own: tuple[Holding, ...] = ()

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
        return self._within(whose, held) & self.handles(whose) if held else Q(pk__in=[])

    def handles(self, whose: Whose) -> Q:
        """Which records of cases they may know of: of secret matters those alone that they handle.

        That is whoever has the case, and whose role decides on it: heads of its section, the leaders of the bureau.
        """
        if self.everything or whose.docket is None:
            return Q()
        of_section = Whose(section=whose.on_docket("section"))
        of_no_case = Q(**{f"{whose.docket}__isnull": True}) if whose.docket else Q(pk__in=())
        return (
            Q(**{whose.on_docket("is_work_secret"): False})
            | of_no_case
            | Q(**{f"{whose.on_docket('officer')}__in": self.persons})
            | self._within(of_section, self._deciding())
        )

    def sections(self, roles: Collection[str]) -> list[int]:
        """The sections in which one of these roles is held, the section's own and not the whole bureau's."""
        return sorted({holding.section for holding in self._held(roles) if holding.section is not None})

    def bureaus(self, roles: Collection[str]) -> list[int]:
        """The bureaus in the whole of which one of these roles is held."""
        return sorted({holding.bureau for holding in self._held(roles) if holding.section is None})

    def widened(self, sections: Collection[int]) -> "Scope":
        """The same, with the roles that are held in one of these sections held in its whole bureau.

        Not for secret matters: these are known to whoever really holds the role.
        """
        held = (replace(one, section=None) if one.section in sections else one for one in self.holdings)
        return replace(self, holdings=tuple(held), own=self.holdings)

    def history(self, roles: Collection[str], model: type[models.Model]) -> Q:
        """Which versions of a model are within reach, by whose they were then; shared ones for whole bureaus only.

        A matter that is secret today was never anybody else's.
        """
        if self.everything:
            return Q()
        return self._history(roles) & self._handles_versions(model)

    def _handles_versions(self, model: type[models.Model]) -> Q:
        whose: Whose = model.whose  # type: ignore[attr-defined]
        if whose.docket == "":
            known = model._default_manager.filter(self.handles(whose))
            return ~Q(id__in=model._default_manager.filter(is_work_secret=True).values("pk")) | Q(
                id__in=known.filter(is_work_secret=True).values("pk")
            )
        return self.handles(whose)

    def _history(self, roles: Collection[str]) -> Q:
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
        if not held or not self._handles(whose.docket_of(record)):
            return False
        bureau, section = whose.bureau_of(record), whose.section_of(record)
        if whose.bureau:
            return any(holding.bureau == bureau for holding in held)
        if whose.section:
            return any(
                holding.bureau == bureau if holding.section is None else holding.section == section for holding in held
            )
        return True

    def _handles(self, docket: Any) -> bool:
        """`handles`, of one docket, without a query."""
        if docket is None or not docket.is_work_secret or docket.officer_id in self.persons:
            return True
        section, bureau = docket.whose.section_of(docket), docket.whose.bureau_of(docket)
        return any(
            each.bureau == bureau if each.section is None else each.section == section for each in self._deciding()
        )

    def _deciding(self) -> list[Holding]:
        return [holding for holding in self.own or self.holdings if holding.role in SEES_SECRETS]

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
    rows = list(held_on(day, staff).order_by("id").values_list("role", "bureau_id", "section_id", "staff_id"))
    persons = frozenset({staff.pk, *(row[-1] for row in rows)})
    return Scope(tuple(Holding(*row[:-1]) for row in rows), everything=staff.is_superuser, persons=persons)
