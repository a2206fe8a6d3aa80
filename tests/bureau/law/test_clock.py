import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.casework.committed import committed_notices
from bureau.law.articles import Article
from bureau.law.clock import GroundNotNamed, LimitExceeded, NotInTime, days_used, on_time, run
from bureau.law.licensing import DECISION
from bureau.law.limits import LICENSING_45_GROUNDS, Binding, Extra, Ground, Post, Stop, TimeLimit, Unit, set_day
from bureau.law.workdays import UnknownYear, Workdays
from projects.rules import VERIFICATION, evaluation
from tests.bureau.law import slow_clock

SOME_LAW = Article("某法", "Some Law")
CALENDAR = Workdays.of(committed.notice for committed in committed_notices())


def limit(amount: int, unit: Unit = Unit.WORKDAY, **facts: object) -> TimeLimit:
    facts = {"may_extend": 40, "extended_by": frozenset(Post), "extension_article": SOME_LAW} | facts
    return TimeLimit(amount, unit, SOME_LAW, stopped_by=frozenset(Ground), **facts)


def stop(first: date, last: date | None, ground: Ground = Ground.HEARING, paper: str = "notice") -> Stop:
    return Stop(first, last, ground, paper)


def extra(amount: int, on: date, post: Post = Post.HEAD) -> Extra:
    return Extra(amount, on, "someone", post, "notice")


def test_ten_thousand_random_terms_are_as_a_count_day_by_day_has_them() -> None:
    """Other terms at each run, of all units, with up to three stops and an extension or none."""
    seed = random.randrange(10**9)
    chance, wrong = random.Random(seed), []
    for _ in range(10_000):
        unit, longest = chance.choice([(Unit.WORKDAY, 60), (Unit.DAY, 90), (Unit.MONTH, 6), (Unit.YEAR, 2)])
        start = date(2004, 1, 1) + timedelta(days=chance.randrange(18 * 365))
        amount, more = chance.randint(1, longest), chance.choice([0, 0, chance.randint(1, min(10, longest))])
        stops = [
            (first := start + timedelta(days=chance.randrange(amount)), first + timedelta(days=chance.randrange(25)))
            for _ in range(chance.choice([0, 0, 1, 2, 3]))
        ]
        extras = [extra(more, start)] if more else []
        found = run(start, limit(amount, unit), [stop(*pair) for pair in stops], extras, days=CALENDAR)
        if found.due_on != slow_clock.due(start, amount + more, unit, stops):
            wrong.append((start, amount, unit, stops, more, found.due_on))
    assert wrong == [], f"seed {seed}"


day = st.dates(date(2004, 1, 1), date(2022, 12, 31))
by_calendar = st.sampled_from([Unit.WORKDAY, Unit.DAY, Unit.MONTH])


@given(day, st.integers(1, 40), by_calendar)
def test_due_days_grow_with_the_start_and_the_limit(start: date, amount: int, unit: Unit) -> None:
    due = run(start, limit(amount, unit), days=CALENDAR).due_on
    assert due <= run(start + timedelta(days=1), limit(amount, unit), days=CALENDAR).due_on
    assert due <= run(start, limit(amount + 1, unit), days=CALENDAR).due_on


@given(day, st.integers(1, 40), by_calendar, st.integers(0, 20), st.integers(0, 20))
def test_a_stop_never_brings_a_due_day_forward(start: date, amount: int, unit: Unit, after: int, length: int) -> None:
    due = run(start, limit(amount, unit), days=CALENDAR).due_on
    first = min(start + timedelta(days=after), due)
    stopped = run(start, limit(amount, unit), [stop(first, first + timedelta(days=length))], days=CALENDAR)
    assert stopped.due_on >= due


def test_a_month_ends_on_the_corresponding_day_or_the_end_of_the_month(days: Workdays) -> None:
    exact = {"rolls": False}
    assert run(date(2024, 8, 31), limit(6, Unit.MONTH, **exact), days=days).due_on == date(2025, 2, 28)
    assert run(date(2024, 2, 29), limit(1, Unit.YEAR, **exact), days=days).due_on == date(2025, 2, 28)
    assert run(date(2023, 11, 30), limit(3, Unit.MONTH, **exact), days=days).due_on == date(2024, 2, 29)


def test_a_last_day_of_rest_moves_to_the_next_working_day(days: Workdays) -> None:
    found = run(date(2024, 8, 3), limit(60, Unit.DAY), days=days)
    assert (found.raw_end, found.due_on) == (date(2024, 10, 2), date(2024, 10, 8))


