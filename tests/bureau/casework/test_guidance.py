"""Guidance in versions: what was published is not edited, another takes its place, and the one before stays."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bureau.casework.guidance import Guidance, Published, guidance_for, new_version, publish
from bureau.models import Section, Staff
from tests.permits.models import Permit
from tests.records import a_hand, a_section, record

ON = date(2026, 3, 2)


def by(day: date = ON) -> Any:
    return a_hand(at=datetime(day.year, day.month, day.day, 2, tzinfo=UTC))


def draft(section: Section, **facts: Any) -> Guidance:
    said = {"case_kind": "permit", "move": "accept", "checks": "样例：核对材料"}
    return record(Guidance, bureau=section.bureau, **said | facts)


def test_only_what_is_published_is_shown_and_only_the_newest(permit: Permit, section: Section) -> None:
    first = draft(section)
    assert guidance_for(permit) == {}
    first = publish(first, by())
    assert (guidance_for(permit), first.published_on) == ({"accept": first}, ON)
    second = new_version(first, by())
    assert (second.number, second.checks, guidance_for(permit)) == (2, first.checks, {"accept": first})
    second = publish(second, by(date(2026, 4, 1)))
    first.refresh_from_db()
    assert guidance_for(permit) == {"accept": second}
    assert (first.superseded_on, first.state, second.state) == (date(2026, 4, 1), "superseded", "published")


def test_what_was_published_is_not_edited(section: Section) -> None:
    said = publish(draft(section), by())
    said.checks, said.hand = "样例：另一", a_hand()
    with pytest.raises(Published, match="checks"):
        said.save()
    said.refresh_from_db()
    assert said.checks == "样例：核对材料"
    with pytest.raises(ValidationError):
        publish(said, by())


def test_a_move_has_one_draft(section: Section) -> None:
    said = publish(draft(section), by())
    new_version(said, by())
    with pytest.raises(ValidationError):
        new_version(said, by())
    with pytest.raises(IntegrityError), transaction.atomic():
        draft(section)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"case_kind": "nothing"}, "case_kind"),
        ({"move": "inspect"}, "move"),
        ({"checks": " "}, "__all__"),
    ],
)
def test_guidance_speaks_of_a_move_that_there_is_and_says_something(section: Section, facts: dict, field: str) -> None:
    said = {"case_kind": "permit", "move": "accept", "checks": "样例"}
    with pytest.raises(ValidationError) as refused:
        Guidance(bureau=section.bureau, **said | facts).full_clean()
    assert list(refused.value.message_dict) == [field]


def test_another_bureau_says_its_own(permit: Permit, section: Section) -> None:
    publish(draft(a_section("乙股", bureau="另一样例局")), by())
    assert guidance_for(permit) == {}


def test_a_case_asks_once_whatever_its_moves(
    permit: Permit, section, officer: Staff, django_assert_num_queries
) -> None:
    for move in ("accept", "propose", "grant", "withdraw"):
        publish(draft(section, move=move), by())
    with django_assert_num_queries(1):
        assert len(guidance_for(permit)) == 4
