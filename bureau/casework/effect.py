"""An act takes effect: state, docket, case, act, terms and history, by one hand. The gate alone calls it."""

from collections.abc import Callable
from typing import Any

from django.utils import timezone

from bureau.audit.hand import Hand
from bureau.casework.asked import Asked
from bureau.casework.docket import Case
from bureau.casework.events import Act
from bureau.casework.past import Past
from bureau.casework.signatures import Signature
from bureau.casework.telling import registration
from bureau.casework.terms import reckon_terms
from bureau.people.appointments import Standing


def is_late(asked: Asked) -> bool:
    """Whether it is recorded on a later day than the one on which it was done."""
    return asked.on < timezone.localdate(asked.hand.at)


def take_effect(
    case: Case, asked: Asked, standing: Standing, past: Past, signed: list[Signature], *, lines: Callable[[], None]
) -> None:
    """Run the lines that are special to the act, and write everything. Raises ValidationError naming the field."""
    case.hand = hand = _hand_of_the_change(case, asked, signed)
    lines()
    before, case.state = case.state, asked.move.target
    case.full_clean(exclude=["docket"])  # which is locked, and so is there
    docket = case.docket
    docket.version += 1
    docket.closed_on = asked.on if asked.move.target in case.workflow.final else None
    docket.hand = hand
    docket.save(held=True)
    case.save(moved=True)
    done = Act(
        docket=docket,
        move=asked.move.name,
        state_before=before,
        state_after=asked.move.target,
        on=asked.on,
        at=hand.at,
        source=hand.source,
        reason=_reason(asked, signed),
        recorded_late=is_late(asked),
        change=hand.change_id,
        version=docket.version - 1,
        override=hand.override,
        **_hands(asked, standing, signed),
    )
    done.save()
    reckon_terms(case, hand, acts=[*past.acts, done])


def _reason(asked: Asked, signed: list[Signature]) -> str:
    """The last hand's own, or that of the first who gave one."""
    return asked.hand.reason or next((row.reason for row in signed if row.reason), "")


def _hand_of_the_change(case: Case, asked: Asked, signed: list[Signature]) -> Hand:
    """Of what was decided on paper the history says so. It speaks the official language, whoever reads the screen."""
    reason = _reason(asked, signed)
    if asked.paper:
        by, confirmed_by = [*(row.by_name for row in signed), asked.hand.actor_name, ""][:2]
        paper = {"decided_by": asked.paper.decided_by, "paper": asked.paper.number}
        move = case.workflow.words[asked.move.name]
        said = registration("zh", move, on=asked.on, by=by, confirmed_by=confirmed_by, **paper)
        reason = f"{said}；{reason}" if reason else said
    return asked.hand.because(reason)


def _hands(asked: Asked, standing: Standing, signed: list[Signature]) -> dict[str, Any]:
    """Who did it: the last hand of several; of what was decided on paper, whoever registered it first."""
    by, name = asked.hand.user, asked.hand.actor_name
    last = {"by": by, "by_name": name, "role": standing.role, "acting_for": standing.acting_for}
    if asked.paper is None:
        return last
    paper = {"registered": True, "deciders": asked.paper.staff, **asked.paper.as_facts()}
    if not signed:
        return last | paper
    first = {name: getattr(signed[0], name) for name in ("by_id", "by_name", "role", "acting_for_id")}
    return first | paper | {"confirmed_by": by, "confirmed_by_name": name}
