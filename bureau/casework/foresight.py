"""What would follow: the moves that someone may make now, and what a move would begin and meet. Nothing is written."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from bureau.casework.calendar import workdays
from bureau.casework.docket import Case
from bureau.casework.past import Past, may_override, next_hand, persons
from bureau.casework.refusals import Refused
from bureau.casework.terms import Events, Running, duties_of, limit_of, running, why
from bureau.law.articles import Article, Phrase
from bureau.law.clock import ELAPSED, days_used, on_time
from bureau.law.limits import TimeLimit
from bureau.law.reckoning import Reckoning, reckon
from bureau.law.workdays import UnknownYear, Workdays
from bureau.law.workflow import Duty, Move
from bureau.people.appointments import Standing, standings
from bureau.people.staff import Staff


@dataclass(frozen=True, slots=True)
class Begins:
    """A duty that the move begins. `reckoning` has its due day and, step by step, why; None where it needs a moment."""

    duty: Duty
    said: Phrase
    limit: TimeLimit
    reckoning: Reckoning | None


@dataclass(frozen=True, slots=True)
class Meets:
    """A duty that the move fulfils, or leaves unfulfilled for ever. `used` is in working days, stops left out.

    `in_time` is None while there is no due day to compare with: a stop is open, or a year is not announced. `used` is
    None on a day of a year that is not announced.
    """

    duty: Duty
    said: Phrase
    limit: TimeLimit
    round: int
    due_on: date | None
    in_time: bool | None
    used: int | None


@dataclass(frozen=True, slots=True)
class Consequences:
    """What a move would lead to on that day: shown with its article before anybody confirms it."""

    move: Move
    said: Phrase
    article: Article | None
    target: Phrase
    begins: tuple[Begins, ...]
    meets: tuple[Meets, ...]


def consequences(case: Case, name: str, on: date, at: datetime | None = None) -> Consequences:
    """What the move would begin and meet, if it were made on that day; `at` is the moment, for limits in hours.

    Four queries. Raises NotAllowed where the table knows no such move from this state.
    """
    workflow = case.workflow
    move, days, events = workflow.move(case.state, name), workdays(), Events.of(case)
    open_duties = [found for found in running(case) if found.met is None and name in found.duty.met_by]
    return Consequences(
        move,
        workflow.words[name],
        move.basis,
        workflow.words[move.target],
        tuple(_begins(case, duty, at if _elapses(case, duty) else on, days) for duty in _begun(case, name)),
        tuple(_meets(case, found, on, events, days, at=at) for found in open_duties),
    )


def _begun(case: Case, name: str) -> Iterator[Duty]:
    return (duty for duty in duties_of(case) if duty.since == name)


def _elapses(case: Case, duty: Duty) -> bool:
    return limit_of(case, duty).unit in ELAPSED


def _begins(case: Case, duty: Duty, start: date | datetime | None, days: Workdays) -> Begins:
    limit, said = limit_of(case, duty), case.workflow.words[duty.name]
    event = case.workflow.words[duty.since]
    return Begins(duty, said, limit, reckon(start, limit, days=days, event=event) if start else None)


def _meets(case: Case, found: Running, on: date, events: Events, days: Workdays, *, at: datetime | None) -> Meets:
    limit, reckoning = limit_of(case, found.duty), why(case, found, events, days)
    in_time = on_time(on, reckoning.due_on) if reckoning.due_on else None
    if reckoning.due_at:
        in_time = at <= reckoning.due_at if at else None
    said, used = case.workflow.words[found.duty.name], _used(found, limit, on, events, days)
    return Meets(found.duty, said, limit, found.round, reckoning.due_on, in_time, used)


def _used(found: Running, limit: TimeLimit, on: date, events: Events, days: Workdays) -> int | None:
    stops = events.stops if found.duty.stoppable else []
    try:
        return days_used(found.start.on, on, stops, days=days, binding=limit.binding)
    except UnknownYear:
        return None


@dataclass(frozen=True, slots=True)
class Offer:
    """A move from the state that the case is in, and why this person may not make it; empty where they may.

    The same for registering it from a paper, which is another matter; None where the table does not let it be
    registered. Those named in `signed` have put their names to it already, and it takes `hands`.
    """

    move: Move
    said: Phrase
    why_not: str
    why_not_register: str | None
    signed: tuple[str, ...]
    hands: int


def standing_moves(case: Case, staff: Staff, day: date) -> list[Offer]:
    """Every move of the state that the case is in, the likeliest first, and whether this person may make it that day.

    Role, section, delegation, earlier hands and signatures are asked as the gate will ask them; the guards are not.
    """
    moves = [move for move in case.workflow.moves_from(case.state) if not move.by_sheet]
    past, held = Past.of(case, moves), list(standings(staff, case.docket.section, day))
    return [_offer(case, move, staff, past, held) for move in moves]


def _offer(case: Case, move: Move, staff: Staff, past: Past, held: list[Standing]) -> Offer:
    signed = past.signed(move.name, case.docket.version)
    waits_on_paper = bool(signed) and signed[0].on_paper
    roles = move.hands(on_paper=True)[min(len(signed), bool(move.confirmed_by))]
    excluded = set() if may_override(move, held) else past.hands_of(move.not_by)
    decide = _why_not(staff, held, move.who, excluded, persons(signed))
    register = _why_not(staff, held, roles, set(), persons(signed))
    if waits_on_paper:
        decide = decide or _("This was registered from a paper, and waits to be confirmed.")
    elif signed:
        register = register or _("This was signed here, and waits for others.")
    names = tuple(row.by_name for row in signed)
    hands = len(move.hands(on_paper=waits_on_paper))
    return Offer(move, case.workflow.words[move.name], decide, register if move.registered_by else None, names, hands)


def _why_not(staff: Staff, held: list[Standing], roles: frozenset[str], excluded: set[int], signed: set[int]) -> str:
    try:
        next_hand(staff, held, roles, excluded=excluded, signed=signed)
    except Refused as refusal:
        return str(refusal)
    return ""
