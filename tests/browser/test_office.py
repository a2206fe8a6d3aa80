"""Who answers for what, and the page of a person, with the sample bureau behind them."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from bureau.models import Delegation, Docket, Line, LinePerson, Staff
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe
from tests.notices import notices

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
PASSWORD = "A-long-enough-phrase"
WAYS: tuple[tuple[str, Any, Any], ...] = (
    ("zh-hans", DESK, "light"),
    ("zh-hans", PHONE, "dark"),
    ("en", DESK, "dark"),
    ("en", PHONE, "light"),
)


@pytest.fixture
def sample() -> None:
    call_command("load_demo", password=PASSWORD, without=["credit"], verbosity=0)


@pytest.fixture
def desk(page: Page, live_server, sample: None) -> Iterator[Page]:
    """The desk of the head of the section that files."""
    sign_in(page, live_server.url, "sample-head")
    return page


def sign_in(page: Page, root: str, username: str) -> None:
    page.goto(f"{root}/admin/")
    page.fill("#id_username", username)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    expect(page.locator("h1")).to_have_text("工作台")


def pages() -> list[str]:
    officer, head = (Staff.objects.get(username=name).pk for name in ("sample-officer-2", "sample-head-2"))
    line = Line.objects.get(name="信用").pk
    shown = ["duties/", "duties/?on=2025-06-30", "duties/?on=soon", "bureau/line/", "bureau/line/add/"]
    shown += [f"bureau/line/{line}/change/", f"bureau/line/{line}/history/", "bureau/counterpart/"]
    shown += [f"bureau/staff/{who}/page/" for who in (officer, head)]
    return [*shown, f"bureau/staff/{officer}/share/", f"bureau/delegation/add/?giver={officer}", "bureau/staff/"]


def test_every_page_of_the_office_is_in_order(page: Page, live_server, sample: None) -> None:
    """In both languages at both widths, each once by day and once by night."""
    sign_in(page, live_server.url, "sample-leader")
    found = []
    for language, size, scheme in WAYS:
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page.set_viewport_size(size)
        page.emulate_media(color_scheme=scheme)
        for address in pages():
            page.goto(f"{live_server.url}/admin/{address}")
            assert page.locator("html").get_attribute("lang") == language
            page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
            found += [f"{language} {address}: {violation}" for violation in axe(page)]
            if page.evaluate(SCROLLS):
                found.append(f"{language} {address}: scrolls sideways")
    assert not found, "\n".join(found)


def test_a_leader_hands_a_line_over_and_the_matrix_tells_both_days(page: Page, live_server, sample: None) -> None:
    sign_in(page, live_server.url, "sample-leader")
    page.get_by_role("link", name="分工一览").first.click()
    page.get_by_role("link", name="口岸").last.click()
    today = timezone.localdate()
    page.select_option("#id_linepersons-1-office", "in_charge")
    page.select_option("#id_linepersons-1-staff", label="样例七股经办")
    page.fill("#id_linepersons-1-since_on", today.strftime("%Y%m%d"))
    page.get_by_role("button", name="保存", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("口岸")
    assert LinePerson.objects.get(line__name="口岸", until_on__isnull=False).until_on == today - timedelta(days=1)
    for day, who in ((today, "样例七股经办"), (today - timedelta(days=1), "样例七股股长")):
        page.goto(f"{live_server.url}/admin/duties/?on={day}")
        expect(page.get_by_role("row", name="口岸")).to_contain_text(who)


def test_a_head_hands_over_a_desk_and_enters_an_absence(desk: Page, live_server) -> None:
    officer = Staff.objects.get(username="sample-officer-2")
    desk.goto(f"{live_server.url}/admin/bureau/staff/")
    desk.get_by_role("link", name="样例经办乙").click()
    desk.get_by_role("link", name="移交在办件").click()
    before = Docket.objects.filter(officer=officer, closed_on__isnull=True).count()
    desk.get_by_role("checkbox").first.uncheck()
    desk.select_option("#id_officer", label="样例经办甲")
    desk.fill("#id_reason_for_change", "轮岗")
    desk.get_by_role("button", name="移交勾选的").click()
    expect(desk.locator(".messagelist")).to_contain_text(f"已移交 {before - 1} 件")
    desk.get_by_role("link", name="登记外出").click()
    desk.select_option("#id_taker", label="样例经办丙")
    desk.fill("#id_since_on", "20261201")
    desk.fill("#id_until_on", "2026年12月3日")
    desk.fill("#id_paper", "样例请假单")
    desk.get_by_role("button", name="保存", exact=True).click()
    expect(desk.locator(".person-side")).to_contain_text("样例经办丙")
    assert Delegation.objects.get(giver=officer).taker.name == "样例经办丙"
    assert Docket.objects.filter(officer=officer, closed_on__isnull=True).count() == 1
