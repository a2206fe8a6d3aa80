"""What may be done with an application for repair: what the identifying unit decides, and what follows from it."""

from collections.abc import Sequence
from datetime import date

from django.conf import settings
from django.db import transaction

from bureau.audit.hand import Hand
from bureau.audit.spoken import spoken
from bureau.casework.gate import act
from bureau.casework.numbers import next_number
from bureau.casework.paper import OnPaper
from bureau.people.bureaus import Bureau
from credit.models import Repair, RepairNotice, RepairReceiver
from credit.procedure.ending import end_publication as end_it
from credit.procedure.ending import end_term, remove
from credit.procedure.receivers import name_them, name_those_known, tell_them
from credit.rules.repair import NOT_OURS, NotOurs
from credit.rules.standing import Removal

REASON = "信用修复（{number}）：终止公示"
REMOVED = "信用修复（{number}）：提前移出名单"
ENDED = "最长公示期届满（{number}）"


def number_of(bureau: Bureau, year: int) -> str:
    """The next number of the bureau's own series. Call it in the transaction that enters the application."""
    return f"信用修复〔{year}〕{next_number(bureau, Repair.kind, year)}号"


def serve_notice(hand: Hand, notice: RepairNotice) -> RepairNotice:
    """The notice with the next number of its series, as it was served with the decision. Raises ValidationError."""
    with transaction.atomic():
        notice.hand = hand
        notice.clean()
        year = notice.served_on.year
        notice.number = f"修复告知〔{year}〕{next_number(notice.bureau, 'repair notice', year)}号"
        notice.save()
    return notice


@act
def forward(repair: Repair, *, on: date) -> None:
    repair.forwarded_on, repair.missing = on, ""


@act
def ask_supplement(repair: Repair, *, on: date, missing: str) -> None:
    repair.missing = missing
    repair.supplement_no = _numbered(repair, "修复补正", on)


@act
def accept(repair: Repair, *, on: date, on_paper: OnPaper | None) -> None:
    _demand_ours(repair, on_paper)
    repair.accepted_on = on


@act
def refuse_acceptance(repair: Repair, *, on: date, on_paper: OnPaper | None) -> None:
    _demand_ours(repair, on_paper)
    repair.result_no = _numbered(repair, "修复结果", on)


@act
def verify(repair: Repair, *, on: date) -> None:
    repair.is_verified = True


@act
def grant(repair: Repair, *, on: date, on_paper: OnPaper | None) -> None:
    _demand_ours(repair, on_paper)
    repair.decided_on, repair.result_no = on, _numbered(repair, "修复结果", on)


@act
def deny(repair: Repair, *, on: date, on_paper: OnPaper | None) -> None:
    _demand_ours(repair, on_paper)
    repair.decided_on, repair.result_no = on, _numbered(repair, "修复结果", on)


@act
def end_publication(repair: Repair, *, on: date) -> None:
    """A penalty's last day is this one, and its line waits for a correction; who is known to have it stands below.

    An entry leaves its list on the day on which whoever identified it has decided so.
    """
    number = repair.docket.number
    if repair.entry:
        assert repair.decided_on
        repair.ended_on = repair.decided_on
        remove(repair.the_hand().because(REMOVED.format(number=number)), repair.entry, repair.ended_on, Removal.EARLY)
    if repair.penalty:
        repair.ended_on = on
        end_it(repair.the_hand().because(REASON.format(number=number)), repair.penalty, on)
    name_those_known(repair, on)


@act
def name_receivers(repair: Repair, *, on: date, receivers: str, received_on: date) -> None:
    name_them(repair, receivers, received_on, on)


@act
def tell(repair: Repair, *, on: date, told: Sequence[RepairReceiver], how: str) -> None:
    tell_them(repair, told, on, how)


@act
def close(repair: Repair, *, on: date) -> None:
    """Nothing is kept but the act."""


@act
def record_false_material(repair: Repair, *, on: date) -> None:
    """For how many years it bars is kept as it is set on that day; None where the bureau has set nothing."""
    repair.false_on, repair.bar_years = on, settings.REPAIR_BAR_YEARS


@act
def withdraw(repair: Repair, *, on: date) -> None:
    """Nothing is kept but the act and its reason."""


@act
def end_by_itself(repair: Repair, *, on: date) -> None:
    """A record with a term of its own has ended with it; an entry without one keeps the last day of the longest."""
    if repair.entry:
        hand = repair.the_hand().because(ENDED.format(number=repair.docket.number))
        end_term(hand, repair.entry, repair.period.max_end)


def _numbered(repair: Repair, series: str, on: date) -> str:
    return f"{series}〔{on.year}〕{next_number(repair.docket.section.bureau, series, on.year)}号"


def _demand_ours(repair: Repair, on_paper: OnPaper | None) -> None:
    """谁认定、谁修复. Raises NotOurs where another organ has to decide and no paper of it is registered."""
    organ = repair.record.identified_by
    if on_paper is None and organ != repair.docket.section.bureau.name:
        raise NotOurs(spoken(NOT_OURS).format(organ=organ))
