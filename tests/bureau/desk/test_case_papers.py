"""On the page of a case: decisions on paper, its papers, whose desk it lies on, and the archive."""

import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.access import Event
from bureau.casework.gate import open_case
from bureau.models import AccessLog, Act, Attachment, Section, Signature, Staff
from bureau.people.roles import Role
from tests.bureau.casework.samples import HTML, PDF
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section

pytestmark = pytest.mark.django_db
NUMBER = "样文〔2026〕3号"
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(1)


@pytest.fixture
def section(tmp_path, settings) -> Section:
    settings.FILES_DIR = tmp_path / "files"
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例经办", is_staff=True)


@pytest.fixture
def head(section: Section) -> Staff:
    return a_person("head", section, Role.SECTION_HEAD, name="样例股长", is_staff=True)


@pytest.fixture
def permit(section: Section, officer: Staff) -> Permit:
    facts = {"number": "样许1号", "title": "样例事项", "section": section, "opened_on": YESTERDAY}
    return open_case(Permit, a_hand(officer), **facts)


@pytest.fixture
def proposed(permit: Permit, officer: Staff) -> Permit:
    for step in (procedure.accept, procedure.query_credit, procedure.propose):
        permit = step(permit, a_hand(officer), on=YESTERDAY, reason="停电")
    return permit


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(permit: Permit, name: str = "change", *more: object) -> str:
    return reverse(f"admin:permits_permit_{name}", args=[permit.pk, *more])


def registered(permit: Permit, **facts: object) -> dict[str, object]:
    form = {"version": permit.docket.version, "on": YESTERDAY, "scan": ""}
    return form | {"decided_by": "局长 样例甲", "paper_number": NUMBER} | facts


def with_name(content: bytes, name: str) -> io.BytesIO:
    made = io.BytesIO(content)
    made.name = name
    return made


# Decided on paper


def test_a_decision_on_paper_is_registered_by_one_and_confirmed_by_another(proposed, officer, head) -> None:
    form = registered(proposed, scan=with_name(PDF, "批复.pdf"))
    told = screen(officer).post(page(proposed, "register", "grant"), form, follow=True).text
    assert "待他人会签或确认" in told
    assert (Permit.objects.get().state, Signature.objects.get().by) == ("proposed", officer)
    shown = screen(head).get(page(proposed)).text
    for part in ("确认登记：准予许可", "局长样例甲", NUMBER):
        assert part in shown
    confirmed = screen(head).post(
        page(proposed, "register", "grant"), {"version": proposed.docket.version}, follow=True
    )
    assert "登记：局长样例甲" in confirmed.text
    act = Act.objects.last()
    assert (act.registered, act.decided_by, act.paper_number, act.on) == (
        True,
        "局长样例甲",
        NUMBER,
        YESTERDAY,
    )
    assert (act.by, act.confirmed_by, act.recorded_late) == (officer, head, True)
    assert act.scan_sha256 == Attachment.objects.get().sha256
    assert Permit.objects.get().state == "granted"


def test_whoever_registered_cannot_confirm(proposed: Permit, officer: Staff) -> None:
    screen(officer).post(page(proposed, "register", "grant"), registered(proposed))
    assert "确认登记" not in screen(officer).get(page(proposed)).text
    screen(officer).post(page(proposed, "register", "grant"), {"version": proposed.docket.version})
    assert Permit.objects.get().state == "proposed"


def test_what_was_registered_by_mistake_is_taken_back_while_it_waits(proposed: Permit, officer: Staff) -> None:
    screen(officer).post(page(proposed, "register", "grant"), registered(proposed, decided_by="局长 样例乙"))
    assert "您已签署：准予许可" in screen(officer).get(page(proposed)).text
    screen(officer).post(page(proposed, "take_back", "grant"))
    assert not Signature.objects.in_force().exists()
    again = screen(officer).post(page(proposed, "take_back", "grant"), follow=True).text
    assert 'class="error"' in again
    screen(officer).post(page(proposed, "register", "grant"), registered(proposed))
    assert "局长样例甲" in str(Signature.objects.in_force().get().facts)
    assert screen(officer).get(page(proposed, "take_back", "grant")).status_code == 403


def test_a_decider_who_works_here_is_known_and_an_earlier_hand_excludes_them(proposed: Permit, officer: Staff) -> None:
    form = registered(proposed, decided_by="经办员 样例经办")
    answer = screen(officer).post(page(proposed, "register", "grant"), form)
    form = next(shown.form for shown in answer.context["case"]["registers"] if shown.name == "grant")
    assert form.refusals == ["纸质文件的决定人办理过前面的步骤，不得作此决定。"]
    assert not Signature.objects.exists()


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"decided_by": ""}, "decided_by"), ({"paper_number": ""}, "paper_number"), ({"on": "x"}, "on")],
)
def test_what_is_missing_stands_at_its_field_and_what_was_typed_is_kept(proposed, officer, facts, field) -> None:
    answer = screen(officer).post(page(proposed, "register", "refuse"), registered(proposed) | facts)
    form = next(shown.form for shown in answer.context["case"]["registers"] if shown.name == "refuse")
    assert field in form.errors
    assert form["paper_number"].value() == ({"paper_number": NUMBER} | facts)["paper_number"]
    assert not Signature.objects.exists()


