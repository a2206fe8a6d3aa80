"""Who has had a hand in a case, and so who may have the next."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from django.utils.translation import gettext as _

from bureau.casework.docket import Case
from bureau.casework.events import Act
from bureau.casework.refusals import NotYours, SameHand
from bureau.casework.signatures import Signature
from bureau.law.workflow import Move
from bureau.people.appointments import Standing
from bureau.people.staff import Staff


@dataclass(frozen=True, slots=True)
class Past:
    """The acts of a case, and the signatures in force, both in their order."""

    acts: list[Act]
    signatures: list[Signature]

    @classmethod
    def of(cls, case: Case, moves: Iterable[Move]) -> "Past":
        """What matters to these moves. One query; a second where they or an earlier one take several hands."""
        signed = case.workflow.signed & {name for move in moves for name in (move.name, *move.not_by)}
        rows = Signature.objects.in_force().filter(docket=case.pk, move__in=signed) if signed else ()
        return cls(list(Act.objects.filter(docket=case.pk)), list(rows))

    def signed(self, move: str, version: int) -> list[Signature]:
        return [row for row in self.signatures if (row.move, row.version) == (move, version)]

    def hands_of(self, moves: Collection[str]) -> set[int]:
        """Everybody by whom or for whom one of these moves was done, each hand of several too.

        What was decided on paper was done by whoever decided, not by those who registered it.
        """
        found: set[int] = set()
        for act in self.acts:
            if act.move in moves:
                found |= set(act.deciders) if act.registered else persons([act, *self.signed(act.move, act.version)])
        return found


def persons(rows: Sequence[Act | Signature]) -> set[int]:
    """By whom and for whom these were done."""
    return {person for row in rows for person in (row.by_id, row.acting_for_id) if person}


def may_override(move: Move, held: Iterable[Standing]) -> Standing | None:
    """The standing in which someone may set aside that they did an earlier step: their own, never as a stand-in."""
    own = (standing for standing in held if standing.acting_for is None)
    return next((standing for standing in own if standing.role in move.overridden_by), None)


def next_hand(
    person: Staff,
    held: Iterable[Standing],
    roles: AbstractSet[str],
    *,
    excluded: AbstractSet[int] = frozenset(),
    signed: AbstractSet[int] = frozenset(),
) -> Standing:
    """In which of the roles held someone may do what these roles may: their own first, then by delegation.

    `excluded` did an earlier move that the table excludes; `signed` have signed this one already. Raises NotYours and
    SameHand.
    """
    barred: set[int] = set()
    for standing in held:
        if standing.role not in roles:
            continue
        if person.pk in excluded:
            raise SameHand(_("Whoever did the earlier step may not do this one."))
        if person.pk in signed:
            raise SameHand(_("You have signed this, or somebody has in your name: it takes another person."))
        if standing.acting_for is None or standing.acting_for.pk not in excluded | signed:
            return standing
        barred.add(standing.acting_for.pk)
    if not barred:
        raise NotYours(_("Your role does not allow this here."))
    if barred <= signed:
        raise SameHand(_("You stand in for someone who has signed this: it takes another person."))
    raise SameHand(_("You stand in for someone who did the earlier step."))
