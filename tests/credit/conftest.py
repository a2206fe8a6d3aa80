"""A bureau that leads credit work, an organ that decides and a unit that sends."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from bureau.audit.hand import Hand, Source
from bureau.models import Section, Staff
from bureau.people.roles import Role
from credit.models import Licence, Organ, Penalty
from credit.procedure import enter
from tests.records import a_person, a_section, record
from tests.sample_credit import ORGAN, ORGAN_CODE, SOURCE, SOURCE_CODE, unsaved

TODAY = date(2026, 6, 1)


def hand(person: Staff | None = None, on: date = TODAY, **facts: Any) -> Hand:
    """A hand at ten in the morning of that day, in Shanghai."""
    at = datetime(on.year, on.month, on.day, 2, tzinfo=UTC)
    return Hand(person, Source.SCREEN, at, name="" if person else "a test", **facts)


@pytest.fixture
def section(db: None) -> Section:
    return a_section("综合办公室")


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例经办", is_staff=True)


@pytest.fixture
def organ(section: Section) -> Organ:
    return record(Organ, bureau=section.bureau, name=ORGAN, uscc=ORGAN_CODE)


@pytest.fixture
def source(section: Section) -> Organ:
    return record(Organ, bureau=section.bureau, name=SOURCE, uscc=SOURCE_CODE)


@pytest.fixture
def licence(organ: Organ, source: Organ) -> Licence:
    return enter(hand(), unsaved(Licence, organ, source))  # type: ignore[return-value]


@pytest.fixture
def penalty(organ: Organ, source: Organ) -> Penalty:
    return enter(hand(), unsaved(Penalty, organ, source))  # type: ignore[return-value]
