"""Enterprises, persons, items and papers on the screen: what is open to whom, and what each look leaves behind."""

import io
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.access import AccessLog, Event
from bureau.audit.seen import parts_of, token_of
from bureau.casework.attachments import attach
from bureau.casework.gate import open_case
from bureau.casework.parties import enterprise_of
from bureau.law.licensing import Nature
from bureau.models import Attachment, Enterprise, Material, Person, Section, ServiceItem, Staff
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand
from tests.bureau.casework.samples import PDF
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, record

pytestmark = pytest.mark.django_db
CODE, NAME, PHONE = "91441702123456788K", "样例（阳江）有限公司", "13800138000"
BY_CODE = reverse("admin:bureau_enterprise_by_code")
LIMITS = {
    "statutory_amount": 20,
    "statutory_unit": "workday",
    "statutory_article": "《行政许可法》第四十二条",
    "promised_amount": 5,
    "promised_unit": "workday",
    "promised_article": "办事指南",
}
SAYS = {"code": "440125002000", "name": "样例核准", "nature": Nature.LICENCE, "basis": "样例依据", **LIMITS}


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例甲", is_staff=True)


@pytest.fixture
def reviewer(section: Section) -> Staff:
    return a_person("reviewer", section, Role.LEGAL_REVIEWER, is_staff=True)


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(row, view: str = "change", *more: object) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{view}", args=[row.pk, *more])


# Enterprises


def test_a_pasted_code_tells_what_is_known_and_refuses_what_is_no_code(officer: Staff) -> None:
    known = enterprise_of(a_hand(), CODE, NAME)
    told = [
        screen(officer).get(BY_CODE, {"code": code}).json()
        for code in (f" {CODE.lower()} ", "91440300708461136T", CODE[:17] + "X")
    ]
    assert told[0] == {"code": CODE, "name": NAME, "address": "", "id": known.pk, "said": "已在库。"}
    assert (told[1]["code"], told[1]["name"], told[1]["id"]) == ("91440300708461136T", "", None)
    assert "校验" in told[2]["refused"]


def test_a_pasted_code_finds_its_enterprise_in_the_list(officer: Staff) -> None:
    enterprise_of(a_hand(), CODE, NAME)
    address = reverse("admin:bureau_enterprise_changelist")
    assert NAME in screen(officer).get(address, {"q": f" {CODE.lower()} "}).text
    assert NAME in screen(officer).get(address, {"q": "阳江"}).text


def test_an_enterprise_is_entered_once_and_its_odd_code_is_told(officer: Staff) -> None:
    address = reverse("admin:bureau_enterprise_add")
    odd = screen(officer).post(address, {"uscc": "91441702123456780t", "name": "样例二公司"}, follow=True)
    assert "组织机构代码" in odd.text
    again = screen(officer).post(address, {"uscc": "91441702123456780T", "name": "另名"})
    assert "uscc" in again.context["adminform"].form.errors
    assert Enterprise.objects.get().name == "样例二公司"


def test_an_administrator_of_the_system_sees_no_party(section: Section) -> None:
    system = a_person("system", section, Role.SYSTEM_ADMINISTRATOR, is_staff=True)
    for address in (reverse("admin:bureau_enterprise_changelist"), reverse("admin:bureau_person_changelist"), BY_CODE):
        assert screen(system).get(address).status_code == 403


# Persons


@pytest.fixture
def person(section: Section) -> Person:
    return record(Person, bureau=section.bureau, name="欧阳若兰", phone=PHONE)


def test_a_person_is_a_mask_everywhere_and_keeps_what_was_not_touched(person: Person, officer: Staff) -> None:
    listed = screen(officer).get(reverse("admin:bureau_person_changelist")).text
    shown = screen(officer).get(page(person)).text
    for text in (listed, shown):
        assert "138****8000" in text
        assert not any(plain in text for plain in (PHONE, "欧阳若兰"))
    form = {"bureau": person.bureau_id, "name": "欧***", "phone": "138****8000", "address": "闸坡镇样例路1号"}
    answer = screen(officer).post(page(person), form | {"seen": token_of(parts_of(person))})
    assert answer.status_code == 302
    fresh = Person.objects.get()
    assert fresh.phone.matches(PHONE)
    assert fresh.history.count() == 2
    history = screen(officer).get(page(person, "history")).text
    assert not any(plain in history for plain in (PHONE, "欧阳若兰", "样例路"))


def test_a_field_is_shown_for_a_purpose_that_the_access_log_keeps(person: Person, officer: Staff) -> None:
    address = page(person, "reveal", "phone")
    assert screen(officer).post(address, {"purpose": "  "}).url == page(person)
    assert not AccessLog.objects.filter(event=Event.REVEAL).exists()
    answer = screen(officer).post(address, {"purpose": "回访约时间"})
    assert PHONE in answer.text
    assert "no-store" in answer["Cache-Control"]
    entry = AccessLog.objects.get(event=Event.REVEAL)
    told = (entry.event, entry.actor, entry.purpose, entry.record, entry.row, entry.fields)
    assert told == (Event.REVEAL, officer, "回访约时间", "bureau.person", str(person.pk), "phone")


def test_nothing_is_shown_by_address_to_others_or_of_other_fields(person: Person, officer: Staff) -> None:
    abroad = a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.OFFICER, is_staff=True)
    supervisor = a_person("supervisor", officer.section, Role.SUPERVISOR, is_staff=True)
    asked = {"purpose": "x"}
    phone = page(person, "reveal", "phone")
    answers = [
        screen(officer).get(phone),
        screen(abroad).post(phone, asked),
        screen(supervisor).post(phone, asked),
        screen(officer).post(page(person, "reveal", "bureau"), asked),
    ]
    assert [answer.status_code for answer in answers] == [403, 404, 404, 404]
    assert not AccessLog.objects.filter(event=Event.REVEAL).exists()