def test_a_last_day_on_a_worked_saturday_does_not_move(days: Workdays) -> None:
    assert run(date(2024, 5, 1), limit(10, Unit.DAY), days=days).due_on == date(2024, 5, 11)


def test_hours_run_on_through_nights_and_holidays(days: Workdays) -> None:
    shanghai = ZoneInfo("Asia/Shanghai")
    found = run(datetime(2024, 9, 30, 17, 30, tzinfo=shanghai), limit(24, Unit.HOUR), days=days)
    assert found.due_at == datetime(2024, 10, 1, 17, 30, tzinfo=shanghai)
    assert run(datetime(2024, 9, 30, 17, 30), limit(90, Unit.MINUTE), days=days).due_at == datetime(2024, 9, 30, 19)


def test_an_hour_is_an_hour_when_the_clocks_change(days: Workdays) -> None:
    """Shanghai set its clocks forward on 4 May 1986."""
    start = datetime(1986, 5, 4, 1, 30, tzinfo=ZoneInfo("Asia/Shanghai"))
    due_at = run(start, limit(1, Unit.HOUR), days=days).due_at
    assert due_at.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=1)


@pytest.mark.parametrize(("start", "unit"), [(date(2024, 1, 2), Unit.HOUR), (datetime(2024, 1, 2, 9), Unit.WORKDAY)])
def test_days_start_on_a_day_and_hours_at_a_moment(days: Workdays, start: date, unit: Unit) -> None:
    with pytest.raises(TypeError):
        run(start, limit(1, unit), days=days)


def test_no_law_stops_a_limit_in_hours(days: Workdays) -> None:
    with pytest.raises(GroundNotNamed):
        run(datetime(2024, 1, 2, 9), limit(2, Unit.HOUR), [stop(date(2024, 1, 2), None)], days=days)


# Stops


def test_a_stop_leaves_out_both_its_days_but_never_the_start(days: Workdays) -> None:
    stops = [stop(date(2025, 3, 3), date(2025, 3, 5))]
    assert run(date(2025, 3, 3), DECISION, stops, days=days).due_on == date(2025, 4, 2)


def test_days_in_two_stops_at_once_are_left_out_once(days: Workdays) -> None:
    stops = [stop(date(2025, 3, 10), date(2025, 3, 20)), stop(date(2025, 3, 18), date(2025, 3, 25), Ground.TESTING)]
    assert run(date(2025, 3, 3), DECISION, stops, days=days).due_on == date(2025, 4, 17)


def test_an_open_stop_has_no_due_day(days: Workdays) -> None:
    found = run(date(2025, 3, 3), DECISION, [stop(date(2025, 3, 10), None)], days=days)
    assert (found.state, found.due_on, found.earliest_on) == ("stopped", None, None)


def test_a_stop_on_the_due_day_is_in_time_and_one_after_it_is_refused(days: Workdays) -> None:
    due = run(date(2025, 3, 3), DECISION, days=days).due_on
    assert run(date(2025, 3, 3), DECISION, [stop(due, due)], days=days).due_on == days.add(due, 1)
    with pytest.raises(NotInTime) as refusal:
        run(date(2025, 3, 3), DECISION, [stop(due + timedelta(days=1), None)], days=days)
    assert refusal.value.stands.due_on == due


def test_a_stop_between_a_last_day_of_rest_and_the_rolled_day_is_in_time(days: Workdays) -> None:
    """60 days end on 2 October, a holiday, and roll to the 8th: the clock still runs on the 7th."""
    stops = [stop(date(2024, 10, 7), date(2024, 10, 10))]
    assert run(date(2024, 8, 3), limit(60, Unit.DAY), stops, days=days).due_on == date(2024, 10, 11)


def test_without_its_written_notice_a_stop_moves_the_promised_day_only(days: Workdays) -> None:
    stops = [stop(date(2025, 3, 10), date(2025, 3, 14), paper="")]
    statutory = run(date(2025, 3, 3), limit(20), stops, days=days)
    promised = run(date(2025, 3, 3), limit(20, binding=Binding.PROMISED), stops, days=days)
    assert (statutory.due_on, statutory.ignored) == (date(2025, 3, 31), tuple(stops))
    assert (promised.due_on, promised.ignored) == (date(2025, 4, 8), ())


