"""What may be done with an assignment; how one is numbered."""

from datetime import date

from bureau.casework.gate import act
from bureau.casework.numbers import next_number
from bureau.office.assignments.models import Assignment
from bureau.people.bureaus import Bureau


def number_of(bureau: Bureau, year: int) -> str:
    """The next number of the bureau's own series. Call it in the transaction that enters the assignment."""
    return f"督办〔{year}〕{next_number(bureau, 'assignment', year)}号"


@act
def tell_progress(assignment: Assignment, *, on: date, progress: str) -> None:
    assignment.progress = progress


@act
def report_done(assignment: Assignment, *, on: date, result: str) -> None:
    assignment.result = result


@act
def accept(assignment: Assignment, *, on: date) -> None:
    """Nothing is kept but the act."""


@act
def send_back(assignment: Assignment, *, on: date) -> None:
    """Nothing is kept but the act and its reason."""


@act
def set_another_day(assignment: Assignment, *, on: date, new_day: date) -> None:
    assignment.due_on = new_day


@act
def cancel(assignment: Assignment, *, on: date) -> None:
    """Nothing is kept but the act and its reason."""
