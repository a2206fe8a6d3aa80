"""A case is entered by hand: its secrecy first, its enterprise by a pasted code, and nothing half saved."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.seen import parts_of, token_of
from bureau.casework.parties import enterprise_of
from bureau.casework.secrecy import WithheldMatter
from bureau.models import Docket, Enterprise, Section, Staff
from bureau.people.roles import Role
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, appoint

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:permits_permit_add"), reverse("admin:permits_permit_changelist")
CODE, NAME = "91441702123456788K", "样例（阳江）有限公司"


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def screen(section: Section) -> Client:
    client = Client()
    client.force_login(a_person("officer", section, Role.OFFICER, name="样例甲", is_staff=True))
    return client


def typed(section: Section, **facts: object) -> dict[str, object]:
    form = {"secrecy": "none", "number": "样许1号", "title": "样例事项", "section": section.pk}
    form |= {"opened_on": timezone.localdate(), "uscc": f" {CODE.lower()} ", "party_name": NAME, "promised_days": 5}
    return form | facts


def errors(answer) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


def test_a_case_is_entered_with_a_new_enterprise_by_one_hand(screen: Client, section: Section) -> None:
    assert screen.post(ADD, typed(section)).status_code == 302
    permit = Permit.objects.get()
    assert (permit.state, permit.docket.section, permit.docket.is_work_secret) == ("received", section, False)
    assert (permit.applicant.uscc, permit.applicant.name) == (CODE, NAME)
    versions = [row.history.get() for row in (permit, permit.docket, permit.applicant)]
    assert len({version.history_change for version in versions}) == 1
    assert {version.history_actor for version in versions} == {"样例甲"}


def test_a_known_code_brings_its_enterprise_and_needs_no_name(screen: Client, section: Section) -> None:
    known = enterprise_of(a_hand(), CODE, NAME)
    assert screen.post(ADD, typed(section, party_name="")).status_code == 302
    assert Permit.objects.get().applicant == known


@pytest.mark.parametrize(
    ("facts", "field", "told"),
    [
        ({"secrecy": ""}, "secrecy", "必填"),
        ({"uscc": CODE[:17] + "X"}, "uscc", "校验"),
        ({"party_name": ""}, "party_name", "请填写名称"),
        ({"number": ""}, "number", "必填"),
        ({"opened_on": "x"}, "opened_on", "日期"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(screen, section, facts, field: str, told: str) -> None:
    answer = screen.post(ADD, typed(section, **facts))
    assert told in str(errors(answer)[field])
    assert 'value="样例事项"' in answer.text
    assert (Docket.objects.count(), Permit.objects.count(), Enterprise.objects.count()) == (0, 0, 0)


def test_a_number_of_another_bureau_is_free_and_nobody_is_told_of_it(screen: Client, section: Section) -> None:
    elsewhere, abroad = a_section("另一股", bureau="另一样例局"), Client()
    abroad.force_login(a_person("abroad", elsewhere, Role.OFFICER))
    assert abroad.post(ADD, typed(elsewhere)).status_code == 302
    assert screen.post(ADD, typed(section)).status_code == 302
    numbers = Docket.objects.values_list("number", "section__bureau").order_by("pk")
    assert list(numbers) == [("样许1号", elsewhere.bureau_id), ("样许1号", section.bureau_id)]


def test_a_number_that_was_given_already_is_told_at_its_field(screen: Client, section: Section) -> None:
    screen.post(ADD, typed(section))
    again = errors(screen.post(ADD, typed(section)))
    assert list(again) == ["__all__"] or "number" in again
    assert Docket.objects.count() == 1


def test_another_name_than_the_register_has_is_told_and_nothing_is_written_over(screen, section) -> None:
    enterprise_of(a_hand(), CODE, NAME)
    assert NAME in str(errors(screen.post(ADD, typed(section, party_name="别的公司")))["party_name"])
    assert Enterprise.objects.get().name == NAME


def test_a_work_secret_is_marked(screen: Client, section: Section) -> None:
    screen.post(ADD, typed(section, secrecy="work"))
    assert Docket.objects.get().is_work_secret


@pytest.mark.parametrize("level", ["confidential", "secret", "top_secret"])
def test_of_a_state_secret_a_number_is_kept_and_nothing_that_was_typed(screen, section, level: str) -> None:
    answer = screen.post(ADD, typed(section, secrecy=level, title="绝不入库的题目", uscc="x"), follow=True)
    assert answer.redirect_chain == [(LIST, 302)]
    kept = WithheldMatter.objects.get()
    assert str(kept) in answer.text
    assert (kept.section, kept.by_name) == (section, "样例甲")
    assert "绝不入库的题目" not in answer.text
    assert (Docket.objects.count(), Enterprise.objects.count()) == (0, 0)


def test_only_sections_in_which_one_works_are_offered_and_accepted(screen: Client, section: Section) -> None:
    beside = a_section("乙股")
    assert "乙股" not in screen.get(ADD).text
    assert "section" in errors(screen.post(ADD, typed(beside)))
    appoint(Staff.objects.get(username="officer"), Role.OFFICER, beside)
    assert screen.post(ADD, typed(beside)).status_code == 302


def test_the_enterprise_of_a_case_is_changed_by_code_too(screen: Client, section: Section) -> None:
    screen.post(ADD, typed(section))
    permit = Permit.objects.get()
    address = reverse("admin:permits_permit_change", args=[permit.pk])
    assert f'value="{CODE}"' in screen.get(address).text
    form = {"uscc": "91440300708461136T", "party_name": "样例二公司", "promised_days": 5}
    assert screen.post(address, form | {"seen": token_of(parts_of(permit))}).status_code == 302
    assert Permit.objects.get().applicant.name == "样例二公司"


def test_a_day_to_come_is_told_at_its_field(screen: Client, section: Section) -> None:
    answer = screen.post(ADD, typed(section, opened_on=timezone.localdate() + timedelta(1)))
    assert errors(answer) == {"opened_on": ["日期晚于今天。"]}
    assert not Permit.objects.exists()


def test_a_form_that_names_more_than_it_shows_sets_nothing_of_it(screen: Client, section: Section) -> None:
    other = a_section("乙股")
    forged = {"state": "granted", "officer": 1, "closed_on": "2026-03-02", "version": 9, "accepted_on": "2026-03-02"}
    screen.post(ADD, typed(section, **forged))
    permit = Permit.objects.get()
    seen = {"seen": token_of(parts_of(permit)), "docket": 9, "section": other.pk, "number": "改号"}
    screen.post(reverse("admin:permits_permit_change", args=[permit.pk]), typed(section, **forged) | seen)
    permit = Permit.objects.get()
    assert permit.history.count() == 2
    assert (permit.state, permit.accepted_on, permit.docket.version, permit.docket.closed_on) == (
        "received",
        None,
        2,  # counted by the docket itself, once for what the form may change
        None,
    )
    assert (permit.docket.section, permit.docket.number, permit.docket.officer) == (section, "样许1号", None)
