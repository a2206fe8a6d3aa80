"""The platform's sheet from the command line: exactly what an officer does on the screen."""

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from bureau.models import Act, Section, Staff
from bureau.people.roles import Role
from projects.models import CodeAssignment, Filing
from tests.bureau.sheets.workbooks import xlsx
from tests.notices import notices  # noqa: F401 - a fixture
from tests.projects.conftest import CODE, CONTENT, NAME, OTHER_CODE, RECEIVED, TITLE, USCC
from tests.records import a_person

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices", "item", "officer")]
HEADING = [
    *("项目代码", "项目名称", "申报企业名称", "统一社会信用代码", "建设地点", "建设类别", "建设性质", "建设规模及内容"),
    *("项目总投资(万元)", "项目资本金(万元)", "计划开工时间", "计划竣工时间", "申报方式"),
    *("申报日期", "资料齐全日期", "备案日期"),
]
FINISHED = [
    *(
        CODE,
        TITLE,
        NAME,
        USCC,
        "样例镇1号",
        "基建",
        "扩建",
        CONTENT,
        "12,800.00",
        3840,
        "2026年12月",
        "2028-06",
        "网上",
    ),
    *(date(2026, 3, 2), "2026-03-04", "2026年3月6日"),
]
Sheet = Callable[..., dict[str, Any]]


def a_line(**other: Any) -> list[Any]:
    return [other.get(heading, cell) for heading, cell in zip(HEADING, FINISHED, strict=True)]


@pytest.fixture
def sheet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Sheet:
    def imported(
        *rows: list[Any], kind: str = "filings", heading: list[str] = HEADING, **options: Any
    ) -> dict[str, Any]:
        file = tmp_path / "备案清单.xlsx"
        file.write_bytes(xlsx(*rows, heading=heading, title="备案"))
        capsys.readouterr()
        with suppress(SystemExit):  # where something was refused: what it told says what
            call_command("import_sheet", kind, file, json=True, **{"by": "officer"} | options)
        told: dict[str, Any] = json.loads(capsys.readouterr().out)
        return told

    return imported


def test_a_finished_row_lands_finished_and_the_next_sheet_writes_what_is_new_alone(sheet: Sheet) -> None:
    first = sheet(a_line())
    assert (first["counts"], first["written"]) == ({"new": 1, "changed": 0, "unchanged": 0, "refused": 0}, True)
    filing = Filing.objects.get()
    assert (filing.state, filing.filed_on, filing.total_investment) == ("filed", date(2026, 3, 6), 12800)
    assert (filing.plan_start, filing.plan_end) == (date(2026, 12, 1), date(2028, 6, 1))
    assert {act.paper_number for act in Act.objects.all()} == {f"导入批次 {first['batch']}"}
    other = {"项目代码": OTHER_CODE, "项目名称": "样例另一项目", "备案日期": ""}
    second = sheet(a_line(), a_line(**other))
    assert second["counts"] == {"new": 1, "changed": 0, "unchanged": 1, "refused": 0}
    assert Filing.objects.get(project_code=OTHER_CODE).state == "complete"


def test_wrong_rows_are_told_with_row_column_and_reason_and_nothing_is_written(sheet: Sheet) -> None:
    wrong = {"项目代码": "2406-1", "统一社会信用代码": USCC[:-1] + "X", "建设类别": "别的", "项目总投资(万元)": "很多"}
    codes = [f"2603-441702-04-01-{serial}" for serial in ("000024", "000032", "000040", "000059")]
    rows = (
        a_line(**{"项目代码": code, heading: cell}) for code, (heading, cell) in zip(codes, wrong.items(), strict=True)
    )
    told = sheet(a_line(), *rows)
    assert [(row["row"], row["column"]) for row in told["rows"]] == [
        (3, "项目代码"),
        (4, "统一社会信用代码"),
        (5, "建设类别"),
        (6, "项目总投资(万元)"),
    ]
    assert (told["written"], Filing.objects.count()) == (False, 0)


