"""Which assignments are on time, as of any day; no share where nothing was due."""

from datetime import date
from typing import Any

import pytest

from bureau.casework.gate import open_case
from bureau.models import Assignment, Section, Staff
from bureau.office.assignments import procedure
from bureau.office.timeliness import Standing, standing_on, tallies, tally, timed
from tests.bureau.casework.conftest import hand
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
OPENED = date(2026, 1, 5)


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, "officer", name="样例甲")


@pytest.fixture
def leader(section: Section) -> Staff:
    return a_person("leader", section, "leader", name="样例局长")


def assigned(officer: Staff, due: date, **facts: Any) -> Assignment:
    number = f"督办样例{Assignment.objects.count() + 1}"
    own = {"origin": "meeting", "paper": "样例", "opened_on": OPENED, "section": officer.section} | facts
    return open_case(Assignment, hand(officer, OPENED), number=number, title=number, officer=officer, due_on=due, **own)


def finished(case: Assignment, officer: Staff, leader: Staff, on: date) -> Assignment:
    reported = procedure.report_done(case, hand(officer, on), on=on, result="样例")
    return procedure.accept(reported, hand(leader, on), on=on)


def some(officer: Staff, leader: Staff) -> None:
    finished(assigned(officer, date(2026, 3, 10)), officer, leader, date(2026, 3, 10))
    finished(assigned(officer, date(2026, 3, 10)), officer, leader, date(2026, 3, 11))
    assigned(officer, date(2026, 3, 20), origin="instruction")
    assigned(officer, date(2026, 6, 30), origin="instruction")
    procedure.cancel(
        assigned(officer, date(2026, 3, 1)), hand(leader, date(2026, 2, 2)), on=date(2026, 2, 2), reason="样例"
    )


@pytest.mark.parametrize(
    ("day", "numbers"),
    [
        # due or done so far, done in time, done late, overdue, not due yet
        (date(2026, 1, 4), (0, 0, 0, 0, 0)),
        (date(2026, 1, 5), (0, 0, 0, 0, 5)),
        (date(2026, 3, 9), (0, 0, 0, 0, 4)),
        (date(2026, 3, 10), (1, 1, 0, 0, 3)),
        (date(2026, 3, 11), (2, 1, 1, 0, 2)),
        (date(2026, 3, 20), (2, 1, 1, 0, 2)),
        (date(2026, 3, 21), (3, 1, 1, 1, 1)),
        (date(2026, 7, 1), (4, 1, 1, 2, 0)),
    ],
)
def test_as_of_any_day_each_stands_as_it_stood(officer: Staff, leader: Staff, day: date, numbers: tuple) -> None:
    some(officer, leader)
    assert tuple(tally(Assignment.objects.all(), 2026, day).counts.values()) == numbers


def test_the_share_is_of_what_has_fallen_due_and_of_nothing_there_is_none(officer: Staff, leader: Staff) -> None:
    some(officer, leader)
    found = dict(tallies(Assignment.objects.all(), "origin", 2026, date(2026, 3, 15)))
    assert {key: each.rate.percent and str(each.rate.percent) for key, each in found.items()} == {
        "meeting": "50.00",
        "instruction": None,
    }
    assert tally(Assignment.objects.all(), 2025, date(2026, 3, 15)).is_empty


def test_every_number_is_that_of_its_rows(officer: Staff, leader: Staff) -> None:
    some(officer, leader)
    day = date(2026, 3, 21)
    counts = tally(Assignment.objects.all(), 2026, day).counts
    rows = timed(Assignment.objects.all())
    assert {each: rows.filter(standing_on(each, day)).count() for each in Standing} == dict(counts)


def test_another_day_that_was_set_counts(officer: Staff, leader: Staff) -> None:
    case = assigned(officer, date(2026, 3, 10))
    on = date(2026, 3, 9)
    procedure.set_another_day(case, hand(leader, on), on=on, new_day=date(2026, 4, 10), reason="样例")
    assert tally(Assignment.objects.all(), 2026, date(2026, 3, 20)).counts[Standing.RUNNING] == 1


def test_the_sections_cost_one_query(officer: Staff, leader: Staff, django_assert_num_queries) -> None:
    some(officer, leader)
    with django_assert_num_queries(1):
        list(tallies(Assignment.objects.all(), "docket__section", 2026, date(2026, 3, 21)))
