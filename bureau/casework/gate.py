"""The gate: the one way in which a case changes.

An app writes the two lines that are special to a legal event; the gate does the rest, in one transaction: it locks the
case and reads it afresh, asks the workflow table, the role, the earlier hands, the guards and the days, then writes the
state, the act, the terms and the history together. What breaks any part of it leaves nothing behind.

    @act
    def accept(filing, *, on):
        filing.accepted_on = on

    accept(filing, hand, on=today, version=filing.docket.version)
"""

from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any, TypeVar, cast

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.casework.acts import register
from bureau.casework.docket import Case, Docket
from bureau.casework.events import Act
from bureau.casework.refusals import Missing, NotYours, SameHand, Stale, WrongDay, WrongState
from bureau.casework.terms import reckon_terms
from bureau.law.workflow import Move, NotAllowed
from bureau.people.appointments import Standing, standings
from bureau.people.bureaus import Section
from bureau.people.staff import Staff

C = TypeVar("C", bound=Case)


def act(fn: Callable[..., None]) -> Callable[..., Any]:
    """Make a legal event of a function (case, *, on, **asks): the gate's whole procedure, around its two lines.

    The result is called with the case, the hand, the legal day `on`, the `version` that the person saw (None for
    machines, which saw none), a reason, and what the move asks for; it returns the case afresh. Raises Refused.
    """

    @wraps(fn)
    def done(case: C, hand: Hand, *, on: date, version: int | None = None, reason: str = "", **asks: Any) -> C:
        hand = hand.because(reason) if reason else hand
        with transaction.atomic():
            fresh = _locked(case, version)
            move = _move(fresh, fn.__name__)
            standing = _standing(fresh, move, hand, on)
            late = _check_day(fresh, hand, on)
            _check_asked(move, asks, late=late, reason=hand.reason)
            for guard in move.guards:
                guard(fresh, hand=hand, on=on, **asks)
            fresh.hand = hand
            fn(fresh, on=on, **asks)
            _write(fresh, move, standing, hand, on, late=late)
        return fresh

    register(fn, done)
    return done


def _locked(case: C, version: int | None) -> C:
    docket = Docket.objects.select_for_update().get(pk=case.pk)
    if version is not None and docket.version != version:
        last = docket.history.first()
        told = {"who": last.history_actor, "when": timezone.localtime(last.history_date).strftime("%Y-%m-%d %H:%M")}
        raise Stale(_("%(who)s changed this case at %(when)s. Please look at it again.") % told)
    fresh: Any = type(case)._default_manager.get(pk=case.pk)
    fresh.docket = docket
    return cast("C", fresh)


def _move(case: Case, name: str) -> Move:
    try:
        return case.workflow.move(case.state, name)
    except NotAllowed:
        raise WrongState(_("This cannot be done in the state that the case is in.")) from None


def _standing(case: Case, move: Move, hand: Hand, on: date) -> Standing:
    """In which role the hand acts: one that the table names and that the person holds here, then, or stands in for."""
    if not isinstance(hand.user, Staff):
        raise NotYours(_("A case is moved by a person."))
    excluded = _earlier_hands(case, move)
    held = [standing for standing in standings(hand.user, case.docket.section, on) if standing.role in move.who]
    if not held:
        raise NotYours(_("Your role does not allow this here."))
    if hand.user.pk in excluded:
        raise SameHand(_("Whoever did the earlier step may not do this one."))
    for standing in held:
        if standing.acting_for is None or standing.acting_for.pk not in excluded:
            return standing
    raise SameHand(_("You stand in for someone who did the earlier step."))


def _earlier_hands(case: Case, move: Move) -> set[int]:
    """Everybody by whom or for whom one of the excluding moves was done."""
    acts = Act.objects.filter(docket=case.pk, move__in=move.not_by)
    return {person for pair in acts.values_list("by", "acting_for") for person in pair if person}


def _check_day(case: Case, hand: Hand, on: date) -> bool:
    """Whether the act is recorded late. Raises WrongDay."""
    today = timezone.localdate(hand.at)
    if on > today:
        raise WrongDay(_("The day lies in the future."))
    previous = Act.objects.filter(docket=case.pk).order_by("id").last()
    if on < (previous.on if previous else case.docket.opened_on):
        raise WrongDay(_("The day lies before the step before it."))
    return on < today


def _check_asked(move: Move, asks: dict[str, Any], *, late: bool, reason: str) -> None:
    missing = [name for name in move.asks if asks.get(name) in (None, "")]
    if missing:
        raise Missing(_("Please give: %(names)s") % {"names": ", ".join(missing)})
    if (late or move.needs_reason) and not reason:
        raise Missing(
            _("Please give the reason: it is recorded after its day.") if late else _("Please give the reason.")
        )


def _write(case: Case, move: Move, standing: Standing, hand: Hand, on: date, *, late: bool) -> None:
    before, case.state = case.state, move.target
    case.full_clean()
    docket = case.docket
    docket.version += 1
    docket.closed_on = on if move.target in case.workflow.final else None
    docket.hand = hand
    docket.save()
    case.save()
    Act(
        docket=docket,
        move=move.name,
        state_before=before,
        state_after=move.target,
        on=on,
        at=hand.at,
        by=cast("Staff", hand.user),
        by_name=hand.actor_name,
        role=standing.role,
        acting_for=standing.acting_for,
        source=hand.source,
        reason=hand.reason,
        recorded_late=late,
        change=hand.change_id,
    ).save()
    reckon_terms(case, hand)


def open_case(
    kind: type[C],
    hand: Hand,
    *,
    number: str,
    title: str,
    section: Section,
    opened_on: date,
    officer: Staff | None = None,
    **facts: Any,
) -> C:
    """A new case at the start of its workflow, with its docket. Raises ValidationError naming the field."""
    with transaction.atomic():
        docket = Docket(
            kind=kind.kind, number=number, title=title, section=section, opened_on=opened_on, officer=officer
        )
        case: Any = kind(docket=docket, state=kind.workflow.start, **facts)
        docket.full_clean()
        docket.hand = case.hand = hand
        docket.save()
        case.docket = docket
        case.full_clean()
        case.save(force_insert=True)
    return cast("C", case)


def replay(case: Case) -> str:
    """The state that the acts of a case lead to, by the table alone. Raises NotAllowed where they contradict it."""
    state = case.workflow.start
    for done in Act.objects.filter(docket=case.pk).order_by("id"):
        state = case.workflow.move(state, done.move).target
    return state
