"""What the mails say, in both languages, and what they never say."""

from datetime import date
from typing import Any

import pytest
from django.core.mail import EmailMultiAlternatives

from bureau.casework.parties import enterprise_of
from bureau.notices.drain import drain
from bureau.notices.outbox import Notice
from bureau.notices.preferences import MailPreference
from bureau.notices.urge import urge
from bureau.notices.urging import Urging
from bureau.people.roles import Role
from tests.bureau.notices.nights import DUE, WORKER, Box, Office, at, march, morning, night, nights
from tests.records import a_hand, record

pytestmark = pytest.mark.django_db

PROMISED = march(9)  # of a permit accepted on Monday the second
CANARIES = ["样例申请人金丝雀", "13800138000", "91441702123456788K", "样例金丝雀水产"]


@pytest.fixture
def office() -> Office:
    return Office()


def sent(day: date, hour: int = 8) -> list[Any]:
    box = Box()
    morning(day, box, hour)
    return box


def to(person, mails: list[Any]) -> EmailMultiAlternatives:
    (found,) = [each for each in mails if each.to == [person.email]]
    return found


def test_a_line_has_number_kind_due_day_reason_and_link(office: Office, settings) -> None:
    settings.SITE_URL = "https://desk.example.cn"
    permit = office.permit(promised_days=5)
    night(PROMISED)
    mail = to(office.officer, sent(PROMISED))
    assert mail.subject == "2026年3月9日期限提醒：逾期0件，将到期1件"
    for text in (mail.body, mail.alternatives[0].content):
        assert permit.docket.number in text
        assert "样例许可" in text
        assert "承诺办结" in text
        assert "今日（2026年3月9日）到期" in text
        assert "承诺时限为5个工作日，依据服务承诺。" in text
        assert f"https://desk.example.cn/admin/permits/permit/{permit.pk}/change/" in text


def test_it_is_in_english_for_whoever_reads_english(office: Office) -> None:
    record(MailPreference, staff=office.officer, language="en")
    office.permit()
    night(PROMISED)
    mail = to(office.officer, sent(PROMISED))
    assert mail.subject == "Due days of March 9, 2026: 0 overdue, 1 to come"
    assert "due today, March 9, 2026" in mail.body
    assert "Promised limit: 5 working days, under service promise." in mail.body


def test_the_most_urgent_comes_first(office: Office) -> None:
    later, sooner, late = (office.term(due=day) for day in (march(16), march(13), march(10)))
    night(DUE)
    body = to(office.officer, sent(DUE)).body
    places = [body.index(term.docket.number) for term in (late, sooner, later)]
    assert places == sorted(places)
    assert "已于2026年3月10日到期，逾期3个工作日" in body
    assert "2026年3月16日到期，还有1个工作日" in body


def test_missed_reminders_are_said_in_one_line(office: Office) -> None:
    office.term()
    nights(march(9), march(11))
    night(march(17))
    mail = to(office.officer, sent(march(17)))
    assert mail.subject.startswith("【补发】")
    assert mail.body.count("补发：2026年3月12日至2026年3月16日应发的3次提醒") == 1
    assert mail.body.count("样许〔2026〕1号") == 1


def test_it_says_why_it_comes_to_this_reader(office: Office) -> None:
    office.term(officer=None)
    office.term(officer=office.person("gone", Role.OFFICER, is_active=False))
    night(DUE)
    body = to(office.head, sent(DUE)).body
    assert "尚未分办" in body
    assert "无人可提醒" in body


def test_a_provisional_day_is_said_to_be_the_earliest(office: Office) -> None:
    office.term(due_on=None, earliest_on=DUE, state="provisional")
    night(DUE)
    assert "最早2026年3月13日到期，以国务院放假安排公布后为准" in to(office.officer, sent(DUE)).body


def test_a_mail_bears_a_message_id_that_stays(office: Office, settings) -> None:
    settings.SITE_URL = "https://desk.example.cn"
    office.term()
    night(DUE)
    notice = Notice.objects.get()
    settings.SITE_URL = "https://moved.example.cn"
    assert notice.message_id == f"<digest.20260313.{notice.pk}@desk.example.cn>"
    assert to(office.officer, sent(DUE)).extra_headers["Message-ID"] == notice.message_id


def test_the_supervisor_has_the_numbers_of_the_bureau_once_a_week(office: Office) -> None:
    supervisor = office.person("supervisor", Role.SUPERVISOR)
    office.term(due=march(6))
    office.term(due=march(11))
    office.term(due=march(5), state="met", met_on=march(6), watch_on=None)
    nights(march(9), march(13))
    assert list(Notice.objects.filter(kind="weekly").values_list("recipient", "day")) == [(supervisor.pk, march(9))]
    Notice.objects.filter(kind="weekly").update(state="queued", finished_at=None, next_at=at(march(9)))
    body = to(supervisor, sent(march(9))).body
    for said in ("在办案件：3", "逾期时限：1", "七日内到期时限：1", "上周办结时限：1", "其中逾期办结：1"):
        assert said in body
    assert "样许〔2026〕1号" in body


def test_a_missed_monday_puts_the_week_off_to_tuesday(office: Office) -> None:
    office.person("supervisor", Role.SUPERVISOR)
    nights(march(9), march(11), without=[march(9)])
    assert list(Notice.objects.filter(kind="weekly").values_list("day", flat=True)) == [march(10)]


def test_no_mail_says_whose_case_it_is_or_what_it_is_about(office: Office) -> None:
    """Planted in every place that a mail could take it from: title, party, officer, absent officer, words."""
    office.person("supervisor", Role.SUPERVISOR)
    office.person("gone", Role.OFFICER, name="样例申请人金丝雀", is_active=False)
    applicant = enterprise_of(a_hand(office.officer, at=at(march(2))), "91441702123456788K", "样例金丝雀水产")
    office.permit(title="样例申请人金丝雀 13800138000", applicant=applicant)
    permit = office.permit(title="样例金丝雀水产")
    urge(permit.docket, a_hand(office.head, at=at(PROMISED, 7)), kind=Urging.Kind.URGE, words="样例申请人金丝雀")
    night(PROMISED)
    box = Box()
    drain(lambda: at(PROMISED, 8), box.send, WORKER)
    assert {each.extra_headers["Message-ID"].split(".")[0] for each in box} == {"<digest", "<urging", "<weekly"}
    for mail in box:
        assert mail.from_email
        whole = mail.message().as_string() + mail.subject + mail.body + mail.alternatives[0].content
        assert [canary for canary in CANARIES if canary in whole] == []
