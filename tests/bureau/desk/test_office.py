"""Who answers for what, on the screen: the matrix as of a day, and the page of a line on which it is changed."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.seen import parts_of, token_of
from bureau.casework.gate import open_case
from bureau.models import Counterpart, Delegation, Line, LineDepartment, LinePerson, LineSection, Section, Staff
from bureau.office.tenures import Office, begin
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand
from tests.bureau.office.conftest import because, put
from tests.permits.models import Permit
from tests.records import a_person, a_section, record

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
DUTIES = reverse("admin:duties")
LINES = [(LinePerson, "line"), (LineSection, "line"), (LineDepartment, "line")]


@pytest.fixture
def section() -> Section:
    return a_section("投资促进股")


@pytest.fixture
def line(section: Section) -> Line:
    made: Any = record(Line, bureau=section.bureau, name="招商")
    return made


@pytest.fixture
def leader(section: Section) -> Staff:
    return a_person("leader", section, Role.LEADER, name="样例局长", is_staff=True)


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例甲", is_staff=True)


def screen(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(line: Line, *persons: dict[str, Any], first: int = 0, **facts: Any) -> dict[str, Any]:
    """What the page of the line sends: rows of persons, and no rows of the other kinds."""
    form: dict[str, Any] = {"bureau": line.bureau_id, "name": line.name, "position": 0, "closed_on": ""}
    form["seen"] = token_of(parts_of(line, LINES))
    for prefix in ("linesections", "linedepartments", "linepersons"):
        form |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    form |= {"linepersons-TOTAL_FORMS": len(persons), "linepersons-INITIAL_FORMS": first}
    for number, person in enumerate(persons):
        form |= {f"linepersons-{number}-{name}": value for name, value in person.items()}
    return form | facts


def page(line: Line) -> str:
    return reverse("admin:bureau_line_change", args=[line.pk])


def test_the_matrix_tells_of_a_day_across_a_handover_and_a_delegation(
    line: Line, officer: Staff, leader: Staff
) -> None:
    second = a_person("second", officer.section, name="样例乙")
    put(officer, line, date(2026, 1, 1))
    put(second, line, date(2026, 7, 1))
    record(Delegation, giver=second, taker=leader, since_on=date(2026, 8, 3), until_on=date(2026, 8, 7))
    told = {day: screen(officer).get(DUTIES, {"on": day}).text for day in ("2026-06-30", "2026年7月1日", "20260803")}
    cells = {day: text.split("<tbody>")[1].split("</tbody>")[0] for day, text in told.items()}
    shown = [[name for name in ("样例甲", "样例乙", "样例局长") if name in cell] for cell in cells.values()]
    assert shown == [["样例甲"], ["样例乙"], ["样例乙", "样例局长"]]


def test_the_matrix_marks_departments_under_their_own_head(line: Line, officer: Staff) -> None:
    names = ("市发改局", "市商务局", "市科技局")
    departments = [
        record(Counterpart, bureau=line.bureau, name=name, position=place) for place, name in enumerate(names)
    ]
    for department in (departments[2], departments[0]):
        begin(because(), LineDepartment(line=line, department=department, since_on=date(2026, 1, 1)))
    [matrix] = screen(officer).get(DUTIES).context["matrices"]
    assert [department.name for department in matrix.departments] == list(names)
    assert [cell and cell.department.name for cell in matrix.rows[0].cells] == ["市发改局", None, "市科技局"]


def test_a_line_that_is_entered_today_stands_in_no_matrix_of_yesterday(line: Line, leader: Staff) -> None:
    client, today = screen(leader), timezone.localdate()
    add = reverse("admin:bureau_line_add")
    assert f'value="{today.isoformat()}"' in client.get(add).text
    form: dict[str, Any] = {"bureau": line.bureau_id, "name": "口岸", "position": 1, "closed_on": ""}
    assert client.post(add, form).context["adminform"].form.errors["since_on"]
    assert client.post(add, form | {"since_on": today}).status_code == 302
    shown = {day: client.get(DUTIES, {"on": day}).context["matrices"][0].rows for day in (today, today - DAY)}
    assert [[row.answer.line.name for row in rows] for rows in shown.values()] == [["招商", "口岸"], ["招商"]]


def test_what_nobody_answers_for_stands_above_the_table(line: Line, officer: Staff) -> None:
    text = screen(officer).get(DUTIES).text
    assert "1 条工作线有缺项" in text
    assert "没有负责人、没有协助负责人、没有牵头股室、没有对口部门" in text


def test_a_day_that_is_none_is_told_and_today_is_shown(line: Line, officer: Staff) -> None:
    answer = screen(officer).get(DUTIES, {"on": "soon"})
    assert answer.context["form"].errors["on"]
    assert answer.context["day"] == timezone.localdate()


def test_another_bureau_is_not_seen_and_without_a_role_nothing_is(line: Line, officer: Staff) -> None:
    abroad = a_section("丙股", bureau="另一样例局")
    stranger = a_person("stranger", abroad, Role.OFFICER, is_staff=True)
    assert "招商" not in screen(stranger).get(DUTIES).text
    assert screen(a_person("nobody", abroad, is_staff=True)).get(DUTIES).status_code == 403


def test_a_bureau_without_lines_is_told_how_to_begin(section: Section, leader: Staff, officer: Staff) -> None:
    assert reverse("admin:bureau_line_add") in screen(leader).get(DUTIES).text
    assert reverse("admin:bureau_line_add") not in screen(officer).get(DUTIES).text


def test_whoever_begins_ends_the_one_before_in_one_change(line: Line, leader: Staff, officer: Staff) -> None:
    kept, today = put(officer, line, date(2026, 1, 1)), timezone.localdate()
    old = {"id": kept.pk, "line": line.pk}
    new = {"line": line.pk, "office": "in_charge", "staff": leader.pk, "since_on": today.isoformat()}
    assert screen(leader).post(page(line), sent(line, old, new, first=1)).status_code == 302
    kept.refresh_from_db()
    assert (kept.until_on, kept.staff) == (today - timedelta(days=1), officer)
    after = LinePerson.objects.get(until_on__isnull=True)
    assert after.staff == leader
    assert after.history.get().history_change == kept.history.first().history_change
    assert after.history.get().history_actor == "样例局长"


def test_what_was_entered_is_shown_and_cannot_be_written_over(line: Line, leader: Staff, officer: Staff) -> None:
    kept = put(officer, line, date(2026, 1, 1))
    forged = {"id": kept.pk, "line": line.pk, "office": "deputy", "staff": leader.pk, "since_on": "2025-01-01"}
    screen(leader).post(page(line), sent(line, forged | {"until_on": "2027-12-31"}, first=1))
    kept.refresh_from_db()
    assert (kept.office, kept.staff, kept.since_on) == (Office.IN_CHARGE, officer, date(2026, 1, 1))
    assert kept.until_on == date(2027, 12, 31)


def test_an_overlap_and_a_missing_reason_are_told_on_the_page_and_nothing_is_saved(
    line: Line, leader: Staff, officer: Staff
) -> None:
    kept = put(officer, line, date(2026, 1, 1))
    old = {"id": kept.pk, "line": line.pk}
    new = {"line": line.pk, "office": "in_charge", "staff": leader.pk, "since_on": "2025-12-01"}
    overlap = screen(leader).post(page(line), sent(line, old, new, first=1, reason_for_change="样例"))
    assert "日期重叠：负责人样例甲（自2026-01-01至今）。" in overlap.text
    past = screen(leader).post(page(line), sent(line, old, new | {"since_on": "2026-02-01"}, first=1))
    assert "请说明原因" in past.text
    kept.refresh_from_db()
    assert (LinePerson.objects.count(), kept.until_on) == (1, None)


def test_the_second_of_two_who_saw_the_same_duties_is_told(line: Line, leader: Staff, officer: Staff) -> None:
    seen = sent(line, {"line": line.pk, "office": "deputy", "staff": leader.pk, "since_on": "2027-01-01"})
    put(officer, line, date(2026, 1, 1))
    answer = screen(leader).post(page(line), seen)
    assert answer.status_code == 200
    [told] = answer.context["adminform"].form.non_field_errors()
    assert "a test" in told
    assert "样例甲" in told
    assert LinePerson.objects.count() == 1


def test_officers_read_and_only_leaders_and_the_system_administrator_write(line: Line, officer: Staff) -> None:
    head = a_person("head", officer.section, Role.SECTION_HEAD, is_staff=True)
    system = a_person("system", officer.section, Role.SYSTEM_ADMINISTRATOR, is_staff=True)
    for person, status in ((officer, 403), (head, 403), (system, 302)):
        assert screen(person).get(page(line)).status_code == 200
        assert screen(person).post(page(line), sent(line)).status_code == status


def test_a_line_of_another_bureau_is_out_of_reach(line: Line, leader: Staff) -> None:
    abroad = a_section("丙股", bureau="另一样例局")
    theirs = record(Line, bureau=abroad.bureau, name="口岸")
    assert screen(leader).post(page(theirs), sent(theirs)).status_code == 302
    new = {"line": line.pk, "office": "deputy", "staff": a_person("x", abroad).pk, "since_on": "2027-01-01"}
    answer = screen(leader).post(page(line), sent(line, new))
    assert (answer.status_code, LinePerson.objects.count()) == (200, 0)


def test_after_another_was_put_in_charge_a_message_leads_to_the_open_work_of_the_one_before(
    line: Line, leader: Staff, officer: Staff
) -> None:
    facts = {"number": "样许1号", "title": "样例事项", "opened_on": OPENED, "officer": officer}
    open_case(Permit, hand(officer), section=officer.section, **facts)
    second = a_person("second", officer.section, Role.OFFICER, name="样例乙")
    kept = put(officer, line, date(2026, 1, 1))
    rows = [{"id": kept.pk, "line": line.pk}]
    rows += [{"line": line.pk, "office": "in_charge", "staff": second.pk, "since_on": "2027-06-01"}]
    text = screen(leader).post(page(line), sent(line, *rows, first=1), follow=True).text
    address = f"{reverse('admin:bureau_staff_share', args=[officer.pk])}?officer={second.pk}"
    assert f'<a href="{address}">将样例甲的在办工作移交给样例乙</a>' in text


def test_of_one_before_without_open_work_no_such_message_is_told(line: Line, leader: Staff, officer: Staff) -> None:
    second = a_person("second", officer.section, Role.OFFICER, name="样例乙")
    kept = put(officer, line, date(2026, 1, 1))
    rows = [{"id": kept.pk, "line": line.pk}]
    rows += [{"line": line.pk, "office": "in_charge", "staff": second.pk, "since_on": "2027-06-01"}]
    answer = screen(leader).post(page(line), sent(line, *rows, first=1), follow=True)
    assert LinePerson.objects.count() == 2
    assert "/share/" not in answer.text
