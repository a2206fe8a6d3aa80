"""A sheet of staff as an administrator brings it in: wrong rows, their marked copy, the rest confirmed, undone."""

import io
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Page, expect

from bureau.people.bureaus import Section
from bureau.people.staff import Staff
from bureau.sheets.batches import Batch
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe
from tests.browser.test_desk import desk, officer
from tests.bureau.sheets.conftest import done
from tests.bureau.sheets.workbooks import person, xlsx
from tests.notices import notices
from tests.records import a_section

__all__ = ["desk", "notices", "officer"]  # fixtures

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
WRONG = [person(5, section="没有股"), person(6, email="没有"), person(7, name="")]


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "人员.xlsx"
    file.write_bytes(xlsx(*[person(number) for number in range(5)], *WRONG))
    return file


def in_order(page: Page) -> list[str]:
    """What is wrong with the page at both widths."""
    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        found += axe(page) + (["scrolls sideways"] if page.evaluate(SCROLLS) else [])
    return found


def test_a_sheet_comes_in_and_is_taken_back(desk: Page, live_server, section: Section, sheet: Path) -> None:
    desk.goto(f"{live_server.url}/admin/bureau/staff/")
    desk.get_by_role("link", name="导入", exact=True).click()
    assert in_order(desk) == []
    desk.set_input_files("#id_file", sheet)
    desk.get_by_role("button", name="上传并核对").click()
    expect(desk.locator("#count-refused .tile-num")).to_contain_text("3")
    expect(desk.locator("#count-new .tile-num")).to_contain_text("5")
    assert in_order(desk) == []
    with desk.expect_download() as taken:
        desk.get_by_role("link", name="标注副本").click()
    assert [cell.value for cell in openpyxl.load_workbook(io.BytesIO(taken.value.path().read_bytes())).active["H"]] == [
        "原行号",
        7,
        8,
        9,
    ]
    desk.get_by_role("button", name="仅写入正确的行").click()
    expect(desk.get_by_role("progressbar")).to_be_visible()
    assert axe(desk) == []
    done(Batch.objects.get())
    expect(desk.locator(".page-sub")).to_contain_text("已导入", timeout=10_000)
    assert Staff.objects.filter(section=section, is_active=True).count() == 5
    desk.get_by_role("button", name="撤回本次导入").click()
    done(Batch.objects.get())
    expect(desk.locator(".page-sub")).to_contain_text("已撤回", timeout=10_000)
    assert Staff.objects.filter(section=section, is_active=True).count() == 0


def test_headings_are_matched_on_the_page(desk: Page, live_server, section: Section) -> None:
    desk.goto(f"{live_server.url}/admin/bureau/staff/import/")
    desk.fill("#id_pasted", "人名\t账号\t股室\n样例1\tsample1\t规划股\n")
    desk.fill("#id_sender", "样例街道")
    desk.get_by_role("button", name="上传并核对").click()
    assert in_order(desk) == []
    desk.get_by_label("人名").select_option("姓名")
    desk.get_by_role("button", name="对列并核对").click()
    expect(desk.locator("#count-new .tile-num")).to_contain_text("1")


def test_a_list_is_printed_as_a_ledger(desk: Page, live_server, section: Section) -> None:
    desk.goto(f"{live_server.url}/admin/bureau/staff/")
    desk.get_by_role("link", name="导出").click()
    assert in_order(desk) == []
    desk.get_by_label("台账（打印或复制）").check()
    desk.fill("#id_purpose", "样例用途")
    desk.get_by_role("button", name="导出").click()
    expect(desk.locator("h1")).to_have_text("工作人员台账")
    assert axe(desk) == []
    desk.locator("summary", has_text="纯文本").click()
    expect(desk.locator("textarea")).to_contain_text("officer")


def test_a_ledger_is_copied_by_a_button_and_printed_with_its_heading_on_each_page(desk: Page, live_server) -> None:
    desk.goto(f"{live_server.url}/admin/bureau/staff/export/")
    desk.get_by_label("台账（打印或复制）").check()
    desk.fill("#id_purpose", "样例用途")
    desk.get_by_role("button", name="导出").click()
    assert in_order(desk) == []
    desk.context.grant_permissions(["clipboard-read", "clipboard-write"])
    desk.get_by_role("button", name="复制为文本").click()
    expect(desk.get_by_role("status")).to_contain_text("已复制")
    assert desk.evaluate("navigator.clipboard.readText()").splitlines()[0].startswith("用户名\t姓名")
    desk.emulate_media(media="print")
    expect(desk.get_by_role("button", name="打印")).to_be_hidden()
    expect(desk.get_by_text("审核人")).to_be_visible()
    head = "getComputedStyle(document.querySelector('.ledger-table thead')).display"
    paper = "getComputedStyle(document.querySelector('.ledger')).getPropertyValue('page')"
    assert (desk.evaluate(head), desk.evaluate(paper)) == ("table-header-group", "ledger")


def test_a_ledger_can_be_copied_without_a_script(desk: Page, live_server, new_context, officer: Staff) -> None:
    plain = new_context(java_script_enabled=False, storage_state=desk.context.storage_state()).new_page()
    plain.goto(f"{live_server.url}/admin/bureau/staff/export/")
    plain.get_by_label("台账（打印或复制）").check()
    plain.fill("#id_purpose", "样例用途")
    plain.get_by_role("button", name="导出").click()
    expect(plain.get_by_role("button", name="复制为文本")).to_be_hidden()
    plain.locator("summary", has_text="纯文本").click()
    expect(plain.locator("#ledger-text")).to_be_visible()
