"""A destruction as three people see it: drawn up, appraised with its report, carried out with the signed list."""

import re
from datetime import date
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.casework.archive import archive
from bureau.casework.destruction import Destroyed, DestructionList
from bureau.casework.gate import open_case
from bureau.casework.keeping import LegalHold, RetentionRule
from bureau.law.archives import Retention
from bureau.models import Attachment, Docket, Section, Staff
from bureau.people.roles import Role
from tests.bureau.casework.samples import PDF
from tests.bureau.casework.test_destroying import archived as old_case
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, appoint, record

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:bureau_destructionlist_add"), reverse("admin:bureau_destructionlist_changelist")


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Any) -> None:
    settings.FILES_DIR = tmp_path


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def people(section: Section) -> dict[str, Staff]:
    officer = a_person("officer", section, name="样例officer")
    appoint(officer, Role.OFFICER, section, since=date(2000, 1, 1))
    others = {"head": Role.SECTION_HEAD, "leader": Role.LEADER, "system": Role.SYSTEM_ADMINISTRATOR}
    return {"officer": officer} | {name: a_person(name, section, role) for name, role in others.items()}


@pytest.fixture
def case(section: Section, people: dict[str, Staff]) -> Permit:
    return old_case(section, people, "样许〔2005〕1号", None)


def screen(who: Staff) -> Client:
    client = Client()
    client.force_login(who)
    return client


def step(who: Staff, what: str, **sent: Any) -> Any:
    address = reverse("admin:bureau_destructionlist_step", args=[DestructionList.objects.get().pk, what])
    return screen(who).post(address, sent)


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("签字件.pdf", PDF)


def test_from_the_schedule_to_the_ashes(case: Permit, section: Section, people: dict[str, Staff]) -> None:
    assert "没有保管期满待销毁的案卷" in screen(people["officer"]).get(ADD).text
    line = {"bureau": section.bureau_id, "case_kind": "permit", "retention": "10", "paper": "样档复〔2006〕1号"}
    assert screen(people["head"]).post(reverse("admin:bureau_retentionrule_add"), line).status_code == 302
    assert "样许〔2005〕1号" in screen(people["officer"]).get(ADD).text
    drawn = screen(people["officer"]).post(ADD, {"bureau": section.bureau_id, "docket": [case.pk]}, follow=True)
    assert "编制" in drawn.text
    assert step(people["officer"], "appraised", paper="1", file=scan()).status_code == 403
    assert "errornote" in step(people["leader"], "appraised", paper="1").text
    assert step(people["leader"], "appraised", paper="样鉴〔2026〕1号", file=scan()).status_code == 302
    assert step(people["system"], "executed", paper="样销〔2026〕1号", file=scan()).status_code == 302
    page = screen(people["leader"]).get(reverse("admin:bureau_destructionlist_change", args=[drawn_list().pk])).text
    assert Destroyed.objects.get().docket_id == case.pk
    for told in ("样鉴〔2026〕1号", "样销〔2026〕1号", "文件1"):
        assert told in page
    given = screen(people["leader"]).get(reverse("admin:bureau_destructionlist_file", args=[drawn_list().pk, 2]))
    assert b"".join(given.streaming_content) == PDF


def drawn_list() -> DestructionList:
    return DestructionList.objects.get()


def test_the_case_and_its_paper_say_that_they_were_destroyed(
    case: Permit, section: Section, people: dict[str, Staff]
) -> None:
    record(RetentionRule, bureau=section.bureau, case_kind="permit", retention="10", paper="样档复〔2006〕1号")
    screen(people["officer"]).post(ADD, {"bureau": section.bureau_id, "docket": [case.pk]})
    step(people["leader"], "appraised", paper="1", file=scan())
    step(people["system"], "executed", paper="2", file=scan())
    page = screen(people["head"]).get(reverse("admin:permits_permit_change", args=[case.pk])).text
    assert "个人信息与文件已不存在" in page
    paper = reverse("admin:bureau_attachment_file", args=[Attachment.objects.get().pk])
    assert "已按销毁清册" in screen(people["head"]).get(paper, follow=True).text
    screen(people["head"]).post(reverse("admin:permits_permit_archive", args=[case.pk]), {"reason_for_change": "x"})
    assert Docket.objects.get().archived_on


