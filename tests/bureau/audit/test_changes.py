"""The history as a person reads it, and on its page."""

import pytest
from django.test import Client
from django.urls import reverse

from bureau.audit.changes import Changed, versions_of
from bureau.models import HolidayNotice, Section, Staff
from tests.records import a_hand, a_person, a_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> Section:
    """A section that was renamed, and made the intake section of another bureau."""
    section = a_section("规划股")
    section.bureau, section.name, section.is_intake = a_section("x", bureau="另一样例局").bureau, "综合办公室", True
    section.hand = a_hand(a_person("clerk", name="样例甲")).because("机构调整")
    section.save()
    return section


@pytest.fixture
def administrator(admin_user: Staff) -> Client:
    client = Client()
    client.force_login(admin_user)
    return client


def test_a_change_is_told_in_labels_and_names_not_in_columns_and_codes(section: Section) -> None:
    newest, first = versions_of(section)
    assert (newest.actor, newest.source, newest.event, newest.reason) == ("样例甲", "由命令行", "修改", "机构调整")
    assert newest.changed == (
        Changed("局", "样例局", "另一样例局"),
        Changed("名称", "规划股", "综合办公室"),
        Changed("收件股室", "否", "是"),
    )
    assert (first.event, first.changed[0]) == ("录入", Changed("局", "", "样例局"))


def test_a_choice_and_a_day_are_told_as_on_the_screen() -> None:
    told = {changed.label: changed.after for changed in versions_of(HolidayNotice.objects.get(year=2026))[0].changed}
    assert (told["来源"], told["发布日期"]) == ("按通知原文录入", "2025年11月4日")


def test_however_many_versions_the_queries_are_few(section: Section, django_assert_num_queries) -> None:
    for _ in range(5):
        section.hand = a_hand()
        section.save()
    with django_assert_num_queries(2):
        assert len(versions_of(section)) == 7


def test_the_page_of_the_history_shows_who_when_why_and_what(administrator: Client, section: Section) -> None:
    page = administrator.get(reverse("admin:bureau_section_history", args=[section.pk])).text
    for word in ("样例甲", "机构调整", "<del>规划股</del>", "<ins>综合办公室</ins>"):
        assert word in page


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_nothing_is_ever_written_from_a_page_of_history(administrator: Client, section: Section, method: str) -> None:
    before = section.history.count()
    address = reverse("admin:bureau_section_history", args=[section.pk])
    assert getattr(administrator, method)(address, {"name": "x"}).status_code == 403
    assert section.history.count() == before


def test_the_history_of_nothing_leads_back_to_the_desk(administrator: Client) -> None:
    assert administrator.get(reverse("admin:bureau_section_history", args=[999])).url == "/admin/"


def test_without_the_right_to_see_a_record_its_history_is_closed(section: Section) -> None:
    client = Client()
    client.force_login(a_person("visitor", is_staff=True))
    answers = [client.get(reverse("admin:bureau_section_history", args=[pk])) for pk in (section.pk, 999)]
    assert [answer.url for answer in answers] == ["/admin/", "/admin/"]
