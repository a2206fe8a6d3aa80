from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bureau.casework.calendar import HolidayNotice, HolidayPeriod, workdays
from bureau.casework.committed import committed_notices
from bureau.law.workdays import UnknownYear, Workdays
from tests.records import a_hand, record

pytestmark = pytest.mark.django_db


def notice_2027() -> HolidayNotice:
    notice = record(HolidayNotice, number="测试〔2026〕1号", year=2027, issued_on=date(2026, 12, 1))
    record(HolidayPeriod, notice=notice, name="元旦", first_on=date(2026, 12, 31), last_on=date(2027, 1, 3))
    record(
        HolidayPeriod, notice=notice, name="调休上班", first_on=date(2027, 1, 9), last_on=date(2027, 1, 9), works=True
    )
    return notice


def test_migrating_leaves_the_notices_of_2004_to_2026() -> None:
    assert set(HolidayNotice.objects.values_list("year", flat=True)) == set(range(2004, 2027))
    changed = HolidayNotice.objects.filter(year__in=[2015, 2019, 2020])
    assert changed.count() == 6  # each stands beside the notice that it changes


def test_what_was_typed_and_what_was_generated_is_told_apart() -> None:
    typed = HolidayNotice.objects.filter(source=HolidayNotice.Source.TYPED)
    assert set(typed.values_list("year", flat=True)) == {2023, 2024, 2025, 2026}


def test_the_calendar_in_force_is_that_of_the_committed_notices() -> None:
    assert workdays().version == Workdays.of(committed.notice for committed in committed_notices()).version


def test_a_new_notice_is_counted_by_at_once_and_reaches_into_the_old_year() -> None:
    assert workdays().is_workday(date(2026, 12, 31))
    notice_2027()
    assert not workdays().is_workday(date(2026, 12, 31))
    assert workdays().is_workday(date(2027, 1, 9))


@pytest.mark.parametrize("change", ["edit", "delete", "later"])
def test_a_long_lived_process_notices_every_change(change: str) -> None:
    notice = notice_2027()
    assert workdays().is_workday(date(2027, 1, 9))
    period = notice.periods.get(works=True)
    if change == "edit":
        period.first_on = period.last_on = date(2027, 1, 10)
        period.hand = a_hand()
        period.save()
    elif change == "delete":
        period.hand = a_hand()
        period.delete()
    else:
        later = record(HolidayNotice, number="测试〔2027〕1号", year=2027, issued_on=date(2027, 1, 2))
        record(HolidayPeriod, notice=later, name="临时", first_on=date(2027, 1, 9), last_on=date(2027, 1, 9))
    assert not workdays().is_workday(date(2027, 1, 9))


def test_an_unchanged_calendar_costs_one_query(django_assert_num_queries) -> None:
    workdays()
    with django_assert_num_queries(1):
        assert workdays() is workdays.__globals__["_Built"].last[1]


def test_without_any_notice_the_calendar_is_unknown() -> None:
    for record_of in (HolidayPeriod, HolidayNotice):
        for row in record_of.objects.all():
            row.hand = a_hand()
            row.delete()
    with pytest.raises(UnknownYear):
        workdays()


@pytest.mark.parametrize(
    ("first", "last", "works", "field"),
    [
        (date(2027, 1, 3), date(2027, 1, 1), False, "last_on"),
        (date(2027, 1, 1), date(2027, 1, 21), False, "last_on"),
        (date(2027, 1, 4), date(2027, 1, 4), True, "works"),
        (date(2026, 11, 30), date(2026, 11, 30), False, "first_on"),
        (date(2027, 12, 30), date(2028, 1, 2), False, "first_on"),
    ],
    ids=["backwards", "too long", "a Monday", "before its reach", "after its reach"],
)
def test_a_slip_of_the_keyboard_is_told_at_its_field(first: date, last: date, works: bool, field: str) -> None:
    period = HolidayPeriod(notice=notice_2027(), name="元旦", first_on=first, last_on=last, works=works)
    with pytest.raises(ValidationError) as refusal:
        period.full_clean()
    assert list(refusal.value.message_dict) == [field]


def test_a_later_notice_may_take_a_weekday_of_leave_back() -> None:
    notice_2027()
    later = record(HolidayNotice, number="测试〔2027〕2号", year=2027, issued_on=date(2027, 1, 2))
    back = HolidayPeriod(notice=later, name="上班", first_on=date(2027, 1, 1), last_on=date(2027, 1, 1), works=True)
    back.full_clean()
    back.hand = a_hand()
    back.save()
    assert workdays().is_workday(date(2027, 1, 1))


def test_the_database_itself_refuses_a_period_that_runs_backwards() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        record(HolidayPeriod, notice=notice_2027(), name="元旦", first_on=date(2027, 5, 2), last_on=date(2027, 5, 1))