def test_what_is_refused_is_shown_and_nothing_is_half_done(
    case: Permit, section: Section, people: dict[str, Staff]
) -> None:
    record(RetentionRule, bureau=section.bureau, case_kind="permit", retention="10", paper="样档复〔2006〕1号")
    screen(people["officer"]).post(ADD, {"bureau": section.bureau_id, "docket": [case.pk]})
    hold = {
        "docket_number": "样许〔2005〕1号",
        "ground": "review",
        "paper": "样复〔2026〕3号",
        "since_on": "2026-01-05",
    }
    assert screen(people["head"]).post(reverse("admin:bureau_legalhold_add"), hold).status_code == 302
    assert LegalHold.objects.get().docket_id == case.pk
    answer = step(people["leader"], "appraised", paper="1", file=scan())
    assert "样复〔2026〕3号" in answer.text
    wrong = step(people["leader"], "appraised", paper="1", file=SimpleUploadedFile("x.exe", b"MZ" + bytes(99)))
    assert "errornote" in wrong.text
    assert step(people["leader"], "rejected", reason_for_change="尚有争议（样例）").status_code == 302
    assert "尚有争议（样例）" in screen(people["leader"]).get(LIST[:-1] + f"/{drawn_list().pk}/change/").text


def test_a_hold_names_the_case_of_the_own_bureau_where_another_has_its_number(
    case: Permit, people: dict[str, Staff]
) -> None:
    facts = {"section": a_section("丙股", bureau="另一样例局"), "title": "样例", "opened_on": case.docket.opened_on}
    open_case(Permit, a_hand(), number=case.docket.number, **facts)
    hold = {"docket_number": case.docket.number, "ground": "review", "paper": "1", "since_on": "2026-01-05"}
    assert screen(people["head"]).post(reverse("admin:bureau_legalhold_add"), hold).status_code == 302
    assert LegalHold.objects.get().docket_id == case.pk


def test_a_hold_names_a_case_that_one_may_see(case: Permit, people: dict[str, Staff]) -> None:
    hold = {"docket_number": "没有", "ground": "review", "paper": "1", "since_on": "2026-01-05"}
    answer = screen(people["head"]).post(reverse("admin:bureau_legalhold_add"), hold)
    assert "没有此编号" in answer.text


def test_a_bureau_sees_its_own_lists_alone(case: Permit, section: Section, people: dict[str, Staff]) -> None:
    record(RetentionRule, bureau=section.bureau, case_kind="permit", retention="10", paper="样档复〔2006〕1号")
    screen(people["officer"]).post(ADD, {"bureau": section.bureau_id, "docket": [case.pk]})
    abroad = a_section("丙股", bureau="另一样例局")
    leader, officer = a_person("l", abroad, Role.LEADER), a_person("o", abroad, Role.OFFICER)
    assert step(leader, "appraised", paper="1", file=scan()).status_code == 404
    assert screen(officer).post(ADD, {"bureau": section.bureau_id, "docket": [case.pk]}).status_code == 200
    assert screen(a_person("w", section, Role.WINDOW)).get(ADD).status_code == 403
    assert drawn_list().steps.count() == 1


def test_archiving_offers_the_term_of_the_schedule(section: Section, people: dict[str, Staff], case: Permit) -> None:
    record(RetentionRule, bureau=section.bureau, case_kind="permit", retention="30", paper="样档复〔2006〕1号")
    reopened = reverse("admin:permits_permit_archive", args=[case.pk])
    screen(people["head"]).post(reopened, {"reason_for_change": "期限有误（样例）"})
    page = screen(people["head"]).get(reverse("admin:permits_permit_change", args=[case.pk])).text
    assert re.search(r'value="30"\s+selected', page)
    archive(Docket.objects.get(), a_hand(people["head"]), Retention.THIRTY_YEARS, timezone.localdate())
    assert Docket.objects.get().retention == "30"
