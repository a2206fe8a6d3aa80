"""The end of a session in the browser: a warning with one button, the way back, and a draft that survives it."""

import re
from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from bureau.people.bureaus import Section
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe, sign_in
from tests.notices import notices, rungs
from tests.records import a_hand, a_section
from tests.signing_in import PASSWORD, an_account

__all__ = ["notices", "rungs"]  # fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices", "rungs")]
KEPT = "Object.entries(sessionStorage).filter(([key]) => key.startsWith('draft:')).map(([, kept]) => kept).join()"


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def person(section: Section) -> Staff:
    roles = (Role.SYSTEM_ADMINISTRATOR, Role.OFFICER)
    return an_account("clerk", section, *roles, name="样例甲")


@pytest.fixture
def desk(page: Page, live_server, person: Staff) -> Page:
    sign_in(page, live_server.url, person)
    return page


def log_in(page: Page) -> None:
    page.fill("[name=username]", "clerk")
    page.fill("[name=password]", PASSWORD)
    page.click("#login-form [type=submit]")


def form_of(server, section: Section) -> str:
    return f"{server.url}/admin/bureau/section/{section.pk}/change/"


def type_and_save_too_late(page: Page, address: str, name: str = "投资促进股") -> None:
    page.goto(address)
    page.fill("[name=name]", name)
    page.fill("[name=reason_for_change]", "机构调整")
    Session.objects.all().delete()
    page.click("[name=_save]")
    expect(page).to_have_url(re.compile("/admin/login/"))


def test_what_was_sent_too_late_is_offered_after_the_sign_in_and_forgotten_once_saved(
    desk: Page, live_server, section: Section
) -> None:
    address = form_of(live_server, section)
    type_and_save_too_late(desk, address)
    expect(desk.locator("body")).to_contain_text("已填写的内容保留在本窗口")
    log_in(desk)
    expect(desk).to_have_url(address)
    expect(desk.locator("[name=name]")).to_have_value(section.name)
    expect(desk.locator(".draft-offer [data-changed]")).to_be_hidden()
    for size in (DESK, PHONE):
        desk.set_viewport_size(size)
        assert axe(desk) == []
        assert not desk.evaluate(SCROLLS)
    desk.click("[data-restore]")
    expect(desk.locator("[name=name]")).to_have_value("投资促进股")
    desk.click("[name=_save]")
    expect(desk.locator(".messagelist .success")).to_be_visible()
    version = Section.objects.get(pk=section.pk).history.first()
    assert (version.name, version.history_change_reason) == ("投资促进股", "机构调整")
    desk.goto(address)
    expect(desk.locator(".draft-offer")).to_have_count(0)
    assert desk.evaluate(KEPT) == ""


def test_a_record_that_changed_meanwhile_is_told_with_the_offer_and_keeps_what_the_other_changed(
    desk: Page, live_server, section: Section
) -> None:
    address = form_of(live_server, section)
    type_and_save_too_late(desk, address)
    other = Section.objects.get(pk=section.pk)
    other.is_intake, other.hand = True, a_hand()
    other.save()
    log_in(desk)
    expect(desk.locator(".draft-offer [data-changed]")).to_be_visible()
    desk.click("[data-restore]")
    expect(desk.locator("[name=name]")).to_have_value("投资促进股")
    expect(desk.locator("[name=is_intake]")).to_be_checked()


def test_a_draft_is_not_offered_to_another_account_and_is_gone_when_discarded_or_logged_out(
    desk: Page, live_server, section: Section
) -> None:
    address = form_of(live_server, section)
    type_and_save_too_late(desk, address)
    an_account("other", section, Role.SYSTEM_ADMINISTRATOR)
    desk.fill("[name=username]", "other")
    desk.fill("[name=password]", PASSWORD)
    desk.click("#login-form [type=submit]")
    expect(desk).to_have_url(address)
    expect(desk.locator(".draft-offer")).to_have_count(0)
    assert "投资促进股" in desk.evaluate(KEPT)
    desk.click("#logout-form button")
    expect(desk).to_have_url(re.compile("/logout/|/login/"))
    assert desk.evaluate(KEPT) == ""


