"""A case as an officer meets it: list, page, moves, clock; both languages, both widths, light, dark and paper."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from bureau.models import Act, Person
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe, sign_in
from tests.notices import notices
from tests.permits.models import Permit
from tests.records import record
from tests.sample_permits import MORNING, Sample, a_morning

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
ON_PAPER = """() => [...document.querySelectorAll("button, input[type=submit], input[type=search], .tool")]
  .filter((each) => each.getClientRects().length).map((each) => each.outerHTML)"""
FOCUS = "document.activeElement.innerText || document.activeElement.name || document.activeElement.tagName"


@pytest.fixture
def sample(notices: None, monkeypatch: pytest.MonkeyPatch) -> Sample:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    return a_morning()


@pytest.fixture
def desk(page: Page, live_server, sample: Sample) -> Iterator[Page]:
    sign_in(page, live_server.url, sample.officer)
    page.goto(f"{live_server.url}/admin/")
    return page


def address(live_server, sample: Sample) -> str:
    return f"{live_server.url}/admin/permits/permit/{sample.permit.pk}/change/"


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_the_page_of_changes_is_in_order(page: Page, live_server, sample: Sample, size) -> None:
    page.set_viewport_size(size)
    sign_in(page, live_server.url, sample.head)
    page.goto(f"{live_server.url}/admin/changes/?queue=all")
    expect(page.locator(".change")).not_to_have_count(0)
    page.click(".filters > summary")
    assert axe(page) == []
    assert not page.evaluate(SCROLLS)


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["1366", "390"])
def test_what_a_head_does_with_a_case_is_in_order(page: Page, live_server, sample: Sample, size) -> None:
    page.set_viewport_size(size)
    sign_in(page, live_server.url, sample.head)
    ended = Permit.objects.get(state="granted").pk
    person = record(Person, bureau=sample.section.bureau, name="样例人", phone="13800138000")
    found = []
    for shown in (
        f"permits/permit/{sample.permit.pk}/hand-over/",
        f"permits/permit/{sample.permit.pk}/change/",
        f"permits/permit/{ended}/change/",  # with its way into the archive
        f"bureau/person/{person.pk}/change/",
    ):
        page.goto(f"{live_server.url}/admin/{shown}")
        page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true; })")
        found += [f"{shown}: {violation}" for violation in axe(page)]
        if page.evaluate(SCROLLS):
            found.append(f"{shown}: scrolls sideways")
    assert found == []


@pytest.mark.parametrize("shown", ["", "{case}/change/", "{case}/history/"], ids=["list", "case", "history"])
def test_paper_has_no_buttons(desk: Page, live_server, sample: Sample, shown: str) -> None:
    desk.goto(f"{live_server.url}/admin/permits/permit/{shown.format(case=sample.permit.pk)}")
    desk.emulate_media(media="print")
    assert desk.evaluate(ON_PAPER) == []


def test_a_move_is_made_and_seen(desk: Page, live_server, sample: Sample) -> None:
    desk.goto(address(live_server, sample))
    desk.locator("#move-propose > summary").click()
    desk.locator("#move-propose .go").click()
    expect(desk.locator(".messagelist")).to_contain_text("已办理“提出意见”")
    expect(desk.locator(".stepbar [aria-current=step]")).to_contain_text("待决定")
    expect(desk.locator(".timeline li").first).to_contain_text("提出意见")
    assert Permit.objects.get(pk=sample.permit.pk).state == "proposed"


def test_a_wrong_day_is_told_and_what_was_typed_is_kept(desk: Page, live_server, sample: Sample) -> None:
    desk.goto(address(live_server, sample))
    stop = desk.locator("#move-stop")
    stop.locator("summary").click()
    stop.get_by_label("日期").fill("2026年9月1日")
    stop.get_by_label("文书编号").fill("样听告〔2026〕9号")
    stop.get_by_label("原因").fill("利害关系人申请听证（样例）")
    before = Act.objects.count()
    stop.locator(".go").click()
    expect(stop.get_by_role("alert")).to_contain_text("早于")
    expect(stop.locator(".ask.errors")).to_contain_text("早于")
    expect(stop.get_by_label("日期")).to_have_value("2026年9月1日")
    expect(stop.get_by_label("文书编号")).to_have_value("样听告〔2026〕9号")
    expect(stop.get_by_label("原因")).to_have_value("利害关系人申请听证（样例）")
    assert axe(desk) == []
    assert Act.objects.count() == before


def test_why_a_day_is_the_day_unfolds(desk: Page, live_server, sample: Sample) -> None:
    desk.goto(address(live_server, sample))
    expect(desk.locator(".why").first.locator("li").last).to_contain_text("到期日为2026年10月13日")
    law = desk.locator(".why").nth(1)
    expect(law.locator("ol")).to_be_hidden()
    law.locator("summary").click()
    expect(law.locator("cite").first).to_have_text("《行政许可法》第四十二条第一款、第八十二条")


def test_a_case_is_moved_by_keys_alone(desk: Page, live_server, sample: Sample) -> None:
    desk.goto(f"{live_server.url}/admin/permits/permit/")
    desk.keyboard.press("/")
    desk.keyboard.type("样许〔2026〕5号")
    desk.keyboard.press("Enter")
    expect(desk.locator("h1")).to_contain_text("海产品冷链")
    walk_to(desk, "跳到主要内容")
    desk.keyboard.press("Enter")
    walk_to(desk, "提出意见")
    outline = desk.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    desk.keyboard.press("Enter")
    walk_to(desk, "确认提出意见")
    desk.keyboard.press("Enter")
    expect(desk.locator(".messagelist")).to_contain_text("提出意见")


def walk_to(page: Page, words: str) -> None:
    """By the tabulator, as somebody without a mouse goes."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(FOCUS).strip() == words:
            return
    raise AssertionError(f"the tabulator never comes to {words}")


def test_filters_and_menu_close_by_escape(desk: Page, live_server, sample: Sample) -> None:
    desk.goto(f"{live_server.url}/admin/permits/permit/")
    desk.click(".filters > summary")
    expect(desk.locator("#changelist-filter")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#changelist-filter")).to_be_hidden()
