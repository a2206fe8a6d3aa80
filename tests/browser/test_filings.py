"""The screens of filings, with the sample bureau behind them: in order in both widths and languages."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from bureau.models import Staff
from projects.models import Filing
from tests.browser.conftest import DESK, PHONE, axe
from tests.notices import notices

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
PASSWORD = "a-long-enough-phrase"
SCROLLS = "document.documentElement.scrollWidth > document.documentElement.clientWidth"


@pytest.fixture
def officer() -> Staff:
    call_command("load_demo", password=PASSWORD, verbosity=0)
    return Staff.objects.get(username="sample-officer-1")


@pytest.mark.parametrize(
    ("language", "size", "dark"),
    [("中文", DESK, False), ("中文", PHONE, True), ("English", DESK, True), ("English", PHONE, False)],
    ids=["zh-1366-light", "zh-390-dark", "en-1366-dark", "en-390-light"],
)
def test_every_page_of_a_filing_is_in_order(
    page: Page, live_server, officer: Staff, language: str, size, dark: bool
) -> None:
    page.set_viewport_size(size)
    page.emulate_media(color_scheme="dark" if dark else "light")
    page.goto(f"{live_server.url}/admin/")
    page.fill("#id_username", officer.username)
    page.fill("#id_password", PASSWORD)
    page.press("#id_password", "Enter")
    expect(page.locator("h1")).to_have_text("工作台")
    if language == "English":
        page.get_by_role("button", name="English").click()
        expect(page.locator("h1")).to_have_text("Desk")
    of = {state: Filing.objects.filter(state=state).first().pk for state in ("received", "complete", "filed")}
    shown = ["projects/filing/", "projects/filing/?view=late", "projects/filing/add/", "projects/codeassignment/"]
    shown += [f"projects/filing/{pk}/change/" for pk in of.values()] + [f"projects/filing/{of['filed']}/history/"]
    found = []
    for address in (*shown, "projects/codeassignment/add/", f"projects/filing/{of['filed']}/certificate/"):
        page.goto(f"{live_server.url}/admin/{address}")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        found += [f"{address}: {violation}" for violation in axe(page)]
        if page.evaluate(SCROLLS):
            found.append(f"{address}: scrolls sideways")
    assert found == []