def test_a_scan_that_is_none_is_refused_and_nothing_is_registered(proposed: Permit, officer: Staff) -> None:
    form = registered(proposed, scan=with_name(HTML, "批复.pdf"))
    assert screen(officer).post(page(proposed, "register", "grant"), form).status_code == 200
    assert not Signature.objects.exists()
    assert not Attachment.objects.exists()


# Papers


def test_a_paper_is_added_and_given_out_on_the_page_of_its_case(permit: Permit, officer: Staff) -> None:
    form = {"file": with_name(PDF, "申请表.pdf"), "received_on": YESTERDAY.strftime("%Y%m%d")}
    text = screen(officer).post(page(permit, "attach"), form, follow=True).text
    paper = Attachment.objects.get()
    assert (paper.name, paper.received_on, paper.docket) == ("申请表.pdf", YESTERDAY, permit.docket)
    address = reverse("admin:bureau_attachment_file", args=[paper.pk])
    assert address in text
    assert b"".join(screen(officer).get(address).streaming_content) == PDF
    read = AccessLog.objects.get(event=Event.FILE)
    assert (read.actor, read.record, read.row) == (officer, "bureau.attachment", str(paper.pk))


def test_what_is_no_paper_is_refused_with_the_reason(permit: Permit, officer: Staff) -> None:
    form = {"file": with_name(HTML, "申请表.pdf"), "received_on": YESTERDAY}
    answer = screen(officer).post(page(permit, "attach"), form, follow=True)
    assert 'class="error"' in answer.text
    assert screen(officer).post(page(permit, "attach"), {"received_on": "x"}, follow=True).status_code == 200
    assert not Attachment.objects.exists()


def test_who_may_not_write_adds_no_paper(permit: Permit, section: Section) -> None:
    supervisor = a_person("supervisor", section, Role.SUPERVISOR, is_staff=True)
    beside = a_person("beside", a_section("乙股"), Role.OFFICER, is_staff=True)
    form = {"file": with_name(PDF, "申请表.pdf"), "received_on": YESTERDAY}
    answers = [screen(person).post(page(permit, "attach"), form).status_code for person in (supervisor, beside)]
    assert answers == [403, 404]


# Whose desk it lies on


def test_what_nobody_has_is_taken_up_with_one_click(permit: Permit, officer: Staff) -> None:
    assert "认领" in screen(officer).get(page(permit)).text
    text = screen(officer).post(page(permit, "take_up"), follow=True).text
    assert Permit.objects.select_related("docket").get().docket.officer == officer
    assert "尚无人承办" not in text


def test_the_head_hands_a_case_over_for_a_reason(permit: Permit, officer: Staff, head: Staff) -> None:
    other = a_section("乙股")
    assert screen(officer).get(page(permit, "hand_over")).status_code == 403
    assert "乙股" in screen(head).get(page(permit, "hand_over")).text
    form = {"section": other.pk, "officer": ""}
    refused = screen(head).post(page(permit, "hand_over"), form)
    assert "reason_for_change" in refused.context["form"].errors
    done = screen(head).post(page(permit, "hand_over"), form | {"reason_for_change": "职责调整"})
    assert done.url == reverse("admin:permits_permit_changelist")
    assert Permit.objects.select_related("docket").get().docket.section == other
    assert screen(head).get(page(permit)).status_code == 302  # it has left


# The archive


def test_a_closed_case_goes_into_the_archive_is_only_read_there_and_comes_out_for_a_reason(
    permit, officer, head
) -> None:
    assert screen(head).post(page(permit, "archive"), {"retention": "10"}, follow=True).status_code == 200
    procedure.withdraw(permit, a_hand(officer), on=TODAY)
    assert screen(officer).post(page(permit, "archive"), {"retention": "10"}).status_code == 403
    screen(head).post(page(permit, "archive"), {"retention": "x"})
    assert Permit.objects.select_related("docket").get().docket.archived_on is None
    text = screen(head).post(page(permit, "archive"), {"retention": "10"}, follow=True).text
    assert "应移交档案馆日期" in text
    assert screen(officer).post(page(permit), {"grounds": "x"}).status_code == 403
    screen(head).post(page(permit, "archive"), {"reason_for_change": ""})
    assert Permit.objects.select_related("docket").get().docket.archived_on == TODAY
    screen(head).post(page(permit, "archive"), {"reason_for_change": "复查"})
    assert Permit.objects.select_related("docket").get().docket.archived_on is None
