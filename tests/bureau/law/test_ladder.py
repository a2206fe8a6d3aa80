"""The ladder: on which mornings a term is told, and what is told late. Days counted by hand on the calendar of 2026."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.casework.committed import committed_notices
from bureau.law.ladder import Addressee, Ladder, Moment, Morning, Standing, Step, Theme, owed, proper_day
from bureau.law.limits import Binding
from bureau.law.workdays import Workdays

DAYS = Workdays.of(each.notice for each in committed_notices())
ALWAYS = date(2020, 1, 1)
THEME = Theme(1, "permit", "decision", Binding.STATUTORY)
OFFICER, HEAD, LEADER = Addressee
BEFORE, ON, AFTER = Moment
THREE, ONE, TODAY = (
    Step(1, BEFORE, 3, OFFICER, ALWAYS),
    Step(2, BEFORE, 1, OFFICER, ALWAYS),
    Step(3, ON, 0, OFFICER, ALWAYS),
)
DAILY, THIRD = Step(4, AFTER, 1, HEAD, ALWAYS), Step(5, AFTER, 3, LEADER, ALWAYS)
USUAL = (THREE, ONE, TODAY, DAILY, THIRD)
DUE = date(2026, 3, 13)  # a Friday


def told(
    today: date, due: date = DUE, since: date = ALWAYS, until: date | None = None, steps: tuple[Step, ...] = USUAL
) -> list[tuple[int, int, bool]]:
    """The key, the ordinal and the lateness of whatever is owed that morning; until then all had been told."""
    morning = Morning(today, until or today - timedelta(days=1), DAYS)
    found = owed(Standing(THEME, due, since), Ladder(steps), morning)
    return sorted((each.step.key, each.ordinal, each.is_late) for each in found)


def march(day: int) -> date:
    return date(2026, 3, day)


def test_each_rung_speaks_on_its_own_working_day() -> None:
    mornings = {day: told(march(day)) for day in range(9, 21)}
    assert {day: each for day, each in mornings.items() if each and not _is_past(each, day)} == {
        10: [(1, 0, False)],
        12: [(2, 0, False)],
        13: [(3, 0, False)],
        16: [(4, 1, False)],
        17: [(4, 2, False)],
        18: [(4, 3, False), (5, 3, False)],
        19: [(4, 4, False), (5, 4, False)],
        20: [(4, 5, False), (5, 5, False)],
    }


def test_a_time_that_has_to_pass_is_told_once_on_the_first_working_day_after_it() -> None:
    waiting, ladder = Standing(THEME, DUE, ALWAYS, waits=True), Ladder(USUAL)
    mornings = {day: owed(waiting, ladder, Morning(march(day), march(day - 1), DAYS)) for day in (10, 13, 14, 16, 20)}
    found = {day: [(each.step.key, each.ordinal, each.is_late) for each in told] for day, told in mornings.items()}
    assert found == {10: [], 13: [], 14: [], 16: [(4, 1, False)], 20: [(4, 1, False)]}
    [missed] = owed(waiting, ladder, Morning(march(20), march(13), DAYS))
    assert (missed.proper, missed.is_late) == (march(16), True)


def _is_past(found: list[tuple[int, int, bool]], day: int) -> bool:
    """A day between two rungs names the last one again, which is owed once and so already told."""
    return (found, day) in [([(1, 0, False)], 11), ([(3, 0, False)], 14), ([(3, 0, False)], 15)]


@pytest.mark.parametrize(
    ("due", "before", "proper"),
    [
        (march(13), 0, march(13)),
        (march(14), 0, march(13)),  # a Saturday is told of on Friday
        (march(13), 3, march(10)),
        (march(15), 3, march(10)),  # through a Sunday: Wednesday, Thursday, Friday
        (date(2026, 2, 24), 1, date(2026, 2, 14)),  # the leave is from 15 to 23 February, and the Saturday before works
        (date(2026, 10, 10), 0, date(2026, 10, 10)),  # a Saturday that is worked
    ],
)
def test_the_day_of_a_rung_is_a_working_day(due: date, before: int, proper: date) -> None:
    assert proper_day(due, before, DAYS) == proper


def test_what_was_missed_is_told_late_each_of_it() -> None:
    assert told(march(18), until=march(11)) == [
        (2, 0, True),
        (3, 0, True),
        (4, 1, True),
        (4, 2, True),
        (4, 3, False),
        (5, 3, False),
    ]


def test_a_case_from_an_old_ledger_owes_one_morning_and_nothing_late() -> None:
    long_over = date(2023, 5, 8)
    assert [late for _, _, late in told(march(18), long_over, since=march(17))] == [False, False]
    assert told(march(18), long_over, since=march(18), until=march(3)) == told(march(18), long_over, since=march(18))


def test_a_term_that_began_after_its_rung_is_told_once_and_not_as_late() -> None:
    assert told(march(11), since=march(11)) == [(1, 0, False)]
    assert told(march(12), since=march(11)) == [(2, 0, False)]


def test_a_new_officer_is_told_of_the_days_since_he_has_it() -> None:
    assert told(march(19), since=march(18), until=march(12)) == [
        (4, 3, True),
        (4, 4, False),
        (5, 3, True),
        (5, 4, False),
    ]


def test_nothing_is_owed_before_the_first_rung() -> None:
    assert told(march(9)) == []


def test_the_nearer_ladder_stands_in_place_of_the_wider() -> None:
    own = Step(6, ON, 0, LEADER, ALWAYS, bureau=1)
    duty = Step(7, ON, 0, HEAD, ALWAYS, case_kind="permit", duty="decision")
    promised = Step(8, ON, 0, HEAD, ALWAYS, binding=Binding.PROMISED)
    foreign = Step(9, ON, 0, LEADER, ALWAYS, bureau=2)
    assert told(DUE, steps=(*USUAL, own, duty, promised, foreign)) == [(6, 0, False)]
    assert told(DUE, steps=(*USUAL, duty, promised)) == [(7, 0, False)]
    assert told(DUE, steps=(*USUAL, promised)) == [(3, 0, False)]


def test_what_was_missed_is_told_by_the_ladder_of_its_own_day() -> None:
    first = Step(6, ON, 0, OFFICER, ALWAYS, until=march(15))
    second = Step(7, ON, 0, HEAD, march(16))
    assert told(march(17), until=march(12), steps=(first, second)) == [(6, 0, True)]
    assert told(march(17), since=march(16), until=march(12), steps=(first, second)) == [(7, 0, False)]


def test_a_year_without_a_notice_is_no_reason_to_be_silent() -> None:
    unknown = date(DAYS.settled_to.year + 1, 1, 2)
    assert told(unknown, due=unknown) == [(3, 0, False)]
    assert not Morning(unknown - timedelta(days=1), unknown, DAYS).is_workday  # 1 January, in every year


@given(
    due=st.dates(date(2025, 1, 1), date(2026, 11, 1)),
    swept=st.sets(st.integers(-8, 30), min_size=1),
    first=st.integers(-10, 10),
)
def test_whatever_mornings_are_missed_every_rung_is_told_once(due: date, swept: set[int], first: int) -> None:
    """Each morning owes what it owes once; nothing that a full series of mornings tells stays untold at its end."""
    since, all_of_it, until = due + timedelta(days=first), set(), due + timedelta(days=first - 1)
    for offset in sorted(swept):
        today = due + timedelta(days=offset)
        if today >= since and DAYS.is_workday(today):
            all_of_it |= {key[:2] for key in told(today, due, since, until)}
            until = today
    due_days = [since + timedelta(days=n) for n in range((until - since).days + 1)]
    expected = {
        key[:2]
        for day in due_days
        for key in told(day, due, since, day - timedelta(days=1))
        if day == _proper(key, due)
    }
    assert expected <= all_of_it


def _proper(key: tuple[int, int, bool], due: date) -> date | None:
    step = next(step for step in USUAL if step.key == key[0])
    return DAYS.add(due, key[1]) if step.moment == AFTER else proper_day(due, step.days, DAYS)
