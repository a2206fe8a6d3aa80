"""Who has which role on which days, their own or standing in for somebody; and which of these may not meet.

Plain reckoning over rows that were read: the records themselves ask it before they are saved, and so does whoever looks
over all of them.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, combinations
from typing import Any

from bureau.people.roles import BUSINESS, Exclusion, Role, exclusion_of


@dataclass(frozen=True, slots=True)
class Spell:
    """A role that a person has from one day through another; open ended where `until` is None.

    `appointment` is where it comes from; `delegation` by which it came to somebody who stands in, else None.
    """

    person: int
    role: str
    since: date
    until: date | None
    appointment: Any
    delegation: Any = None

    def meets(self, other: "Spell") -> bool:
        return _within(self.since, other.until) and _within(other.since, self.until)

    @property
    def source(self) -> Any:
        """The record that would have to go."""
        return self.delegation or self.appointment


@dataclass(frozen=True, slots=True)
class Clash:
    """Two roles that one person may not have on the same day; `later` is the spell that began after the other."""

    earlier: Spell
    later: Spell
    exclusion: Exclusion

    @property
    def records(self) -> list[Any]:
        """Every appointment and delegation that has a part in it."""
        return [each for spell in (self.earlier, self.later) for each in (spell.appointment, spell.delegation) if each]

    @property
    def facts(self) -> dict[str, object]:
        return {"one": Role(self.earlier.role).label, "other": Role(self.later.role).label, "why": self.exclusion.why}


def spells(appointments: Iterable[Any], delegations: Iterable[Any]) -> Iterator[Spell]:
    """All spells of these records. A delegation passes on the giver's business: an administrator is appointed."""
    own: dict[int, list[Spell]] = defaultdict(list)
    for held in appointments:
        own[held.staff_id].append(Spell(held.staff_id, held.role, held.since_on, held.until_on, held))
    yield from chain.from_iterable(own.values())
    for delegation in delegations:
        for spell in own.get(delegation.giver_id, ()):
            since, until = max(spell.since, delegation.since_on), _earlier(spell.until, delegation.until_on)
            if spell.role in BUSINESS and _within(since, until):
                yield replace(spell, person=delegation.taker_id, since=since, until=until, delegation=delegation)


def clashes(of: Iterable[Spell]) -> Iterator[Clash]:
    """Every two that may not meet and do."""
    people: dict[int, list[Spell]] = defaultdict(list)
    for spell in of:
        people[spell.person].append(spell)
    for mine in people.values():
        for one, other in combinations(sorted(mine, key=lambda spell: spell.since), 2):
            rule = exclusion_of(one.role, other.role)
            if rule and one.meets(other):
                yield Clash(one, other, rule)


def _within(day: date, until: date | None) -> bool:
    return until is None or day <= until


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day), default=None)
