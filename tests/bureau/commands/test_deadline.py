"""manage.py deadline from outside: what it prints for a start and a limit. The expected days are counted by hand
or with chinese_calendar, which shares nothing with the product."""

import json
import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from io import StringIO
from typing import Any

import chinese_calendar
import pytest
from django.core.management import CommandError, call_command

from tests.conftest import Manage

pytestmark = pytest.mark.django_db

ONE = timedelta(days=1)
KEYS = {"state", "due_on", "due_at", "earliest_on", "irregular", "remarks", "calendar", "steps"}
NOTICES = {
    2023: "国办发明电〔2022〕16号",
    2024: "国办发明电〔2023〕7号",
    2025: "国办发明电〔2024〕12号",
    2026: "国办发明电〔2025〕7号",
}
NOTICE = re.compile(r"国办发明电〔20\d\d〕\d+号")
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def printed(*arguments: object) -> str:
    out = StringIO()
    call_command("deadline", *map(str, arguments), stdout=out)
    return out.getvalue()


def reckoned(*arguments: object) -> dict[str, Any]:
    found = json.loads(printed(*arguments, "--json"))
    assert isinstance(found, dict)
    return found


def due(*arguments: object) -> str | None:
    found = reckoned(*arguments)
    assert found["state"] == "running"
    return found["due_on"]


def stops(*intervals: str) -> list[str]:
    return [part for interval in intervals for part in ("--suspend", interval)]


def counted(start: str, n: int, *intervals: str) -> str:
    """The slow way: day by day on an independent calendar."""
    out = [[date.fromisoformat(end) for end in interval.split(":")] for interval in intervals]
    day = date.fromisoformat(start)
    while n:
        day += ONE
        if chinese_calendar.is_workday(day) and not any(first <= day <= last for first, last in out):
            n -= 1
    return day.isoformat()


def days(first: str, last: str) -> Iterator[date]:
    day = date.fromisoformat(first)
    while day <= date.fromisoformat(last):
        yield day
        day += ONE


def texts(found: dict[str, Any], *codes: str) -> list[str]:
    return [step["text"] for step in found["steps"] if not codes or step["code"] in codes]


# Working days: holiday bridges, make-up days, ends of years


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2023-01-20", 1, "2023-01-28"),  # Spring Festival to Friday, both days of the weekend worked
        ("2023-01-20", 3, "2023-01-30"),
        ("2023-04-22", 1, "2023-04-23"),  # a Saturday; the Sunday is worked
        ("2023-04-28", 3, "2023-05-06"),  # 4, 5 and Saturday 6 May
        ("2023-09-28", 2, "2023-10-08"),  # eight days off, then Saturday and Sunday worked
        ("2024-02-08", 3, "2024-02-19"),  # New Year's Eve is worked, so is Sunday 18 February
        ("2024-04-03", 1, "2024-04-07"),  # Qingming, then Sunday
        ("2024-09-13", 2, "2024-09-18"),  # Saturday 14 September, then Mid-Autumn
        ("2024-09-30", 4, "2024-10-11"),
        ("2024-09-30", 5, "2024-10-12"),  # a Saturday
        ("2025-01-25", 2, "2025-01-27"),  # Sunday and Monday before Spring Festival
        ("2025-01-27", 4, "2025-02-08"),  # 5, 6, 7 and Saturday 8 February
        ("2025-05-30", 1, "2025-06-03"),
        ("2025-09-30", 3, "2025-10-11"),
        ("2025-12-31", 1, "2026-01-04"),  # a Sunday
        ("2026-02-13", 2, "2026-02-24"),  # Saturday 14 February, then nine days off
        ("2026-09-24", 4, "2026-10-08"),
        ("2026-09-30", 3, "2026-10-10"),
    ],
)
def test_leave_is_skipped_and_make_up_days_count(start: str, n: int, expected: str) -> None:
    assert due(start, n) == expected


