"""The yearly statement of a leader, and which assignments are on time: every number opens the rows that it counts."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from bureau.audit.access import AccessLog, Event
from bureau.casework.paper import Decider, OnPaper
from bureau.models import (
    Assignment,
    Attendance,
    Certificate,
    Counterpart,
    LegalQualification,
    Line,
    LinePerson,
    LineSection,
    Meeting,
    Section,
    Staff,
    Training,
    TrainingResult,
    YearPlan,
)
from bureau.office.assignments import procedure
from bureau.office.statement import Span, decided_by
from bureau.office.tenures import Office, begin
from tests.bureau.casework.conftest import accepted, colleague, hand, head, leader, officer, permit, proposed, section
from tests.bureau.office.test_timeliness import assigned, finished, some
from tests.permits import procedure as permits
from tests.permits.models import Permit
from tests.records import a_hand, a_person, record

__all__ = ["accepted", "colleague", "head", "leader", "officer", "permit", "proposed", "section"]  # fixtures
pytestmark = pytest.mark.django_db
STATEMENT, TIMELINESS = reverse("admin:statement"), reverse("admin:timeliness")
DAY = date(2026, 6, 1)


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def rows(client: Client, url: str) -> int:
    answer = client.get(url)
    assert answer.status_code == 200, (url, answer.get("location"))
    return answer.context["cl"].result_count


def duties(section: Section, leader: Staff) -> None:
    line = record(Line, bureau=section.bureau, name="招商")
    record(Counterpart, bureau=section.bureau, name="样例部门")
    by = a_hand().because("样例")
    begin(by, LineSection(line=line, section=section, since_on=date(2026, 1, 1)))
    begin(by, LinePerson(line=line, office=Office.IN_CHARGE, staff=leader, since_on=date(2026, 3, 1)))
    gone = record(Line, bureau=section.bureau, name="口岸")
    began = LinePerson(line=gone, office=Office.IN_CHARGE, staff=leader, since_on=date(2025, 1, 1))
    begin(by, began)
    began.until_on, began.hand = date(2025, 12, 31), by
    began.save()


def learned(section: Section, leader: Staff) -> None:
    bureau = section.bureau
    for day, was_present in ((date(2026, 2, 2), True), (date(2026, 5, 4), False), (date(2026, 7, 6), True)):
        meeting = record(Meeting, bureau=bureau, held_on=day, chair=leader)
        record(Attendance, meeting=meeting, staff=leader, was_present=was_present)
    training = record(Training, bureau=bureau, subject="样例", held_on=date(2026, 4, 1), hours=8)
    record(TrainingResult, training=training, staff=leader, hours=8)
    record(YearPlan, bureau=bureau, year=2026, what="hours", planned=40)


def page(client: Client, leader: Staff, on: date = DAY):
    return client.get(STATEMENT, {"leader": leader.pk, "year": 2026, "on": on.isoformat()})


def test_a_statement_is_filled_from_the_records_as_of_a_day(section: Section, officer: Staff, leader: Staff) -> None:
    duties(section, leader)
    learned(section, leader)
    assigned(officer, date(2026, 5, 1), leader=leader)
    some(officer, leader)
    record(Certificate, staff=leader, number="样例1", issued_on=date(2024, 1, 1), valid_until_on=date(2026, 6, 1))
    record(LegalQualification, staff=leader, paper="样例A1", since_on=date(2020, 3, 1))
    client = signed_in(leader)
    told = page(client, leader).context["statement"]
    assert [row.line.name for row in told.lines] == ["招商"]
    assert [row.role for row in told.posts] == ["leader"]
    # due or done, in time, late, overdue, not due yet: of the leader's own, and of the section in charge of the line
    assert [[number.count for number in group.numbers] for group in told.assignments] == [
        [1, 0, 0, 1, 0],
        [4, 1, 1, 2, 1],
    ]
    assert [(str(figure.count), figure.note) for figure in told.study] == [
        ("8", "应达40学时"),
        ("1", ""),
        ("1", "应参加2次"),
        ("2", ""),
    ]
    assert (len(told.cards), len(told.qualifications)) == (1, 1)
    assert page(client, leader, date(2026, 6, 2)).context["statement"].cards == []


def test_every_figure_opens_the_rows_that_it_counts(section: Section, officer: Staff, leader: Staff) -> None:
    duties(section, leader)
    learned(section, leader)
    assigned(officer, date(2026, 5, 1), leader=leader)
    some(officer, leader)
    client = signed_in(leader)
    told = page(client, leader).context["statement"]
    for group in told.assignments:
        assert [rows(client, number.url) for number in group.numbers] == [number.count for number in group.numbers]
    assert [rows(client, figure.url) for figure in told.study] == [1, 1, 1, 2]
    assert {figure.words: figure.count for figure in told.decided} == {"督办事项：同意销号": 2, "督办事项：撤销": 1}
    assert [rows(client, figure.url) for figure in told.decided] == [figure.count for figure in told.decided]


def test_whoever_signed_or_decided_on_paper_decided_and_whoever_registered_did_not(
    proposed: Permit, section: Section, officer: Staff, head: Staff, leader: Staff
) -> None:
    on, year = date(2026, 3, 2), Span.of(2026, DAY)
    facts = {"on": on, "paper": "样许决〔2026〕1号", "phone": "13800000000"}
    for person in (head, leader):
        permits.grant_together(proposed, hand(person), **facts)
    assert [decided_by(person, year).count() for person in (head, leader, officer)] == [1, 1, 0]
    paper = OnPaper((Decider("样例局长", "局长", leader),), "样例〔2026〕2号")
    other = assigned(officer, date(2026, 5, 1))
    reported = procedure.report_done(other, hand(officer, on), on=on, result="样例")
    colleague = a_person("registrar", section, "officer", name="样例登")
    procedure.accept(reported, hand(colleague, on), on=on, on_paper=paper)
    found = {person: decided_by(person, year).filter(move="accept").count() for person in (leader, colleague, head)}
    assert found == {leader: 1, colleague: 0, head: 0}
    assert decided_by(leader, Span.of(2025, DAY)).count() == 0


def test_a_year_without_a_leader_says_so_and_a_stranger_is_no_choice(section: Section, officer: Staff) -> None:
    client = signed_in(officer)
    assert client.get(STATEMENT).context["statement"] is None
    abroad = a_person(
        "abroad", record(Section, bureau=record(type(section.bureau), name="另一样例局"), name="丁股"), "leader"
    )
    answer = page(client, abroad)
    assert answer.context["statement"] is None
    assert answer.context["form"].errors


def test_on_time_by_section_and_source_with_the_rows_behind(section: Section, officer: Staff, leader: Staff) -> None:
    other = record(Section, bureau=section.bureau, name="乙股")
    finished(
        assigned(a_person("second", other, "officer", name="样例乙"), date(2026, 3, 5)),
        Staff.objects.get(username="second"),
        leader,
        date(2026, 3, 4),
    )
    some(officer, leader)
    client = signed_in(leader)
    answer = client.get(TIMELINESS, {"year": 2026, "on": "2026-03-15"})
    tables = {key: groups for key, _words, groups in answer.context["tables"]}
    assert [group.words for group in tables["section"]] == ["规划股", "乙股"]
    assert [str(group.tally.rate.percent) for group in tables["section"]] == ["50.00", "100.00"]
    assert {group.words: group.tally.rate.percent is None for group in tables["origin"]} == {
        "会议议定": False,
        "领导批示": True,
    }
    assert "无比例" in answer.text
    for group in (*tables["section"], *tables["origin"]):
        assert [rows(client, number.url) for number in group.numbers] == [number.count for number in group.numbers]
        assert sum(width for _kind, _begins, width in group.bar) in (0, 120)


def test_what_an_address_asks_wrongly_leads_back(leader: Staff) -> None:
    client = signed_in(leader)
    for name, asked in (
        ("assignment", {"timely": "overdue:2026-13-01"}),
        ("assignment", {"timely": "never:2026-01-01"}),
        ("docket", {"decided": "x:accept:2026-01-01:2026-02-01"}),
        ("docket", {"decided": "1:accept:2026-01-01"}),
        ("meeting", {"attended": "x"}),
    ):
        assert client.get(reverse(f"admin:bureau_{name}_changelist"), asked).status_code == 302, asked


def test_a_past_year_is_told_as_of_its_end(leader: Staff) -> None:
    answer = signed_in(leader).get(TIMELINESS, {"year": 2024})
    assert answer.context["day"] == date(2024, 12, 31)


def test_the_pages_cost_the_same_however_many_rows(
    section: Section, officer: Staff, leader: Staff, django_assert_num_queries, django_assert_max_num_queries
) -> None:
    duties(section, leader)
    learned(section, leader)
    client = signed_in(leader)
    some(officer, leader)
    for address in (STATEMENT, TIMELINESS):
        client.get(address, {"year": 2026})
        with django_assert_max_num_queries(40) as before:
            client.get(address, {"year": 2026})
        for _more in range(2):
            assigned(officer, date(2026, 5, 1), leader=leader)
        with django_assert_num_queries(len(before)):
            client.get(address, {"year": 2026})
    assert Assignment.objects.count() == 9


def test_a_statement_is_taken_as_a_file_and_the_access_log_tells_it(section: Section, leader: Staff) -> None:
    duties(section, leader)
    client = signed_in(leader)
    address = page(client, leader).context["pdf"]
    answer = client.post(address)
    assert (answer["Content-Type"], answer.content[:5]) == ("application/pdf", b"%PDF-")
    told = AccessLog.objects.get(event=Event.EXPORT)
    assert (told.actor, told.purpose, told.row) == (leader, "年度履职情况2026", str(leader.pk))
    assert client.get(address).status_code == 403
    clerk = signed_in(a_person("window", section, "window"))
    assert (clerk.get(STATEMENT).context["pdf"], clerk.post(address).status_code) == ("", 403)
