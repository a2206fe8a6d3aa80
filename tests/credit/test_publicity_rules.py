from datetime import date, timedelta

import pytest

from bureau.law.articles import Article
from credit.rules import (
    NOTICE_2017,
    ORDER_36,
    ORDER_58,
    ORDER_527,
    Severity,
    last_ended_decision,
    publicity,
    publicity_for,
    publicity_order_58,
    published_until,
    regime,
)


@pytest.mark.parametrize(
    ("severity", "min_end", "max_end", "by_default"),
    [
        (Severity.SLIGHT, date(2026, 5, 8), date(2026, 8, 8), False),
        (Severity.GENERAL, date(2026, 8, 8), date(2027, 5, 8), True),
        (Severity.SEVERE, date(2027, 5, 8), date(2029, 5, 8), True),
    ],
)
def test_order_36_publishes_by_severity(severity: Severity, min_end: date, max_end: date, by_default: bool) -> None:
    found = publicity(severity, date(2026, 5, 8))
    assert (found.min_end, found.max_end, found.by_default, found.article) == (min_end, max_end, by_default, ORDER_36)


def test_under_order_58_a_lone_warning_was_not_published() -> None:
    decided = date(2024, 1, 5)
    assert publicity_order_58(decided, special_field=False).by_default
    assert not publicity_order_58(decided, special_field=False, warning_only=True).by_default


def test_repair_is_asked_for_when_the_duty_is_done_and_the_shortest_period_over() -> None:
    decided = date(2026, 5, 8)
    general = publicity(Severity.GENERAL, decided)
    assert general.may_apply_from(decided, decided) == date(2026, 8, 9)
    assert general.may_apply_from(decided, date(2026, 9, 1)) == date(2026, 9, 1)


def test_some_platforms_take_an_application_on_the_last_day_of_the_shortest_period() -> None:
    decided = date(2026, 5, 8)
    general, slight = publicity(Severity.GENERAL, decided), publicity(Severity.SLIGHT, decided)
    assert general.may_apply_from(decided, decided, on_last_day=True) == date(2026, 8, 8)
    assert slight.may_apply_from(decided, decided, on_last_day=True) == decided


def test_a_slight_case_has_no_shortest_period() -> None:
    decided = date(2026, 5, 8)
    assert publicity(Severity.SLIGHT, decided).may_apply_from(decided, decided) == decided


def test_while_the_duty_is_not_done_nobody_may_ask_for_repair() -> None:
    decided = date(2026, 5, 8)
    assert publicity(Severity.SLIGHT, decided).may_apply_from(decided, None) is None


def test_order_58_publishes_special_fields_for_a_year_at_least() -> None:
    special, other = (publicity_order_58(date(2023, 11, 30), special_field=special) for special in (True, False))
    assert (special.min_end, other.min_end) == (date(2024, 11, 30), date(2024, 2, 29))
    assert special.max_end == other.max_end == date(2026, 11, 30)
    assert special.article == ORDER_58


@pytest.mark.parametrize(
    ("applied_on", "article", "min_end", "max_end"),
    [
        (date(2019, 6, 30), NOTICE_2017, date(2023, 11, 1), date(2023, 11, 1)),
        (date(2019, 7, 1), ORDER_527, date(2023, 2, 1), date(2023, 11, 1)),
        (date(2023, 4, 30), ORDER_527, date(2023, 2, 1), date(2023, 11, 1)),
        (date(2023, 5, 1), ORDER_58, date(2023, 2, 1), date(2025, 11, 1)),
        (date(2026, 3, 31), ORDER_58, date(2023, 2, 1), date(2025, 11, 1)),
        (date(2026, 4, 1), ORDER_36, date(2023, 2, 1), date(2023, 11, 1)),
    ],
)
def test_the_day_of_the_application_chooses_the_order(
    applied_on: date, article: Article, min_end: date, max_end: date
) -> None:
    found = publicity_for(applied_on, Severity.GENERAL, date(2022, 11, 1))
    assert (found.article, found.min_end, found.max_end) == (article, min_end, max_end)
    assert regime(applied_on) == article


@pytest.mark.parametrize(
    ("decided_on", "on", "until"),
    [
        (date(2026, 5, 8), date(2026, 6, 1), date(2027, 5, 8)),
        (date(2024, 1, 10), date(2026, 3, 31), date(2027, 1, 10)),  # three years under Order 58
        (date(2024, 1, 10), date(2026, 4, 1), date(2026, 3, 31)),  # one under Order 36, over when it came
        (date(2025, 6, 1), date(2026, 4, 1), date(2026, 6, 1)),
        (date(2021, 6, 1), date(2024, 1, 1), date(2022, 6, 1)),  # one under notice 527: not published again
        (date(2021, 6, 1), date(2026, 6, 1), date(2022, 6, 1)),
        (date(2017, 7, 31), date(2018, 7, 31), date(2018, 7, 31)),  # one under the notice of 2017
        (date(2018, 3, 1), date(2026, 6, 1), date(2019, 3, 1)),
        (date(2019, 6, 30), date(2019, 7, 1), date(2020, 6, 30)),
    ],
)
def test_a_new_order_ends_what_is_over_with_the_day_before_it_and_begins_nothing_again(
    decided_on: date, on: date, until: date
) -> None:
    assert published_until(on, Severity.GENERAL, decided_on) == until


@pytest.mark.parametrize("severity", Severity)
@pytest.mark.parametrize(
    "today",
    [
        *(date(2018, 9, 1), date(2019, 6, 30), date(2019, 7, 1), date(2020, 7, 1), date(2022, 7, 1)),
        *(date(2023, 5, 1), date(2026, 3, 31), date(2026, 4, 1), date(2026, 6, 1)),
    ],
)
def test_up_to_one_decision_all_are_over_and_none_after_it(severity: Severity, today: date) -> None:
    last = last_ended_decision(today, severity)
    for offset in range(5 * 365):
        on = today - timedelta(days=offset)
        assert (on <= last) == (published_until(today, severity, on) < today), on


def test_order_527_kept_the_severe_for_six_months_at_least_and_three_years_at_most() -> None:
    found = publicity_for(date(2022, 1, 1), Severity.SEVERE, date(2021, 5, 31))
    assert (found.min_end, found.max_end) == (date(2021, 11, 30), date(2024, 5, 31))


@pytest.mark.parametrize(
    ("severity", "until"),
    [
        (Severity.SLIGHT, date(2019, 2, 28)),
        (Severity.GENERAL, date(2019, 2, 28)),
        (Severity.SEVERE, date(2021, 2, 28)),
    ],
)
def test_the_notice_of_2017_published_for_a_year_and_the_severe_for_three_with_nothing_shorter(
    severity: Severity, until: date
) -> None:
    """No shorter period could be read: nobody asks for repair before it is over by itself."""
    decided = date(2018, 2, 28)
    found = publicity_for(date(2019, 6, 30), severity, decided)
    assert (found.min_end, found.max_end, found.by_default, found.article) == (until, until, True, NOTICE_2017)
    assert found.may_apply_from(decided, decided) == until + timedelta(days=1)
    assert published_until(date(2019, 6, 30), severity, decided) == until


def test_a_severe_case_of_2018_stayed_until_its_three_years_were_over() -> None:
    """Notice 527 kept it for three years as well; Order 58 came after them."""
    assert [
        published_until(on, Severity.SEVERE, date(2018, 5, 8))
        for on in (date(2018, 6, 1), date(2020, 1, 1), date(2024, 1, 1))
    ] == [date(2021, 5, 8)] * 3
