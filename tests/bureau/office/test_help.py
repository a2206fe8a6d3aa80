"""帮办: two fields and Enter; linked afterwards to an enterprise and a case by their numbers."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.models import HelpGiven, Section, Staff
from bureau.people.roles import Role
from tests.permits.models import Permit
from tests.records import a_person, a_section
from tests.sample_permits import a_morning

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:bureau_helpgiven_add"), reverse("admin:bureau_helpgiven_changelist")
CODE = "91441702123456788K"


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("helper", section, Role.OFFICER, name="样例甲")


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(given: HelpGiven) -> str:
    return reverse("admin:bureau_helpgiven_change", args=[given.pk])


def typed(**facts: object) -> dict[str, object]:
    return {"about": "样例：咨询备案材料", "way": "phone", "given_on": timezone.localdate()} | facts


def test_it_is_entered_by_what_it_was_about_alone(officer: Staff) -> None:
    client = screen(officer)
    initial = client.get(ADD).context["adminform"].form.initial
    assert initial["given_on"] == timezone.localdate()
    assert client.post(ADD, typed()).status_code == 302
    given = HelpGiven.objects.get()
    assert (given.helper, given.section, given.history.get().history_actor) == (officer, officer.section, "样例甲")


def test_an_enterprise_and_a_case_are_linked_later_by_their_numbers() -> None:
    sample = a_morning()
    client = screen(sample.officer)
    client.post(ADD, typed(asked_by="样例企业"))
    given = HelpGiven.objects.get()
    sent = typed(uscc=CODE, party_name="样例海风水产有限公司", case_number=sample.permit.docket.number)
    sent |= {
        "seen": client.get(page(given)).context["adminform"].form.initial["seen"],
        "platform_number": "样例平台1号",
    }
    answer = client.post(page(given), sent)
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    given.refresh_from_db()
    assert (given.enterprise.uscc, given.docket) == (CODE, sample.permit.docket)
    text = client.get(LIST).text
    assert "样例海风水产有限公司" in text
    assert sample.permit.docket.number in text


def test_a_case_beyond_ones_reach_is_no_case(officer: Staff) -> None:
    sample = a_morning()
    assert Permit.objects.exists()
    answer = screen(officer).post(ADD, typed(case_number=sample.permit.docket.number))
    assert "case_number" in answer.context["adminform"].form.errors
    assert not HelpGiven.objects.exists()


def test_a_day_to_come_is_refused(officer: Staff) -> None:
    answer = screen(officer).post(ADD, typed(given_on=timezone.localdate() + timedelta(1)))
    assert "given_on" in answer.context["adminform"].form.errors


def test_another_section_does_not_see_it(officer: Staff, section: Section) -> None:
    screen(officer).post(ADD, typed())
    stranger = a_person("stranger", a_section("统计股"), Role.OFFICER)
    assert screen(stranger).get(page(HelpGiven.objects.get())).status_code == 302
    assert "咨询备案材料" not in screen(stranger).get(LIST).text
