"""The filings of the sample bureau: those of 2024, imported as real ones are, and some that are at work."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.casework.calendar import workdays
from bureau.casework.entry import enter
from bureau.casework.handover import hand_over
from bureau.casework.parties import enterprise_of
from bureau.law.months import years_after
from bureau.law.workdays import Workdays
from bureau.notices.jobs import Clock
from bureau.people.staff import Staff
from projects.models import Filing
from projects.procedure import PlatformRow, docket_number, filing_item, filings
from reports.management.demo import platform
from reports.management.demo.bureau import House, head_of
from reports.management.demo.inventing import Days, Inventor

YEAR, FILED, CODES = 2024, 121, 19  # of the bureau's report on 2024
OF_PUBLIC_BODIES = 7  # of the codes
LIVING_FROM, MORE_FROM, CODES_FROM = 50001, 10001, 90001  # serials
REASON = "样例数据"
STILL_OPEN = 15  # one in so many has not started within its two years


@dataclass(frozen=True, slots=True)
class Plan:
    """So many filings at work; `complete` is how many working days ago their information was complete."""

    count: int
    complete: int | None = None
    submitted: int = 0
    is_guided: bool = False
    is_assigned: bool = True
    by_hand: bool = False


# Promised in three working days: due today, late, with two, one and no day used, and not yet complete.
LIVING = (
    Plan(4, complete=3),
    Plan(3, complete=4),
    Plan(1, complete=6),
    Plan(1, complete=22),
    Plan(4, complete=2),
    Plan(4, complete=1),
    Plan(3, complete=0),
    Plan(1, complete=0, is_assigned=False),
    Plan(6, submitted=3, is_guided=True),
    Plan(6, submitted=2),
    Plan(3, submitted=1, by_hand=True),
    Plan(4, submitted=1, is_assigned=False),
)


@dataclass(frozen=True, slots=True)
class Making:
    """Who makes the sample, when, and by which calendar."""

    house: House
    now: Clock
    today: date
    days: Workdays

    @classmethod
    def of(cls, house: House, now: Clock) -> "Making":
        """In a year that is not announced yet the days are taken as if no notice gave leave."""
        days, today = workdays(), timezone.localdate(now())
        return cls(house, now, today, days if today <= days.settled_to else days.at_the_earliest)

    def hand(self, person: Staff, reason: str = REASON) -> Hand:
        return Hand(person, Source.COMMAND, self.now(), reason=reason)

    @property
    def officers(self) -> list[Staff]:
        return self.house.officers

    def ago(self, workdays: int) -> date:
        """The working day on which a limit of so many working days must begin to end today."""
        return self.days.previous(self.days.latest(self.today, workdays) if workdays else self.today)

    @property
    def filings(self) -> "QuerySet[Filing]":
        """Those of the sample bureau."""
        return Filing.objects.filter(docket__section__bureau=self.house.bureau)

    def send(self, rows: Sequence[Any], name: str, kind: str = "filings", by: Staff | None = None) -> None:
        """These rows come as a sheet, unless they have come already."""
        if rows and not platform.was_sent(kind, self.house.bureau, name):
            platform.send(kind, rows, name, by or self.officers[0])


def load(house: House, now: Clock, scale: int) -> None:
    """Whatever of the sample is missing. Each further `scale` brings as many filings of 2025 as there are of 2024."""
    making = Making.of(house, now)
    _load_year(making)
    for more in range(1, scale):
        rows = Inventor(MORE_FROM + (more - 1) * FILED).finished(YEAR + 1, FILED, workdays())
        making.send(list(rows), f"备案清单{YEAR + 1}-{more}（样例）.xlsx")
    _assign_codes(making)
    with transaction.atomic():
        _load_living(making)


def _load_year(making: Making) -> None:
    """The import commits chunk by chunk; what followed the filings is one transaction, and done once."""
    rows = list(Inventor().finished(YEAR, FILED, workdays()))
    making.send(rows, f"备案清单{YEAR}（样例）.xlsx")
    taken = {filing.project_code: filing for filing in making.filings.filter(filed_on__year=YEAR)}
    if any(filing.started_on for filing in taken.values()):
        return
    with transaction.atomic():
        for number, row in enumerate(rows):
            assert row.filed_on
            _follow_up(making, taken[row.project_code], number, row.filed_on)


def _follow_up(making: Making, filing: Filing, number: int, filed_on: date) -> None:
    """Most have started; of the others, whose two years are over, some were asked and some reminded."""
    officer, today = making.hand(making.officers[number % 3]), making.today
    if number % STILL_OPEN:
        started = filed_on + timedelta(days=30 + number * 4)
        if started <= today:
            filings.register_start(filing, officer, on=started)
        return
    if years_after(filed_on, 2) < today and number % (2 * STILL_OPEN):
        asked = filings.ask_explanation(filing, officer, on=today)
        if number % (3 * STILL_OPEN) == 0:
            filings.remind(asked, officer, on=today)


def _assign_codes(making: Making) -> None:
    """As a sheet of their own; some are of public bodies, which have no enterprise."""
    inventor, rows = Inventor(CODES_FROM), []
    for number in range(CODES):
        row = inventor.row(Days(workdays().next(date(YEAR, 1, 10) + timedelta(days=number * 18))))
        rows.append(replace(row, enterprise_name="", uscc="") if number < OF_PUBLIC_BODIES else row)
    making.send(rows, f"赋码清单{YEAR}（样例）.xlsx", "codes")


def _load_living(making: Making) -> None:
    """Known by their names: what is at work bears the days of the first run, and is not made again on another."""
    known = set(making.filings.values_list("project_name", flat=True))
    planned = [(plan, row, making.officers[number % 3]) for number, (plan, row) in enumerate(_living_rows(making))]
    missing = [entry for entry in planned if entry[1].project_name not in known]
    told = [row for plan, row, _officer in missing if not plan.by_hand]
    making.send(told, f"备案清单{making.today:%Y%m%d}（样例）.xlsx")
    for plan, row, officer in missing:
        if plan.by_hand:
            _enter(making, replace(row, channel="window"), officer)
        else:
            _put_to_work(making, plan, row, officer)


def _living_rows(making: Making) -> Iterator[tuple[Plan, PlatformRow]]:
    inventor = Inventor(LIVING_FROM)
    for plan in LIVING:
        for number in range(plan.count):
            if plan.complete is None:
                days = Days(making.ago(plan.submitted + number % 3))
            else:
                complete = making.ago(plan.complete)
                days = Days(making.days.previous(complete - timedelta(days=number % 4)), complete)
            yield plan, inventor.row(days)


def _put_to_work(making: Making, plan: Plan, row: PlatformRow, officer: Staff) -> None:
    filing = Filing.objects.get(project_code=row.project_code)
    if plan.is_assigned:
        head = making.hand(head_of(making.house, 3))
        hand_over(filing, head, section=making.house.section, officer=officer)
    if plan.is_guided:
        filings.guide(filing, making.hand(officer), on=row.submitted_on, missing="样例：项目符合产业政策的声明")


def _enter(making: Making, row: PlatformRow, officer: Staff) -> None:
    """As an officer enters it at the window."""
    assert row.submitted_on
    hand = making.hand(officer, reason="")
    left_out = ("enterprise_name", "uscc", "complete_on", "filed_on", "plan_start", "plan_end")
    facts = {name: value for name, value in asdict(row).items() if name not in left_out}
    enter(
        Filing,
        hand,
        secrecy="none",
        section=making.house.section,
        number=docket_number(row.project_code, making.house.bureau),
        title=row.project_name,
        opened_on=row.submitted_on,
        officer=officer,
        item=filing_item(making.house.bureau, row.submitted_on),
        enterprise=enterprise_of(hand, row.uscc, row.enterprise_name),
        **facts,
    )
