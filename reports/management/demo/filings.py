"""The filings of the sample bureau: those of 2024, taken over as real ones are, and some that are at work."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta

from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.casework.calendar import workdays
from bureau.casework.entry import enter
from bureau.casework.handover import hand_over
from bureau.casework.parties import enterprise_of
from bureau.law.months import years_after
from bureau.law.workdays import Workdays
from bureau.people.roles import Role
from bureau.people.staff import Staff
from projects.models import CodeAssignment, Filing
from projects.procedure import PlatformRow, What, assign_code, docket_number, filing_item, filings, take_over
from reports.management.demo.bureau import House
from reports.management.demo.inventing import Days, Inventor

YEAR, FILED, CODES = 2024, 121, 19  # of the bureau's report on 2024
OF_PUBLIC_BODIES = 7  # of the codes
LIVING_FROM, MORE_FROM, CODES_FROM = 50001, 10001, 90001  # serials
REASON = "样例数据"
SHEET = "备案清单（样例）"
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
    at: datetime
    days: Workdays

    @classmethod
    def of(cls, house: House, at: datetime) -> "Making":
        """In a year that is not announced yet the days are taken as if no notice gave leave."""
        days = workdays()
        return cls(house, at, days if timezone.localdate(at) <= days.settled_to else days.at_the_earliest)

    @property
    def today(self) -> date:
        return timezone.localdate(self.at)

    def hand(self, person: Staff, reason: str = REASON) -> Hand:
        return Hand(person, Source.COMMAND, self.at, reason=reason)

    @property
    def importing(self) -> Hand:
        return Hand(self.officers[0], Source.IMPORT, self.at)

    @property
    def officers(self) -> list[Staff]:
        return self.house.with_role(Role.OFFICER)

    def ago(self, workdays: int) -> date:
        """The working day on which a limit of so many working days must begin to end today."""
        return self.days.previous(self.days.latest(self.today, workdays) if workdays else self.today)

    def take(self, row: PlatformRow) -> tuple[Filing, What]:
        taken = take_over(self.importing, row, section=self.house.section, sheet=f"{SHEET}{self.today:%Y-%m}")
        return taken.filing, taken.what


def load(house: House, at: datetime, scale: int) -> None:
    """Whatever of the sample is missing. Each further `scale` brings as many filings of 2025 as there are of 2024."""
    making = Making.of(house, at)
    for number, row in enumerate(Inventor().finished(YEAR, FILED, workdays())):
        filing, what = making.take(row)
        if what is What.NEW and row.filed_on:
            _follow_up(making, filing, number, row.filed_on)
    if scale > 1:
        for row in Inventor(MORE_FROM).finished(YEAR + 1, FILED * (scale - 1), workdays()):
            making.take(row)
    _assign_codes(making)
    _load_living(making)


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
    inventor = Inventor(CODES_FROM)
    for number in range(CODES):
        on = workdays().next(date(YEAR, 1, 10) + timedelta(days=number * 18))
        row = inventor.row(Days(on))
        if CodeAssignment.objects.filter(code=row.project_code).exists():
            continue
        public = number < OF_PUBLIC_BODIES
        officer = making.officers[number % 3]
        assign_code(
            making.hand(officer),
            code=row.project_code,
            project_name=row.project_name,
            enterprise=None if public else enterprise_of(making.importing, row.uscc, row.enterprise_name),
            section=making.house.section,
            assigned_on=on,
            officer=officer,
        )


def _load_living(making: Making) -> None:
    """Known by their names: what is at work bears the days of the first run, and is not made again on another."""
    for number, (plan, row) in enumerate(_living_rows(making)):
        if not Filing.objects.filter(project_name=row.project_name, docket__section=making.house.section).exists():
            _make_living(making, plan, row, making.officers[number % 3])


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


def _make_living(making: Making, plan: Plan, row: PlatformRow, officer: Staff) -> None:
    section = making.house.section
    if plan.by_hand:
        _enter(making, replace(row, channel="window"), officer)
        return
    filing, _what = making.take(row)
    if plan.is_assigned:
        head = making.house.with_role(Role.SECTION_HEAD)[0]
        hand_over(filing, making.hand(head), section=section, officer=officer)
    if plan.is_guided:
        filing = Filing.objects.get(pk=filing.pk)
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
        number=docket_number(row.project_code),
        title=row.project_name,
        opened_on=row.submitted_on,
        officer=officer,
        item=filing_item(making.house.bureau, row.submitted_on),
        enterprise=enterprise_of(hand, row.uscc, row.enterprise_name),
        **facts,
    )
