"""The ladder of reminders: on which working days somebody is told of a due day. Plain Python; it reads no clock.

A rung stands so many working days before the due day, on it, or on each working day after it. Whoever missed a night
is told all that was missed, and whoever got the case since is told once how it stands.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

from bureau.law.limits import Binding
from bureau.law.workdays import UnknownYear, Workdays


class Moment(StrEnum):
    BEFORE = "before"
    ON = "on"
    AFTER = "after"


class Addressee(StrEnum):
    """To whom a rung speaks. The names are those of the roles."""

    OFFICER = "officer"
    SECTION_HEAD = "section_head"
    LEADER = "leader"


@dataclass(frozen=True, slots=True)
class Step:
    """A rung as the law floor reads it: `days` working days before, or each working day from the `days`-th after.

    An empty field stands for all: bureaus, kinds of case, duties, bindings. `key` is whatever the caller knows it by.
    """

    key: int
    moment: Moment
    days: int
    to: Addressee
    since: date
    until: date | None = None
    bureau: int | None = None
    case_kind: str = ""
    duty: str = ""
    binding: str = ""

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)

    @property
    def rank(self) -> tuple[bool, bool, bool]:
        """The nearer prevails: a bureau's own before the shared, a duty's before a binding's before all."""
        return self.bureau is not None, bool(self.duty), bool(self.case_kind or self.binding)


class Theme(NamedTuple):
    """What a term is about, as far as a ladder asks."""

    bureau: int
    case_kind: str
    duty: str
    binding: Binding


class Owed(NamedTuple):
    """One rung of a due day that is to be told. `is_late`: its own day was missed, and nobody was told then (补发)."""

    step: Step
    ordinal: int  # the working day after the due day; 0 before and on it
    proper: date
    is_late: bool


@dataclass(frozen=True, slots=True)
class Morning:
    """The day on which it is asked, and the last one before it on which everything was told."""

    today: date
    told_until: date
    days: Workdays

    def calendar(self, due: date) -> Workdays:
        """A year that nobody has announced is no reason to be silent: its days count as working ones."""
        return self.days if max(self.today, due) <= self.days.settled_to else self.days.at_the_earliest

    @property
    def is_workday(self) -> bool:
        return self.calendar(self.today).is_workday(self.today)

    def horizon(self, days: int) -> date:
        """The last due day of which a rung `days` working days before it can speak today.

        Where next year is not announced it is taken so far that nothing can lie beyond it.
        """
        try:
            return self.days.add(self.today, days + 1) - timedelta(days=1)
        except UnknownYear:
            return self.today + timedelta(days=2 * days + 14)


class Ladder:
    """All the steps that there are or were; which of them speak of a duty depends on the day."""

    def __init__(self, steps: Collection[Step]) -> None:
        self.steps = tuple(steps)
        self._known: dict[tuple[Theme, date], frozenset[Step]] = {}

    def of(self, theme: Theme) -> tuple[Step, ...]:
        """Every step that fits this duty, on whatever day."""
        return tuple(step for step in self.steps if _fits(step, theme))

    def on(self, theme: Theme, day: date) -> frozenset[Step]:
        """The steps in force that day for this duty: those of the nearest rank that has any, and no others."""
        if (theme, day) not in self._known:
            fitting = [step for step in self.of(theme) if step.holds(day)]
            nearest = max((step.rank for step in fitting), default=None)
            self._known[theme, day] = frozenset(step for step in fitting if step.rank == nearest)
        return self._known[theme, day]

    def reach(self, kinds: Collection[str] = ()) -> int:
        """The most working days before a due day on which a step may speak of one of these kinds.

        A step that is made for another kind does not count: certificates are told of months ahead, and cases are not.
        """
        speaking = (step for step in self.steps if step.moment == Moment.BEFORE and step.case_kind in {"", *kinds})
        return max((step.days for step in speaking), default=0)


def _fits(step: Step, theme: Theme) -> bool:
    wanted = (step.bureau, step.case_kind, step.duty, step.binding)
    return all(each in (None, "", found) for each, found in zip(wanted, theme, strict=True))


@dataclass(frozen=True, slots=True)
class Standing:
    """A term: its due day (or the earliest possible one), and since when it has stood so, with its officer.

    `waits`: its day is not due but the last of a time that has to pass.
    """

    theme: Theme
    due: date
    since: date
    waits: bool = False


def owed(term: Standing, ladder: Ladder, morning: Morning) -> list[Owed]:
    """What is to be told of a term this morning.

    - A step whose day is today is told.
    - One whose day passed while nobody was told, and the term stood so then, is told as late.
    - One whose day was over when the term came to stand so is not late; of several only the nearest is told, and only
      if nothing else is: a case from an old ledger owes one reminder, not three hundred.
    - Of a time that has to pass it is told once, on the first working day after it.
    """
    if term.waits:
        return list(_when_passed(term, ladder, morning))
    told: list[Owed] = []
    passed: list[Owed] = []
    for each in (*_after(term, ladder, morning), *_up_to(term, ladder, morning)):
        (told if each.is_late or each.proper == morning.today else passed).append(each)
    nearest = max((each.proper for each in passed), default=None)
    return told or [each for each in passed if each.proper == nearest]


def _after(term: Standing, ladder: Ladder, morning: Morning) -> Iterator[Owed]:
    """The working days after the due day of which nobody has been told yet. A day of rest owes nothing.

    They begin after the last morning on which all was told, so that an outage is caught up, and not before the term
    stood as it does.
    """
    days, first = morning.calendar(term.due), max(term.due, morning.told_until, term.since - timedelta(days=1))
    for offset in range(1, (morning.today - first).days + 1):
        on = first + timedelta(days=offset)
        if not days.is_workday(on):
            continue
        ordinal = days.count(max(term.due, days.settled_from), on)
        for step in ladder.on(term.theme, on):
            if step.moment == Moment.AFTER and ordinal >= step.days:
                yield Owed(step, ordinal, on, on < morning.today)


def _up_to(term: Standing, ladder: Ladder, morning: Morning) -> Iterator[Owed]:
    """The steps before the due day and on it whose day has come."""
    for step in ladder.of(term.theme):
        proper = None if step.moment == Moment.AFTER else proper_day(term.due, step.days, morning.calendar(term.due))
        if proper is None or proper > morning.today:
            continue
        if step in ladder.on(term.theme, max(proper, term.since)):
            missed = morning.told_until < proper < morning.today and proper >= term.since
            yield Owed(step, 0, proper, missed)


def _when_passed(term: Standing, ladder: Ladder, morning: Morning) -> Iterator[Owed]:
    """That the time has passed, as the first step after a due day says it; and nothing on the working days after."""
    proper = morning.calendar(term.due).next(term.due + timedelta(days=1))
    if proper > morning.today:
        return
    missed = morning.told_until < proper < morning.today and proper >= term.since
    for step in ladder.on(term.theme, max(proper, term.since)):
        if step.moment == Moment.AFTER and step.days <= 1:
            yield Owed(step, 1, proper, missed)


def proper_day(due: date, before: int, days: Workdays) -> date | None:
    """The working day with so many working days after it through the due day; of none, the last one up to it.

    A due day at rest is told of on the last working day before it. None for a day that lies before the calendar.
    """
    try:
        return days.previous(days.latest(due, before) if before else due)
    except UnknownYear:
        return None
