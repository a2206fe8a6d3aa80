"""The desk as an officer meets it: the start page, what search finds, the way in, and what goes wrong."""

import re
from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bureau.casework.calendar import HolidayNotice
from bureau.notices.jobs import Job
from bureau.notices.leases import State
from bureau.people.staff import Staff
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe, sign_in
from tests.notices import notices
from tests.sample_permits import MORNING, Sample, a_morning

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
PASSWORD = "A-long-enough-phrase"


@pytest.fixture
def officer(db: None) -> Staff:
    return Staff.objects.create_superuser("officer", "officer@example.com", PASSWORD, name="样例甲")


@pytest.fixture
def desk(page: Page, live_server, officer: Staff) -> Iterator[Page]:
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", "officer")
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    expect(page.locator("#user-tools")).to_contain_text("样例甲")
    return page


@pytest.fixture
def morning(db: None, monkeypatch: pytest.MonkeyPatch) -> Sample:
    """A bureau with something to do, some of it late, and a job of the officer's at work."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    sample = a_morning()
    asked = {"asked_by": sample.officer, "asked_at": MORNING, "next_at": MORNING}
    Job.objects.create(kind="any", done=3, total=12, **asked)
    Job.objects.create(kind="any", state=State.FAILED, finished_at=MORNING, error="样例原因", **asked)
    return sample


@pytest.mark.parametrize(
    ("language", "size", "dark"),
    [("zh-hans", DESK, False), ("zh-hans", PHONE, True), ("en", DESK, True), ("en", PHONE, False)],
    ids=["zh-1366-light", "zh-390-dark", "en-1366-dark", "en-390-light"],
)
def test_the_start_page_and_what_search_finds_are_in_order_for_every_role(
    page: Page, live_server, morning: Sample, language: str, size, dark: bool
) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="dark" if dark else "light")
    found = []
    for person in (morning.officer, morning.head, morning.supervisor, morning.newcomer):
        sign_in(page, live_server.url, person, language)
        for address in ("", "bureau/docket/?view=late", "search/?q=项目", "search/?q=没有的"):
            page.goto(f"{live_server.url}/admin/{address}")
            found += [f"{person.username} {address}: {violation}" for violation in axe(page)]
            if page.evaluate(SCROLLS):
                found.append(f"{person.username} {address}: scrolls sideways")
    assert found == []


def test_an_officer_goes_from_a_figure_to_its_rows_and_from_a_row_to_its_case(
    page: Page, live_server, morning: Sample
) -> None:
    sign_in(page, live_server.url, morning.officer)
    page.goto(f"{live_server.url}/admin/")
    page.get_by_role("link", name="我的三日内到期").click()
    expect(page.locator("#result_list tbody tr")).to_have_count(3)
    expect(page.locator(".views [aria-current]")).to_contain_text("我的三日内到期")
    page.locator("#result_list tbody .field-title a").first.click()
    expect(page.locator(".stepbar")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/admin/permits/permit/\d+/change/"))


def test_a_slash_and_a_number_lead_to_the_case(page: Page, live_server, morning: Sample) -> None:
    sign_in(page, live_server.url, morning.officer)
    page.goto(f"{live_server.url}/admin/")
    page.keyboard.press("/")
    expect(page.locator("#find")).to_be_focused()
    page.keyboard.insert_text("样许[2026]5号")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{live_server.url}/admin/permits/permit/{morning.permit.pk}/change/")


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_the_way_in_is_in_order(page: Page, live_server, size) -> None:
    page.set_viewport_size(size)
    page.goto(f"{live_server.url}/admin/")
    expect(page.locator("h1")).to_have_text("登录")
    assert axe(page) == []
    assert not page.evaluate(SCROLLS)
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("Log in")
    assert axe(page) == []


def test_a_year_is_entered_and_every_day_counts_by_it(desk: Page, live_server) -> None:
    desk.goto(f"{live_server.url}/admin/bureau/holidaynotice/add/")
    for field, value in {"number": "测试〔2026〕1号", "year": "2027", "issued_on": "2026-11-04"}.items():
        desk.fill(f"#id_{field}", value)
    for row, (name, first, last) in enumerate(
        [("元旦", "2027-01-01", "2027-01-03"), ("春节", "2027-02-05", "2027-02-11")]
    ):
        desk.fill(f"#id_periods-{row}-name", name)
        desk.fill(f"#id_periods-{row}-first_on", first)
        desk.fill(f"#id_periods-{row}-last_on", last)
    desk.press("#id_year", "Enter")
    expect(desk.locator(".messagelist")).to_contain_text("测试〔2026〕1号")
    assert HolidayNotice.objects.get(year=2027).periods.count() == 2


def test_a_slip_is_told_at_its_field_and_what_was_typed_is_kept(desk: Page, live_server) -> None:
    desk.goto(f"{live_server.url}/admin/bureau/holidaynotice/add/")
    for field, value in {"number": "测试〔2026〕1号", "year": "2027", "issued_on": "2026-11-04"}.items():
        desk.fill(f"#id_{field}", value)
    desk.fill("#id_periods-0-name", "元旦")
    desk.fill("#id_periods-0-first_on", "2027-01-03")
    desk.fill("#id_periods-0-last_on", "2027-01-01")
    desk.press("#id_year", "Enter")
    expect(desk.locator("#periods-0 .field-last_on")).to_contain_text("最后一日早于第一日")
    expect(desk.locator("#id_number")).to_have_value("测试〔2026〕1号")
    assert axe(desk) == []


def test_a_job_is_followed_and_cancelled_on_its_page(desk: Page, live_server, officer: Staff) -> None:
    """The page fetches itself again: what another process did is seen without a touch, and so is the end."""
    now = timezone.now()
    job = Job.objects.create(kind="any", asked_by=officer, asked_at=now, next_at=now, done=3, total=12)
    desk.goto(f"{live_server.url}/admin/bureau/job/{job.pk}/change/")
    expect(desk.get_by_role("progressbar")).to_have_attribute("value", "3")
    Job.objects.filter(pk=job.pk).update(done=9)
    expect(desk.get_by_role("progressbar")).to_have_attribute("value", "9")
    desk.get_by_role("button", name="取消任务").click()
    expect(desk.locator(".field-state")).to_contain_text("已取消")
    expect(desk.get_by_role("button", name="取消任务")).to_have_count(0)
    job.refresh_from_db()
    assert job.state == State.CANCELLED


@pytest.mark.parametrize(("address", "told"), [("bureau/staff/1/delete/", "不对您开放"), ("nowhere/", "没有这个页面")])
def test_a_refusal_is_a_page_like_the_others(
    desk: Page, live_server, troubles: list[str], address: str, told: str
) -> None:
    desk.goto(f"{live_server.url}/admin/{address}")
    expect(desk.locator("h1")).to_contain_text(told)
    assert axe(desk) == []
    assert [trouble for trouble in troubles if "403" not in trouble and "404" not in trouble] == []
    troubles.clear()


def test_a_planted_fault_is_caught(desk: Page, troubles: list[str]) -> None:
    """The watch on the policy, and the checker of accessibility, are not asleep."""
    desk.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x style=\"color: red\">')")
    desk.wait_for_timeout(200)
    assert any("image-alt" in violation for violation in axe(desk))
    assert any("content security policy" in trouble.lower() for trouble in troubles)
    troubles.clear()
