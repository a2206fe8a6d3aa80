"""What goes out: import-export's formats, written so that Excel and WPS open them right and calculate nothing."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Any

import openpyxl
import tablib
from django.utils import timezone
from import_export.formats.base_formats import Format
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from bureau.sheets.formulas import CALCULATED, neutral

WIDEST, NARROWEST = 50, 8
TEXT, DAY, MOMENT = "@", "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
NO_SHEET_NAME = re.compile(r"[\\/*?:\[\]]")


class Xlsx(Format):
    """A workbook whose texts are texts: a cell that begins like a formula is marked as typed by hand."""

    def get_title(self) -> str:
        return "xlsx"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def can_export(self) -> bool:
        return True

    def export_data(self, dataset: tablib.Dataset, **facts: Any) -> bytes:
        """`by` and `at` stand in the properties of the workbook."""
        book = openpyxl.Workbook(write_only=True)
        book.properties.creator = facts.get("by", "")
        if "at" in facts:
            book.properties.created = timezone.make_naive(facts["at"])
        sheet = book.create_sheet(NO_SHEET_NAME.sub(" ", dataset.title or "Sheet1")[:31])
        sheet.freeze_panes = "A2"
        for place, width in enumerate(_widths(dataset)):
            sheet.column_dimensions[get_column_letter(place + 1)].width = width
        sheet.append([_cell(sheet, heading, bold=True) for heading in dataset.headers])
        for row in dataset:
            sheet.append([_cell(sheet, value) for value in row])
        kept = io.BytesIO()
        book.save(kept)
        return kept.getvalue()


class Csv(Format):
    """UTF-8 with its mark, by which Excel and WPS know that it is no GBK."""

    def get_title(self) -> str:
        return "csv"

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def can_export(self) -> bool:
        return True

    def export_data(self, dataset: tablib.Dataset, **_facts: Any) -> bytes:
        kept = io.StringIO(newline="")
        writer = csv.writer(kept)
        for row in (dataset.headers, *dataset):
            writer.writerow([neutral(said(value)) for value in row])
        return kept.getvalue().encode("utf-8-sig")


def said(value: Any) -> str:
    """A value as text: days and moments as one sorts them, in the time of the office."""
    if isinstance(value, datetime):
        return _local(value).strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)


def as_text(dataset: tablib.Dataset) -> str:
    """A table to be copied: a tab between cells, a line for each row."""
    rows = (dataset.headers, *dataset)
    return "\n".join("\t".join(re.sub(r"\s+", " ", said(value)) for value in row) for row in rows)


def _cell(sheet: Any, value: Any, bold: bool = False) -> Any:
    if isinstance(value, int | float | Decimal):
        number: Any = value
        return WriteOnlyCell(sheet, number)
    if isinstance(value, datetime):
        value, shape = _local(value).replace(tzinfo=None), MOMENT
    else:
        shape = TEXT if isinstance(value, str) or value is None else DAY
    cell: Any = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value)
    cell.number_format = shape
    if isinstance(value, str):
        cell.data_type = "s"  # openpyxl takes what begins with = for a formula
        cell.quotePrefix = CALCULATED.match(value) is not None
    if bold:
        cell.font = Font(bold=True)
    return cell


def _local(value: datetime) -> datetime:
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _widths(dataset: tablib.Dataset) -> Iterator[int]:
    """By the longest of the first rows; a Chinese character is as wide as two."""
    for place, heading in enumerate(dataset.headers):
        texts = [str(heading), *(said(row[place]) for row in dataset[:50])]
        widest = max(sum(2 if ord(char) > 0x2E80 else 1 for char in text) for text in texts)
        yield min(WIDEST, max(NARROWEST, widest + 2))
