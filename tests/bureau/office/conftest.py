"""A bureau with two lines of work, two departments, and people of two sections."""

from datetime import date
from typing import Any

import pytest

from bureau.audit.hand import Hand
from bureau.models import Counterpart, Line, LinePerson, Section, Staff
from bureau.office.tenures import Office, begin
from tests.records import a_hand, a_person, a_section, record

DAY = date(2026, 3, 2)  # a Monday


def because(reason: str = "样例") -> Hand:
    return a_hand().because(reason)


def put(staff: Staff, line: Line, since: date, until: date | None = None, office: str = Office.IN_CHARGE) -> LinePerson:
    """The person begins in that office of the line; whoever held it ends on the eve."""
    row = LinePerson(line=line, office=office, staff=staff, since_on=since, until_on=until)
    begin(because(), row)
    return row


@pytest.fixture
def section(db: None) -> Section:
    return a_section("投资促进股")


@pytest.fixture
def line(section: Section) -> Line:
    made: Any = record(Line, bureau=section.bureau, name="招商", position=2)
    return made


@pytest.fixture
def department(section: Section) -> Counterpart:
    made: Any = record(Counterpart, bureau=section.bureau, name="市商务局", position=8)
    return made


@pytest.fixture
def first(section: Section) -> Staff:
    return a_person("first", section, name="样例甲")


@pytest.fixture
def second(section: Section) -> Staff:
    return a_person("second", section, name="样例乙")


@pytest.fixture
def third(section: Section) -> Staff:
    return a_person("third", section, name="样例丙")