@pytest.mark.parametrize("year", NOTICES)
def test_every_start_of_an_announced_year_agrees_with_an_independent_calendar(year: int) -> None:
    for start in days(f"{year}-01-01", f"{year}-11-20"):
        if start.toordinal() % 5 == 0:
            assert due(start, 20) == counted(start.isoformat(), 20), start


def test_the_starting_day_is_not_counted() -> None:
    assert due("2024-03-04", 1) == "2024-03-05"


def test_a_start_on_a_rest_day_begins_to_count_on_the_next_working_day() -> None:
    assert due("2024-03-02", 1) == due("2024-03-03", 1) == due("2024-03-01", 1) == "2024-03-04"


def test_a_start_in_the_leave_counts_from_the_make_up_day_after_it() -> None:
    assert due("2024-02-12", 1) == "2024-02-18"


def test_the_year_end_2024_costs_only_new_years_day() -> None:
    # Friday 27; 30, 31 December, 2, 3 January
    assert due("2024-12-27", 4) == "2025-01-03"


def test_a_december_day_named_by_the_notice_of_the_next_year_is_off() -> None:
    # Saturday 31 December 2022 to Monday 2 January 2023, by the notice for 2023
    found = reckoned("2022-12-29", 2)
    assert found["due_on"] == "2023-01-03"
    assert any(NOTICES[2023] in text for text in texts(found, "leave"))


def test_a_december_make_up_day_named_by_the_notice_of_the_next_year_counts() -> None:
    # Saturday 29 December 2018 is worked, Monday 31 is off: both by the notice for 2019
    assert due("2018-12-28", 2) == "2019-01-02"


def test_leave_given_by_a_later_notice_counts_as_leave() -> None:
    assert due("2015-09-02", 1) == "2015-09-06"  # Sunday, make-up
    assert due("2019-04-30", 1) == "2019-05-05"  # Sunday, make-up
    assert due("2020-01-23", 1) == "2020-02-03"  # the leave that was made longer


def test_a_limit_over_several_years_is_counted_to_the_day() -> None:
    assert due("2023-01-03", 700) == counted("2023-01-03", 700)


def test_a_moment_as_start_counts_as_its_day() -> None:
    assert due("2024-03-04T23:59", 5) == due("2024-03-04", 5) == "2024-03-11"


# The end of 2026: the notice for 2027 is not out


@pytest.mark.parametrize(
    ("n", "start", "last_good"),
    [
        (60, "2026-10-10", "2026-10-09"),
        (30, "2026-11-20", "2026-11-19"),
        (20, "2026-12-04", "2026-12-03"),
        (15, "2026-12-11", "2026-12-10"),
        (7, "2026-12-23", "2026-12-22"),
        (3, "2026-12-29", "2026-12-28"),
    ],
)
def test_a_limit_that_needs_2027_is_provisional_and_one_day_sooner_it_is_not(
    n: int, start: str, last_good: str
) -> None:
    found = reckoned(start, n)
    assert (found["state"], found["due_on"], found["earliest_on"]) == ("provisional", None, "2027-01-02")
    assert due(last_good, n) == "2026-12-31"


@pytest.mark.parametrize(
    ("n", "earliest"),
    [(4, None), (5, "2027-01-02"), (6, "2027-01-03"), (10, "2027-01-07"), (40, "2027-02-06"), (200, "2027-07-16")],
)
def test_the_earliest_day_counts_every_day_of_2027_but_new_years_day(n: int, earliest: str | None) -> None:
    # Four working days remain after 25 December 2026; the others are 2 January and the days behind it.
    assert reckoned("2026-12-25", n)["earliest_on"] == earliest


@pytest.mark.parametrize(
    ("unit", "n", "start", "earliest"),
    [
        ("day", 9, "2026-12-23", "2027-01-02"),  # 1 January, certainly a holiday
        ("day", 12, "2026-12-23", "2027-01-04"),
        ("month", 1, "2026-12-01", "2027-01-02"),
        ("month", 3, "2026-11-30", "2027-02-28"),
        ("year", 1, "2026-06-19", "2027-06-19"),
    ],
)
def test_a_last_day_in_2027_may_still_move_and_is_provisional(unit: str, n: int, start: str, earliest: str) -> None:
    found = reckoned(start, n, "--unit", unit)
    assert (found["state"], found["due_on"], found["earliest_on"]) == ("provisional", None, earliest)


