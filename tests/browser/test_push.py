"""A sheet of an organ, from its file to a push that is reconciled: wrong rows go back, failed ones go again."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from bureau.models import Section, Staff
from bureau.notices.jobs import run_due
from bureau.people.roles import Role
from credit.models import LicencePush, Organ
from tests.browser.conftest import sign_in
from tests.browser.test_sheets import in_order
from tests.credit.platform import Receiver
from tests.credit.test_sheets import ONE, licences, table
from tests.notices import notices
from tests.records import a_person, a_section
from tests.sample_credit import organs_of

__all__ = ["notices"]  # a fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]


@pytest.fixture
def section(db: None) -> Section:
    return a_section("综合办公室")


@pytest.fixture
def organ(section: Section) -> Organ:
    return organs_of(section)[0]


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例经办", is_staff=True)


@pytest.fixture
def receiver(tmp_path: Path, settings: Any) -> Iterator[Receiver]:
    started = Receiver(tmp_path)
    started.start()
    settings.PUSH_URL = started.url
    yield started
    started.stop()


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    file = tmp_path / "许可.xlsx"
    file.write_bytes(table(ONE, *licences(range(3)), *licences(range(3, 4), uscc="")))
    return file


def work() -> None:
    run_due(lambda: timezone.now() + timedelta(minutes=1), "a worker")


def test_a_sheet_of_an_organ_ends_in_a_reconciled_push(
    page: Page, live_server, officer: Staff, organ: Organ, receiver: Receiver, sheet: Path
) -> None:
    sign_in(page, live_server.url, officer)
    page.goto(f"{live_server.url}/admin/credit/licence/import/")
    page.set_input_files("#id_file", sheet)
    page.get_by_role("button", name="上传并核对").click()
    expect(page.locator("#count-refused .tile-num")).to_contain_text("1")
    with page.expect_download():
        page.get_by_role("link", name="标注副本").click()
    page.get_by_role("button", name="仅写入正确的行").click()
    work()
    receiver.refuse("阳海样许〔2026〕2号", "1001", "名称与代码不一致")
    page.goto(f"{live_server.url}/admin/credit/pushbatch/")
    page.get_by_role("link", name="推送到平台").click()
    assert in_order(page) == []
    page.get_by_role("button", name="全部推送").click()
    work()
    page.locator("#result_list tbody th a").first.click()
    expect(page.locator(".tiles")).to_contain_text("2")
    expect(page.locator(".rows.bad")).to_contain_text("名称与代码不一致")
    assert in_order(page) == []
    receiver.refuse("阳海样许〔2026〕2号")
    page.get_by_role("button", name="失败的行均已改正").click()
    page.goto(f"{live_server.url}/admin/credit/pushbatch/prepare/")
    page.get_by_role("button", name="全部推送").click()
    work()
    assert {line.state for line in LicencePush.objects.all()} == {"accepted"}
    assert receiver.counts()["records"] == LicencePush.objects.count() == 3
