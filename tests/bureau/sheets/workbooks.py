"""Sheets as offices send them, made for a test."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

import openpyxl

from tests.bureau.sheets.damage import packed

HEADING = ["姓名", "账号", "股室", "编制类型", "岗位/角色", "邮箱"]


def xlsx(*rows: Sequence[Any], heading: Sequence[Any] = HEADING, title: str = "人员") -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in (heading, *rows):
        sheet.append(list(row))
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def csv(*rows: Sequence[str], heading: Sequence[str] = HEADING, encoding: str = "utf-8", mark: str = ",") -> bytes:
    return "\r\n".join(mark.join(row) for row in (heading, *rows)).encode(encoding)


def person(number: int, **other: Any) -> list[Any]:
    """A good row; `other` replaces cells by the name of the column's attribute."""
    names = ["name", "username", "section", "employment", "roles", "email"]
    usual = [f"样例{number}", f"sample{number}", "规划股", "行政编制", "经办人", f"sample{number}@example.com"]
    return [other.get(name, value) for name, value in zip(names, usual, strict=True)]


def people(numbers: Iterable[int]) -> list[list[Any]]:
    return [person(number) for number in numbers]


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def written(*sheets: str, states: Sequence[str] = (), texts: str = "", date1904: int = 0) -> bytes:
    """A workbook whose sheets have this XML for their rows, with no more around it than must be."""
    numbers = range(1, len(sheets) + 1)
    listed = "".join(
        f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}" state="{state}"/>'
        for n, state in zip(numbers, states or ["visible"] * len(sheets), strict=True)
    )
    related = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in numbers
    )
    document = f'<Relationship Id="d" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    book = f'<workbookPr date1904="{date1904}"/><sheets>{listed}</sheets>'
    styles = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
    parts = {
        "_rels/.rels": f'<Relationships xmlns="{RELATIONS}">{document}</Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}</workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{RELATIONS}">{related}</Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>',
        "xl/sharedStrings.xml": texts or f'<sst xmlns="{MAIN}"/>',
    }
    for n, rows in zip(numbers, sheets, strict=True):
        around = f'xmlns="{MAIN}" xmlns:x="{MAIN}"'
        parts[f"xl/worksheets/sheet{n}.xml"] = f"<worksheet {around}><sheetData>{rows}</sheetData></worksheet>"
    return packed({name: content.encode() for name, content in parts.items()})
