"""报表: of which periods a return is owed, by which day, and how one is settled."""

from calendar import monthrange
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum

from bureau.law.articles import Phrase
from bureau.law.limits import Binding
from bureau.law.months import months_after
from bureau.law.workflow import OPENING, Duty, Move, Workflow
from bureau.people.roles import Role


class Rhythm(StrEnum):
    """How often a return is owed."""

    WEEKLY = "weekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    HALF_YEARLY = "half_yearly"
    YEARLY = "yearly"


RHYTHMS: Mapping[Rhythm, Phrase] = {
    Rhythm.WEEKLY: Phrase("每周", "weekly"),
    Rhythm.MONTHLY: Phrase("每月", "monthly"),
    Rhythm.QUARTERLY: Phrase("每季度", "quarterly"),
    Rhythm.HALF_YEARLY: Phrase("每半年", "half-yearly"),
    Rhythm.YEARLY: Phrase("每年", "yearly"),
}
MONTHS: Mapping[Rhythm, int] = {Rhythm.MONTHLY: 1, Rhythm.QUARTERLY: 3, Rhythm.HALF_YEARLY: 6, Rhythm.YEARLY: 12}
ONE_DAY, WEEK = timedelta(days=1), timedelta(days=7)


class Counts(StrEnum):
    """From where its day is counted."""

    WITHIN = "within"
    DAYS_AFTER = "days_after"
    WORKDAYS_AFTER = "workdays_after"
    MONTHS_AFTER = "months_after"
    NEXT_YEAR = "next_year"


COUNTS: Mapping[Counts, Phrase] = {
    Counts.WITHIN: Phrase("本期第几日", "day of the period itself"),
    Counts.DAYS_AFTER: Phrase("期满后几日内", "days after the period"),
    Counts.WORKDAYS_AFTER: Phrase("期满后几个工作日内", "working days after the period"),
    Counts.MONTHS_AFTER: Phrase("期满后几个月内", "months after the period"),
    Counts.NEXT_YEAR: Phrase("次年几月几日", "a fixed day of the year after"),
}


# The same with its number, to be read in one go.
DUE: Mapping[Counts, Phrase] = {
    Counts.WITHIN: Phrase("本期第{number}日", "day {number} of the period"),
    Counts.DAYS_AFTER: Phrase("期满后{number}日内", "within {number} days after the period"),
    Counts.WORKDAYS_AFTER: Phrase("期满后{number}个工作日内", "within {number} working days after the period"),
    Counts.MONTHS_AFTER: Phrase("期满后{number}个月内", "within {number} months after the period"),
    Counts.NEXT_YEAR: Phrase("次年{month}月{number}日", "day {number} of month {month} of the year after"),
}


def is_a_day_of_every_year(month: int, day: int) -> bool:
    """29 February is none."""
    return 1 <= month <= 12 and 1 <= day <= monthrange(2023, month)[1]


def period_of(rhythm: Rhythm, day: date) -> tuple[date, date]:
    """The first and the last day of the period in which a day lies. Weeks begin on Monday, the others with the year."""
    if rhythm is Rhythm.WEEKLY:
        first = day - timedelta(days=day.weekday())
        return first, first + 6 * ONE_DAY
    length = MONTHS[rhythm]
    first = date(day.year, (day.month - 1) // length * length + 1, 1)
    return first, months_after(first, length) - ONE_DAY


def periods(rhythm: Rhythm, since: date, until: date) -> Iterator[tuple[date, date]]:
    """Every period, in its order, that ends on or after `since` and begins by `until`."""
    first, last = period_of(rhythm, since)
    while first <= until:
        yield first, last
        first, last = period_of(rhythm, last + ONE_DAY)


def named(rhythm: Rhythm, first: date) -> Phrase:
    """2026年第4季度, Q4 2026."""
    year, part = first.year, (first.month - 1) // MONTHS.get(rhythm, 12) + 1
    week = first.isocalendar()
    return {
        Rhythm.WEEKLY: Phrase(f"{week.year}年第{week.week}周", f"week {week.week} of {week.year}"),
        Rhythm.MONTHLY: Phrase(f"{year}年{first.month}月", f"{year}-{first.month:02}"),
        Rhythm.QUARTERLY: Phrase(f"{year}年第{part}季度", f"Q{part} {year}"),
        Rhythm.HALF_YEARLY: Phrase(f"{year}年{'上' if part == 1 else '下'}半年", f"half {part} of {year}"),
        Rhythm.YEARLY: Phrase(f"{year}年度", f"{year}"),
    }[rhythm]


HANDLERS = frozenset({Role.OFFICER.value, Role.SECTION_HEAD.value})
LEADERS = frozenset({Role.SECTION_HEAD.value, Role.LEADER.value})

WORKFLOW = Workflow(
    start="open",
    final=frozenset({"sent", "not_needed"}),
    moves=(
        Move("send", frozenset({"open"}), "sent", HANDLERS, asks=("sent_as",), registered_by=HANDLERS),
        Move("correct", frozenset({"sent"}), "sent", HANDLERS, asks=("sent_as",), needs_reason=True),
        Move("do_without", frozenset({"open"}), "not_needed", LEADERS, needs_reason=True),
    ),
    duties=(Duty("due", OPENING, "asked_for", frozenset({"send", "do_without"}), binding=Binding.INTERNAL),),
    path=("open", "sent"),
    words={
        "open": Phrase("待报送", "to be sent"),
        "sent": Phrase("已报送", "sent"),
        "not_needed": Phrase("本期不报", "not needed"),
        "send": Phrase("登记报送", "register as sent"),
        "correct": Phrase("更正重报", "send a correction"),
        "do_without": Phrase("本期不报", "do without it"),
        "due": Phrase("报送期限", "to be sent by"),
        "sent_as": Phrase("报送内容和文号（或平台流水号）", "what was sent, and its number"),
    },
)
