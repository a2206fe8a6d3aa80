"""A year of two thousand cases with a night down every now and then, told day by day.

Once on the law's own function, and once by the sweep itself on a database: in short there, since a year takes minutes.
"""

import os
import random
from collections import Counter
from datetime import date, timedelta

import pytest

from bureau.casework.committed import committed_notices
from bureau.casework.terms import Term
from bureau.law.ladder import Addressee, Ladder, Moment, Morning, Standing, Step, Theme, owed
from bureau.law.limits import Binding
from bureau.law.workdays import Workdays
from bureau.notices.outbox import Debt
from tests.bureau.notices.nights import Office, change, night

DAYS = Workdays.of(each.notice for each in committed_notices())
LONG = os.environ.get("FAULTS") == "long"
CASES, DEAD_NIGHTS = 2000 if LONG else 300, 38
SWEPT_CASES, SWEPT_NIGHTS, SWEPT_DEAD = (2000, 365, 38) if LONG else (40, 100, 20)
FIRST, LAST = date(2025, 1, 1), date(2025, 12, 31)
THEME = Theme(1, "permit", "decision", Binding.STATUTORY)
OFFICER, HEAD, LEADER = Addressee
ALWAYS = date(2020, 1, 1)
LADDER = Ladder(
    [
        Step(1, Moment.BEFORE, 3, OFFICER, ALWAYS),
        Step(2, Moment.BEFORE, 1, OFFICER, ALWAYS),
        Step(3, Moment.ON, 0, OFFICER, ALWAYS),
        Step(4, Moment.AFTER, 1, OFFICER, ALWAYS),
        Step(5, Moment.AFTER, 1, HEAD, ALWAYS),
        Step(6, Moment.AFTER, 3, LEADER, ALWAYS),
    ]
)


def test_a_year_with_dead_nights_leaves_no_case_unannounced_and_says_nothing_twice(seed: int) -> None:
    chance = random.Random(seed)
    nights = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
    dead = _outages(chance, nights, DEAD_NIGHTS)
    cases = [_case(chance, 300) for _ in range(CASES)]
    told: Counter[tuple[int, int, int]] = Counter()
    until = FIRST - timedelta(days=1)
    for day in nights:
        morning = Morning(day, until, DAYS)
        if day in dead or not morning.is_workday:
            continue
        for number, (opened, due, closed) in enumerate(cases):
            if opened <= day < closed:
                told.update(_said(number, Standing(THEME, due, opened), morning))
        until = day
    assert len(dead) == DEAD_NIGHTS
    assert set(told.values()) == {1}
    assert _reachable(cases, dead, LAST) - {number for number, _, _ in told} == set()


@pytest.mark.django_db
def test_the_sweep_leaves_no_case_of_a_database_unannounced(seed: int) -> None:
    """That nothing stands twice is the table's own constraint."""
    chance, office = random.Random(seed), Office()
    nights = [FIRST + timedelta(days=n) for n in range(SWEPT_NIGHTS)]
    dead = _outages(chance, nights, SWEPT_DEAD)
    cases = [_case(chance, SWEPT_NIGHTS - 65) for _ in range(SWEPT_CASES)]
    terms: dict[int, Term] = {}
    for day in nights:
        if day not in dead:
            night(day)
        for number, (opened, due, closed) in enumerate(cases):
            if opened == day:
                terms[number] = office.term(due, since=opened)
            if closed == day and number in terms:
                change(terms[number], day, state=Term.State.MET, met_on=day, watch_on=None)
    announced = set(Debt.objects.values_list("term", flat=True))
    found = _reachable(cases, dead, nights[-1])
    assert len(found) > SWEPT_CASES / 2
    assert {terms[number].pk for number in found} - announced == set()


def _said(number: int, term: Standing, morning: Morning) -> set[tuple[int, int, int]]:
    """The rungs said this morning, without the table that would let none of them stand twice.

    The nearest of those that were over when the term began is named each morning until another is; the table keeps it
    once, and so only its first morning counts here.
    """
    found = owed(term, LADDER, morning)
    first = term.since > morning.told_until
    return {
        (number, each.step.key, each.ordinal) for each in found if first or each.is_late or each.proper == morning.today
    }


def _outages(chance: random.Random, nights: list[date], count: int) -> set[date]:
    """Runs of one to ten nights, in all so many."""
    dead: set[date] = set()
    while len(dead) < count:
        first, length = chance.randrange(len(nights) - 10), chance.choice([1, 1, 1, 3, 10])
        dead |= set(nights[first : first + min(length, count - len(dead))])
    return dead


def _case(chance: random.Random, days: int) -> tuple[date, date, date]:
    """Opened in the first so many days, due five or twenty working days later, closed some days before or after."""
    opened = FIRST + timedelta(days=chance.randrange(days))
    due = DAYS.add(opened, chance.choice([5, 20]))
    return opened, due, due + timedelta(days=chance.randrange(-2, 40))


def _reachable(cases: list[tuple[date, date, date]], dead: set[date], last: date) -> set[int]:
    """The cases that were open on some living working morning on which, or after which, a rung had its day."""
    found = set()
    for number, (opened, due, closed) in enumerate(cases):
        first = max(opened + timedelta(days=1), DAYS.previous(DAYS.latest(due, 3)))
        until = min(closed, last + timedelta(days=1))
        span = [first + timedelta(days=n) for n in range(max((until - first).days, 0))]
        if any(DAYS.is_workday(day) and day not in dead for day in span):
            found.add(number)
    return found
