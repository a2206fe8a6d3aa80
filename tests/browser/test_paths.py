"""Filings as three people meet them: an officer with the platform's sheet, a supervisor, and someone on a telephone."""

import io
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from bureau.audit.reviews import Review
from bureau.models import Batch, Enterprise, Staff
from bureau.people.roles import Role
from projects.models import Filing
from projects.procedure import take_over
from tests.browser.conftest import PHONE, SCROLLS, axe, sign_in
from tests.bureau.sheets.conftest import done
from tests.bureau.sheets.workbooks import xlsx
from tests.notices import notices
from tests.projects.conftest import (
    CODE,
    CONTENT,
    NAME,
    OTHER_CODE,
    TITLE,
    USCC,
    a_row,
    enterprise,
    hand,
    item,
    officer,
    section,
)
from tests.projects.test_sheets import HEADING, a_line
from tests.records import a_person

__all__ = ["enterprise", "item", "notices", "officer", "section"]  # fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices", "item", "officer")]
MORNING = datetime(2026, 10, 9, 1, 5, tzinfo=UTC)  # a Friday, 09:05 in Shanghai; the Saturday after it is worked
DAY_BEFORE = date(2026, 10, 8)
AT_WORK = {"申报日期": DAY_BEFORE, "资料齐全日期": DAY_BEFORE, "备案日期": ""}
WRONG = [{"统一社会信用代码": USCC[:-1] + "X"}, {"建设类别": "别的"}, {"项目总投资(万元)": "很多"}]
SERIALS = ("000024", "000032", "000040")
COUNT = """
window.strokes = Number(sessionStorage.getItem("strokes"));
const counted = (event) => {
  // What a hand does: a key that is no modifier, or a click of the mouse; not the click that a key causes.
  const byHand = event.type === "click" ? event.detail > 0 : !["Control", "Shift", "Alt", "Meta"].includes(event.key);
  if (event.isTrusted && byHand) sessionStorage.setItem("strokes", ++window.strokes);
};
addEventListener("keydown", counted, true);
addEventListener("click", counted, true);
"""

SignedIn = Callable[[str], Page]


@pytest.fixture(autouse=True)
def morning(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)


@pytest.fixture
def signed_in(page: Page, live_server) -> SignedIn:
    def signed(username: str) -> Page:
        page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        sign_in(page, live_server.url, Staff.objects.get(username=username))
        return page

    return signed


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """One row that is finished, one that is at work, and three that are wrong."""
    codes = [f"2603-441702-04-01-{serial}" for serial in SERIALS]
    wrong = [a_line(**{"项目代码": code, **cell}) for code, cell in zip(codes, WRONG, strict=True)]
    file = tmp_path / "备案清单.xlsx"
    at_work = a_line(项目代码=OTHER_CODE, 项目名称="样例办理中项目", **AT_WORK)
    file.write_bytes(xlsx(a_line(), *wrong, at_work, heading=HEADING, title="备案"))
    return file


def test_an_officer_takes_the_platforms_sheet_over_and_finishes_what_is_open(
    signed_in: SignedIn, live_server, officer: Staff, sheet: Path
) -> None:
    desk = signed_in("officer")
    desk.goto(f"{live_server.url}/admin/projects/filing/")
    desk.get_by_role("link", name="导入", exact=True).click()
    desk.set_input_files("#id_file", sheet)
    desk.get_by_role("button", name="上传并核对").click()
    expect(desk.locator("#count-refused .tile-num")).to_contain_text("3")
    assert marked_rows(desk) == [3, 4, 5]
    desk.get_by_role("button", name="仅写入正确的行").click()
    done(Batch.objects.get())
    expect(desk.locator(".page-sub")).to_contain_text("已导入", timeout=10_000)
    assert set(Filing.objects.values_list("project_code", "state")) == {(CODE, "filed"), (OTHER_CODE, "complete")}
    desk.goto(f"{live_server.url}/admin/projects/filing/?view=soon")
    desk.get_by_role("link", name="样例办理中项目").click()
    why = desk.locator(".why").first
    for sentence in ("2026年10月8日", "2026年10月10日", "2026年10月12日"):
        expect(why).to_contain_text(sentence)
    desk.locator("#move-file .go").click()
    expect(desk.locator(".messagelist")).to_contain_text("备案")
    desk.get_by_role("link", name="备案证").click()
    expect(desk.locator("body")).to_contain_text("2026年10月9日")
    desk.emulate_media(media="print")
    expect(desk.locator("body")).to_contain_text(OTHER_CODE)
    expect(desk.locator("[data-print]")).to_be_hidden()


