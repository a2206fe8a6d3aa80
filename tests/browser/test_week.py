"""The office's Monday: the week on one page, and a meeting of ten items entered in a few strokes."""

from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, expect

from bureau.casework.gate import open_case
from bureau.models import Assignment, Attendance, Delegation, Meeting, ReportingDuty, Section, Staff
from bureau.office.assignments.rules import Origin
from bureau.office.returns.procedure import open_returns
from bureau.office.returns.rules import Counts, Rhythm
from bureau.people.roles import Role
from tests.browser.conftest import PHONE, SCROLLS, axe, sign_in
from tests.browser.test_paths import COUNT, keys, paste
from tests.notices import notices
from tests.records import a_hand, a_person, a_section, record

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
MONDAY = datetime(2026, 10, 12, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai
TODAY = MONDAY.date()


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MONDAY)


@pytest.fixture
def director(db: None) -> Staff:
    office = record(Section, bureau=a_section().bureau, name="综合办公室", is_intake=True)
    return a_person("director", office, Role.SECTION_HEAD, name="样例主任", is_staff=True)


@pytest.fixture
def officer(director: Staff) -> Staff:
    return a_person("officer", Section.objects.get(name="规划股"), Role.OFFICER, name="样例甲", is_staff=True)


def test_the_directors_monday_page_leads_to_what_it_counts(
    page: Page, live_server, director: Staff, officer: Staff
) -> None:
    own = {"section": officer.section, "officer": officer, "opened_on": TODAY - timedelta(9), "paper": "样例批示1号"}
    facts = {"number": "督办〔2026〕1号", "title": "样例：整理企业诉求", "due_on": TODAY, "origin": Origin.INSTRUCTION}
    open_case(Assignment, a_hand(officer), **own, **facts)
    duty = {"name": "样例周报", "recipient": "样例市局", "paper": "样例制度", "rhythm": Rhythm.WEEKLY, "number": 5}
    open_returns(record(ReportingDuty, section=officer.section, counts=Counts.WITHIN, since_on=TODAY, **duty), a_hand())
    record(Delegation, giver=officer, taker=director, since_on=TODAY, until_on=TODAY + timedelta(2), paper="样例")
    sign_in(page, live_server.url, director)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="本周工作").click()
    for told in ("样例：整理企业诉求", "样例周报（2026年第42周）", "样例甲", "由样例主任代行"):
        expect(page.locator("#content-main")).to_contain_text(told)
    assert axe(page) == []
    page.get_by_role("link", name="本周到期和逾期").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(2)
    page.go_back()
    page.get_by_role("link", name="待报送报表").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.go_back()
    page.get_by_role("link", name="未办结的领导批示").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(1)
    page.get_by_role("link", name="样例：整理企业诉求").click()
    expect(page.locator(".why").first).to_contain_text("交办要求定为2026年10月12日")
    page.set_viewport_size(PHONE)
    page.goto(f"{live_server.url}/admin/week/")
    assert not page.evaluate(SCROLLS)


def test_ten_items_of_a_meeting_are_entered_in_a_few_strokes(
    page: Page, live_server, director: Staff, officer: Staff
) -> None:
    last = record(Meeting, bureau=director.section.bureau, held_on=TODAY - timedelta(7), chair=director)
    record(Attendance, meeting=last, staff=officer)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, live_server.url, director)
    page.goto(f"{live_server.url}/admin/bureau/meeting/add/")
    page.evaluate(f"() => {{ {COUNT} }}")
    page.locator("#id_held_on").click()
    keys(page, *"20261012")
    page.locator("#id_titles").click()
    for number in range(10):
        paste(page, f"样例重要讲话{number}")
        keys(page, "Enter")
    page.get_by_role("button", name="保存", exact=True).click()
    strokes = page.evaluate("Number(sessionStorage.getItem('strokes'))")
    meeting = Meeting.objects.exclude(pk=last.pk).get()
    assert (meeting.items.count(), meeting.chair, meeting.held_on) == (10, director, TODAY)
    assert [row.staff for row in meeting.attendance.all()] == [officer]
    assert strokes - 10 <= 60  # the ten pastes are the titles themselves
