"""Readers of what offices send: known by its content, never by its name."""

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time
from types import TracebackType
from typing import Any
from xml.parsers.expat import ExpatError

import python_calamine
import xlrd
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import get_column_letter
from xlrd.biffh import XLRDError
from xlrd.compdoc import CompDocError

from bureau.sheets.archives import BOUNDS, MOST_BYTES, MOST_COLUMNS, MOST_FILLED, SIZES, TOO_LARGE, TOO_LONG, guard
from bureau.sheets.cells import EXACT, Broken, Cell, Shared, is_blank
from bureau.sheets.parts import KNOWN_ERRORS, broken_cells, sheets_of
from bureau.sheets.texts import rows_of
from bureau.sheets.unreadable import Unreadable

LONGEST_CELL = 5_000
ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ERRORS = KNOWN_ERRORS | {"#GETTING_DATA"}
# What calamine, xlrd and Python's own have been seen to raise, or may, over a damaged file. None of it says anything
# to a person.
DAMAGE = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    ExpatError,
    LookupError,
    MemoryError,
    OSError,
    RuntimeError,
    SyntaxError,  # of XML
    TypeError,
    ValueError,
    struct.error,
    python_calamine.CalamineError,
    CompDocError,
    XLRDError,
    zipfile.BadZipFile,
    zlib.error,
)
DAMAGED = _("The file is damaged or has a password. Please save it again in WPS or Excel, without a password.")
# A panic of calamine's Rust is no Exception, and its class cannot be imported: its module says it.
PANICS = "pyo3_runtime"


class Damage:
    """Whatever a damaged file makes of a reader, who sent it is told that it is damaged."""

    def __enter__(self) -> None:
        return

    def __exit__(
        self, kind: type[BaseException] | None, raised: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind and (issubclass(kind, DAMAGE) or kind.__module__ == PANICS):
            raise Unreadable(DAMAGED) from None


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
    with Damage():
        found = _sheets(data)
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
    return [Sheet("", rows_of(data))]


def _demand_bounds(sheet: Sheet) -> None:
    if sum(any(cell is not None for cell in row) for row in sheet.rows) > MOST_FILLED:
        raise Unreadable(TOO_LONG, BOUNDS)
    for row in sheet.rows:
        if any(cell is not None for cell in row[MOST_COLUMNS:]):
            raise Unreadable(TOO_LONG, BOUNDS)
        if any(isinstance(cell, str) and len(cell) > LONGEST_CELL for cell in row):
            raise Unreadable(_("A cell holds more than %(most)s characters."), {"most": LONGEST_CELL})


# Workbooks of today


def _xlsx(data: bytes) -> list[Sheet]:
    guard(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        looked_over = {name: broken_cells(archive, part) for name, part in sheets_of(archive).items()}
    with python_calamine.load_workbook(io.BytesIO(data)) as book:
        return [_worksheet(book.get_sheet_by_name(name), broken) for name, broken in looked_over.items()]


def _worksheet(sheet: python_calamine.CalamineSheet, broken: dict[tuple[int, int], Broken]) -> Sheet:
    rows = list(_bounded(sheet))
    for (row, place), why in broken.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row].extend([None] * (place + 1 - len(rows[row])))
        rows[row][place] = why
    merged = [f"{get_column_letter(left + 1)}{top + 1}" for (top, left), _end in sheet.merged_cell_ranges or []]
    return Sheet(sheet.name, rows, merged)


def _bounded(sheet: python_calamine.CalamineSheet) -> Iterator[list[Cell]]:
    """The rows from the first of the sheet."""
    if sheet.start is None:
        return
    left: list[Cell] = [None] * sheet.start[1]
    filled, texts = 0, Shared(dict.fromkeys(ERRORS, Broken("error")))
    for values in sheet.iter_rows():
        cells = texts.of(value if isinstance(value, str) else _cell(value) for value in values)
        filled += bool(row := _trimmed(left + cells))
        if filled > MOST_FILLED:
            raise Unreadable(TOO_LONG, BOUNDS)
        yield row


def _trimmed(row: list[Cell]) -> list[Cell]:
    width = max((place for place, cell in enumerate(row, 1) if cell is not None), default=0)
    return row[:width]


def _cell(value: Any) -> Cell:
    if isinstance(value, float):  # calamine has no whole numbers
        return int(value) if abs(value) < EXACT and value == int(value) else value
    if isinstance(value, datetime):
        return value.date() if value.time() == time.min else value
    if value is None or isinstance(value, bool | int | date):
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
