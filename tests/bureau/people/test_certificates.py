from datetime import date

import pytest
from django.core.exceptions import ValidationError

from bureau.models import Certificate, Staff
from bureau.people.certificates import may_enforce
from bureau.people.staff import Employment
from tests.records import a_person, record

pytestmark = pytest.mark.django_db


def card(staff: Staff, **facts: object) -> Certificate:
    printed = {"number": "441700001", "issued_on": date(2022, 1, 1), "valid_until_on": date(2026, 12, 31)}
    return Certificate(staff=staff, **printed | facts)


def test_a_certificate_holds_on_both_its_days_and_neither_before_nor_after() -> None:
    found = card(a_person("clerk"))
    days = [date(2021, 12, 31), date(2022, 1, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [found.is_valid_on(day) for day in days] == [False, True, True, False]


@pytest.mark.parametrize("state", [state for state in Certificate.State if state is not Certificate.State.VALID])
def test_a_certificate_that_was_taken_back_holds_on_no_day(state: str) -> None:
    assert not card(a_person("clerk"), state=state).is_valid_on(date(2024, 1, 1))


def test_who_holds_a_valid_one_may_enforce() -> None:
    clerk = a_person("clerk", employment=Employment.INSTITUTION)
    assert not may_enforce(clerk, date(2024, 1, 1))
    record(Certificate, staff=clerk, number="1", issued_on=date(2022, 1, 1), valid_until_on=date(2024, 1, 1))
    assert may_enforce(clerk, date(2024, 1, 1))
    assert not may_enforce(clerk, date(2024, 1, 2))


def test_only_staff_on_the_establishment_may_hold_one() -> None:
    card(a_person("clerk", employment=Employment.ADMINISTRATIVE)).full_clean()
    for employment in (Employment.CONTRACT, ""):
        with pytest.raises(ValidationError) as refusal:
            card(a_person(f"helper{employment}", employment=employment)).full_clean()
        assert list(refusal.value.message_dict) == ["staff"]


def test_who_has_left_the_establishment_enforces_no_more_whatever_the_card_says() -> None:
    post = {"employment": Employment.ADMINISTRATIVE, "established_on": date(2022, 1, 1), "left_on": date(2023, 6, 30)}
    clerk = a_person("clerk", **post)
    record(Certificate, staff=clerk, number="1", issued_on=date(2022, 1, 1), valid_until_on=date(2026, 12, 31))
    days = [date(2021, 12, 31), date(2022, 1, 1), date(2023, 6, 30), date(2023, 7, 1)]
    assert [may_enforce(clerk, day) for day in days] == [False, True, True, False]


AWAY = {"stopped_on": date(2023, 3, 1)}
BACK = AWAY | {"resumed_on": date(2023, 6, 1)}


@pytest.mark.parametrize(
    ("facts", "valid"),
    [
        ({"state": "withdrawn"} | AWAY, [True, False, False, False]),
        ({"state": "valid"} | BACK, [True, False, False, True]),
        ({"state": "suspended"}, [False, False, False, False]),
    ],
    ids=["taken away", "given back", "nobody knows since when"],
)
def test_a_card_that_was_away_is_valid_on_the_days_beside(facts: dict, valid: list[bool]) -> None:
    days = [date(2023, 2, 28), date(2023, 3, 1), date(2023, 5, 31), date(2023, 6, 1)]
    clerk = a_person("clerk")
    printed = {"number": "1", "issued_on": date(2022, 1, 1), "valid_until_on": date(2026, 12, 31)}
    found = record(Certificate, staff=clerk, **printed, **facts)
    assert [found.is_valid_on(day) for day in days] == valid
    assert [Certificate.objects.filter(Certificate.valid(day)).exists() for day in days] == valid


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"state": "withdrawn"}, "stopped_on"),
        ({"state": "withdrawn"} | BACK, "resumed_on"),
        ({"state": "valid"} | AWAY, "resumed_on"),
        ({"state": "valid", "stopped_on": date(2023, 6, 1), "resumed_on": date(2023, 6, 1)}, "resumed_on"),
    ],
)
def test_a_card_says_since_when_it_is_away_and_when_it_came_back(facts: dict, field: str) -> None:
    clerk = a_person("clerk", employment=Employment.ADMINISTRATIVE)
    with pytest.raises(ValidationError) as refusal:
        card(clerk, **facts).full_clean()
    assert field in refusal.value.message_dict


def test_a_card_that_ends_before_it_begins_is_told_at_its_field() -> None:
    with pytest.raises(ValidationError) as refusal:
        card(a_person("clerk"), valid_until_on=date(2021, 1, 1)).full_clean()
    assert "valid_until_on" in refusal.value.message_dict
