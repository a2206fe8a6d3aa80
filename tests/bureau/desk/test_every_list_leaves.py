"""Every list of the house leaves it for its exporters, as its screen shows it; or it says here why it does not."""

import csv
import io
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from bureau.audit.access import AccessLog, Event
from bureau.casework.gate import open_case
from bureau.casework.parties import Person
from bureau.desk.sheets_export import ExportAdmin
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, record

# What does not leave, and why.
STAYS: dict[str, str] = {
    "bureau.docket": "each kind of case leaves by its own list, with its own columns",
    "bureau.mailpreference": "one's own wishes, one row for each person",
    "bureau.destructionlist": "each list is printed from its own page, to be signed",
    "bureau.job": "work of the moment, seen by whoever asked for it: numbers and states that are gone tomorrow",
}
TEXT = "1"
DAY = date(2026, 3, 2)


def screens() -> list[Any]:
    return sorted(admin.site._registry.values(), key=lambda screen: screen.opts.label_lower)


@pytest.fixture
def everything(db: None) -> Client:
    section = a_section()
    root = a_person("root", section, name="样例甲", is_staff=True, is_superuser=True)
    client = Client()
    client.force_login(root)
    return client


def taken(client: Client, model: Any) -> list[list[str]]:
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_export")
    answer = client.post(address, {"format": TEXT, "purpose": "样例用途"})
    assert (answer.status_code, answer["Content-Type"]) == (200, "text/csv; charset=utf-8"), answer.content.decode()
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_every_list_has_exporters_of_its_own_or_a_reason() -> None:
    told = {screen.opts.label_lower for screen in screens() if getattr(screen, "exporters", None)}
    assert {screen.opts.label_lower for screen in screens()} - told == set(STAYS)
    assert all(isinstance(screen, ExportAdmin) for screen in screens() if screen.opts.label_lower in told)


@pytest.mark.parametrize("screen", screens(), ids=lambda screen: screen.opts.label_lower)
def test_the_headings_that_leave_are_those_of_the_list(everything: Client, screen: Any) -> None:
    if screen.opts.label_lower in STAYS:
        address = f"/admin/{screen.opts.label_lower.replace('.', '/')}/export/"
        assert everything.get(address).status_code in (302, 403, 404)
        return
    assert len(taken(everything, screen.model)[0]) == len(screen.list_display)
    assert AccessLog.objects.get(event=Event.EXPORT).record == screen.opts.label_lower


def test_a_case_leaves_with_its_light_and_state_in_words(everything: Client) -> None:
    officer = a_person("officer", Staff.objects.get().section, Role.OFFICER, name="样例经办")
    hand = a_hand(officer, at=datetime(2026, 3, 2, 2, tzinfo=UTC))
    facts = {"number": "样1号", "title": "样例", "section": officer.section, "opened_on": DAY, "officer": officer}
    procedure.accept(open_case(Permit, hand, **facts), hand, on=DAY)
    heading, row = taken(everything, Permit)
    told = dict(zip(heading, row, strict=True))
    assert (told["编号"], told["标题"], told["状态"], told["经办人"]) == ("样1号", "样例", "已受理", "样例经办")
    assert "超期" in told["时限"]


def test_persons_leave_as_their_masks_and_by_a_head_alone(everything: Client) -> None:
    section = Staff.objects.get().section
    record(Person, bureau=section.bureau, name="样例张三", phone="13800138000", id_no="440102199001011237")
    head = Client()
    head.force_login(a_person("head", section, Role.SECTION_HEAD, is_staff=True))
    told = str(taken(head, Person))
    assert ("138****8000" in told, "13800138000" in told, "440102199001011237" in told) == (True, False, False)
    officer = Client()
    officer.force_login(a_person("officer", section, Role.OFFICER, is_staff=True))
    assert officer.get(reverse("admin:bureau_person_export")).status_code == 403


def test_the_access_log_leaves_for_who_supervises_and_that_is_logged(everything: Client) -> None:
    auditor = Client()
    auditor.force_login(a_person("auditor", Staff.objects.get().section, Role.AUDIT_ADMINISTRATOR, is_staff=True))
    taken(auditor, AccessLog)
    _heading, last, *_rest = taken(auditor, AccessLog)
    assert (last[1], last[2], last[6]) == ("auditor", "数据导出", "样例用途")
    assert auditor.get(reverse("admin:bureau_enterprise_export")).status_code == 403