@pytest.mark.parametrize("asked", ["phone=138****8000", "phone__startswith=1", "name__isnull=False", "q=138", "q=欧阳"])
def test_no_address_learns_of_what_is_sealed(person: Person, officer: Staff, asked: str) -> None:
    answer = screen(officer).get(f"{reverse('admin:bureau_person_changelist')}?{asked}")
    assert answer.status_code == 400 or PHONE not in answer.text


# Service items


def test_an_item_is_typed_as_a_draft_brought_into_force_and_then_only_read(section: Section, reviewer: Staff) -> None:
    form = SAYS | {"bureau": section.bureau.pk, "extension_is_told": "on", "materials-INITIAL_FORMS": 0}
    form |= {"materials-TOTAL_FORMS": 1, "materials-0-name": "申请报告", "materials-0-position": 1}
    says = {"form": "paper", "kind": "original", "copies": 2, "source": "applicant", "shared_data": ""}
    form |= {f"materials-0-{name}": said for name, said in says.items()}
    form |= {"materials-0-template_url": "portal.sample.invalid/form.docx"}
    answer = screen(reviewer).post(reverse("admin:bureau_serviceitem_add"), form)
    assert answer.status_code == 302, answer.context["errors"]
    item = ServiceItem.objects.get()
    material = Material.objects.get()
    assert (material.item, material.details) == (item, "纸质 · 原件 · 2份")
    assert material.template_url == "https://portal.sample.invalid/form.docx"
    today = timezone.localdate()
    screen(reviewer).post(page(item, "step", "bring_into_force"), {"on": today.isoformat()})
    item.refresh_from_db()
    assert item.since_on == today
    assert screen(reviewer).post(page(item), form).status_code == 403
    assert 'name="code"' not in screen(reviewer).get(page(item)).text


def test_a_promise_above_the_law_is_refused_at_its_field(section: Section, reviewer: Staff) -> None:
    form = SAYS | {"bureau": section.bureau.pk, "promised_amount": 21}
    form |= {"materials-TOTAL_FORMS": 0, "materials-INITIAL_FORMS": 0}
    answer = screen(reviewer).post(reverse("admin:bureau_serviceitem_add"), form)
    assert answer.context["adminform"].form.errors["promised_amount"] == ["承诺时限不得长于法定时限。"]
    assert not ServiceItem.objects.exists()


def test_the_nature_of_a_draft_says_the_category_of_its_power_and_what_is_of_another_is_refused(
    section: Section, reviewer: Staff
) -> None:
    item, client = record(ServiceItem, bureau=section.bureau, **SAYS), screen(reviewer)
    shown = client.get(page(item)).text
    assert "按编码，所指职权的类别为“行政许可”。" in shown
    assert "现行权责清单中没有与本事项编码相同的职权。" in shown
    form = SAYS | {"nature": Nature.SERVICE, "bureau": section.bureau.pk}
    form |= {"materials-TOTAL_FORMS": 0, "materials-INITIAL_FORMS": 0}
    errors = client.post(page(item), form).context["adminform"].form.errors
    assert errors["nature"] == ["该编码所指职权的类别为“行政许可”，事项性质应为：行政许可。"]


def test_a_new_version_is_made_of_the_old_and_a_wrong_day_is_told(section: Section, reviewer: Staff) -> None:
    item = record(ServiceItem, bureau=section.bureau, **SAYS)
    client = screen(reviewer)
    client.post(page(item, "step", "bring_into_force"), {"on": timezone.localdate().isoformat()})
    made = client.post(page(item, "step", "new_version"))
    draft = ServiceItem.objects.get(number=2)
    assert made.url == page(draft)
    told = client.post(page(draft, "step", "bring_into_force"), {"on": "2020-01-01"}, follow=True)
    assert "请说明补录原因" in told.text
    assert client.post(page(draft, "step", "bring_into_force"), {"on": "x"}, follow=True).status_code == 200
    draft.refresh_from_db()
    assert draft.since_on is None


def test_an_officer_reads_items_and_brings_none_into_force(section: Section, officer: Staff) -> None:
    item = record(ServiceItem, bureau=section.bureau, **SAYS)
    assert screen(officer).get(page(item)).status_code == 200
    step = page(item, "step", "bring_into_force")
    assert screen(officer).post(step, {"on": timezone.localdate().isoformat()}).status_code == 403
    assert screen(officer).get(step).status_code == 403


# Papers


@pytest.fixture
def attachment(section: Section, officer: Staff, tmp_path, settings) -> Attachment:
    settings.FILES_DIR = tmp_path / "files"
    facts = {"number": "样许1号", "title": "样例事项", "section": section, "opened_on": OPENED}
    permit = open_case(Permit, hand(officer), **facts)
    return attach(permit.docket, a_hand(officer), "申请 表.pdf", io.BytesIO(PDF), received_on=date(2026, 3, 2))


def test_a_paper_is_given_out_as_it_came_under_its_name_and_never_shown_inline(attachment, officer) -> None:
    answer = screen(officer).get(page(attachment, "file"))
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "申请 表.pdf" in screen(officer).get(page(attachment)).text


def test_a_paper_beyond_reach_is_not_given_out(attachment: Attachment) -> None:
    beside = a_person("beside", a_section("乙股"), Role.OFFICER, is_staff=True)
    for person in (beside, a_person("nobody", is_staff=True)):
        assert screen(person).get(page(attachment, "file")).status_code == 403
    assert Client().get(page(attachment, "file")).status_code == 302
