"""The week on one page: every number opens its rows; the office sees all sections, an officer the own."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.casework.gate import open_case
from bureau.models import Assignment, Certificate, Delegation, ReportingDuty, Section, Staff
from bureau.office.assignments.rules import Origin
from bureau.office.returns.procedure import open_returns
from bureau.office.returns.rules import Counts, Rhythm
from bureau.people.roles import Role
from tests.records import a_hand, a_person, a_section, record

pytestmark = pytest.mark.django_db
WEEK = reverse("admin:week")


@pytest.fixture
def office() -> Section:
    return record(Section, bureau=a_section().bureau, name="综合办公室", is_intake=True)


@pytest.fixture
def director(office: Section) -> Staff:
    return a_person("director", office, Role.SECTION_HEAD, name="样例主任")


@pytest.fixture
def officer(office: Section) -> Staff:
    return a_person("officer", Section.objects.get(name="规划股"), Role.OFFICER, name="样例甲")


def assigned(officer: Staff, days: int, origin: Origin = Origin.MEETING) -> Assignment:
    today = timezone.localdate()
    number = f"督办样例{Assignment.objects.count() + 1}"
    facts = {
        "origin": origin,
        "paper": "样例",
        "due_on": today + timedelta(days=days),
        "opened_on": today - timedelta(9),
    }
    return open_case(
        Assignment, a_hand(officer), number=number, title=number, section=officer.section, officer=officer, **facts
    )


def page(person: Staff):
    client = Client()
    client.force_login(person)
    return client, client.get(WEEK)


def test_the_office_sees_the_week_of_all_sections(director: Staff, officer: Staff) -> None:
    assigned(officer, -1)
    assigned(officer, 0, Origin.INSTRUCTION)
    assigned(officer, 30, Origin.INSTRUCTION)
    today = timezone.localdate()
    duty = {"name": "样例月报", "recipient": "样例", "paper": "样例", "rhythm": Rhythm.WEEKLY, "counts": Counts.WITHIN}
    open_returns(record(ReportingDuty, section=officer.section, number=7, since_on=today, **duty), a_hand())
    record(Delegation, giver=officer, taker=director, since_on=today, until_on=today)
    record(Delegation, giver=director, taker=officer, since_on=today - timedelta(400))  # shares, and is not away
    card = {"number": "样例1", "issued_on": today - timedelta(900), "valid_until_on": today + timedelta(30)}
    record(Certificate, staff=officer, **card)
    client, answer = page(director)
    assert [(each.key, each.count) for each in answer.context["lists"]] == [("assignment", 2), ("return", 1)]
    assert answer.context["instructions"].count == 2
    assert [tile.value for tile in answer.context["tiles"]] == ["3", "1", "2", "1"]
    assert (len(answer.context["away"]), len(answer.context["certificates"])) == (1, 1)
    for tile in answer.context["tiles"][:3]:
        assert str(client.get(tile.url).context["cl"].result_count) == tile.value


def test_an_officer_sees_what_the_own_section_has(director: Staff, officer: Staff, office: Section) -> None:
    other = a_person("other", record(Section, bureau=office.bureau, name="统计股"), Role.OFFICER, name="样例乙")
    assigned(officer, 0)
    assert page(other)[1].context["lists"] == []
    assert len(page(officer)[1].context["lists"]) == 1


def test_it_is_for_whoever_has_to_do_with_cases(office: Section) -> None:
    assert page(a_person("system", office, Role.SYSTEM_ADMINISTRATOR))[1].status_code == 403
