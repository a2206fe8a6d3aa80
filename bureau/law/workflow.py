"""How a kind of case may move: one table that buttons, permissions, tests and the printed diagram come from."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from bureau.law.articles import Article, Phrase
from bureau.law.crews import Crew
from bureau.law.limits import Binding, TimeLimit


class NotAllowed(ValueError):
    """A move that the table does not know from this state."""

    def __init__(self, state: str, name: str) -> None:
        super().__init__(f"{name} is not a move from {state}")
        self.state = state
        self.name = name


@dataclass(frozen=True)
class Move:
    """One legal event: from which states, to which, by whom.

    `who` are role names. Whoever did one of the moves `not_by` before may not do this one; where the table names roles
    in `overridden_by`, someone of these may all the same, in their own name and for a reason. `persons` is how many it
    takes; an act of enforcement names its `crew` instead, which says that, and how each of them is qualified. `asks`
    names the facts that the officer must give, of which `personal` are told to nobody else; `guards` are called with
    the case and raise. What was decided on paper is registered by `registered_by` (nobody, where that is empty) and,
    where that is not empty, takes effect once another hand in `confirmed_by` has confirmed it.
    What a sheet alone brings in (`by_sheet`) is offered to nobody on the screen.
    """

    name: str
    sources: frozenset[str]
    target: str
    who: frozenset[str]
    not_by: tuple[str, ...] = ()
    overridden_by: frozenset[str] = frozenset()
    asks: tuple[str, ...] = ()
    needs_reason: bool = False
    article: Article | None = None
    persons: int = 1
    crew: Crew | None = None
    guards: tuple[Callable[..., None], ...] = ()
    personal: frozenset[str] = frozenset()
    registered_by: frozenset[str] = frozenset()
    confirmed_by: frozenset[str] = frozenset()
    by_sheet: bool = False

    @property
    def takes(self) -> int:
        """How many persons have to do it."""
        return max(self.persons, self.crew.persons) if self.crew else self.persons

    @property
    def basis(self) -> Article | None:
        """The article under which it is done."""
        return self.article or (self.crew.article if self.crew else None)

    def hands(self, *, on_paper: bool) -> tuple[frozenset[str], ...]:
        """The roles of each hand that it takes, in their order: those who decide, or those who register."""
        if not on_paper:
            return (self.who,) * self.takes
        return (self.registered_by, self.confirmed_by) if self.confirmed_by else (self.registered_by,)


OPENING = "opening"  # since when a duty runs that begins with the case itself


@dataclass(frozen=True)
class Duty:
    """One legal clock of a kind of case.

    `since` is the move that starts it, or OPENING: then it counts days from the docket's first. `limit` is a limit of
    the law, or the name of the item's own; `met_by` are the moves that fulfil it. `waits` is a time that has to pass
    before they may: nothing is owed on its last day, and nothing is late by it.
    """

    name: str
    since: str
    limit: str | TimeLimit
    met_by: frozenset[str]
    stoppable: bool = False
    binding: Binding = Binding.STATUTORY
    waits: bool = False


@dataclass(frozen=True)
class Workflow:
    """The table of one kind of case: where it starts, where it may end, and every move between.

    `path` are the states that a case usually passes, in their order; `words` says every state, move, duty and asked
    fact as it is written on the screen and on paper.
    """

    start: str
    final: frozenset[str]
    moves: tuple[Move, ...]
    duties: tuple[Duty, ...] = ()
    path: tuple[str, ...] = ()
    words: Mapping[str, Phrase] = field(default_factory=dict)

    @cached_property
    def states(self) -> frozenset[str]:
        named = {state for move in self.moves for state in (*move.sources, move.target)}
        return frozenset(named | {self.start} | self.final)

    @cached_property
    def signed(self) -> frozenset[str]:
        """The moves that may take several hands."""
        return frozenset(move.name for move in self.moves if move.takes > 1 or move.confirmed_by)

    def move(self, state: str, name: str) -> Move:
        """The move of that name from that state. Raises NotAllowed."""
        for move in self.moves:
            if move.name == name and state in move.sources:
                return move
        raise NotAllowed(state, name)

    def moves_from(self, state: str) -> tuple[Move, ...]:
        """The moves allowed now, in the order of the table: the likeliest first."""
        return tuple(move for move in self.moves if state in move.sources)

    def faults(self) -> list[str]:
        """What is wrong with the table, a sentence each; an empty list for a sound one."""
        return [
            *(f"state {state} cannot be reached" for state in sorted(self.states - self._reach({self.start}))),
            *(f"state {state} is a dead end" for state in sorted(self.states - self._ends())),
            *self._name_faults(),
            *(fault for move in self.moves for fault in _hand_faults(move)),
            *self._duty_faults(),
            *(f"{name} has no words" for name in sorted(self._names() - self.words.keys())),
            *(f"the path has {state}, which is no state" for state in self.path if state not in self.states),
        ]

    def _names(self) -> set[str]:
        asked = {name for move in self.moves for name in move.asks}
        return {*self.states, *(move.name for move in self.moves), *(duty.name for duty in self.duties), *asked}

    def _reach(self, states: set[str]) -> set[str]:
        """The states and every one that can be moved to from them."""
        while more := {move.target for move in self.moves if states & move.sources} - states:
            states |= more
        return states

    def _ends(self) -> set[str]:
        """The states from which a final one can be reached."""
        return {state for state in self.states if self._reach({state}) & self.final}

    def _name_faults(self) -> Iterable[str]:
        names = {move.name for move in self.moves}
        seen: set[tuple[str, str]] = set()
        for move in self.moves:
            for earlier in sorted(set(move.not_by) - names):
                yield f"move {move.name} excludes whoever did {earlier}, which is no move"
            for source in sorted(move.sources):
                if (source, move.name) in seen:
                    yield f"move {move.name} from {source} is in the table twice"
                seen.add((source, move.name))

    def _duty_faults(self) -> Iterable[str]:
        names = {move.name for move in self.moves}
        for duty in self.duties:
            if duty.since not in names | {OPENING}:
                yield f"duty {duty.name} starts with {duty.since}, which is no move"
            elif not duty.met_by & names:
                yield f"duty {duty.name} can be met by no move"
            elif not self._can_be_met(duty):
                yield f"duty {duty.name} cannot be met once it has begun"

    def _can_be_met(self, duty: Duty) -> bool:
        begun = {move.target for move in self.moves if move.name == duty.since}
        begun |= {self.start} if duty.since == OPENING else set()
        after = self._reach(set(begun))
        return any(move.sources & after for move in self.moves if move.name in duty.met_by)


def _hand_faults(move: Move) -> Iterable[str]:
    if not move.who:
        yield f"move {move.name} may be done by nobody"
    if move.persons < 1:
        yield f"move {move.name} takes {move.persons} persons"
    if move.confirmed_by and not move.registered_by:
        yield f"move {move.name} can be confirmed, but not registered"
    if move.overridden_by - move.who or (move.overridden_by and not move.not_by):
        yield f"move {move.name} lets somebody set aside what excludes nobody, or who may not do it at all"
    for name in sorted(move.personal - set(move.asks)):
        yield f"move {move.name} keeps {name} to itself, which it does not ask"
