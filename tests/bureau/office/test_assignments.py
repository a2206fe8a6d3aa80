"""督办: entered in one form, due on the day that was set, reminded like any case, done when it was accepted."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.casework.calendar import workdays
from bureau.casework.refusals import Refused, SameHand
from bureau.casework.terms import Term
from bureau.models import Assignment, Attachment, Debt, Section, Staff
from bureau.office.assignments import procedure
from bureau.office.assignments.rules import NotLater
from bureau.people.roles import Role
from tests.bureau.casework import samples
from tests.bureau.notices.nights import at, night
from tests.records import a_person, a_section, record

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:bureau_assignment_add"), reverse("admin:bureau_assignment_changelist")


@pytest.fixture(autouse=True)
def kept(settings, tmp_path) -> None:
    settings.FILES_DIR = tmp_path / "files"


@pytest.fixture
def office() -> Section:
    return record(Section, bureau=a_section().bureau, name="综合办公室", is_intake=True)


@pytest.fixture
def section(office: Section) -> Section:
    return Section.objects.get(name="规划股")


@pytest.fixture
def clerk(office: Section) -> Staff:
    return a_person("clerk", office, Role.OFFICER, name="样例办")


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例甲", email="officer@example.cn")


@pytest.fixture
def leader(section: Section) -> Staff:
    return a_person("leader", section, Role.LEADER, name="样例长")


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def typed(section: Section, **facts: object) -> dict[str, object]:
    today = timezone.localdate()
    form = {"secrecy": "none", "title": "样例事项", "section": section.pk, "opened_on": today, "origin": "instruction"}
    return form | {"paper": "样例批示第1号", "due_on": today + timedelta(days=7)} | facts


def entered(section: Section, officer: Staff, leader: Staff, **facts: object) -> Assignment:
    answer = screen(leader).post(ADD, typed(section, officer=officer.pk, leader=leader.pk, **facts))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    return Assignment.objects.latest("pk")


def by(person: Staff, day: date | None = None) -> Hand:
    return Hand(person, Source.SCREEN, at(day, 10) if day else timezone.now())


def test_the_office_enters_it_for_another_section_and_its_clock_runs(
    clerk: Staff, section: Section, officer: Staff, leader: Staff
) -> None:
    answer = screen(clerk).post(ADD, typed(section, officer=officer.pk, leader=leader.pk))
    assert answer.status_code == 302
    made = Assignment.objects.get()
    today = timezone.localdate()
    assert made.docket.number == f"督办〔{today.year}〕1号"
    assert (made.docket.section, made.docket.officer, made.leader, made.state) == (section, officer, leader, "open")
    term = Term.objects.get(docket=made.pk)
    assert (term.duty, term.start_on, term.due_on, term.officer) == ("due", today, today + timedelta(days=7), officer)


def test_an_officer_enters_for_the_own_section_only(officer: Staff, office: Section, section: Section) -> None:
    answer = screen(officer).post(ADD, typed(office))
    assert "section" in answer.context["adminform"].form.errors
    assert screen(officer).post(ADD, typed(section)).status_code == 302


def test_it_is_given_to_nobody_who_could_not_handle_it(leader: Staff, officer: Staff, office: Section) -> None:
    answer = screen(leader).post(ADD, typed(office, officer=officer.pk))
    assert "officer" in answer.context["adminform"].form.errors
    assert not Assignment.objects.exists()


def test_the_office_reads_all_and_moves_its_own_only(
    clerk: Staff, section: Section, officer: Staff, leader: Staff
) -> None:
    theirs = entered(section, officer, leader)
    page = reverse("admin:bureau_assignment_change", args=[theirs.pk])
    answer = screen(clerk).get(page)
    assert answer.status_code == 200
    assert answer.context["has_change_permission"] is False
    stranger = a_person("stranger", record(Section, bureau=section.bureau, name="统计股"), Role.OFFICER)
    assert screen(stranger).get(page).status_code == 302
    assert theirs.docket.number not in screen(stranger).get(LIST).text
    with pytest.raises(Refused):
        procedure.report_done(theirs, by(clerk), on=timezone.localdate(), result="样例")


def test_a_number_is_lost_by_nothing_that_was_refused(section: Section, officer: Staff, leader: Staff) -> None:
    today = timezone.localdate()
    refused = screen(leader).post(ADD, typed(section, due_on=today - timedelta(days=1)))
    assert "due_on" in refused.context["adminform"].form.errors
    assert entered(section, officer, leader).docket.number == f"督办〔{today.year}〕1号"
    assert entered(section, officer, leader).docket.number == f"督办〔{today.year}〕2号"


def test_two_bureaus_count_their_own_and_give_the_same_numbers(section: Section, leader: Staff) -> None:
    elsewhere, today = a_section("丙股", bureau="另一样例局"), timezone.localdate()
    chief = a_person("chief", elsewhere, Role.LEADER)
    for where, by_whom in ((elsewhere, chief), (section, leader), (section, leader), (elsewhere, chief)):
        assert screen(by_whom).post(ADD, typed(where)).status_code == 302
    for where, by_whom in ((section, leader), (elsewhere, chief)):
        dockets = [made.docket for made in Assignment.objects.order_by("pk") if made.docket.bureau == where.bureau]
        assert [docket.number for docket in dockets] == [f"督办〔{today.year}〕{count}号" for count in (1, 2)]
        assert screen(by_whom).get(LIST).context["cl"].result_count == 2


def test_it_is_done_when_another_hand_accepts_it(section: Section, officer: Staff, leader: Staff) -> None:
    today = timezone.localdate()
    made = entered(section, officer, leader)
    head = a_person("head", section, Role.SECTION_HEAD, Role.OFFICER, name="样例股长")
    made = procedure.tell_progress(made, by(officer), on=today, progress="已走访三家企业（样例）")
    made = procedure.report_done(made, by(head), on=today, result="已办结（样例）")
    assert Term.objects.get().state == Term.State.RUNNING  # reported is not done
    with pytest.raises(SameHand):
        procedure.accept(made, by(head), on=today)
    made = procedure.send_back(made, by(leader), on=today, reason="缺佐证（样例）")
    made = procedure.report_done(made, by(officer), on=today, result="已办结，附照片（样例）")
    made = procedure.accept(made, by(leader), on=today)
    term = Term.objects.get()
    assert (made.state, made.docket.closed_on, term.met_on, term.is_late) == ("done", today, today, False)


def test_a_leader_sets_another_day_and_nobody_else_does(section: Section, officer: Staff, leader: Staff) -> None:
    made, today = entered(section, officer, leader), timezone.localdate()
    later = today + timedelta(days=30)
    with pytest.raises(Refused):
        procedure.set_another_day(made, by(officer), on=today, new_day=later, reason="样例")
    with pytest.raises(NotLater, match="须晚于当日"):
        procedure.set_another_day(made, by(leader), on=today, new_day=today, reason="样例")
    made = procedure.set_another_day(made, by(leader), on=today, new_day=later, reason="台风影响（样例）")
    assert (made.due_on, Term.objects.get().due_on) == (later, later)


def test_it_is_reminded_by_the_ladder_of_every_case(section: Section, officer: Staff, leader: Staff) -> None:
    due = workdays().next(timezone.localdate() + timedelta(days=7))
    entered(section, officer, leader, due_on=due)
    assert not Debt.objects.exists()
    night(due)
    assert Debt.objects.filter(recipient=officer, due_on=due).exists()


def test_its_page_says_who_set_the_day(section: Section, officer: Staff, leader: Staff) -> None:
    made = entered(section, officer, leader)
    text = screen(officer).get(reverse("admin:bureau_assignment_change", args=[made.pk])).text
    assert "交办要求" in text
    assert f"{made.due_on.year}年{made.due_on.month}月{made.due_on.day}日" in text


# The papers


def test_the_scan_of_an_instruction_is_kept_with_what_the_office_enters_for_another_section(
    clerk: Staff, section: Section
) -> None:
    scan = SimpleUploadedFile("样例批示.pdf", samples.PDF)
    answer = screen(clerk).post(ADD, typed(section, scan=scan))
    assert answer.status_code == 302, answer.context["adminform"].form.errors
    paper = Attachment.objects.get(docket=Assignment.objects.get().docket)
    assert (paper.name, paper.received_on) == ("样例批示.pdf", timezone.localdate())
    assert paper.history.get().history_user_id == clerk.pk


def test_a_file_that_is_none_of_the_known_is_told_at_its_field_and_nothing_is_entered(
    clerk: Staff, section: Section
) -> None:
    answer = screen(clerk).post(ADD, typed(section, scan=SimpleUploadedFile("样例.pdf", b"MZ" * 100)))
    assert "scan" in answer.context["adminform"].form.errors
    assert not Assignment.objects.exists()


def test_the_evidence_of_the_officer_is_attached_to_the_open_assignment(
    section: Section, officer: Staff, leader: Staff
) -> None:
    made = entered(section, officer, leader)
    sent = {"file": SimpleUploadedFile("现场照片（样例）.png", samples.PNG), "received_on": timezone.localdate()}
    screen(officer).post(reverse("admin:bureau_assignment_attach", args=[made.pk]), sent)
    paper = Attachment.objects.get(docket=made.docket)
    assert (paper.name, paper.history.get().history_user_id) == ("现场照片（样例）.png", officer.pk)
    assert paper.name in screen(leader).get(reverse("admin:bureau_assignment_change", args=[made.pk])).text
