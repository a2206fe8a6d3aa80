from datetime import date, timedelta

import chinese_calendar
import holidays
import pytest

from bureau.casework.committed import committed_notices
from bureau.law.workdays import NEW_YEAR_LEAVE_REACHES_BACK_TO, Notice, Period, UnknownYear, Workdays

EVERY_DAY = [date.fromordinal(n) for n in range(date(2004, 1, 1).toordinal(), date(2027, 1, 1).toordinal())]


def test_every_day_since_2004_is_as_chinesecalendar_has_it_but_for_the_one_it_lacks(days: Workdays) -> None:
    differing = [on for on in EVERY_DAY if days.is_workday(on) != chinese_calendar.is_workday(on)]
    # 国办发明电〔2005〕35号: "12月31日(星期六)上班". The package has no entry for that day.
    assert differing == [date(2005, 12, 31)]


def test_every_day_since_2004_is_as_holidays_has_it(days: Workdays) -> None:
    public = holidays.country_holidays("CN", years=range(2003, 2028))
    assert [on for on in EVERY_DAY if days.is_workday(on) != public.is_working_day(on)] == []


@pytest.mark.parametrize(("year", "count"), [(2023, 249), (2024, 251), (2025, 248), (2026, 248)])
def test_a_year_has_the_working_days_that_its_notice_makes(days: Workdays, year: int, count: int) -> None:
    assert days.count(date(year, 1, 1), date(year, 12, 31)) == count  # 1 January never works


@pytest.mark.parametrize(
    ("on", "name", "notice"),
    [
        (date(2024, 2, 12), "春节", "国办发明电〔2023〕7号"),
        (date(2022, 12, 31), "元旦", "国办发明电〔2022〕16号"),
        (date(2019, 5, 2), "劳动节", "国办发明电〔2019〕3号"),
        (date(2015, 9, 3), "抗战胜利70周年纪念日", "国发明电〔2015〕1号"),
        (date(2020, 1, 30), "春节", "国办发明电〔2019〕16号"),
        (date(2020, 2, 1), "春节", "国办发明电〔2020〕1号"),
        (date(2024, 3, 2), "", ""),
    ],
)
def test_a_day_of_rest_names_its_notice(days: Workdays, on: date, name: str, notice: str) -> None:
    assert days.rest_day(on)[2:] == (name, notice)


def test_a_notice_that_changes_an_earlier_one_stands_beside_it() -> None:
    of_2020 = [committed.notice for committed in committed_notices() if committed.notice.year == 2020]
    first, change = sorted(of_2020, key=lambda notice: notice.issued_on)
    assert date(2020, 2, 1) in [period.first for period in first.periods if period.works]
    assert Workdays.of([first]).is_workday(date(2020, 2, 1))
    assert not Workdays.of([change, first]).is_workday(date(2020, 2, 1))


def test_years_after_a_missing_notice_stay_unknown() -> None:
    notices = [committed.notice for committed in committed_notices() if committed.notice.year != 2025]
    days = Workdays.of(notices)
    assert days.settled_to == date(2024, 12, 31)
    with pytest.raises(UnknownYear):
        days.is_workday(date(2026, 3, 2))


def test_without_any_notice_nothing_is_known() -> None:
    with pytest.raises(UnknownYear):
        Workdays.of([])


@pytest.mark.parametrize("on", [date(2003, 12, 31), date(2027, 1, 1), date(2027, 1, 4)])
def test_a_year_without_a_notice_is_never_guessed(days: Workdays, on: date) -> None:
    for ask in (days.is_workday, days.next, days.previous, days.rest_day):
        with pytest.raises((UnknownYear, LookupError)):
            ask(on)
    with pytest.raises(UnknownYear):
        days.add(on, 1)


def test_an_addition_beyond_the_calendar_names_the_missing_year(days: Workdays) -> None:
    with pytest.raises(UnknownYear) as refusal:
        days.add(date(2026, 12, 25), 10)
    assert refusal.value.year == 2027


@pytest.mark.parametrize("n", [0, -1])
def test_less_than_one_working_day_is_no_addition(days: Workdays, n: int) -> None:
    with pytest.raises(ValueError, match="at least one"):
        days.add(date(2024, 1, 2), n)


def test_the_starting_day_is_not_counted(days: Workdays) -> None:
    assert days.add(date(2024, 5, 11), 1) == date(2024, 5, 13)  # a worked Saturday, then Monday
    assert days.count(date(2024, 5, 11), date(2024, 5, 13)) == 1
    assert days.count(date(2024, 5, 13), date(2024, 5, 13)) == 0


def test_counting_undoes_adding(days: Workdays) -> None:
    for start in EVERY_DAY[:-400:7]:
        for n in (1, 5, 60):
            assert days.count(start, days.add(start, n)) == n


def test_the_latest_day_before_an_end_has_that_many_working_days_after_it(days: Workdays) -> None:
    end = date(2025, 6, 30)
    latest = days.latest(end, 30)
    assert latest == date(2025, 5, 18)  # a Sunday: 30 working days from Monday 19 May through 30 June
    assert days.count(latest, end) == 30
    assert days.count(latest + timedelta(days=1), end) == 29
    assert days.previous(latest) == date(2025, 5, 16)


def test_before_the_first_working_day_there_is_none(days: Workdays) -> None:
    with pytest.raises(UnknownYear):
        days.previous(date(2004, 1, 1))


def test_no_notice_has_touched_an_earlier_december_day_than_the_remark_says() -> None:
    touched = {
        (on.month, on.day)
        for committed in committed_notices()
        for period in committed.notice.periods
        for on in period.days()
        if on.year < committed.notice.year
    }
    assert min(touched) == NEW_YEAR_LEAVE_REACHES_BACK_TO


def test_the_version_changes_with_any_day(days: Workdays) -> None:
    notices = [committed.notice for committed in committed_notices()]
    again = Workdays.of(reversed(notices))
    changed = Workdays.of(
        [
            *notices,
            Notice("change", 2026, date(2026, 6, 1), (Period("leave", date(2026, 6, 3), date(2026, 6, 3), False),)),
        ]
    )
    assert days.version == again.version
    assert days.version != changed.version


def test_at_the_earliest_every_day_of_an_unknown_year_works_but_new_year(days: Workdays) -> None:
    hopeful = days.at_the_earliest
    assert not hopeful.is_workday(date(2027, 1, 1))
    assert all(hopeful.is_workday(date(2027, 1, 1) + timedelta(days=n)) for n in range(1, 365))
    assert [hopeful.is_workday(on) for on in EVERY_DAY] == [days.is_workday(on) for on in EVERY_DAY]
