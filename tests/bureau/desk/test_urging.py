"""催办 and 督办 on the page of a case, and what its course then tells of mails."""

import pytest
from django.test import Client
from django.urls import reverse

from bureau.desk.pieces.mailed import mailed_of
from bureau.notices.drain import drain
from bureau.notices.outbox import Debt
from bureau.notices.post import Refused
from bureau.notices.urging import Urging
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.bureau.notices.nights import WORKER, Office, at, march, morning, night
from tests.permits.models import Permit
from tests.records import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


@pytest.fixture
def permit(office: Office) -> Permit:
    return office.permit()


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(permit: Permit) -> str:
    return reverse("admin:permits_permit_change", args=[permit.pk])


def way(permit: Permit, kind: str) -> str:
    return reverse("admin:permits_permit_urge", args=[permit.pk, kind])


def test_a_head_urges_and_it_stands_in_the_course_of_the_case(office: Office, permit: Permit) -> None:
    client = screen(office.head)
    assert way(permit, "urge") in client.get(page(permit)).text
    told = client.post(way(permit, "urge"), {"words": "请于周五前报进展"}, follow=True).text
    assert "邮件将立即发给：" in told
    assert Urging.objects.get().by == office.head
    (entry,) = [entry for entry in client.get(page(permit)).context["case"]["entries"] if entry.kind == "urge"]
    assert (entry.who, entry.words) == (str(office.head), "以股室负责人身份催办，催办对象：officer")
    assert entry.notes == ("请于周五前报进展", "向officer发送邮件：排队中")


def test_each_is_offered_only_what_they_may(office: Office, permit: Permit) -> None:
    supervisor = office.person("supervisor", Role.SUPERVISOR)
    offered = {office.officer: [], office.head: ["urge"], office.leader: ["urge"], supervisor: ["supervise"]}
    offered[a_person("root", is_superuser=True)] = []
    for person, kinds in offered.items():
        assert [each.kind for each in screen(person).get(page(permit)).context["urging"]] == kinds


def test_what_is_refused_is_shown_with_what_was_typed(office: Office, permit: Permit) -> None:
    text = screen(office.head).post(way(permit, "urge"), {"words": "请致电13800138000"}).text
    assert 'value="请致电13800138000"' in text
    assert "不得填写" in text
    assert "您在此股室没有办理这一步的角色" in screen(office.officer).post(way(permit, "urge"), {}, follow=True).text
    assert not Urging.objects.exists()


def test_it_takes_a_post_a_case_within_reach_and_a_kind_that_there_is(office: Office, permit: Permit) -> None:
    client = screen(office.head)
    assert client.get(way(permit, "urge")).status_code == 405
    assert client.post(way(permit, "nonsense")).status_code == 404
    assert screen(a_person("stranger")).post(way(permit, "urge")).status_code in (403, 404)
    assert not Urging.objects.exists()


def test_the_course_tells_which_mails_went_out_and_which_could_not_be_sent(office: Office, permit: Permit) -> None:
    night(march(4))
    morning(march(4))
    sent = [each for each in mailed_of(permit) if each.kind == "mail"]
    assert [each.words for each in sent] == ["每日提醒已发给officer"]
    night(march(9))
    drain(lambda: at(march(9), 8), _refused, WORKER)
    latest = max(mailed_of(permit), key=lambda each: each.at)
    assert latest.words.endswith("未能送达")
    assert any("补发" in note for note in latest.notes)


def _refused(_message) -> None:
    raise Refused("550")


def test_the_course_tells_what_was_struck_and_that_nobody_could_be_told(office: Office, permit: Permit) -> None:
    night(march(4))
    Debt.objects.update(struck_because="met")
    assert [each.words for each in mailed_of(permit)] == ["对officer的提醒已取消：已办结"]
    Debt.objects.update(struck_because="", recipient=None, notice=None, reach="nobody")
    assert [each.words for each in mailed_of(permit)] == ["应提醒，但无人可提醒"]


def test_however_many_mails_there_are_they_cost_the_same(
    office: Office, permit: Permit, django_assert_num_queries
) -> None:
    for day in (4, 5, 6, 9, 10):
        night(march(day))
        morning(march(day))
    with django_assert_num_queries(2):
        assert len(list(mailed_of(permit))) > 2
