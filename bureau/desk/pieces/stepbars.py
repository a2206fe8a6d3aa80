"""The steps of a case: the path that its kind usually takes, and where this case truly went."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from bureau.audit.spoken import spoken
from bureau.casework.docket import Case
from bureau.casework.events import Act


@dataclass(frozen=True, slots=True)
class Step:
    """`kind`: done, now, next, later, missed (never passed), off (now, beside the path), out or finished (the end)."""

    kind: str
    words: str
    on: date | None = None

    @property
    def is_current(self) -> bool:
        return self.kind in ("now", "off", "out", "finished")


def steps_of(case: Case, acts: Sequence[Act]) -> list[Step]:
    """The path with the day on which each state was entered. What lies beside the path stands where it was left.

    A case that ended beside its path never comes to the rest of it, so that the rest is not shown.
    """
    path, state = case.workflow.path, case.state
    entered = _entered(case, acts)
    if state in path:
        return list(_on_the_path(case, entered, path.index(state)))
    last = max((path.index(each) for each in entered if each in path), default=-1)
    before = [_passed(case, each, entered) for each in path[: last + 1]]
    ended = state in case.workflow.final
    beside = Step("out" if ended else "off", spoken(case.workflow.words[state]), entered.get(state))
    rest = [] if ended else list(_ahead(case, path[last + 1 :]))
    return [*before, beside, *rest]


def _on_the_path(case: Case, entered: dict[str, date], at: int) -> Iterator[Step]:
    path, state = case.workflow.path, case.state
    yield from (_passed(case, each, entered) for each in path[:at])
    kind = "finished" if state in case.workflow.final else "now"
    yield Step(kind, spoken(case.workflow.words[state]), entered.get(state))
    yield from _ahead(case, path[at + 1 :])


def _passed(case: Case, state: str, entered: dict[str, date]) -> Step:
    return Step("done" if state in entered else "missed", spoken(case.workflow.words[state]), entered.get(state))


def _ahead(case: Case, states: Sequence[str]) -> Iterator[Step]:
    for place, state in enumerate(states):
        yield Step("later" if place else "next", spoken(case.workflow.words[state]))


def _entered(case: Case, acts: Sequence[Act]) -> dict[str, date]:
    """The day on which each state was entered, the last time; a state that was left behind again counts as passed."""
    days = {case.workflow.start: case.docket.opened_on}
    for act in acts:
        if act.state_after != act.state_before:
            days[act.state_after] = act.on
    return days