@pytest.mark.parametrize("ground", list(Ground))
def test_a_licence_is_stopped_by_the_closed_list_of_article_45_alone(days: Workdays, ground: Ground) -> None:
    stops = [stop(date(2025, 3, 10), date(2025, 3, 14), ground)]
    if ground in LICENSING_45_GROUNDS:
        assert run(date(2025, 3, 3), DECISION, stops, days=days).due_on == date(2025, 4, 8)
    else:
        with pytest.raises(GroundNotNamed):
            run(date(2025, 3, 3), DECISION, stops, days=days)


def test_evaluation_stops_a_verification_for_thirty_working_days_at_most(days: Workdays) -> None:
    first, last = date(2024, 1, 15), date(2024, 4, 30)
    capped = run(date(2024, 1, 10), VERIFICATION, [evaluation(first, last, "notice")], days=days)
    assert capped.due_on == days.add(date(2024, 1, 10), 20 + 30)
    whole = run(date(2024, 1, 10), VERIFICATION, [evaluation(first, last, "notice", is_complex=True)], days=days)
    assert whole.due_on == days.add(date(2024, 1, 10), 20 + days.count(date(2024, 1, 14), last))


def test_an_open_evaluation_has_a_due_day_since_its_cap_ends_it(days: Workdays) -> None:
    found = run(date(2024, 1, 10), VERIFICATION, [evaluation(date(2024, 1, 15), None, "notice")], days=days)
    assert (found.state, found.due_on) == ("running", days.add(date(2024, 1, 10), 50))


def test_the_cap_of_an_evaluation_is_for_all_its_stops_together(days: Workdays) -> None:
    stops = [
        evaluation(date(2024, 3, 4), date(2024, 4, 3), "notice"),  # 23 working days
        evaluation(date(2024, 4, 8), date(2024, 5, 31), "notice"),
    ]
    assert days.count(date(2024, 3, 3), date(2024, 4, 3)) == 23
    assert run(date(2024, 3, 1), VERIFICATION, stops, days=days).due_on == days.add(date(2024, 3, 1), 50)


def test_a_stop_that_ended_before_the_start_is_no_stop(days: Workdays) -> None:
    found = run(date(2024, 3, 1), DECISION, [stop(date(2024, 2, 20), date(2024, 3, 1))], days=days)
    assert (found.due_on, found.taken) == (days.add(date(2024, 3, 1), 20), ())


def test_a_stop_cannot_end_before_it_begins() -> None:
    with pytest.raises(ValueError, match="cannot begin"):
        stop(date(2024, 1, 2), date(2024, 1, 1))


# Extensions


def test_an_extension_counts_from_the_same_start(days: Workdays) -> None:
    assert run(date(2024, 1, 15), DECISION, [], [extra(10, date(2024, 2, 9))], days=days).due_on == date(2024, 2, 29)


def test_an_extension_on_the_due_day_is_in_time_and_one_after_it_is_refused(days: Workdays) -> None:
    with pytest.raises(NotInTime):
        run(date(2024, 1, 15), DECISION, [], [extra(10, date(2024, 2, 10))], days=days)


def test_an_extension_before_the_start_is_refused(days: Workdays) -> None:
    with pytest.raises(NotInTime):
        run(date(2024, 1, 15), DECISION, [], [extra(10, date(2024, 1, 14))], days=days)


def test_an_extension_during_a_stop_is_in_time(days: Workdays) -> None:
    stops = [stop(date(2024, 2, 9), date(2024, 3, 1))]
    found = run(date(2024, 1, 15), DECISION, stops, [extra(10, date(2024, 2, 28))], days=days)
    assert found.due_on == slow_clock.due(date(2024, 1, 15), 30, "workday", [(date(2024, 2, 9), date(2024, 3, 1))])


def test_a_stop_in_the_time_that_an_extension_gave_is_in_time(days: Workdays) -> None:
    stops = [stop(date(2024, 2, 20), date(2024, 2, 21))]
    found = run(date(2024, 1, 15), DECISION, stops, [extra(10, date(2024, 2, 9))], days=days)
    assert found.due_on == date(2024, 3, 4)


@pytest.mark.parametrize(
    "extras",
    [
        [extra(11, date(2024, 1, 20))],
        [extra(5, date(2024, 1, 20)), extra(5, date(2024, 1, 21))],
        [extra(10, date(2024, 1, 20), Post.GOVERNMENT_HEAD)],
        [Extra(10, date(2024, 1, 20), "", Post.HEAD)],
    ],
    ids=["too long", "twice", "another post", "nobody"],
)
def test_an_extension_that_the_law_does_not_allow_is_refused(days: Workdays, extras: list[Extra]) -> None:
    with pytest.raises(LimitExceeded):
        run(date(2024, 1, 15), DECISION, [], extras, days=days)


