"""The gate: the one way in which a case changes.

An app writes the two lines that are special to a legal event; the gate does the rest, in one transaction: it locks the
case and reads it afresh, asks the workflow table, the role, the earlier hands, the guards and the days, then writes the
state, the act, the terms and the history together. What breaks any part of it leaves nothing behind.

    @act
    def accept(filing, *, on):
        filing.accepted_on = on

    accept(filing, hand, on=today, version=filing.docket.version)

A move that takes several hands is called by each of them in the same way: all but the last only sign. A decision taken
on paper is registered by the same call with `on_paper`.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial, wraps
from inspect import signature
from typing import Any, TypeVar, cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.audit.refusing import noted
from bureau.casework.acts import register
from bureau.casework.asked import Asked
from bureau.casework.crews import demand_crew
from bureau.casework.docket import Case, Docket, hold
from bureau.casework.effect import is_late, take_effect
from bureau.casework.events import Act
from bureau.casework.paper import OnPaper
from bureau.casework.past import Past, may_override, next_hand, persons
from bureau.casework.refusals import (
    OUT_OF_BOUNDS,
    SAME_HAND,
    Missing,
    NotYours,
    OtherFacts,
    SameHand,
    Stale,
    Warned,
    WrongDay,
    WrongState,
)
from bureau.casework.signatures import Signature, sign
from bureau.casework.terms import reckon_terms
from bureau.law.workflow import OPENING, Move, NotAllowed
from bureau.people.appointments import Standing, standings
from bureau.people.bureaus import Section
from bureau.people.staff import Staff

C = TypeVar("C", bound=Case)


def act(fn: Callable[..., None]) -> Callable[..., Any]:
    """Make a legal event of a function (case, *, on, **asks): the gate's whole procedure, around its two lines.

    Where the function has a parameter `on_paper`, it is told the paper, or None: an extension keeps who granted it.

    The result is called with the case, the hand, the legal day `on`, the `version` that the person saw (None for
    machines, which saw none), a reason, what the move asks for, and `on_paper` for what was decided elsewhere; it
    returns the case afresh. While the move waits for more hands that case is unchanged, and `waiting_for` says for
    how many. Raises Refused.
    """
    takes_paper = "on_paper" in signature(fn).parameters

    @wraps(fn)
    def done(
        case: C,
        hand: Hand,
        *,
        on: date,
        version: int | None = None,
        reason: str = "",
        on_paper: OnPaper | None = None,
        **asks: Any,
    ) -> C:
        hand = hand.because(reason) if reason.strip() else hand
        with noted(hand, case.docket, fn.__name__, OUT_OF_BOUNDS), transaction.atomic():
            fresh = _locked(case, version)
            paper = {"on_paper": on_paper} if takes_paper else {}
            asked = Asked(_move(fresh, fn.__name__), hand, on, asks, on_paper)
            past = Past.of(fresh, [asked.move])
            signed = past.signed(asked.move.name, fresh.docket.version)
            standing, aside = _standing(fresh, asked, past, signed)
            _check_day(fresh, asked, past, signed)
            _check_asked(asked, signed)
            _check_same(fresh, asked, signed)
            demand_crew(fresh, asked)
            asked = _guarded(fresh, asked, aside)
            if len(signed) + 1 < len(asked.hands):
                sign(fresh, asked, standing)
                return fresh
            take_effect(fresh, asked, standing, past, signed, lines=partial(fn, fresh, on=on, **asks, **paper))
        return fresh

    register(fn, done)
    return done


def _locked(case: C, version: int | None) -> C:
    docket = hold(case.pk)
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


def _standing(case: Case, asked: Asked, past: Past, signed: list[Signature]) -> tuple[Standing, list[str]]:
    """In which role the hand acts: one that the table names and that the person holds here, then, or stands in for.

    With it, what was set aside for that. Raises NotYours, SameHand, and Warned where a leader may set the latter aside.

    Whoever registers does not decide: an earlier hand excludes the one who decided on paper, if that is known here. And
    they register today, in a role that they hold today, whatever the day of the paper.
    """
    person, move = asked.hand.user, asked.move
    if not isinstance(person, Staff):
        raise NotYours(_("A case is moved by a person."))
    excluded = past.hands_of(move.not_by)
    if asked.paper:
        if not move.registered_by:
            raise NotYours(_("This cannot be registered from a paper."))
        if excluded & set(asked.paper.staff):
            raise SameHand(_("Whoever decided on paper did an earlier step that excludes it."))
        excluded = set()
    roles = asked.hands[min(len(signed), len(asked.hands) - 1)]
    today = timezone.localdate(asked.hand.at)
    day = today if asked.paper else asked.on
    if day < today and not any(standings(person, case.docket.section, today)):
        raise NotYours(_("Your role here has ended: whoever works here now records it."))
    held = partial(standings, person, case.docket.section, day)
    try:
        return next_hand(person, held(), roles, excluded=excluded, signed=persons(signed)), []
    except SameHand as refused:
        leading = may_override(move, held()) if excluded else None
        if leading is None:
            raise
        return next_hand(person, [leading], roles, signed=persons(signed)), _set_aside(asked, refused)


def _set_aside(asked: Asked, refused: SameHand) -> list[str]:
    """That whoever did an earlier step goes on all the same, as the hand says. Raises Warned where it does not."""
    if SAME_HAND not in asked.hand.override.split():
        raise Warned(SAME_HAND, str(refused)) from None
    return [SAME_HAND]


def _check_same(case: Case, asked: Asked, signed: list[Signature]) -> None:
    """All hands put their name to the same facts. Raises OtherFacts."""
    if signed and signed[0].digest != asked.digest():
        told = {"who": signed[0].by_name, "facts": signed[0].told(case) or _("a decision made here, not on paper")}
        raise OtherFacts(_("%(who)s has signed for something else (%(facts)s).") % told)


def _check_day(case: Case, asked: Asked, past: Past, signed: list[Signature]) -> None:
    """Between the step before it and today, in Shanghai. Raises WrongDay."""
    if asked.on > timezone.localdate(asked.hand.at):
        raise WrongDay(_("The day lies in the future."))
    earlier = [case.docket.opened_on, *(done.on for done in past.acts[-1:]), *(row.on for row in signed)]
    if asked.on < max(earlier):
        raise WrongDay(_("The day lies before the step before it."))


def _check_asked(asked: Asked, signed: list[Signature]) -> None:
    """Everything that the move asks for. Of several hands the first gives the reason; a paper is one for its day."""
    missing = [name for name in asked.move.asks if _is_blank(asked.facts.get(name))]
    if missing:
        raise Missing(_("Please give: %(names)s") % {"names": ", ".join(missing)})
    if asked.paper and asked.paper.persons != asked.move.takes:
        raise Missing(_("Please name each of the %(count)s who decided.") % {"count": asked.move.takes})
    if asked.hand.reason:
        return
    if is_late(asked) and not asked.paper:
        raise Missing(_("Please give the reason: it is recorded after its day."))
    if asked.move.needs_reason and not signed:
        raise Missing(_("Please give the reason."))


def _is_blank(fact: object) -> bool:
    return fact is None or (isinstance(fact, str) and not fact.strip())


def _guarded(case: Case, asked: Asked, aside: list[str]) -> Asked:
    """Ask the guards. A warning passes by the hand that names it, and only what was warned of is kept as set aside."""
    warned = [*aside]
    for guard in asked.move.guards:
        try:
            guard(case, hand=asked.hand, on=asked.on, **asked.facts)
        except Warned as warning:
            if warning.code not in asked.hand.override.split():
                raise
            warned.append(warning.code)
    return replace(asked, hand=replace(asked.hand, override=" ".join(warned)))


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
    if opened_on > timezone.localdate(hand.at):
        raise ValidationError({"opened_on": _("The day lies in the future.")})
    with transaction.atomic():
        docket = Docket(
            kind=kind.kind, number=number, title=title, section=section, opened_on=opened_on, officer=officer
        )
        case: Any = kind(docket=docket, state=kind.workflow.start, **facts)
        docket.full_clean()
        docket.hand = case.hand = hand
        docket.save()
        case.docket = docket
        case.full_clean(exclude=["docket"])
        case.save(force_insert=True)
        if any(duty.since == OPENING for duty in kind.workflow.duties):
            reckon_terms(case, hand, acts=[])
    return cast("C", case)


def replay(case: Case) -> str:
    """The state that the acts of a case lead to, by the table alone. Raises NotAllowed where they contradict it."""
    state = case.workflow.start
    for done in Act.objects.filter(docket=case.pk).order_by("id"):
        state = case.workflow.move(state, done.move).target
    return state