def test_an_extension_that_leads_into_2027_makes_the_due_day_provisional() -> None:
    # 22 working days after 1 December, then eight days from 2 January
    assert due("2026-12-01", 20) == "2026-12-29"
    found = reckoned("2026-12-01", 20, "--extend", 10)
    assert (found["state"], found["due_on"], found["earliest_on"]) == ("provisional", None, "2027-01-09")


def test_a_stop_that_pushes_a_limit_into_2027_makes_it_provisional() -> None:
    found = reckoned("2026-12-01", 22, *stops("2026-12-07:2026-12-08"))
    assert (found["state"], found["due_on"], found["earliest_on"]) == ("provisional", None, "2027-01-03")


def test_a_stop_in_2027_is_left_out_of_the_earliest_day() -> None:
    # Four in December, 2 and 3 January, the stop from 4 to 6, then 7 to 10
    found = reckoned("2026-12-25", 10, *stops("2027-01-04:2027-01-06"))
    assert found["earliest_on"] == "2027-01-10"


@pytest.mark.parametrize(("lang", "word"), [("zh", "待国务院公布"), ("en", "provisional")])
def test_a_provisional_day_is_called_so_in_both_languages(lang: str, word: str) -> None:
    told = printed("2026-12-25", 10, "--lang", lang)
    assert word in told.splitlines()[0]
    assert "2027-01-07" in told


@pytest.mark.parametrize("start", ["2026-12-28", "2026-12-29", "2026-12-30"])
def test_a_due_day_that_the_next_notice_may_still_change_bears_a_remark(start: str) -> None:
    found = reckoned(start, 1)
    assert found["state"] == "running"
    assert found["remarks"]
    assert "2027" in texts(found)[-1]


@pytest.mark.parametrize("arguments", [("2026-12-08", 5), ("2026-11-10", 20), ("2025-12-30", 1), ("2024-12-30", 1)])
def test_a_due_day_that_no_notice_can_change_bears_no_remark(arguments: tuple[str, int]) -> None:
    assert reckoned(*arguments)["remarks"] == []


def test_a_calendar_day_limit_that_ends_in_the_last_days_of_2026_bears_a_remark() -> None:
    found = reckoned("2026-12-21", 10, "--unit", "day")
    assert found["due_on"] == "2026-12-31"
    assert found["remarks"]


# Calendar days, months, years, hours, minutes


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2024-03-01", 10, "2024-03-11"),
        ("2024-03-01", 15, "2024-03-18"),  # Saturday
        ("2024-03-02", 15, "2024-03-18"),  # Sunday
        ("2024-08-30", 15, "2024-09-14"),  # a make-up Saturday does not roll
        ("2024-08-03", 60, "2024-10-08"),
        ("2024-01-26", 15, "2024-02-18"),  # rolls to a make-up Sunday
        ("2025-12-02", 30, "2026-01-04"),  # New Year's Day rolls to a make-up Sunday
        ("2024-02-09", 1, "2024-02-18"),
        ("2024-02-28", 1, "2024-02-29"),
    ],
)
def test_calendar_days_end_on_the_next_working_day(start: str, n: int, expected: str) -> None:
    assert due(start, n, "--unit", "day") == expected


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2024-03-05", 1, "2024-04-07"),  # 5 April is Qingming, 7 April a make-up Sunday
        ("2024-01-31", 1, "2024-02-29"),
        ("2023-01-31", 1, "2023-02-28"),
        ("2023-08-31", 6, "2024-02-29"),
        ("2024-05-31", 1, "2024-07-01"),  # 30 June is a Sunday
        ("2023-12-10", 2, "2024-02-18"),
        ("2024-08-05", 2, "2024-10-08"),
        ("2024-11-29", 3, "2025-02-28"),
        ("2023-03-31", 24, "2025-03-31"),
    ],
)
def test_months_end_on_the_corresponding_day_or_the_end_of_the_month(start: str, n: int, expected: str) -> None:
    assert due(start, n, "--unit", "month") == expected


