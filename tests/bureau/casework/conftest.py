from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from bureau.audit.hand import Hand, Source
from bureau.casework.gate import open_case
from bureau.models import Section, Staff
from bureau.people.roles import Role
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_person, a_section

OPENED = date(2026, 3, 2)  # a Monday


def hand(person: Staff, on: date = OPENED, **facts: Any) -> Hand:
    """The person's hand at ten in the morning of that day, in Shanghai."""
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    return Hand(person, Source.SCREEN, at, **facts)


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例经办")


@pytest.fixture
def colleague(section: Section) -> Staff:
    return a_person("colleague", section, Role.OFFICER)


@pytest.fixture
def head(section: Section) -> Staff:
    return a_person("head", section, Role.SECTION_HEAD, name="样例负责")


@pytest.fixture
def leader(section: Section) -> Staff:
    return a_person("leader", section, Role.LEADER, name="样例局长")


@pytest.fixture
def permit(section: Section, officer: Staff) -> Permit:
    return open_case(
        Permit, hand(officer), number="样许〔2026〕1号", title="样例事项", section=section, opened_on=OPENED
    )


@pytest.fixture
def accepted(permit: Permit, officer: Staff) -> Permit:
    return procedure.accept(permit, hand(officer), on=OPENED)


@pytest.fixture
def proposed(accepted: Permit, officer: Staff) -> Permit:
    queried = procedure.query_credit(accepted, hand(officer), on=OPENED)
    return procedure.propose(queried, hand(officer), on=OPENED)


def later(days: int) -> date:
    return OPENED + timedelta(days=days)
