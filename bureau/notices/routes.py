"""Who is told in place of whom: the officer, the heads of the section, the leaders of the bureau, and who stands in."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from bureau.law.ladder import Addressee
from bureau.notices.outbox import Reach
from bureau.people.appointments import Appointment, Dated, Delegation
from bureau.people.bureaus import Section
from bureau.people.roles import Role
from bureau.people.staff import Staff


class Told(NamedTuple):
    """Somebody who is told, and as whom. None is nobody: the debt stands and is shown."""

    staff: int | None
    reach: Reach


@dataclass(frozen=True)
class Routes:
    """One day's ways to everybody, in six queries however many terms ask for them."""

    reachable: frozenset[int]
    heads: dict[int, list[int]]  # of each section
    leaders: dict[int, list[int]]  # of each bureau
    supervisors: dict[int, list[int]]  # of each bureau
    delegates: dict[int, list[int]]
    bureaus: dict[int, int]  # of each section

    @classmethod
    def of(cls, day: date) -> "Routes":
        held = Appointment.objects.filter(Appointment.on(day)).order_by("-acting", "since_on", "id")
        given = Delegation.objects.filter(Dated.on(day)).order_by("id")
        return cls(
            reachable=frozenset(Staff.objects.filter(is_active=True).exclude(email="").values_list("pk", flat=True)),
            heads=_gathered(held.filter(role=Role.SECTION_HEAD).values_list("section", "staff")),
            leaders=_gathered(held.filter(role=Role.LEADER).values_list("bureau", "staff")),
            supervisors=_gathered(held.filter(role=Role.SUPERVISOR).values_list("bureau", "staff")),
            delegates=_gathered(given.values_list("giver", "taker")),
            bureaus=dict(Section.objects.order_by().values_list("pk", "bureau")),
        )

    def to(self, addressee: str, section: int, officer: int | None) -> list[Told]:
        """Who is told what a rung has to say to this addressee, each person once, and whoever stands in for them.

        A case that nobody has is told to the heads of its section. Whoever has no address, or has left, cannot be
        told: the heads are told instead, else the leaders; and if there is none either, nobody, which is said.
        """
        heads, leaders = self.heads.get(section, []), self.leaders.get(self.bureaus[section], [])
        meant = {
            Addressee.OFFICER: heads if officer is None else [officer],
            Addressee.SECTION_HEAD: heads,
            Addressee.LEADER: leaders,
        }[Addressee(addressee)]
        reach = Reach.UNASSIGNED if officer is None and addressee == Addressee.OFFICER else Reach.OWN
        found = dict.fromkeys(self._reached(meant), reach) or self._instead(heads, leaders)
        for giver in meant:
            for taker in self._reached(self.delegates.get(giver, [])):
                found.setdefault(taker, Reach.DELEGATE)
        return [Told(staff, each) for staff, each in found.items()] or [Told(None, Reach.NOBODY)]

    def overseers(self, bureau: int) -> list[int]:
        """The supervisors of a bureau who can be told, else its leaders."""
        return self.supervisors_of(bureau) or self._reached(self.leaders.get(bureau, []))

    def supervisors_of(self, bureau: int) -> list[int]:
        return self._reached(self.supervisors.get(bureau, []))

    def _instead(self, heads: list[int], leaders: list[int]) -> dict[int, Reach]:
        return dict.fromkeys(self._reached(heads) or self._reached(leaders), Reach.NOBODY)

    def _reached(self, staff: Iterable[int]) -> list[int]:
        return [each for each in staff if each in self.reachable]


def _gathered(pairs: Iterable[tuple[int, int]]) -> dict[int, list[int]]:
    found: dict[int, list[int]] = defaultdict(list)
    for place, staff in pairs:
        found[place].append(staff)
    return found