@pytest.mark.parametrize(
    ("start", "n", "expected"),
    [
        ("2024-02-29", 1, "2025-02-28"),
        ("2020-02-29", 4, "2024-02-29"),
        ("2024-10-02", 1, "2025-10-09"),  # rolls over the rest of the leave
        ("2024-03-15", 2, "2026-03-16"),  # a Sunday
    ],
)
def test_years_end_on_the_corresponding_day(start: str, n: int, expected: str) -> None:
    assert due(start, n, "--unit", "year") == expected


@pytest.mark.parametrize(
    ("unit", "start", "n", "expected"),
    [
        ("minute", "2024-03-04T10:30", 90, "2024-03-04T12:00"),
        ("minute", "2024-03-04T23:50", 20, "2024-03-05T00:10"),
        ("hour", "2024-03-04T09:00", 2, "2024-03-04T11:00"),
        ("hour", "2024-02-28T10:30", 24, "2024-02-29T10:30"),
        ("hour", "2024-03-01T17:00", 48, "2024-03-03T17:00"),  # through the weekend
        ("hour", "2026-12-31T23:00", 2, "2027-01-01T01:00"),  # needs no notice
    ],
)
def test_minutes_and_hours_run_on_from_the_moment(unit: str, start: str, n: int, expected: str) -> None:
    found = reckoned(start, n, "--unit", unit)
    assert found["state"] == "running"
    assert datetime.fromisoformat(found["due_at"]) == datetime.fromisoformat(expected)
    assert found["due_on"] == expected[:10]


def test_a_limit_in_days_has_no_moment() -> None:
    assert reckoned("2024-03-04T10:30", 5)["due_at"] is None


def test_a_moment_of_another_time_zone_is_a_moment_of_shanghai() -> None:
    # 20:00 UTC on Monday is 04:00 on Tuesday in Shanghai.
    assert due("2024-03-04T20:00+00:00", 1) == "2024-03-06"


# Stops


@pytest.mark.parametrize(
    ("intervals", "expected"),
    [
        ([], "2024-03-11"),
        (["2024-03-06:2024-03-06"], "2024-03-12"),
        (["2024-03-06:2024-03-08"], "2024-03-14"),
        (["2024-03-04:2024-03-05"], "2024-03-12"),  # the starting day does not count anyhow
        (["2024-03-04:2024-03-04"], "2024-03-11"),
        (["2024-03-09:2024-03-10"], "2024-03-11"),  # a weekend
        (["2024-03-11:2024-03-11"], "2024-03-12"),  # on the due day
        (["2024-03-11:2024-03-17"], "2024-03-18"),
        (["2024-03-06:2024-03-08", "2024-03-07:2024-03-11"], "2024-03-15"),  # overlapping
        (["2024-03-06:2024-03-11", "2024-03-07:2024-03-08"], "2024-03-15"),  # one inside the other
        (["2024-03-06:2024-03-08", "2024-03-09:2024-03-11"], "2024-03-15"),  # adjacent
        (["2024-03-06:2024-03-06"] * 3, "2024-03-12"),  # the same thrice
        (["2024-03-12:2024-03-12", "2024-03-06:2024-03-06"], "2024-03-13"),  # in time through the other
    ],
)
def test_a_stop_leaves_out_the_working_days_it_holds(intervals: list[str], expected: str) -> None:
    assert due("2024-03-04", 5, *stops(*intervals)) == expected


