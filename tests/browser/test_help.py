"""帮办: one time that somebody was helped is entered while the telephone is still warm, in half a minute."""

from datetime import UTC, datetime

import pytest
from playwright.sync_api import Page, expect

from bureau.models import HelpGiven, Staff
from bureau.people.roles import Role
from tests.browser.conftest import sign_in
from tests.browser.test_paths import COUNT, keys, paste
from tests.notices import notices
from tests.records import a_person, a_section

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
MORNING = datetime(2026, 10, 12, 0, 30, tzinfo=UTC)  # 08:30 in Shanghai
# How half a minute is reckoned, by strokes and no clock: three strokes a second, which is a hand that types without
# haste, and for each time that it goes to the mouse 1.5 seconds more, to reach for it, point, and come back.
STROKES_A_SECOND, POINTING, HALF_A_MINUTE = 3, 1.5, 30
WHO = "yangliqiye "  # as many strokes as an input method takes for 样例企业, the blank that chooses it among them
ABOUT = "zixunbeiancailiao "  # 咨询备案材料
NUMBER = "YL20261012000123"


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)


@pytest.fixture
def officer(db: None) -> Staff:
    return a_person("officer", a_section(), Role.OFFICER, name="样例甲", is_staff=True)


def test_help_is_recorded_in_half_a_minute_from_the_start_page_on(page: Page, live_server, officer: Staff) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.context.add_init_script(COUNT)
    sign_in(page, live_server.url, officer)
    page.goto(f"{live_server.url}/admin/")
    page.locator(".object-tools").get_by_role("link", name="登记帮办记录").click()
    page.locator("#id_asked_by").click()
    keys(page, *WHO, "Tab", *ABOUT, "Tab")
    paste(page, NUMBER)
    keys(page, "Enter")
    expect(page.locator(".messagelist")).to_contain_text("成功添加")
    given = HelpGiven.objects.get()
    assert (given.asked_by, given.about, given.platform_number) == (WHO.strip(), ABOUT.strip(), NUMBER)
    assert (given.given_on, given.way, given.helper) == (MORNING.date(), "phone", officer)
    strokes, clicks = page.evaluate("Number(sessionStorage.getItem('strokes'))"), 2
    assert strokes == clicks + len(WHO) + len(ABOUT) + len(["Tab", "Tab", "paste", "Enter"])
    assert strokes / STROKES_A_SECOND + POINTING * clicks <= HALF_A_MINUTE
