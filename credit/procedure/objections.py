"""What may be done with an objection; what was found true happens to the record by the procedures of records."""

from collections.abc import Sequence
from datetime import date

from bureau.casework.gate import act
from bureau.casework.numbers import next_number
from bureau.people.bureaus import Bureau
from credit.models import Objection, ObjectionReceiver
from credit.procedure.amending import withdraw as withdraw_record
from credit.procedure.ending import end_publication, remove
from credit.procedure.receivers import name_them, name_those_known, tell_them
from credit.rules.objection import REMOVES, Finding

REASON = "信用异议属实（{number}）"


def number_of(bureau: Bureau, year: int) -> str:
    """The next number of the bureau's own series. Call it in the transaction that enters the objection."""
    return f"信用异议〔{year}〕{next_number(bureau, Objection.kind, year)}号"


@act
def accept(objection: Objection, *, on: date) -> None:
    """Nothing is kept but the act: while it is open the record is marked."""


@act
def refuse_acceptance(objection: Objection, *, on: date) -> None:
    """Nothing is kept but the act and its reason."""


@act
def ask_unit(objection: Objection, *, on: date) -> None:
    objection.inquiry_no = _numbered(objection, "异议协查", on)


@act
def find(objection: Objection, *, on: date, finding: str, findings: str) -> None:
    objection.finding, objection.findings = finding, findings
    objection.version_found = objection.newest_version


@act
def answer(objection: Objection, *, on: date) -> None:
    objection.answered_on, objection.answer_no = on, _numbered(objection, "异议答复", on)


@act
def put_right(objection: Objection, *, on: date) -> None:
    """What is to be corrected was corrected on its page; the rest happens here, and the line waits to be pushed.

    What somebody has withdrawn since, to keep the three working days, is withdrawn.
    """
    reason = REASON.format(number=objection.docket.number)
    hand, found, record = objection.the_hand().because(reason), Finding(objection.finding), objection.record
    if found == Finding.WITHDRAW and not record.push.is_taken_back:
        withdraw_record(hand, record.push, on, reason)
    if found == Finding.END:
        end_publication(hand, record, on)
    if found in REMOVES:
        remove(hand, record, on, REMOVES[found])
    name_those_known(objection, on)


@act
def keep(objection: Objection, *, on: date) -> None:
    """Nothing is kept but the act."""


@act
def name_receivers(objection: Objection, *, on: date, receivers: str, received_on: date) -> None:
    name_them(objection, receivers, received_on, on)


@act
def tell(objection: Objection, *, on: date, told: Sequence[ObjectionReceiver], how: str) -> None:
    tell_them(objection, told, on, how)


@act
def close(objection: Objection, *, on: date) -> None:
    """Nothing is kept but the act."""


@act
def withdraw(objection: Objection, *, on: date) -> None:
    """Nothing is kept but the act and its reason."""


def _numbered(objection: Objection, series: str, on: date) -> str:
    return f"{series}〔{on.year}〕{next_number(objection.docket.section.bureau, series, on.year)}号"
