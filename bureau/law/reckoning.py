"""The reckoning: the due day together with the steps that led to it, as data that `bureau.law.words` prints."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from bureau.law.articles import Phrase
from bureau.law.clock import State, run
from bureau.law.limits import Extra, Stop, TimeLimit
from bureau.law.steps import Step, explain
from bureau.law.workdays import Workdays

NO_EVENT = Phrase("", "")


@dataclass(frozen=True, slots=True)
class Reckoning:
    """A due day and why.

    `state`: running (there is a due day), stopped (an open stop: none yet), provisional (a year is not announced:
    none yet, and `earliest_on` is the first day that it can be). `irregular` names what was done without its
    paper, `remarks` what may still change. `calendar` is the version of the calendar that was counted by.
    """

    state: State
    due_on: date | None
    due_at: datetime | None
    earliest_on: date | None
    irregular: tuple[str, ...]
    remarks: tuple[str, ...]
    calendar: str
    steps: tuple[Step, ...]


def reckon(
    start: date | datetime,
    limit: TimeLimit,
    stops: Sequence[Stop] = (),
    extras: Sequence[Extra] = (),
    *,
    days: Workdays,
    event: Phrase = NO_EVENT,
    paper: str = "",
    why: bool = True,
) -> Reckoning:
    """Reckon a limit that starts with `start`: the day (or moment) of `event`, which `paper` proves.

    Raises LimitExceeded, GroundNotNamed and NotInTime for what the law refuses, and UnknownYear for a start
    before the calendar; an end beyond the calendar is no error but provisional.
    """
    course = run(start, limit, stops, extras, days=days)
    unsettled = course.due_on is not None and limit.by_calendar and days.may_still_change(course.due_on)
    return Reckoning(
        state=course.state,
        due_on=course.due_on,
        due_at=course.due_at,
        earliest_on=course.earliest_on,
        irregular=(
            *(f"stop_without_notice:{stop.ground}:{stop.first}" for stop in course.ignored),
            *(
                f"extension_not_told:{extra.granted_on}"
                for extra in extras
                if limit.extension_is_told and not extra.paper
            ),
        ),
        remarks=("next_notice_may_change",) if unsettled else (),
        calendar=days.version,
        steps=tuple(explain(start, limit, extras, course, days=days, event=event, paper=paper)) if why else (),
    )
