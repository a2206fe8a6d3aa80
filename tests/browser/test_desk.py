"""The desk as an officer meets it: every kind of page, both languages, both widths, light and dark."""

from collections.abc import Iterator

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bureau.casework.calendar import HolidayNotice
from bureau.notices.jobs import Job
from bureau.notices.leases import State
from bureau.people.staff import Staff
from tests.browser.conftest import DESK, PHONE, axe
from tests.notices import notices

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
PASSWORD = "a-long-enough-phrase"
PAGES = [
    "",
    "bureau/",
    "bureau/holidaynotice/",
    "bureau/holidaynotice/?source__exact=typed&q=2024",
    "bureau/holidaynotice/add/",
    "bureau/holidaynotice/{notice}/change/",
    "bureau/holidaynotice/{notice}/history/",
    "bureau/job/",
    "bureau/job/{job}/change/",
    "bureau/bureau/add/",
    "bureau/section/",
    "bureau/section/add/",
    "bureau/appointment/add/",
    "bureau/delegation/add/",
    "bureau/certificate/add/",
    "bureau/staff/",
    "bureau/staff/export/",
    "bureau/staff/import/",
    "bureau/batch/",
    "bureau/mapping/",
    "bureau/accesslog/",
    "bureau/staff/add/",
    "bureau/staff/{staff}/change/",
    "bureau/staff/{staff}/password/",
    "bureau/enterprise/add/",
    "bureau/person/add/",
    "bureau/serviceitem/",
    "bureau/attachment/",
    "changes/",
    "changes/?queue=all",
    "password_change/",
]
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


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


@pytest.mark.parametrize(
    ("language", "size", "dark"),
    [("中文", DESK, False), ("中文", PHONE, True), ("English", DESK, True), ("English", PHONE, False)],
    ids=["zh-1366-light", "zh-390-dark", "en-1366-dark", "en-390-light"],
)
def test_every_kind_of_page_is_in_order(
    desk: Page, live_server, officer: Staff, language: str, size, dark: bool
) -> None:
    desk.set_viewport_size(size)
    desk.emulate_media(color_scheme="dark" if dark else "light")
    if language == "English":
        desk.get_by_role("button", name="English").click()
        expect(desk.locator("h1")).to_have_text("Desk")
    notice = HolidayNotice.objects.get(year=2026)
    job = Job.objects.create(kind="any", asked_by=officer, asked_at=timezone.now(), next_at=timezone.now())
    found = []
    for page in PAGES:
        desk.goto(f"{live_server.url}/admin/{page.format(notice=notice.pk, staff=officer.pk, job=job.pk)}")
        found += [f"{page}: {violation}" for violation in axe(desk)]
        if desk.evaluate(SCROLLS):
            found.append(f"{page}: scrolls sideways")
    assert found == []


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
