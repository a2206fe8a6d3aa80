"""Sheets as others write them, sent and confirmed by an officer as any sheet is."""

import io
import json
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

from django.core.management import CommandError, call_command
from openpyxl import Workbook

from bureau.people.bureaus import Bureau
from bureau.people.staff import Staff
from bureau.sheets.batches import Batch, BatchState

CATEGORIES = {"construction": "基本建设", "renovation": "技术改造"}
CONSTRUCTIONS = {"new": "新建", "extension": "扩建", "rebuilding": "改建", "relocation": "迁建"}
CHANNELS = {"online": "网上申报"}
# Its headings in their order, and what it writes below each.
HEADINGS = {
    "项目代码": lambda row: row.project_code,
    "项目名称": lambda row: row.project_name,
    "申报企业名称": lambda row: row.enterprise_name,
    "统一社会信用代码": lambda row: row.uscc,
    "建设地点": lambda row: row.site,
    "建设类别": lambda row: CATEGORIES[row.category],
    "建设性质": lambda row: CONSTRUCTIONS[row.construction],
    "建设规模及内容": lambda row: row.scale_and_content,
    "项目总投资(万元)": lambda row: row.total_investment,
    "项目资本金(万元)": lambda row: row.capital,
    "计划开工时间": lambda row: _month(row.plan_start),
    "计划竣工时间": lambda row: _month(row.plan_end),
    "申报方式": lambda row: CHANNELS[row.channel],
    "申报日期": lambda row: row.submitted_on,
    "资料齐全日期": lambda row: row.complete_on,
    "备案日期": lambda row: row.filed_on,
}


CODE_HEADINGS = {
    "项目代码": lambda row: row.project_code,
    "项目名称": lambda row: row.project_name,
    "申报企业名称": lambda row: row.enterprise_name,
    "统一社会信用代码": lambda row: row.uscc,
    "赋码日期": lambda row: row.submitted_on,
}
STUDIED = ("会议类型", "会议日期", "主持人", "议题", "来源", "参加人", "纪要")
TRAINED = ("培训主题", "培训形式", "培训日期", "学时", "姓名", "成绩")
LISTED = (
    *("名单名称", "主体名称", "统一社会信用代码", "列入事由", "列入依据", "决定文书号", "列入日期"),
    *("管理措施", "移出日期", "移出原因"),
)
KINDS: dict[str, dict[str, Any]] = {
    "filings": HEADINGS,
    "codes": CODE_HEADINGS,
    "study_items": {heading: itemgetter(place) for place, heading in enumerate(STUDIED)},
    "trainings": {heading: itemgetter(place) for place, heading in enumerate(TRAINED)},
    "list_entries": {heading: itemgetter(place) for place, heading in enumerate(LISTED)},
}


def _month(day: date | None) -> str:
    return f"{day:%Y-%m}" if day else ""


def workbook(kind: str, rows: Iterable[Any]) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("清单")
    sheet.append(list(KINDS[kind]))
    for row in rows:
        sheet.append([cell(row) for cell in KINDS[kind].values()])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def was_sent(kind: str, bureau: Bureau, name: str) -> bool:
    """Whether a sheet of that name was imported, and not undone."""
    return Batch.objects.filter(kind=kind, bureau=bureau, file_name=name, state=BatchState.DONE).exists()


def send(kind: str, rows: Iterable[Any], name: str, by: Staff) -> None:
    """The platform's sheet with these rows, by that officer's hand. Raises CommandError."""
    deliver(kind, workbook(kind, rows), name, by)


def deliver(kind: str, content: bytes, name: str, by: Staff, **options: Any) -> None:
    """Stage, check and confirm it by that officer's hand: what `manage.py import_sheet` does. Raises CommandError.

    Good rows only, which asks each row once less; that none was refused is seen to afterwards. `options` are further
    ones of that command: `sender`, `second`.
    """
    told = io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, name)
        file.write_bytes(content)
        with suppress(SystemExit):  # where a row was refused: what it told says which, and why
            options |= {"good_rows_only": True, "json": True}
            call_command("import_sheet", kind, file, by=by.username, stdout=told, **options)
    answer: dict[str, Any] = json.loads(told.getvalue())
    if not answer.get("written") or answer["rows"]:
        raise CommandError(f"{name} was refused: {answer.get('refused_file') or answer['rows']}")
