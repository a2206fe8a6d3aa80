"""Whoever enters or corrects a notice first sees which open cases move, and moves them by confirming."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from bureau.audit.seen import parts_of, token_of
from bureau.casework.gate import open_case
from bureau.models import HolidayNotice, HolidayPeriod, Staff, Term
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
ADD = reverse("admin:bureau_holidaynotice_add")


@pytest.fixture
def permits() -> list[Permit]:
    """Two open, one of them due on the last day of March by law; one closed."""
    section = a_section()
    officer = a_person("officer", section, Role.OFFICER, name="样例甲", is_staff=True)
    facts = {"title": "样例事项", "section": section, "opened_on": OPENED}
    made = [open_case(Permit, hand(officer), number=f"样许{i}号", **facts) for i in range(3)]
    for permit in made:
        procedure.accept(permit, hand(officer), on=OPENED)
    procedure.withdraw(made[2], hand(officer), on=OPENED)
    return made


def notice(first: date, number: str = "测试〔2026〕9号", year: int = 2026) -> dict[str, object]:
    form = {"number": number, "year": year, "issued_on": "2026-02-01", "source": "typed"}
    form |= {"periods-TOTAL_FORMS": 1, "periods-INITIAL_FORMS": 0, "periods-0-name": "放假"}
    return form | {"periods-0-first_on": first, "periods-0-last_on": first}


def due_days() -> set[date]:
    return set(Term.objects.filter(duty="decision", met_on__isnull=True).values_list("due_on", flat=True))


def sent_again(page: str) -> dict[str, str]:
    """What the page of shifts sends when it is confirmed."""
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page))


def test_a_notice_first_shows_what_it_moves_and_saves_nothing(permits, admin_client: Client) -> None:
    answer = admin_client.post(ADD, notice(date(2026, 3, 30)))
    assert answer.status_code == 200
    for told in ("样许0号", "样许1号", "作出决定", "2026-03-30", "2026-03-31"):
        assert told in answer.text
    assert "样许2号" not in answer.text  # closed: it keeps the day it was judged by
    assert not HolidayNotice.objects.filter(number="测试〔2026〕9号").exists()
    assert due_days() == {date(2026, 3, 30)}


def test_confirming_saves_the_notice_and_moves_them_with_the_reason(permits, admin_client: Client) -> None:
    page = admin_client.post(ADD, notice(date(2026, 3, 30))).text
    answer = admin_client.post(ADD, sent_again(page), follow=True)
    assert "已调整 2 个时限" in answer.text
    assert due_days() == {date(2026, 3, 31)}
    version = Term.objects.filter(due_on=date(2026, 3, 31)).first().history.first()
    assert (version.history_change_reason, version.history_actor) == ("放假通知 测试〔2026〕9号", "admin")
    change = HolidayNotice.objects.get(number="测试〔2026〕9号").history.get().history_change
    assert version.history_change == change
    closed = Term.objects.get(docket=permits[2].docket, duty="decision")
    assert (closed.due_on, closed.history.count()) == (date(2026, 3, 30), 2)


def test_correcting_a_notice_shows_it_too(permits, admin_client: Client) -> None:
    admin_client.post(ADD, sent_again(admin_client.post(ADD, notice(date(2026, 3, 30))).text))
    saved = HolidayNotice.objects.get(number="测试〔2026〕9号")
    line = saved.periods.get()
    form = notice(date(2026, 3, 30) + timedelta(1)) | {"periods-INITIAL_FORMS": 1, "periods-0-id": line.pk}
    form |= {"periods-0-notice": saved.pk, "seen": token_of(parts_of(saved, [(HolidayPeriod, "notice")]))}
    address = reverse("admin:bureau_holidaynotice_change", args=[saved.pk])
    page = admin_client.post(address, form | {"reason_for_change": "国务院更正"}).text
    assert re.search(r"<del>2026-03-31</del>.*<ins>2026-03-30</ins>", page, re.DOTALL)
    assert admin_client.post(address, sent_again(page)).status_code == 302
    assert due_days() == {date(2026, 3, 30)}
    assert Term.history.filter(history_change_reason="国务院更正").count() == 2


def test_a_notice_that_moves_nothing_is_saved_at_once(permits, admin_client: Client) -> None:
    assert admin_client.post(ADD, notice(date(2026, 6, 1))).status_code == 302
    assert Staff.objects.filter(username="admin").exists()
    assert due_days() == {date(2026, 3, 30)}


def test_whoever_reads_no_cases_is_told_how_many_move_and_not_which(permits) -> None:
    system = a_person("system", permits[0].docket.section, Role.SYSTEM_ADMINISTRATOR, is_staff=True)
    client = Client()
    client.force_login(system)
    page = client.post(ADD, notice(date(2026, 3, 30))).text
    assert ("另有 2 个您无权查看的事项时限" in page, "样许0号" in page, "样例事项" in page) == (True, False, False)
    client.post(ADD, sent_again(page))
    assert due_days() == {date(2026, 3, 31)}