@pytest.mark.parametrize(
    ("start", "n", "intervals"),
    [
        ("2024-04-25", 5, ["2024-05-01:2024-05-05"]),  # all of the leave
        ("2024-04-25", 5, ["2024-04-28:2024-04-28"]),  # a make-up Sunday
        ("2024-01-15", 20, ["2024-02-05:2024-02-18"]),
        ("2025-01-13", 20, ["2025-01-20:2025-02-14", "2025-02-24:2025-02-26"]),
        ("2025-09-15", 20, ["2025-09-26:2025-10-10", "2025-10-09:2025-10-13"]),
        ("2026-02-02", 30, ["2026-02-14:2026-02-28"]),
        ("2023-12-25", 10, ["2023-12-30:2024-01-02"]),
    ],
)
def test_stops_agree_with_a_count_day_by_day(start: str, n: int, intervals: Sequence[str]) -> None:
    assert due(start, n, *stops(*intervals)) == counted(start, n, *intervals)


def test_a_stop_never_brings_a_due_day_forward() -> None:
    plain = due("2024-09-02", 20)
    for first in days("2024-09-02", str(plain)):
        assert str(due("2024-09-02", 20, *stops(f"{first}:{first + 3 * ONE}"))) >= str(plain), first


def test_an_open_stop_has_no_due_day() -> None:
    found = reckoned("2024-03-04", 5, *stops("2024-03-06:"))
    assert (found["state"], found["due_on"], found["due_at"]) == ("stopped", None, None)


def test_an_open_stop_behind_a_closed_one_has_no_due_day() -> None:
    found = reckoned("2024-03-04", 5, *stops("2024-03-06:2024-03-06", "2024-03-12:"))
    assert (found["state"], found["due_on"]) == ("stopped", None)


@pytest.mark.parametrize(("lang", "word"), [("zh", "停钟"), ("en", "stopped")])
def test_a_stopped_clock_is_called_so_in_both_languages(lang: str, word: str) -> None:
    told = printed("2024-03-04", 5, *stops("2024-03-06:"), "--lang", lang)
    assert word in told.splitlines()[0]


@pytest.mark.parametrize("interval", ["2024-03-12:2024-03-13", "2024-03-12:", "2025-01-01:2025-01-02"])
def test_a_stop_after_the_due_day_is_refused(interval: str) -> None:
    with pytest.raises(CommandError, match="2024-03-11"):
        printed("2024-03-04", 5, *stops(interval))


def test_calendar_days_in_a_stop_are_not_counted_either() -> None:
    # 5 March is day one; 6 to 10 are out; 11 to 14 are days two to five
    assert due("2024-03-04", 5, "--unit", "day", *stops("2024-03-06:2024-03-10")) == "2024-03-14"


def test_no_law_stops_a_limit_in_hours() -> None:
    with pytest.raises(CommandError, match="hour"):
        printed("2024-03-04T10:00", 24, "--unit", "hour", *stops("2024-03-04:2024-03-04"))


# Extensions


@pytest.mark.parametrize(
    ("start", "n", "extra", "unit", "expected"),
    [
        ("2024-03-04", 5, 5, "workday", "2024-03-18"),
        ("2024-01-15", 20, 40, "workday", "2024-04-12"),
        ("2023-12-31", 2, 1, "month", "2024-04-01"),  # 31 March, a Sunday; from the old due day it were 29 March
        ("2024-09-21", 10, 5, "day", "2024-10-08"),  # 6 October; from the old due day it were 14 October
        ("2024-02-29", 1, 3, "year", "2028-02-29"),
    ],
)
def test_an_extension_adds_to_the_limit_from_the_same_start(
    start: str, n: int, extra: int, unit: str, expected: str
) -> None:
    found = reckoned(start, n, "--extend", extra, "--unit", unit)
    assert (found["due_on"] or found["earliest_on"]) == expected


def test_an_extension_and_a_stop_both_count() -> None:
    intervals = ["2025-09-22:2025-09-24"]
    assert due("2025-09-15", 20, "--extend", 10, *stops(*intervals)) == counted("2025-09-15", 30, *intervals)


def test_a_stop_is_in_time_until_the_extended_due_day() -> None:
    assert due("2024-03-04", 5, "--extend", 5, *stops("2024-03-18:2024-03-18")) == "2024-03-19"


