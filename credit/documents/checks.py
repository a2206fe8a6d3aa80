"""A sheet of names, codes or numbers, and the workbook that answers it row by row. In Chinese, as it was asked."""

from typing import Any

import tablib
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from bureau.sheets.cells import is_blank
from bureau.sheets.columns import Code, Column, Words
from bureau.sheets.formats import Xlsx
from bureau.sheets.headings import fit, table_of
from bureau.sheets.readers import read
from bureau.sheets.unreadable import Unreadable
from credit.models import StandingCheck, StandingQuery
from credit.procedure.standing import MOST, Asked
from credit.rules.standing import COUNTS, PURPOSES, RESULTS

COLUMNS = {
    "name": Column("名称", "单位名称", "主体名称", "企业名称", widget=Words(200)),
    "code": Column("统一社会信用代码", "信用代码", widget=Code(str.strip)),
    "id_no": Column("证件号码", "身份证号", "身份证号码", widget=Code(str.strip)),
    "person": Column("姓名", widget=Words(200)),
}
BY_NUMBER = _("Row %(row)s: a natural person is asked for by the number of the document.")
HEADINGS = (
    *("行号", "名称", "统一社会信用代码", "查询结果", "在列名单", "计入结果的处罚", "措施", "说明"),
    *("查询日期", "用途", "事项"),
)


@sensitive_variables()
def read_names(data: bytes) -> dict[int, Asked]:
    """Who is asked for, by the row of the sheet. Raises Unreadable, naming what does not fit or how many are wrong."""
    columns = list(COLUMNS.values())
    table = table_of(read(data), columns, {})
    found = fit(table.headings, columns, {})
    if not found.is_whole:
        raise Unreadable(_("The sheet does not fit: %(what)s."), {"what": str(found)})
    if len(table.rows) > MOST:
        raise Unreadable(_("At most %(most)s rows can be asked for at once."), {"most": MOST})
    places = {heading: place for place, heading in found.columns.items()}
    return {number: _asked(number, {h: cells[place] for h, place in places.items()}) for number, cells in table.rows}


@sensitive_variables()
def _asked(number: int, cells: dict[str, Any]) -> Asked:
    """Beside the number of a person a name is not looked at; a person's name alone finds nobody and is not kept."""
    said: dict[str, str] = {}
    for name, column in COLUMNS.items():
        if is_blank(cells.get(column.column_name)):
            continue
        try:
            said[name] = column.clean(cells)
        except ValidationError as wrong:
            told = {"row": number, "column": column.column_name, "why": " ".join(wrong.messages)}
            raise Unreadable(_("Row %(row)s, %(column)s: %(why)s"), told) from None
    if said.get("person") and not said.keys() & {"name", "code", "id_no"}:
        raise Unreadable(BY_NUMBER, {"row": number})
    return Asked(id_no=said["id_no"]) if said.get("id_no") else Asked(said.get("name", ""), said.get("code", ""))


def answer(check: StandingCheck) -> bytes:
    """What was found, as it stood: frozen when it was asked, and the same however often it is taken."""
    on = timezone.localdate(check.at).isoformat()
    told = (on, PURPOSES[check.purpose].zh, check.matter)  # type: ignore[index]
    rows = [(str(one.row), *_row(one), *told) for one in check.answers.order_by("row")]
    made: bytes = Xlsx().export_data(tablib.Dataset(*rows, headers=list(HEADINGS), title="信用核查结果"))
    return made


def _row(one: StandingQuery) -> tuple[str, ...]:
    facts = one.facts
    lists = [f"{entry['list']}（{entry['number']}{_disputed(entry)}）" for entry in facts["lists"]]
    counting = [each for each in facts["penalties"] if each["shown"] in COUNTS]
    penalties = [f"{each['number']}（至{each['until']}{_disputed(each)}）" for each in counting]
    measures = [measure for entry in facts["lists"] for measure in entry["measures"]]
    found = ("；".join(words) for words in (lists, penalties, measures))
    return (one.party_name, one.code, RESULTS[one.result].zh, *found, _remark(facts))  # type: ignore[index]


def _disputed(found: dict[str, Any]) -> str:
    """What was found before this was kept does not say."""
    return "，异议中" if found.get("disputed") else ""


def _remark(facts: dict[str, Any]) -> str:
    if facts["several"]:
        return f"名称对应多个主体：{'、'.join(facts['several'])}"
    if facts["named"]:
        return f"该代码登记的名称是{facts['named']}"
    return "" if facts["known"] else "本系统没有该主体的记录"