def test_only_the_head_extends_a_verification(days: Workdays) -> None:
    assert run(date(2024, 1, 15), VERIFICATION, [], [extra(40, date(2024, 2, 9))], days=days).due_on == date(
        2024, 4, 12
    )
    with pytest.raises(LimitExceeded):
        run(date(2024, 1, 15), VERIFICATION, [], [extra(40, date(2024, 2, 9), Post.RESPONSIBLE)], days=days)


def test_a_limit_that_nobody_may_extend_is_not_extended(days: Workdays) -> None:
    plain = TimeLimit(5, Unit.WORKDAY, SOME_LAW)
    with pytest.raises(LimitExceeded):
        run(date(2024, 1, 15), plain, [], [extra(1, date(2024, 1, 15))], days=days)


def test_hours_are_extended_in_time_too(days: Workdays) -> None:
    start = datetime(2024, 1, 15, 9)
    assert run(start, limit(24, Unit.HOUR), [], [extra(2, date(2024, 1, 16))], days=days).due_at.hour == 11
    with pytest.raises(NotInTime):
        run(start, limit(24, Unit.HOUR), [], [extra(2, date(2024, 1, 17))], days=days)


@pytest.mark.parametrize("amount", [0, -3])
def test_a_limit_and_an_extension_have_at_least_one_unit(amount: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        limit(amount)
    with pytest.raises(ValueError, match="at least one"):
        extra(amount, date(2024, 1, 1))


@pytest.mark.parametrize(
    ("start", "unit", "amount"),
    [
        (date(2024, 3, 4), Unit.DAY, 10**7),
        (date(2024, 3, 4), Unit.MONTH, 10**14),
        (date(9999, 12, 30), Unit.DAY, 5),
        (datetime(2024, 3, 4, 9), Unit.HOUR, 10**14),
    ],
)
def test_a_limit_beyond_the_last_date_there_is_is_refused(days: Workdays, start: date, unit: Unit, amount: int) -> None:
    with pytest.raises((LimitExceeded, UnknownYear)):
        run(start, limit(amount, unit), days=days)


def test_a_limit_that_may_be_extended_says_by_whom() -> None:
    with pytest.raises(ValueError, match="by whom"):
        TimeLimit(5, Unit.WORKDAY, SOME_LAW, may_extend=5)


# Years that are not announced


@pytest.mark.parametrize(
    ("start", "amount", "earliest"),
    [
        (date(2026, 12, 25), 10, date(2027, 1, 7)),
        (date(2026, 12, 31), 1, date(2027, 1, 2)),
        (date(2027, 3, 1), 3, date(2027, 3, 4)),
        (date(2026, 12, 4), 20, date(2027, 1, 2)),
    ],
)
def test_a_term_that_needs_an_unannounced_year_is_provisional(
    days: Workdays, start: date, amount: int, earliest: date
) -> None:
    found = run(start, limit(amount), days=days)
    assert (found.state, found.due_on, found.earliest_on, found.missing_year) == ("provisional", None, earliest, 2027)


def test_the_last_starts_of_2026_that_can_be_computed_are_as_the_calendar_says(days: Workdays) -> None:
    """law: with 2027 missing, these are the first starts without a due day."""
    for amount, start in ((60, (10, 10)), (30, (11, 20)), (20, (12, 4)), (15, (12, 11)), (7, (12, 23)), (3, (12, 29))):
        on = date(2026, *start)
        assert run(on, limit(amount), days=days).state == "provisional"
        assert run(on - timedelta(days=1), limit(amount), days=days).state == "running"


def test_a_rolling_end_in_an_unannounced_year_is_provisional_and_an_exact_one_is_not(days: Workdays) -> None:
    rolling = run(date(2026, 12, 1), limit(31, Unit.DAY), days=days)
    assert (rolling.state, rolling.earliest_on) == ("provisional", date(2027, 1, 2))
    exact = run(date(2026, 12, 1), limit(31, Unit.DAY, rolls=False), days=days)
    assert (exact.state, exact.due_on) == ("running", date(2027, 1, 1))


@pytest.mark.parametrize(
    ("last_year", "start", "amount", "truth"),
    [(2006, date(2006, 12, 29), 1, date(2006, 12, 30)), (2011, date(2011, 12, 28), 3, date(2011, 12, 31))],
)
def test_the_earliest_day_is_not_later_than_what_the_next_notice_makes_of_it(
    days: Workdays, last_year: int, start: date, amount: int, truth: date
) -> None:
    """Those notices made the last weekend of the year before a working one."""
    before = Workdays.of(c.notice for c in committed_notices() if c.notice.year <= last_year)
    assert run(start, limit(amount), days=days).due_on == truth
    known = run(start, limit(amount), days=before)
    assert (known.due_on or known.earliest_on) <= truth or before.may_still_change(known.due_on)


def test_stops_and_extensions_of_a_provisional_term_move_its_earliest_day(days: Workdays) -> None:
    stops, extras = [stop(date(2026, 12, 28), date(2027, 1, 5))], [extra(5, date(2027, 1, 3))]
    assert run(date(2026, 12, 25), limit(10), stops, days=days).earliest_on == date(2027, 1, 15)
    assert run(date(2026, 12, 25), limit(10), stops, extras, days=days).earliest_on == date(2027, 1, 20)


def test_what_cannot_yet_be_judged_is_not_refused(days: Workdays) -> None:
    """The earliest day is 7 January; whether a stop on the 11th is in time, only the notice will tell."""
    found = run(date(2026, 12, 25), limit(10), [stop(date(2027, 1, 11), None)], days=days)
    assert (found.state, found.earliest_on) == ("provisional", date(2027, 1, 7))


def test_an_open_stop_is_no_riddle_even_in_an_unannounced_year(days: Workdays) -> None:
    assert run(date(2026, 12, 25), limit(10), [stop(date(2026, 12, 28), None)], days=days).state == "stopped"


def test_a_start_before_the_calendar_is_an_error(days: Workdays) -> None:
    for stops in ([], [stop(date(2003, 6, 3), date(2003, 6, 4))]):
        with pytest.raises(UnknownYear):
            run(date(2003, 6, 2), limit(3), stops, days=days)


# What was used


def test_days_used_leave_out_the_start_and_every_stop(days: Workdays) -> None:
    assert days_used(date(2024, 1, 15), date(2024, 2, 20), days=days) == 23
    stops = [stop(date(2024, 1, 22), date(2024, 1, 24)), stop(date(2024, 1, 24), date(2024, 1, 26))]
    assert days_used(date(2024, 1, 15), date(2024, 2, 20), stops, days=days) == 18


def test_days_used_end_with_the_finish_even_in_an_open_stop(days: Workdays) -> None:
    stops = [stop(date(2024, 1, 22), None), stop(date(2024, 2, 1), None)]
    assert days_used(date(2024, 1, 15), date(2024, 2, 20), stops, days=days) == 4
    assert days_used(date(2024, 1, 15), date(2024, 1, 17), stops, days=days) == 2


def test_a_stop_without_its_notice_stops_no_statutory_day(days: Workdays) -> None:
    """15 working days of an unnotified hearing are used all the same, or a late case would look punctual."""
    stops = [stop(date(2024, 1, 8), date(2024, 1, 26), paper="")]
    used = {
        binding: days_used(date(2024, 1, 2), date(2024, 2, 5), stops, days=days, binding=binding) for binding in Binding
    }
    assert (used[Binding.STATUTORY], used[Binding.PROMISED]) == (25, 10)


def test_the_due_day_is_on_time() -> None:
    assert on_time(date(2024, 7, 10), date(2024, 7, 10))
    assert not on_time(date(2024, 7, 11), date(2024, 7, 10))


def test_a_day_that_was_set_is_the_due_day_whatever_the_calendar_says() -> None:
    sunday, unannounced = date(2024, 6, 30), date(2031, 2, 1)
    for day in (sunday, unannounced):
        course = run(date(2024, 6, 7), set_day(day, SOME_LAW), days=CALENDAR)
        assert (course.state, course.due_on) == ("running", day)


def test_a_day_that_was_set_is_neither_stopped_nor_extended() -> None:
    bound = set_day(date(2024, 6, 30), SOME_LAW)
    with pytest.raises(GroundNotNamed):
        run(date(2024, 6, 7), bound, [stop(date(2024, 6, 10), None)], days=CALENDAR)
    with pytest.raises(LimitExceeded):
        run(date(2024, 6, 7), bound, extras=[extra(3, date(2024, 6, 10))], days=CALENDAR)


@pytest.mark.parametrize("facts", [{"unit": Unit.DATE}, {"unit": Unit.WORKDAY, "day": date(2024, 6, 30)}])
def test_only_a_limit_that_is_a_day_names_one(facts: dict) -> None:
    with pytest.raises(ValueError, match="a day is named"):
        TimeLimit(1, article=SOME_LAW, **facts)
