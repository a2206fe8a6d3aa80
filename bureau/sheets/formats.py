"""What goes out: import-export's formats, written so that Excel and WPS open them right and calculate nothing."""

import codecs
import csv
import io
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

import openpyxl
import tablib
from django.utils import timezone
from import_export.formats.base_formats import Format
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from bureau.sheets.formulas import neutral
from bureau.sheets.pieces import fill, local, row_of, styles_of

WIDEST, NARROWEST, FOR_WIDTH = 50, 8, 50
NO_SHEET_NAME = re.compile(r"[\\/*?:\[\]]")


@dataclass(frozen=True)
class Head:
    """What a file says beside its rows."""

    title: str
    headings: list[str]
    widths: list[int]
    by: str = ""
    at: datetime | None = None


class Pieced(Format):
    """A format whose rows are made piece by piece and put together at last, so that memory never holds them all."""

    def can_export(self) -> bool:
        return True

    def piece(self, rows: Iterable[Iterable[Any]], first: int) -> bytes:
        """Some rows; `first` is the number of the first of them, counted from 1."""
        raise NotImplementedError

    def write(self, out: IO[bytes], head: Head, pieces: Iterable[bytes]) -> None:
        raise NotImplementedError

    def export_data(self, dataset: tablib.Dataset, **facts: Any) -> bytes:
        """`by` and `at` stand in the properties of a workbook, and at the foot of each page that is printed of it."""
        headings = [str(heading) for heading in dataset.headers]
        head = Head(dataset.title or "Sheet1", headings, widths_of(headings, dataset[:FOR_WIDTH]), **facts)
        kept = io.BytesIO()
        self.write(kept, head, [self.piece(dataset, 1)])
        return kept.getvalue()


class Xlsx(Pieced):
    """A workbook whose texts are texts: a cell that begins like a formula is marked as typed by hand."""

    def get_title(self) -> str:
        return "xlsx"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

    def piece(self, rows: Iterable[Iterable[Any]], first: int) -> bytes:
        styles = styles_of(openpyxl.Workbook(write_only=True).create_sheet())
        return b"".join(row_of(values, number, styles) for number, values in enumerate(rows, first + 1))

    def write(self, out: IO[bytes], head: Head, pieces: Iterable[bytes]) -> None:
        fill(out, _frame(head), pieces)


class Csv(Pieced):
    """UTF-8 with its mark, by which Excel and WPS know that it is no GBK."""

    def get_title(self) -> str:
        return "csv"

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return "text/csv; charset=utf-8"

    def piece(self, rows: Iterable[Iterable[Any]], first: int) -> bytes:  # noqa: ARG002 - lines have no numbers
        kept = io.StringIO(newline="")
        writer = csv.writer(kept)
        for row in rows:
            writer.writerow([neutral(said(value)) for value in row])
        return kept.getvalue().encode()

    def write(self, out: IO[bytes], head: Head, pieces: Iterable[bytes]) -> None:
        out.write(codecs.BOM_UTF8)
        out.write(self.piece([head.headings], 0))
        for piece in pieces:
            out.write(piece)


def said(value: Any) -> str:
    """A value as text: days and moments as one sorts them, in the time of the office."""
    if isinstance(value, datetime):
        return local(value).strftime("%Y-%m-%d %H:%M")
    return "" if value is None else str(value)


def as_text(dataset: tablib.Dataset) -> str:
    """A table to be copied: a tab between cells, a line for each row."""
    rows = (dataset.headers, *dataset)
    return "\n".join("\t".join(re.sub(r"\s+", " ", said(value)) for value in row) for row in rows)


def _frame(head: Head) -> bytes:
    """The workbook without its rows, as openpyxl makes it."""
    book = openpyxl.Workbook(write_only=True)
    book.properties.creator = head.by
    if head.at is not None:
        book.properties.created = timezone.make_naive(head.at)
    sheet = book.create_sheet(NO_SHEET_NAME.sub(" ", head.title)[:31])
    styles_of(sheet)
    sheet.freeze_panes = "A2"
    if head.at is not None:
        sheet.oddFooter.left.text = f"{head.by} {said(head.at)}"
        sheet.oddFooter.right.text = "&P / &N"
    for place, width in enumerate(head.widths):
        sheet.column_dimensions[get_column_letter(place + 1)].width = width
    sheet.append([_heading(sheet, heading) for heading in head.headings])
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _heading(sheet: Any, text: str) -> Any:
    cell: Any = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", text))
    cell.number_format, cell.data_type, cell.font = "@", "s", Font(bold=True)
    return cell


def widths_of(headings: list[str], rows: Iterable[Any]) -> list[int]:
    """By the longest of some rows; a Chinese character is as wide as two."""
    lines = [headings, *([said(value) for value in row] for row in rows)]
    widest = [
        max(sum(2 if ord(char) > 0x2E80 else 1 for char in line[place]) for line in lines)
        for place in range(len(headings))
    ]
    return [min(WIDEST, max(NARROWEST, width + 2)) for width in widest]