def test_what_contradicts_our_own_days_is_told_and_the_rest_is_written_on_request(sheet: Sheet) -> None:
    sheet(a_line())
    other = a_line(项目代码=OTHER_CODE, 项目名称="样例另一项目")
    told = sheet(a_line(备案日期="2026-03-09"), other, good_rows_only=True)
    assert [(row["column"], row["reason"]) for row in told["rows"]] == [("备案日期", "此处为2026-03-06，请核对。")]
    assert Filing.objects.count() == 2


def test_an_old_ledger_comes_in_by_a_sheet_of_its_own(sheet: Sheet) -> None:
    old = {"项目代码": "2019-441702-04-03-000123", "申报日期": "", "资料齐全日期": "", "备案日期": "2019-05-06"}
    assert sheet(a_line(**old), kind="old_filings")["counts"]["new"] == 1
    assert Filing.objects.get().is_historical


def test_assigned_codes_come_in_by_a_sheet_once_and_what_differs_is_told(sheet: Sheet) -> None:
    heading = ["项目代码", "项目名称", "申报企业名称", "统一社会信用代码", "赋码日期"]
    of_an_enterprise, of_a_public_body = [CODE, TITLE, NAME, USCC, RECEIVED], [OTHER_CODE, "样例道路", "", "", RECEIVED]
    first = sheet(of_an_enterprise, of_a_public_body, kind="codes", heading=heading)
    assert (first["counts"]["new"], CodeAssignment.objects.filter(enterprise__isnull=True).count()) == (2, 1)
    assert {assigned.officer.username for assigned in CodeAssignment.objects.all()} == {"officer"}
    again = sheet([CODE, "样例别的名称", NAME, USCC, RECEIVED], of_a_public_body, kind="codes", heading=heading)
    assert (again["counts"]["unchanged"], [row["column"] for row in again["rows"]]) == (1, ["项目名称"])
    assert CodeAssignment.objects.count() == 2


def test_a_code_of_another_bureau_is_new_in_the_sheets_of_this_one(sheet: Sheet, abroad: Section) -> None:
    heading = ["项目代码", "项目名称", "申报企业名称", "统一社会信用代码", "赋码日期"]
    a_code = [CODE, TITLE, NAME, USCC, RECEIVED]
    a_person("stranger", abroad, Role.OFFICER)
    kinds = (([a_line()], {}), ([a_code], {"kind": "codes", "heading": heading}))
    for rows, options in kinds:
        for by in ("stranger", "officer"):
            assert sheet(*rows, by=by, **options)["counts"]["new"] == 1
    assert (Filing.objects.count(), CodeAssignment.objects.count()) == (2, 2)


def test_the_screen_offers_the_sheet_with_the_columns_of_the_platform(officer: Staff) -> None:
    client = Client()
    client.force_login(officer)
    answer = client.get(reverse("admin:projects_filing_import"))
    assert [column.column_name for column in answer.context["sheets"][0][1]] == HEADING
    assert client.get(reverse("admin:projects_filing_changelist")).status_code == 200


# On the screen


def test_an_old_ledger_is_chosen_at_the_head_of_the_import_page(officer: Staff) -> None:
    client, page = Client(), reverse("admin:projects_filing_import")
    client.force_login(officer)
    shown = client.get(page).text
    assert ("备案旧台账（历史补录）" in shown, "省平台备案清单" in shown) == (True, True)
    sent = {"file": SimpleUploadedFile("旧台账.xlsx", xlsx(a_line(申报日期=""), heading=HEADING))}
    assert client.post(page, sent).context["form"].errors["kind"]
    sent["file"].seek(0)
    batch = client.post(page, sent | {"kind": "old_filings"}, follow=True).context["batch"]
    assert (batch.kind, batch.new, batch.refused) == ("old_filings", 1, 0)


def test_a_kind_that_is_not_offered_there_is_not_taken(officer: Staff) -> None:
    client = Client()
    client.force_login(officer)
    sent = {"pasted": "姓名\t账号\n样例\tsample\n", "kind": "staff"}
    assert client.post(reverse("admin:projects_filing_import"), sent).context["form"].errors["kind"]
