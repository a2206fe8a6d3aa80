"""A caller's number in one click, on the desk's screen and on a telephone's; and after half a minute it is gone."""

import pytest
from playwright.sync_api import Page, expect

from bureau.audit.access import AccessLog
from bureau.casework.gate import open_case
from bureau.models import Person
from bureau.people.roles import Role
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe, sign_in
from tests.bureau.casework.conftest import OPENED, hand
from tests.notices import notices
from tests.permits.models import Permit
from tests.records import a_person, a_section, record

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
NUMBER, SHOWN = "13800138000", ".veiled-field[data-reveal=phone]"


@pytest.fixture
def case(notices: None) -> Permit:
    section = a_section()
    officer = a_person("officer", section, Role.OFFICER, name="样例经办")
    person = record(Person, bureau=section.bureau, name="样例来电人", phone=NUMBER)
    facts = {"number": "样许〔2026〕1号", "title": "样例事项", "section": section, "opened_on": OPENED}
    return open_case(Permit, hand(officer), officer=officer, caller=person, **facts)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "telephone"])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_one_click_shows_the_number_for_half_a_minute_and_leaves_nothing_behind(
    page: Page, live_server, case: Permit, size, language: str
) -> None:
    page.set_viewport_size(size)
    page.clock.install()
    sign_in(page, live_server.url, case.docket.officer, language)
    page.goto(f"{live_server.url}/admin/permits/permit/{case.pk}/change/")
    before = page.evaluate("history.length")
    field = page.locator(SHOWN)
    expect(field.locator("[data-shown]")).to_have_text("138****8000")
    field.get_by_role("button").click()
    call = field.get_by_role("link", name=NUMBER)
    expect(call).to_have_attribute("href", f"tel:{NUMBER}")
    page.clock.fast_forward(20_000)
    expect(call).to_be_visible()
    assert (page.evaluate(SCROLLS), axe(page)) == (False, [])
    assert AccessLog.objects.get(event="reveal").purpose
    page.clock.fast_forward(30_000)
    expect(field.locator("[data-shown]")).to_have_text("138****8000")
    assert NUMBER not in page.content()
    assert (page.evaluate("history.length"), NUMBER in page.url) == (before, False)


def test_a_page_that_is_left_comes_back_as_its_mask(page: Page, live_server, case: Permit) -> None:
    sign_in(page, live_server.url, case.docket.officer)
    page.goto(f"{live_server.url}/admin/permits/permit/{case.pk}/change/")
    page.locator(SHOWN).get_by_role("button").click()
    expect(page.locator(SHOWN)).to_contain_text(NUMBER)
    page.goto(f"{live_server.url}/admin/")
    page.go_back()
    expect(page.locator(SHOWN)).to_contain_text("138****8000")
    assert NUMBER not in page.content()


def test_it_is_not_printed(page: Page, live_server, case: Permit) -> None:
    sign_in(page, live_server.url, case.docket.officer)
    page.goto(f"{live_server.url}/admin/permits/permit/{case.pk}/change/")
    page.locator(SHOWN).get_by_role("button").click()
    expect(page.locator(SHOWN)).to_contain_text(NUMBER)
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(SHOWN)).to_contain_text("138****8000")