def marked_rows(page: Page) -> list[Any]:
    """The numbers of the rows in the copy that goes back to the sender."""
    with page.expect_download() as taken:
        page.get_by_role("link", name="标注副本").click()
    book = openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes()))
    heading, *rows = book.active.iter_rows(values_only=True)
    return [row[heading.index("原行号")] for row in rows]


def test_a_case_is_entered_by_hand_and_filed_within_25_strokes(
    signed_in: SignedIn, live_server, enterprise: Enterprise
) -> None:
    desk = signed_in("officer")
    desk.goto(f"{live_server.url}/admin/projects/filing/add/")
    for name, words in {"project_code": CODE, "uscc": USCC}.items():
        desk.locator(f"#id_{name}").click()
        paste(desk, words)
    expect(desk.locator("#id_party_name")).to_have_value(NAME)
    desk.context.add_init_script(COUNT)
    desk.evaluate(f"() => {{ {COUNT} }}")
    desk.get_by_label("不涉密").click()
    desk.locator("#id_project_name").click()
    paste(desk, TITLE)
    desk.locator("#id_site").click()
    paste(desk, "样例市样例镇1号")
    keys(desk, "Tab", "ArrowDown", "Tab", "ArrowDown", "Tab")  # 基建, 新建, and on to what is built
    paste(desk, CONTENT)
    keys(desk, "Tab", *"12800", "Enter")
    expect(desk.locator(".stepbar [aria-current=step]")).to_contain_text("已提交")
    desk.locator("#move-complete .go").click()
    desk.locator("#move-file .go").click()
    expect(desk.locator(".stepbar [aria-current=step]")).to_contain_text("已备案")
    filing = Filing.objects.get()
    assert (filing.project_name, filing.total_investment, filing.construction) == (TITLE, 12800, "new")
    assert desk.evaluate("strokes") == 20


def keys(page: Page, *pressed: str) -> None:
    for key in pressed:
        page.keyboard.press(key)


def paste(page: Page, words: str) -> None:
    """By Ctrl+V, which is one stroke, as from the platform's own page."""
    page.evaluate("(words) => navigator.clipboard.writeText(words)", words)
    page.keyboard.press("Control+v")


def test_a_supervisor_reads_what_was_done_and_reviews_it(signed_in: SignedIn, live_server, section, officer) -> None:
    take_over(hand(officer, MORNING.date()), a_row(), section=section, sheet="备案清单")
    supervisor = a_person("supervisor", section, Role.SUPERVISOR, name="样例督查", is_staff=True)
    desk = signed_in("supervisor")
    desk.goto(f"{live_server.url}/admin/changes/")
    line = desk.locator(".change", has_text=CODE)
    expect(line).to_contain_text("样例经办")
    assert axe(desk) == []
    line.get_by_role("link", name=CODE).first.click()
    expect(desk.locator("h1")).to_have_text(TITLE)
    expect(desk.locator(".timeline")).to_contain_text("登记：广东省投资项目在线审批监管平台")
    expect(desk.locator(".moves")).to_contain_text("现在没有需要您办理的步骤")
    desk.go_back()
    line.get_by_placeholder("复核意见").fill("样例：与平台一致")
    line.get_by_role("button", name="已复核").click()
    desk.goto(f"{live_server.url}/admin/changes/?queue=reviewed")
    expect(desk.locator(".reviewed")).to_contain_text("样例督查")
    assert Review.objects.get().reviewer == supervisor


def test_on_a_telephone_a_leader_finds_what_presses_and_reads_why(
    signed_in: SignedIn, live_server, section, officer
) -> None:
    row = a_row(submitted_on=DAY_BEFORE, complete_on=DAY_BEFORE, filed_on=None)
    take_over(hand(officer, DAY_BEFORE), row, section=section, sheet="备案清单")
    a_person("leader", section, Role.LEADER, name="样例局长", is_staff=True)
    phone = signed_in("leader")
    phone.set_viewport_size(PHONE)
    phone.goto(f"{live_server.url}/admin/")
    seen = [in_order(phone)]
    phone.goto(f"{live_server.url}/admin/projects/filing/?view=soon")
    expect(phone.locator("#result_list tbody tr")).to_contain_text("10-12")
    seen.append(in_order(phone))
    phone.get_by_role("link", name=TITLE).click()
    expect(phone.locator(".why").first).to_contain_text("2026年10月12日")
    assert [*seen, in_order(phone)] == [[], [], []]


def in_order(page: Page) -> list[str]:
    return axe(page) + (["scrolls sideways"] if page.evaluate(SCROLLS) else [])