def test_neither_passwords_nor_personal_data_are_ever_kept(desk: Page, live_server, section: Section) -> None:
    desk.goto(f"{live_server.url}/admin/bureau/person/add/")
    desk.fill("[name=name]", "样例机密人")
    desk.fill("[name=phone]", "13800138000")
    desk.goto(f"{live_server.url}/admin/bureau/staff/add/")
    desk.fill("[name=username]", "new-clerk")
    desk.fill("[name=password1]", "Secret-phrase-2026")
    desk.goto(f"{live_server.url}/admin/bureau/staff/import/")
    desk.fill("[name=pasted]", "样例机密行")
    desk.goto(f"{live_server.url}/admin/")
    kept = desk.evaluate(KEPT)
    assert "new-clerk" in kept
    for secret in ("样例机密人", "13800138000", "Secret-phrase-2026", "样例机密行"):
        assert secret not in kept


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_two_minutes_before_the_end_one_button_stays(
    page: Page, live_server, person: Staff, settings, language: str
) -> None:
    settings.SESSION_IDLE = timedelta(seconds=122)
    sign_in(page, live_server.url, person, language)
    page.goto(f"{live_server.url}/admin/")
    expect(page.locator("#session")).to_be_hidden()
    expect(page.locator("#session")).to_be_visible()
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        assert axe(page) == []
        assert not page.evaluate(SCROLLS)
    settings.SESSION_IDLE = timedelta(minutes=15)
    page.click("#session button")
    expect(page.locator("#session")).to_be_hidden()


def test_at_the_end_the_page_leaves_for_the_way_in_and_comes_back(
    desk: Page, live_server, section: Section, settings
) -> None:
    settings.SESSION_IDLE = timedelta(seconds=5)
    address = form_of(live_server, section)
    desk.goto(address)
    desk.fill("[name=name]", "投资促进股")
    expect(desk).to_have_url(re.compile(r"/admin/login/\?next="), timeout=20_000)
    expect(desk.locator("body")).to_contain_text("会话因一段时间没有操作已结束")
    settings.SESSION_IDLE = timedelta(minutes=15)
    log_in(desk)
    expect(desk).to_have_url(address)
    desk.click("[data-restore]")
    expect(desk.locator("[name=name]")).to_have_value("投资促进股")


def test_rows_that_were_added_to_a_table_come_back(desk: Page, live_server) -> None:
    address = f"{live_server.url}/admin/bureau/holidaynotice/add/"
    desk.goto(address)
    desk.fill("[name=number]", "样例〔2027〕1号")
    desk.click("#periods-group .add-row a")
    last = desk.locator("[id^=periods-][id$='-0'], [id^=periods-]").locator("[name$='-name']:visible").last
    name = last.get_attribute("name")
    last.fill("元旦")
    desk.goto(f"{live_server.url}/admin/")
    desk.goto(address)
    desk.click("[data-restore]")
    expect(desk.locator(f"[name={name}]")).to_have_value("元旦")
    expect(desk.locator("[name=number]")).to_have_value("样例〔2027〕1号")


def test_the_way_in_locks_on_its_own_page(page: Page, live_server, person: Staff, troubles: list[str]) -> None:
    for size, language in ((DESK, "zh-hans"), (PHONE, "en")):
        page.context.clear_cookies()
        page.set_viewport_size(size)
        page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
        page.goto(f"{live_server.url}/admin/login/")
        for _time in range(5):
            page.fill("[name=username]", "clerk")
            page.fill("[name=password]", "wrong")
            page.click("#login-form [type=submit]")
        expect(page.locator(".errornote")).to_contain_text("30")
        assert axe(page) == []
        assert not page.evaluate(SCROLLS)
    assert all("429" in trouble for trouble in troubles)
    troubles.clear()
