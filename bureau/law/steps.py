"""Why a due day is what it is: the steps of a reckoning, in the order in which one would tell them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import groupby

from bureau.law.articles import (
    CIVIL_CODE_201,
    CIVIL_CODE_201_2,
    CIVIL_CODE_202,
    CIVIL_CODE_203,
    LICENSING_45,
    WORKING_HOURS_7,
    Phrase,
)
from bureau.law.clock import Course, calendar_days
from bureau.law.limits import LICENSING_45_GROUNDS, Extra, TimeLimit, Unit
from bureau.law.workdays import Day, Workdays

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of a reckoning: what it says (a key of `words`) and of which facts."""

    code: str
    facts: Mapping[str, object] = field(default_factory=dict)


def explain(
    start: date | datetime,
    limit: TimeLimit,
    extras: Sequence[Extra],
    course: Course,
    *,
    days: Workdays,
    event: Phrase,
    paper: str,
) -> Iterator[Step]:
    """The steps from the limit and its article to the due day, or to the reason why there is none yet."""
    yield stated(limit)
    if limit.day:
        yield Step("due", {"on": limit.day})
        return
    yield _beginning(start, event, paper)
    yield from (_extension(extra, limit) for extra in extras)
    yield from _stops(course, days)
    if isinstance(start, datetime):
        yield Step("due_at", {"at": course.due_at})
    elif course.state != "stopped":
        yield from _count(start, limit, course, days)


def stated(limit: TimeLimit) -> Step:
    """The limit itself and whence it comes."""
    facts = {"binding": limit.binding, "article": limit.article}
    if limit.day:
        return Step("set", facts | {"on": limit.day})
    return Step("limit", facts | {"amount": limit.amount, "unit": limit.unit})


def _beginning(start: date | datetime, event: Phrase, paper: str) -> Step:
    code, article = ("moment", CIVIL_CODE_201_2) if isinstance(start, datetime) else ("start", CIVIL_CODE_201)
    return Step(code, {"on": start, "event": event, "paper": paper, "article": article})


def _extension(extra: Extra, limit: TimeLimit) -> Step:
    return Step(
        "extension",
        {
            "amount": extra.amount,
            "unit": limit.unit,
            "on": extra.granted_on,
            "approver": extra.approver,
            "post": extra.post,
            "paper": extra.paper,
            "article": limit.extension_article,
        },
    )


def _stops(course: Course, days: Workdays) -> Iterator[Step]:
    for stop, last in course.taken:
        facts = {"ground": stop.ground, "first": stop.first, "last": last, "paper": stop.paper, "article": stop.article}
        if last is None:
            yield Step("stop_open", facts)
        elif last == stop.last:
            yield Step("stop", facts)
        elif last < stop.first:
            yield Step("stop_used_up", facts | {"cap": stop.cap})
        elif last > days.settled_to:
            yield Step("stop_until_cap", facts | {"cap": stop.cap})
        else:
            yield Step("stop_capped", facts | {"cap": stop.cap})
    for stop in course.ignored:
        # Article 45 asks for the notice; for an evaluation it is our own rule, and no article is cited.
        code = "stop_untold" if stop.ground in LICENSING_45_GROUNDS else "stop_without_paper"
        yield Step(code, {"ground": stop.ground, "first": stop.first, "article": LICENSING_45})
    if course.state == "stopped":
        yield Step("stopped")


def _count(start: date, limit: TimeLimit, course: Course, days: Workdays) -> Iterator[Step]:
    counted_to = course.raw_end or min(days.settled_to, course.earliest_on or days.settled_to)
    if limit.unit is Unit.WORKDAY and start < counted_to:
        yield from _days_left_out(start, counted_to, course, days)
    elif course.raw_end:
        yield from _last_day(start, limit.unit, course.amount, course.raw_end)
    if course.missing_year:
        yield Step("provisional", {"year": course.missing_year, "on": course.earliest_on})
        return
    assert course.raw_end is not None
    assert course.due_on is not None
    if course.due_on != course.raw_end:
        yield _roll(course.raw_end, course.due_on, days)
    yield Step("due", {"on": course.due_on, "amount": course.amount, "unit": limit.unit})
    if limit.by_calendar and days.may_still_change(course.due_on):
        yield Step("may_change", {"on": course.due_on, "year": days.settled_to.year + 1})


def _days_left_out(start: date, through: date, course: Course, days: Workdays) -> Iterator[Step]:
    """The days of rest and the working weekends that lie outside the stops, each with its notice."""
    stops = [(stop.first, last) for stop, last in course.taken if last]
    rest = [day for day in days.rest_days(start, through) if not _within(day.on, stops)]
    weekends = [day.on for day in rest if not day.notice]
    if weekends:
        yield Step("weekends", {"days": tuple(weekends), "article": WORKING_HOURS_7})
    made_up = [day for day in days.makeup_days(start, through) if not _within(day.on, stops)]
    told = [*_leaves(day for day in rest if day.notice), *(Step("makeup", _named(day, day)) for day in made_up)]
    yield from sorted(told, key=lambda step: str(step.facts["first"]))


def _within(on: date, stops: Sequence[tuple[date, date]]) -> bool:
    return any(first <= on <= last for first, last in stops)


def _leaves(rest: Iterator[Day]) -> Iterator[Step]:
    """One step for each run of days of the same leave."""
    for _, run in groupby(
        enumerate(rest), key=lambda pair: (pair[1].notice, pair[1].name, pair[1].on - pair[0] * ONE_DAY)
    ):
        leave = [day for _, day in run]
        yield Step("leave", _named(leave[0], leave[-1]))


def _named(first: Day, last: Day) -> dict[str, object]:
    return {"name": first.name, "first": first.on, "last": last.on, "notice": first.notice}


def _last_day(start: date, unit: Unit, amount: int, end: date) -> Iterator[Step]:
    undisturbed = start + timedelta(days=calendar_days(start, unit, amount))
    code, article = ("end", CIVIL_CODE_201) if unit is Unit.DAY else ("corresponding", CIVIL_CODE_202)
    yield Step(code, {"amount": amount, "unit": unit, "on": undisturbed, "article": article})
    if end != undisturbed:
        yield Step("moved", {"on": end})


def _roll(end: date, due: date, days: Workdays) -> Step:
    rest = days.rest_day(end)
    code = "roll" if due == days.next(end) else "roll_past_stop"
    return Step(code, {"on": due, "rest": end, "name": rest.name, "notice": rest.notice, "article": CIVIL_CODE_203})
