"""The days of a clock as a calendar: weeks from Monday, each day with its signs. A colour never says anything alone."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import pgettext

from bureau.audit.spoken import language
from bureau.desk.pieces.lights import Clock
from bureau.law.limits import Stop
from bureau.law.words import WEEKDAYS

WEEK, DAY = timedelta(days=7), timedelta(days=1)
MANY = 8  # weeks; of a longer term only those around its marks are shown


def weekday_of(on: date) -> str:
    """周三, Wed."""
    both = WEEKDAYS[on.weekday()]
    return both[:2] if language() == "zh" else both[2:]


@dataclass(frozen=True, slots=True)
class Cell:
    """A day: what is written in its left and in its right corner, and the classes that colour it."""

    on: date
    label: str
    marks: str = ""
    note: str = ""
    classes: str = ""


@dataclass(frozen=True, slots=True)
class Grid:
    """`dues` are the days that end a term, each with its binding; `met` is when the last was met, if all were."""

    start: date
    dues: Mapping[date, str]
    stops: Sequence[Stop]
    clock: Clock
    met: date | None = None

    @property
    def until(self) -> date:
        """The day up to which days are counted."""
        return self.met or self.clock.today

    @property
    def end(self) -> date:
        return max([*self.dues, self.until, self.start])

    def weeks(self) -> Iterator[list[Cell]]:
        """Rows of seven days; an empty row stands for weeks that are left out."""
        before: date | None = None
        for monday in self._mondays():
            if before and monday - before > WEEK:
                yield []
            cells = [self._cell(monday + i * DAY) for i in range(7)]
            if before is None or monday - before > WEEK:
                cells[0] = replace(cells[0], label=f"{monday.month}/{monday.day}")
            yield cells
            before = monday

    def _mondays(self) -> list[date]:
        first, last = _monday(self.start), _monday(min(self.end, self.clock.days.settled_to))
        every = [first + i * WEEK for i in range((last - first) // WEEK + 1)]
        if len(every) <= MANY:
            return every
        marked = {_monday(on) for on in (self.start, self.until, *self.dues)}
        near = {monday + around * WEEK for monday in marked for around in (-1, 0, 1)}
        return [monday for monday in every if monday in near]

    def _cell(self, on: date) -> Cell:
        label = f"{on.month}/1" if on.day == 1 else str(on.day)
        if not self.clock.days.settled_from <= on <= self.clock.days.settled_to:
            return Cell(on, label, classes="out")
        classes = [self._ground(on), *(name for name, _mark in self._marks(on))]
        marks = "".join(dict.fromkeys(mark for _name, mark in self._marks(on)))
        return Cell(on, label, marks, self._note(on), " ".join(filter(None, classes)))

    def _marks(self, on: date) -> Iterator[tuple[str, str]]:
        if on == self.start:
            yield "start", pgettext("calendar cell", "from")
        if on == self.clock.today:
            yield "today", pgettext("calendar cell", "now")
        if on == self.met:
            yield "met", pgettext("calendar cell", "done")
        if binding := self.dues.get(on):
            yield binding, _binding(binding)
        if self._stands_still(on):
            yield "", pgettext("calendar cell", "stop")

    def _stands_still(self, on: date) -> bool:
        return self._counts(on) and any(stop.first <= on <= (stop.last or self.until) for stop in self.stops)

    def _counts(self, on: date) -> bool:
        return self.start <= on <= self.end and self.clock.days.is_workday(on)

    def _ground(self, on: date) -> str:
        if not self.start <= on <= self.end:
            return "out"
        if not self.clock.days.is_workday(on):
            return "off"
        if self._stands_still(on):
            return "stop"
        return "used" if self.start < on <= self.until else ""

    def _note(self, on: date) -> str:
        """A leave or a working weekend is told; an ordinary weekend is seen."""
        days = self.clock.days
        if not days.is_workday(on):
            return pgettext("calendar cell", "off") if days.rest_day(on).notice else ""
        return pgettext("calendar cell", "on") if days.makeup_days(on - DAY, on) else ""


def _monday(on: date) -> date:
    return on - on.weekday() * DAY


def _binding(binding: str) -> str:
    return {
        "statutory": pgettext("calendar cell", "law"),
        "promised": pgettext("calendar cell", "prom."),
        "internal": pgettext("calendar cell", "int."),
    }[binding]
