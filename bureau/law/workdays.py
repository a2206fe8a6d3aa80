"""Working days, from the State Council's notices and nothing else.

A year without a notice is unknown. It is never counted by its weekdays: with the make-up days missing, such a
count gives a wrong due day for 30 to 39 % of terms.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from functools import cached_property
from itertools import chain
from typing import NamedTuple

# How far an unannounced calendar is continued when only the earliest possible day is asked for.
YEARS_AHEAD = 60
# No notice since 2004 has touched an earlier day of the year before its own (tests hold the table to that).
NEW_YEAR_LEAVE_REACHES_BACK_TO = (12, 29)
NOTICES_COME_FROM = (11, 1)  # the earliest of the last eighteen was published on 25 October


class UnknownYear(ValueError):
    """A day was asked for in a year whose holidays the State Council has not announced (or before the table)."""

    def __init__(self, year: int) -> None:
        super().__init__(f"no holiday notice for {year}")
        self.year = year


class Period(NamedTuple):
    """Consecutive days of one notice: leave (works=False) or make-up working days (works=True)."""

    name: str
    first: date
    last: date
    works: bool

    def days(self) -> Iterator[date]:
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield date.fromordinal(ordinal)


class Notice(NamedTuple):
    """A State Council notice. It may touch the last days of the year before; a later one may change an earlier."""

    number: str
    year: int
    issued_on: date
    periods: tuple[Period, ...]


class Day(NamedTuple):
    """A day as the notice in force has it. An ordinary weekend day has neither name nor notice."""

    on: date
    works: bool
    name: str = ""
    notice: str = ""


class Workdays:
    """One version of the working calendar: immutable, and every question is answered from prefix tables."""

    def __init__(self, special: Mapping[date, Day], first_year: int, last_year: int, weekend: tuple[int, ...]) -> None:
        """Use `of`. `special` prevails over `weekend`, the weekdays of ordinary rest (Monday is 0)."""
        self.settled_from = date(first_year, 1, 1)
        self.settled_to = date(last_year, 12, 31)
        self._build(special, weekend)

    @classmethod
    def of(cls, notices: Iterable[Notice]) -> "Workdays":
        """The calendar that these notices make together. For a day that two of them name, the later issued prevails.

        Years must follow one another: what comes after a year without a notice stays unknown.
        """
        in_order = sorted(notices, key=lambda notice: (notice.issued_on, notice.number))
        if not in_order:
            raise UnknownYear(date.max.year)
        special = {
            on: Day(on, period.works, period.name, notice.number)
            for notice in in_order
            for period in notice.periods
            for on in period.days()
        }
        years = {notice.year for notice in in_order}
        last = first = min(years)
        while last + 1 in years:
            last += 1
        return cls(special, first, last, weekend=(5, 6))

    def _build(self, special: Mapping[date, Day], weekend: tuple[int, ...]) -> None:
        self._base = self.settled_from.toordinal()
        self._rank: list[int] = []  # working days from the first day of the table through each day
        self._working: list[date] = []
        self._rest: list[Day] = []
        self._makeup: list[Day] = []
        for ordinal in range(self._base, self.settled_to.toordinal() + 1):
            on = date.fromordinal(ordinal)
            day = special.get(on) or Day(on, on.weekday() not in weekend)
            if day.works:
                self._working.append(on)
                if day.notice:
                    self._makeup.append(day)
            else:
                self._rest.append(day)
            self._rank.append(len(self._working))
        self._makeup_on = [day.on for day in self._makeup]

    @cached_property
    def version(self) -> str:
        """Digest of the table; printed with every reckoning that used it."""
        rows = (f"{d.on}{d.works:d}{d.name}{d.notice}" for d in chain(self._rest, self._makeup))
        return hashlib.sha256(f"{self.settled_from}{self.settled_to}{'|'.join(rows)}".encode()).hexdigest()[:12]

    def is_workday(self, on: date) -> bool:
        """Whether people work on this day. Raises UnknownYear outside the announced years."""
        i = self._index(on)
        return self._rank[i] > (self._rank[i - 1] if i else 0)

    def add(self, start: date, n: int) -> date:
        """The n-th working day after `start`, which is not counted itself (n >= 1). Raises UnknownYear."""
        i = start.toordinal() - self._base
        if i < 0 or n < 1:
            self._refuse(start, n)
        try:
            return self._working[self._rank[i] + n - 1]
        except IndexError:
            raise UnknownYear(max(start.year, self.settled_to.year + 1)) from None

    def count(self, after: date, through: date) -> int:
        """Working days in (after, through]; 0 where `through` is not later. Raises UnknownYear."""
        if through <= after:
            return 0
        return self._rank[self._index(through)] - self._rank[self._index(after)]

    def latest(self, end: date, n: int) -> date:
        """The latest day with at least n working days after it, up to and including `end`. Raises UnknownYear."""
        wanted = self._rank[self._index(end)] - n
        if wanted < 0:
            raise UnknownYear(self.settled_from.year - 1)
        return self._working[wanted] - timedelta(days=1)

    def next(self, on: date) -> date:
        """This day if people work on it, else the next on which they do. Raises UnknownYear."""
        return on if self.is_workday(on) else self.add(on, 1)

    def previous(self, on: date) -> date:
        """This day if people work on it, else the last before on which they do. Raises UnknownYear."""
        rank = self._rank[self._index(on)]
        if not rank:
            raise UnknownYear(on.year - 1)
        return self._working[rank - 1]

    def rest_days(self, after: date, through: date) -> Sequence[Day]:
        """The days of rest in (after, through], each with its name and notice. Raises UnknownYear."""
        first, last = self._index(after), self._index(through)
        return self._rest[first + 1 - self._rank[first] : last + 1 - self._rank[last]]

    def makeup_days(self, after: date, through: date) -> Sequence[Day]:
        """The working weekends in (after, through]."""
        return self._makeup[bisect_right(self._makeup_on, after) : bisect_right(self._makeup_on, through)]

    def rest_day(self, on: date) -> Day:
        """What makes this day a day of rest. Raises LookupError on a working day."""
        i = bisect_left(self._rest, (on,))
        if i == len(self._rest) or self._rest[i].on != on:
            raise LookupError(f"{on} is a working day")
        return self._rest[i]

    def may_still_change(self, on: date) -> bool:
        """Whether next year's notice, not yet published, could still turn this day from work to rest or back."""
        return on >= date(self.settled_to.year, *NEW_YEAR_LEAVE_REACHES_BACK_TO)

    @cached_property
    def at_the_earliest(self) -> "Workdays":
        """This calendar continued as favourably as any notice could make it: every day works but 1 January.

        The last days of the last year work too: a notice to come may make their weekend a working one.
        """
        years = range(self.settled_to.year + 1, self.settled_to.year + 1 + YEARS_AHEAD)
        known = {d.on: d for d in chain(self._rest, self._makeup) if not self.may_still_change(d.on)}
        new_years = {date(year, 1, 1): Day(date(year, 1, 1), works=False) for year in years}
        return Workdays(known | new_years, self.settled_from.year, years[-1], weekend=())

    def _index(self, on: date) -> int:
        if not self.settled_from <= on <= self.settled_to:
            raise UnknownYear(on.year)
        return on.toordinal() - self._base

    def _refuse(self, start: date, n: int) -> None:
        if n < 1:
            raise ValueError(f"{n} working days: at least one is counted")
        raise UnknownYear(start.year)