@pytest.mark.parametrize(("lang", "words"), [("zh", "延长10个工作日"), ("en", "10 working days")])
def test_the_extension_is_a_step_of_its_own(lang: str, words: str) -> None:
    told = printed("2024-03-04", 5, "--extend", 10, "--lang", lang)
    assert words in told


# What is told


def test_the_json_has_the_promised_keys() -> None:
    found = reckoned("2024-03-04", 5)
    assert set(found) == KEYS
    assert all(set(step) == {"code", "facts", "text"} for step in found["steps"])
    assert found["calendar"]
    assert (found["irregular"], found["remarks"]) == ([], [])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("year", NOTICES)
def test_each_skipped_day_of_a_year_is_named_with_its_notice(year: int, lang: str) -> None:
    found = reckoned(f"{year}-01-04", 240, "--lang", lang)
    skipped: list[date] = []
    for step in found["steps"]:
        if step["code"] == "leave":
            assert step["facts"]["notice"] == NOTICES[year]
            assert NOTICES[year] in step["text"]
            skipped += days(step["facts"]["first"], step["facts"]["last"])
        elif step["code"] == "weekends":
            skipped += map(date.fromisoformat, step["facts"]["days"])
    passed = days(f"{year}-01-05", found["due_on"])
    assert sorted(skipped) == [day for day in passed if not chinese_calendar.is_workday(day)]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("year", NOTICES)
def test_each_make_up_day_of_a_year_is_named_with_its_notice(year: int, lang: str) -> None:
    found = reckoned(f"{year}-01-04", 240, "--lang", lang)
    named: list[date] = []
    for step in found["steps"]:
        if step["code"] == "makeup":
            assert NOTICES[year] in step["text"]
            named += days(step["facts"]["first"], step["facts"]["last"])
    passed = days(f"{year}-01-05", found["due_on"])
    assert sorted(named) == [day for day in passed if day.weekday() > 4 and chinese_calendar.is_workday(day)]


def test_leave_over_a_year_end_is_named_with_the_notice_of_each_day() -> None:
    found = reckoned("2023-12-28", 130)
    told = " ".join(texts(found, "leave"))
    assert NOTICES[2024] in told
    assert NOTICES[2023] not in told
    assert "2023年12月30日" in " ".join(texts(found, "weekends"))


@pytest.mark.parametrize(("lang", "names"), [("zh", ("劳动节", "端午节")), ("en", ("Labour Day", "Dragon Boat"))])
def test_the_holidays_are_named_in_both_languages(lang: str, names: tuple[str, ...]) -> None:
    told = printed("2024-04-22", 40, "--lang", lang)
    assert all(name in told for name in names)
    assert NOTICES[2024] in told


@pytest.mark.parametrize(
    "arguments",
    [
        ("2026-09-18", 30),
        ("2024-08-03", 60, "--unit", "day"),
        ("2026-12-25", 10),
        ("2026-12-30", 1),
        ("2024-03-04", 5, "--extend", 5),
        ("2024-03-04", 5, "--suspend", "2024-03-06:2024-03-06"),
        ("2024-03-04", 5, "--suspend", "2024-03-06:"),
    ],
)
def test_the_english_steps_hold_no_chinese_but_the_notice_numbers(arguments: tuple[object, ...]) -> None:
    told = NOTICE.sub("", printed(*arguments, "--lang", "en"))
    assert not CHINESE.search(told), told


def test_the_text_tells_the_same_steps_as_the_json() -> None:
    for lang in ("zh", "en"):
        told = printed("2026-09-18", 20, "--lang", lang)
        assert all(text in told for text in texts(reckoned("2026-09-18", 20, "--lang", lang)))


def test_the_text_begins_with_state_and_due_day() -> None:
    state, due_on, *_ = printed("2026-09-18", 20, "--lang", "en").splitlines()
    assert "running" in state
    assert "2026-10-22" in due_on


def test_chinese_is_the_default() -> None:
    assert printed("2026-09-18", 20) == printed("2026-09-18", 20, "--lang", "zh") != ""
    assert "计时中" in printed("2026-09-18", 20)


