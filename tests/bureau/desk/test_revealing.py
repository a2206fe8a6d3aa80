"""Whoever handles a case calls with one click; everybody else says why; and all of it stands in the access log."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bureau.audit.access import AccessLog
from bureau.audit.vault import erase
from bureau.casework.gate import open_case
from bureau.casework.handover import hand_over
from bureau.models import Person, Section, Staff
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, record

pytestmark = pytest.mark.django_db
NAME, PHONE = "欧阳若兰", "13800138000"
SCRIPT = {"headers": {"Accept": "application/json"}}


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例经办")


@pytest.fixture
def person(section: Section) -> Person:
    return record(Person, bureau=section.bureau, name=NAME, phone=PHONE)


@pytest.fixture
def case(section: Section, officer: Staff, person: Person) -> Permit:
    facts = {"number": "样许〔2026〕1号", "title": "样例事项", "section": section, "opened_on": OPENED}
    return open_case(Permit, hand(officer), officer=officer, caller=person, **facts)


def screen(who: Staff) -> Client:
    client = Client()
    client.force_login(who)
    return client


def reveal(who: Staff, person: Person, field: str = "phone", **sent: Any) -> Any:
    return screen(who).post(reverse("admin:bureau_person_reveal", args=[person.pk, field]), sent, **SCRIPT)


def told() -> list[str]:
    return list(AccessLog.objects.filter(event="reveal").order_by("pk").values_list("purpose", flat=True))


def test_the_handler_calls_with_one_click_and_the_case_is_the_purpose(
    case: Permit, person: Person, officer: Staff
) -> None:
    page = screen(officer).get(reverse("admin:permits_permit_change", args=[case.pk])).text
    assert "138****8000" in page
    assert 'name="purpose"' not in page
    assert not any(plain in page for plain in (NAME, PHONE))
    answer = reveal(officer, person, case=case.pk)
    assert answer.json() == {"text": PHONE, "seconds": 30}
    assert "no-store" in answer["Cache-Control"]
    assert told() == ["办理样许〔2026〕1号"]
    row = AccessLog.objects.get(event="reveal")
    assert (row.actor, row.record, row.row, row.fields) == (officer, "bureau.person", str(person.pk), "phone")


def test_of_two_cases_that_which_was_open_is_the_purpose(case: Permit, person: Person, officer: Staff) -> None:
    facts = {"number": "2", "title": "样例", "section": case.docket.section, "opened_on": OPENED}
    other = open_case(Permit, hand(officer), officer=officer, caller=person, **facts)
    for one in (other, case):
        reveal(officer, person, case=one.pk)
    assert told() == ["办理2", "办理样许〔2026〕1号"]


@pytest.mark.parametrize("sent", [{}, {"purpose": " "}, {"case": "1"}, {"case": "9" * 30}])
def test_others_within_reach_say_why(case: Permit, person: Person, section: Section, sent: dict[str, str]) -> None:
    colleague = a_person("colleague", section, Role.OFFICER)
    assert 'name="purpose"' in screen(colleague).get(reverse("admin:permits_permit_change", args=[case.pk])).text
    assert "text" not in reveal(colleague, person, **sent).json()
    assert told() == []
    assert reveal(colleague, person, purpose="代接来电（样例）").json()["text"] == PHONE
    assert told() == ["代接来电（样例）"]


def test_a_case_that_was_closed_or_handed_over_is_a_purpose_no_longer(
    case: Permit, person: Person, officer: Staff, section: Section
) -> None:
    colleague, head = (a_person(name, section, role) for name, role in (("b", Role.OFFICER), ("c", Role.SECTION_HEAD)))
    hand_over(case, hand(head, reason="样例"), section=section, officer=colleague)
    assert "refused" in reveal(officer, person).json()
    assert reveal(colleague, person).json()["text"] == PHONE
    procedure.withdraw(case, hand(officer), on=OPENED)
    assert "refused" in reveal(colleague, person).json()


def test_supervisors_and_leaders_see_masks_and_no_button(case: Permit, person: Person, section: Section) -> None:
    for role in (Role.SUPERVISOR, Role.LEADER):
        who = a_person(role, section, role)
        page = screen(who).get(reverse("admin:permits_permit_change", args=[case.pk])).text
        assert "/reveal/" not in page
        assert reveal(who, person, purpose="x").status_code in (403, 404)
    assert told() == []


def test_without_a_script_a_page_shows_it_and_leaves(case: Permit, person: Person, officer: Staff) -> None:
    answer = screen(officer).post(reverse("admin:bureau_person_reveal", args=[person.pk, "phone"]))
    assert PHONE in answer.text
    assert answer["Refresh"] == f"30; url={reverse('admin:bureau_person_change', args=[person.pk])}"
    assert "no-store" in answer["Cache-Control"]


def test_what_was_destroyed_says_so_and_is_changed_no_more(case: Permit, person: Person, officer: Staff) -> None:
    erase(person.person_key, a_hand(), "样例")
    assert reveal(officer, person).json() == {"refused": "个人信息已销毁。"}
    page = screen(officer).get(reverse("admin:bureau_person_change", args=[person.pk])).text
    assert "销毁，仅存掩码" in page
    assert "/reveal/" not in page
    sent = {"bureau": person.bureau_id, "name": NAME}
    assert screen(officer).post(reverse("admin:bureau_person_change", args=[person.pk]), sent).status_code == 403
    assert "/reveal/" not in screen(officer).get(reverse("admin:permits_permit_change", args=[case.pk])).text
