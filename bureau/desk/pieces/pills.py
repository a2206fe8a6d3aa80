"""The state of a case as a pill: its word, and a colour that says whose turn it is."""

from dataclasses import dataclass

from bureau.audit.spoken import spoken
from bureau.casework.docket import Case
from bureau.law.workflow import Workflow


@dataclass(frozen=True, slots=True)
class Pill:
    """`kind`: new (untouched), now (our turn), wait (another's turn), done, out (ended otherwise)."""

    kind: str
    words: str


def kind_of(workflow: Workflow, state: str) -> str:
    """By the table alone: what lies off the usual path is a wait, or an end of another kind."""
    if state in workflow.final:
        return "done" if state in workflow.path else "out"
    if state == workflow.start:
        return "new"
    return "now" if state in workflow.path else "wait"


def pill_of(case: Case) -> Pill:
    return Pill(kind_of(case.workflow, case.state), spoken(case.workflow.words[case.state]))
