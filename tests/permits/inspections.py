"""An inspection, a verification and a review: acts that take qualified persons, in a table of one word each."""

from datetime import date
from typing import ClassVar

from bureau.audit.history import History
from bureau.casework.docket import Case
from bureau.casework.gate import act
from bureau.law.articles import Phrase
from bureau.law.crews import INSPECTION, LEGAL_REVIEW, PENALTY, VERIFICATION
from bureau.law.workflow import Move, Workflow
from bureau.people.roles import Role

OFFICERS = frozenset({Role.OFFICER.value, Role.SECTION_HEAD.value})
REVIEWERS = frozenset({Role.LEGAL_REVIEWER.value})
OPEN = frozenset({"open"})

WORKFLOW = Workflow(
    start="open",
    final=frozenset({"decided"}),
    moves=(
        Move("inspect", OPEN, "open", OFFICERS, crew=INSPECTION, registered_by=OFFICERS),
        Move("verify", OPEN, "open", OFFICERS, crew=VERIFICATION),
        Move("review", OPEN, "open", REVIEWERS, crew=LEGAL_REVIEW),
        Move("penalise", OPEN, "decided", OFFICERS, crew=PENALTY),
    ),
    path=("open", "decided"),
    words={
        "open": Phrase("检查中", "open"),
        "decided": Phrase("已决定", "decided"),
        "inspect": Phrase("现场检查", "inspect"),
        "verify": Phrase("实地核查", "verify"),
        "review": Phrase("法制审核", "review"),
        "penalise": Phrase("决定处罚", "penalise"),
    },
)


class Inspection(Case):
    kind: ClassVar[str] = "inspection"
    workflow: ClassVar[Workflow] = WORKFLOW
    history = History()


@act
def inspect(inspection: Inspection, *, on: date) -> None:
    """Nothing is kept but the act, as in all of these."""


@act
def verify(inspection: Inspection, *, on: date) -> None:
    """As above."""


@act
def review(inspection: Inspection, *, on: date) -> None:
    """As above."""


@act
def penalise(inspection: Inspection, *, on: date) -> None:
    """As above."""
