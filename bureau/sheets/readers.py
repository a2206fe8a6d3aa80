"""Readers of what offices send: known by its content, never by its name."""

import io
import re
import struct
import warnings
import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import datetime, time
from typing import Any

import openpyxl
import xlrd
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from bureau.sheets.archives import MOST_BYTES, SIZES, TOO_LARGE, guard
from bureau.sheets.cells import Broken, Cell, is_blank
from bureau.sheets.texts import decode, rows_of
from bureau.sheets.unreadable import Unreadable

MOST_ROWS, MOST_COLUMNS, MOST_SCANNED = 20_000, 100, 200_000
LONGEST_CELL = 5_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!", "#GETTING_DATA"})
MERGED = re.compile(rb'<mergeCell ref="([A-Z]{1,3}\d{1,7}):')
# What openpyxl and xlrd have been seen to raise, or may, over a damaged file. None of it says anything to a person.
DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    InvalidFileException,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,  # of XML
    TypeError,
    ValueError,
    struct.error,
    CompDocError,
    XLRDError,
    zipfile.BadZipFile,
    zlib.error,
)
DAMAGED = _("The file is damaged or has a password. Please save it again in WPS or Excel, without a password.")
TOO_LONG = _("The table is too large: at most %(rows)s rows of %(columns)s columns. Please divide it.")
BOUNDS = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: the cells of row 1 come first. `merged` names the first cells of areas that are merged."""

    name: str
    rows: list[list[Cell]]
    merged: list[str] = field(default_factory=list)


def read(data: bytes) -> list[Sheet]:
    """The sheets of a file that have anything in them. Raises Unreadable."""
    if len(data) > MOST_BYTES:
        raise Unreadable(TOO_LARGE, SIZES)
    if not data.strip():
        raise Unreadable(_("The file is empty."))
    try:
        found = _sheets(data)
    except DAMAGE:
        raise Unreadable(DAMAGED) from None
    found = [sheet for sheet in found if any(not is_blank(cell) for row in sheet.rows for cell in row)]
    if not found:
        raise Unreadable(_("The file is empty."))
    for sheet in found:
        _demand_bounds(sheet)
    return found


def read_pasted(text: str) -> list[Sheet]:
    """Rows that were pasted into a field of a form. Raises Unreadable."""
    return read(text.encode())


def _sheets(data: bytes) -> list[Sheet]:
    if data.startswith(ZIP):
        return _xlsx(data)
    if data.startswith(OLE):
        return _xls(data)
    return [Sheet("", rows_of(decode(data)))]


def _demand_bounds(sheet: Sheet) -> None:
    if sum(any(cell is not None for cell in row) for row in sheet.rows) > MOST_ROWS:
        raise Unreadable(TOO_LONG, BOUNDS)
    for row in sheet.rows:
        if any(cell is not None for cell in row[MOST_COLUMNS:]):
            raise Unreadable(TOO_LONG, BOUNDS)
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
            raise Unreadable(_("A cell holds more than %(most)s characters."), {"most": LONGEST_CELL})


# Workbooks of today


def _xlsx(data: bytes) -> list[Sheet]:
    guard(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of what a workbook has besides cells
        values = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
        found = [_worksheet(data, sheet) for sheet in values.worksheets if sheet.sheet_state == "visible"]
    values.close()
    return found


def _worksheet(data: bytes, sheet: Any) -> Sheet:
    rows = [_trimmed([_cell(value) for value in row]) for row in _bounded(sheet)]
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        source = archive.read(sheet._worksheet_path.lstrip("/"))
    if b"<f" in source:
        _mark_uncalculated(data, sheet.title, rows)
    return Sheet(sheet.title, rows, [cell.decode() for cell in MERGED.findall(source)])


def _bounded(sheet: Any) -> Any:
    sheet.reset_dimensions()  # what a file says of its own size is often wrong
    filled = 0
    for number, row in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS + 1, values_only=True), 1):
        filled += any(value is not None for value in row)
        if filled > MOST_ROWS or number > MOST_SCANNED:
            raise Unreadable(TOO_LONG, BOUNDS)
        yield row


def _mark_uncalculated(data: bytes, title: str, rows: list[list[Cell]]) -> None:
    """A formula whose value the workbook does not hold would look like an empty cell."""
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
    book[title].reset_dimensions()
    for row, cells in zip(book[title].iter_rows(max_col=MOST_COLUMNS + 1), rows, strict=False):
        cells.extend([None] * (len(row) - len(cells)))
        for place, cell in enumerate(row):
            if cell.data_type == "f" and cells[place] is None:
                cells[place] = Broken("formula")
    book.close()


def _trimmed(row: list[Cell]) -> list[Cell]:
    width = max((place for place, cell in enumerate(row, 1) if cell is not None), default=0)
    return row[:width]


def _cell(value: Any) -> Cell:
    if isinstance(value, str):
        return Broken("error") if value in ERRORS else value
    if isinstance(value, datetime):
        return value.date() if value.time() == time.min else value
    if value is None or isinstance(value, bool | int | float):
        known: Cell = value
        return known
    return str(value)


# Workbooks of before 2007


def _xls(data: bytes) -> list[Sheet]:
    book = _old_book(data)
    return [
        Sheet(
            sheet.name,
            [_trimmed([_old_cell(book, cell) for cell in row]) for row in sheet.get_rows()],
            [f"{get_column_letter(left + 1)}{top + 1}" for top, _bottom, left, _right in sheet.merged_cells],
        )
        for sheet in book.sheets()
        if sheet.visibility == 0
    ]


def _old_book(data: bytes) -> Any:
    """With its formats, which say what is merged; where xlrd stumbles over those alone, without."""
    try:
        return xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), ragged_rows=True, formatting_info=True)
    except DAMAGE:
        return xlrd.open_workbook(file_contents=data, logfile=io.StringIO(), ragged_rows=True)


def _old_cell(book: Any, cell: Any) -> Cell:
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return Broken("error")
    if cell.ctype == xlrd.XL_CELL_DATE:
        return _cell(xlrd.xldate_as_datetime(cell.value, book.datemode))
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return bool(cell.value)
    return cell.value if cell.value != "" else None
