"""The legal clock: a pure function from facts to the due day. Why it is that day, `bureau.law.steps` tells.

Days in (start, due] are counted; days inside a stop are not; an extension lengthens the limit from the same start.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

from bureau.law.limits import Binding, Extra, Stop, TimeLimit, Unit
from bureau.law.months import months_after
from bureau.law.workdays import UnknownYear, Workdays

Interval = tuple[date, date]
Taken = tuple[Stop, date | None]  # a stop that counts, and the last day on which it does
State = Literal["running", "stopped", "provisional"]
ELAPSED = {Unit.MINUTE: "minutes", Unit.HOUR: "hours"}


class LimitExceeded(ValueError):
    """An extension that the law does not allow: a second one, too long, or granted by another post."""


class GroundNotNamed(ValueError):
    """A stop on a ground that the law of this limit does not name."""


class NotInTime(ValueError):
    """A stop or an extension after the due day, or an extension before the start. `stands` is what holds."""

    def __init__(self, event: Stop | Extra, due_on: date, stands: "Course") -> None:
        super().__init__(f"{_since(event)} is not within the limit, which ends on {due_on}")
        self.event = event
        self.due_on = due_on
        self.stands = stands


@dataclass(frozen=True, slots=True)
class Course:
    """How a clock ran: what `reckon` found, before anybody asks why.

    `due_on` is None while an open stop runs (`stopped`) and while a year is missing (`provisional`: then
    `earliest_on` is the first day that any notice could make it). `raw_end` is the last day before the roll of
    Civil Code 203. `taken` are the stops that count, each with the last day on which it does; `ignored` are those
    without their written notice. `missing_year` is the year whose notice is awaited.
    """

    state: State
    due_on: date | None = None
    due_at: datetime | None = None
    earliest_on: date | None = None
    raw_end: date | None = None
    amount: int = 0
    taken: tuple[Taken, ...] = ()
    ignored: tuple[Stop, ...] = ()
    missing_year: int | None = None


def run(
    start: date | datetime,
    limit: TimeLimit,
    stops: Sequence[Stop] = (),
    extras: Sequence[Extra] = (),
    *,
    days: Workdays,
) -> Course:
    """The course of a clock that starts with `start`, which is not counted (Civil Code 201).

    `start` is a date for workdays, days, months and years, and a moment for minutes and hours, which run on
    through nights and holidays and know no stop. Raises LimitExceeded, GroundNotNamed, NotInTime and TypeError.
    """
    try:
        if limit.unit in ELAPSED:
            return _elapse(start, limit, stops, extras)
        if isinstance(start, datetime):
            raise TypeError(f"a limit in {limit.unit}s starts on a day, not at {start}")
        if limit.day:
            _check_grounds(limit, stops)
            if extras:
                raise LimitExceeded("a day that was set is set anew, not extended")
            return Course("running", due_on=limit.day, raw_end=limit.day, amount=limit.amount)
        return _follow(start, limit, stops, extras, days)
    except UnknownYear as unknown:
        if unknown.year <= days.settled_to.year:
            raise
        return _provisional(_follow(start, limit, stops, extras, days, at_the_earliest=True), unknown.year)
    except OverflowError:
        raise LimitExceeded(f"{limit.amount} {limit.unit}s from {start} end after the last date there is") from None


def days_used(
    start: date, finish: date, stops: Sequence[Stop] = (), *, days: Workdays, binding: Binding = Binding.STATUTORY
) -> int:
    """Working days in (start, finish] outside every stop that stops a limit so binding. Raises UnknownYear."""
    taken: list[Taken] = []
    for stop in sorted(stops, key=_order):
        if not _is_ignored(stop, binding):
            taken.append((stop, _effective_last(stop, taken, days)))
    stopped = sum(
        days.count(max(first - timedelta(days=1), start), min(last, finish)) for first, last in _merged(taken)
    )
    return days.count(start, finish) - stopped


def on_time(finished: date, due_on: date) -> bool:
    """The due day itself is on time."""
    return finished <= due_on


def _provisional(course: Course, year: int) -> Course:
    if course.due_on is None:
        return course
    return replace(course, state="provisional", due_on=None, earliest_on=course.due_on, raw_end=None, missing_year=year)


def _elapse(start: date | datetime, limit: TimeLimit, stops: Sequence[Stop], extras: Sequence[Extra]) -> Course:
    if not isinstance(start, datetime):
        raise TypeError(f"a limit in {limit.unit}s starts at a moment, not on {start}")
    if stops:
        raise GroundNotNamed(f"no law stops a limit in {limit.unit}s")
    course = _moment(start, limit.unit, limit.amount)
    for extra in extras:
        assert course.due_on is not None
        if extra.granted_on > course.due_on:
            raise NotInTime(extra, course.due_on, course)
        course = _moment(start, limit.unit, _lengthened(limit, course.amount, extra))
    return course


def _moment(start: datetime, unit: Unit, amount: int) -> Course:
    length = timedelta(**{ELAPSED[unit]: amount})
    # By way of UTC: a wall clock that is set forward or back does not change how long an hour is.
    due_at = (start.astimezone(UTC) + length).astimezone(start.tzinfo) if start.tzinfo else start + length
    return Course("running", due_on=due_at.date(), due_at=due_at, raw_end=due_at.date(), amount=amount)


def _follow(
    start: date,
    limit: TimeLimit,
    stops: Sequence[Stop],
    extras: Sequence[Extra],
    days: Workdays,
    *,
    at_the_earliest: bool = False,
) -> Course:
    """Take the events in the order in which they happened: each must find the clock still running.

    With `at_the_earliest` the due day is only a lower bound, so an event after it can be neither refused nor
    counted: whichever it will be once the year is announced, the bound holds.
    """
    _check_grounds(limit, stops)
    days = days.at_the_earliest if at_the_earliest else days
    ignored = tuple(stop for stop in stops if _is_ignored(stop, limit.binding))
    amount = limit.amount
    taken: list[Taken] = []
    clock = _Clock(start, limit, days, ignored)
    course = clock.course(amount, taken)
    events: list[Stop | Extra] = [*extras, *(stop for stop in stops if stop not in ignored)]
    for event in sorted(events, key=_order):
        if course.due_on is not None and _since(event) > course.due_on:
            if at_the_earliest:
                break
            raise NotInTime(event, course.due_on, course)
        if isinstance(event, Extra):
            if event.granted_on < start:
                raise NotInTime(event, start, course)
            amount = _lengthened(limit, amount, event)
        elif event.last is None or event.last > start:
            taken.append((event, _effective_last(event, taken, days)))
        course = clock.course(amount, taken)
    return course


@dataclass(frozen=True, slots=True)
class _Clock:
    """What does not change while the events are taken one by one."""

    start: date
    limit: TimeLimit
    days: Workdays
    ignored: tuple[Stop, ...]

    def course(self, amount: int, taken: Sequence[Taken]) -> Course:
        kept, unit = tuple(taken), self.limit.unit
        if any(last is None for _, last in kept):
            return Course("stopped", amount=amount, taken=kept, ignored=self.ignored)
        intervals = _merged(kept)
        if unit is Unit.WORKDAY:
            end = due = _nth_workday(self.start, amount, intervals, self.days)
        else:
            end = _nth_day(self.start, calendar_days(self.start, unit, amount), intervals)
            due = _rolled(end, intervals, self.days) if self.limit.rolls else end
        return Course("running", due_on=due, raw_end=end, amount=amount, taken=kept, ignored=self.ignored)


def _check_grounds(limit: TimeLimit, stops: Sequence[Stop]) -> None:
    for stop in stops:
        if stop.ground not in limit.stopped_by:
            raise GroundNotNamed(f"{stop.ground} does not stop a limit under {limit.article.en}")


def _since(event: Stop | Extra) -> date:
    return event.granted_on if isinstance(event, Extra) else event.first


def _order(event: Stop | Extra) -> tuple[date, bool]:
    return _since(event), isinstance(event, Stop)


def _lengthened(limit: TimeLimit, amount: int, extra: Extra) -> int:
    if amount != limit.amount:
        raise LimitExceeded("a limit is extended once")
    if extra.amount > limit.may_extend:
        raise LimitExceeded(f"an extension by {extra.amount} {limit.unit}: at most {limit.may_extend}")
    if not extra.approver or extra.post not in limit.extended_by:
        raise LimitExceeded(f"an extension granted by the {extra.post}: the law asks for another")
    return amount + extra.amount


def _is_ignored(stop: Stop, binding: Binding) -> bool:
    return not stop.paper and binding is Binding.STATUTORY


def _effective_last(stop: Stop, earlier: Sequence[Taken], days: Workdays) -> date | None:
    """The last day that stays uncounted: the cap is for all stops on that ground together."""
    if stop.cap is None:
        return stop.last
    eve = stop.first - timedelta(days=1)
    used = sum(
        days.count(other.first - timedelta(days=1), last)
        for other, last in earlier
        if other.ground is stop.ground and last is not None
    )
    capped = days.add(eve, stop.cap - used) if used < stop.cap else eve
    return capped if stop.last is None else min(stop.last, capped)


def _merged(taken: Sequence[Taken]) -> list[Interval]:
    """The stops as disjoint intervals in order: days in two stops at once are left out once."""
    merged: list[Interval] = []
    for stop, last in sorted(taken, key=lambda pair: pair[0].first):
        through = last or date.max
        if through < stop.first:  # its cap was used up before it began
            continue
        if merged and stop.first - timedelta(days=1) <= merged[-1][1]:
            merged[-1] = merged[-1][0], max(merged[-1][1], through)
        else:
            merged.append((stop.first, through))
    return merged


def calendar_days(start: date, unit: Unit, amount: int) -> int:
    """How many days a limit in days, months or years has (Civil Code 202)."""
    if unit is Unit.DAY:
        return amount
    return (months_after(start, amount * (12 if unit is Unit.YEAR else 1)) - start).days


def _nth_workday(start: date, n: int, intervals: Sequence[Interval], days: Workdays) -> date:
    due = days.add(start, n)
    for first, last in intervals:
        uncounted = days.count(max(start, first - timedelta(days=1)), last) if first <= due else 0
        due = days.add(due, uncounted) if uncounted else due
    return due


def _nth_day(start: date, n: int, intervals: Sequence[Interval]) -> date:
    end = start + timedelta(days=n)
    for first, last in intervals:
        if first <= end:
            end += timedelta(days=max(0, (last - max(start, first - timedelta(days=1))).days))
    return end


def _rolled(end: date, intervals: Sequence[Interval], days: Workdays) -> date:
    """Civil Code 203: a last day of rest moves to the next working day; that day too must not be stopped."""
    due = days.next(end)
    for first, last in intervals:
        if first <= due <= last:
            due = days.add(last, 1)
    return due
