"""权责清单 as its reviewer works with it: a sheet, what differs, publication, and the files for the portal."""

import zipfile
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from bureau.models import Publication, Section, Staff
from bureau.people.roles import Role
from bureau.sheets.batches import Batch
from tests.browser.conftest import DESK, PHONE, SCROLLS, axe, sign_in
from tests.bureau.sheets.conftest import done
from tests.notices import notices
from tests.records import a_person, a_section
from tests.sample_powers import FILING, PENALTY, a_list_in_force, a_row, pasted

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
ADDRESS = "https://portal.example.gov.cn/powers/"


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def desk(page: Page, live_server: Any, section: Section) -> Page:
    """The desk of a legal reviewer, in a bureau that has a list in force."""
    a_list_in_force(section)
    known = {"name": "样例法审", "is_staff": True}
    reviewer: Staff = a_person("reviewer", section, Role.LEGAL_REVIEWER, **known)
    sign_in(page, live_server.url, reviewer)
    page.goto(f"{live_server.url}/admin/bureau/powerlist/")
    return page


def in_order(page: Page) -> list[str]:
    """What is wrong with the page at both widths."""
    found = []
    for size in (PHONE, DESK):
        page.set_viewport_size(size)
        found += axe(page) + (["scrolls sideways"] if page.evaluate(SCROLLS) else [])
    return found


def test_a_list_goes_from_its_sheet_to_the_portal(desk: Page, section: Section) -> None:
    desk.get_by_role("link", name="导入", exact=True).click()
    desk.fill("#id_pasted", pasted(a_row(FILING, 监督方式="样例信箱"), a_row(PENALTY)))
    desk.get_by_role("button", name="上传并核对").click()
    expect(desk.locator("#count-new .tile-num")).to_contain_text("1")
    expect(desk.locator("#count-changed .tile-num")).to_contain_text("1")
    assert in_order(desk) == []
    desk.get_by_role("button", name="全部写入").click()
    done(Batch.objects.get())
    desk.goto(desk.url.split("/admin/")[0] + "/admin/bureau/powerlist/")
    desk.get_by_role("link", name="第2版").click()
    assert in_order(desk) == []
    desk.get_by_role("link", name="版本差异", exact=True).click()
    expect(desk.locator("#changed-heading")).to_contain_text("1")
    expect(desk.locator("#new-heading")).to_contain_text("1")
    expect(desk.locator("#gone-heading")).to_contain_text("1")
    assert in_order(desk) == []
    desk.go_back()
    desk.get_by_label("批准文件").fill("样例〔2026〕2号")
    desk.get_by_role("button", name="发布", exact=True).click()
    expect(desk.locator(".page-sub").first).to_contain_text("已发布")
    expect(desk.locator("#portal-heading + p")).to_contain_text("尚未发布")
    with desk.expect_download() as taken:
        desk.get_by_role("link", name="下载门户文件").click()
    assert "index.html" in zipfile.ZipFile(taken.value.path()).namelist()
    desk.get_by_label("门户网址").fill(ADDRESS)
    desk.get_by_role("button", name="登记发布").click()
    expect(desk.locator("#portal-heading + p")).to_contain_text("已是最新")
    assert in_order(desk) == []
    assert Publication.objects.get().address == ADDRESS


def test_the_files_for_the_portal_are_in_order_by_themselves(desk: Page, tmp_path: Path) -> None:
    desk.get_by_role("link", name="第1版").click()
    with desk.expect_download() as taken:
        desk.get_by_role("link", name="下载门户文件").click()
    zipfile.ZipFile(taken.value.path()).extractall(tmp_path)
    found = []
    for file in sorted(tmp_path.glob("*.html")):
        desk.goto(file.as_uri())
        found += [f"{file.name}: {fault}" for fault in in_order(desk)]
    assert found == []
    desk.goto((tmp_path / "index.html").as_uri())
    desk.get_by_role("link", name="样例备案").click()
    expect(desk.locator("h1")).to_have_text("其他行政权力")
    assert desk.url.endswith(desk.locator("h2").get_attribute("id") or "-")