def test_the_roll_is_told_with_its_article() -> None:
    found = reckoned("2024-08-03", 60, "--unit", "day", "--lang", "en")
    assert any("art. 203" in text and NOTICES[2024] in text for text in texts(found))


def test_a_stop_is_told_with_its_days() -> None:
    found = reckoned("2024-03-04", 5, *stops("2024-03-06:2024-03-08"))
    assert any("3月6日" in text and "3月8日" in text for text in texts(found))


# Bad input


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("hello", 5), "hello"),
        (("2024-02-30", 5), "2024-02-30"),
        (("2024-13-01", 5), "2024-13-01"),
        (("2024/03/04", 5), "2024/03/04"),
        (("2024-03-04T25:00", 5, "--unit", "hour"), "25:00"),
        (("", 5), "START"),
        (("2024-03-04", "five"), "five"),
        (("2024-03-04", "1.5"), "1.5"),
        (("2024-03-04", ""), "N"),
        (("2024-03-04", 0), "0"),
        (("2024-03-04", "--", -3), "-3"),
        (("2024-03-04", 5, "--unit", "fortnight"), "fortnight"),
        (("2024-03-04", 5, "--lang", "fr"), "fr"),
        (("2024-03-04", 5, "--extend", 0), "0"),
        (("2024-03-04", 5, "--extend=-2"), "-2"),
        (("2024-03-04", 5, "--extend", "ten"), "ten"),
        (("2024-03-04", 5, "--suspend", "2024-03-06"), "2024-03-06"),
        (("2024-03-04", 5, "--suspend", ":2024-03-06"), "2024-03-06"),
        (("2024-03-04", 5, "--suspend", "soon:later"), "soon"),
        (("2024-03-04", 5, "--suspend", "2024-03-08:2024-03-06"), "2024-03-08"),
        (("2024-03-04", 5, "--suspend", "2024-03-05:2024-03-06:2024-03-07"), "--suspend"),
        (("2003-06-02", 5), "2003"),
        (("2024-03-04",), "N"),
    ],
)
def test_bad_input_is_named_in_the_error(arguments: tuple[object, ...], named: str) -> None:
    with pytest.raises(CommandError) as refusal:
        printed(*arguments)
    assert named in str(refusal.value)


@pytest.mark.parametrize(
    "arguments",
    [
        ("2024-03-04", 10**6),
        ("2024-03-04", 10**14),
        ("2024-03-04", 10**7, "--unit", "day"),
        ("2024-03-04", 10**14, "--unit", "day"),
        ("2024-03-04", 10**14, "--unit", "month"),
        ("2024-03-04", 10**14, "--unit", "year"),
        ("2024-03-04T10:00", 10**14, "--unit", "hour"),
        ("2024-03-04T10:00", 10**14, "--unit", "minute"),
        ("2024-03-04", 5, "--extend", 10**14),
        ("9999-12-30", 5, "--unit", "day"),
    ],
)
def test_a_limit_beyond_every_calendar_is_refused(arguments: tuple[object, ...]) -> None:
    with pytest.raises(CommandError, match=r"\w"):
        printed(*arguments)


# In a process of its own


def test_the_command_line_prints_the_json(manage: Manage, database_url: str) -> None:
    done = manage("deadline", "2026-09-18", "20", "--json", DATABASE_URL=database_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["due_on"] == "2026-10-22"


def test_the_command_line_refuses_a_late_stop_without_a_traceback(manage: Manage, database_url: str) -> None:
    done = manage("deadline", "2024-03-04", "5", "--suspend", "2024-03-12:2024-03-13", DATABASE_URL=database_url)
    assert done.returncode != 0
    assert done.stdout == ""
    assert "2024-03-12" in done.stderr
    assert "Traceback" not in done.stderr


def test_the_command_line_refuses_a_bad_day_without_a_traceback(manage: Manage, database_url: str) -> None:
    done = manage("deadline", "2024-02-30", "5", DATABASE_URL=database_url)
    assert done.returncode != 0
    assert "2024-02-30" in done.stderr
    assert "Traceback" not in done.stderr
