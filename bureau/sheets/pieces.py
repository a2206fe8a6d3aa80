"""Rows of a workbook as they stand inside it, so that a workbook can be made piece by piece and by several processes.

openpyxl writes a workbook in one go and cannot go on with one; so it makes the frame with heading and styles, and the
rows are put into it as text.
"""

import io
import shutil
import zipfile
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import IO, Any
from xml.sax.saxutils import escape

from django.utils import timezone
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from bureau.sheets.formulas import CALCULATED

SHEET = "xl/worksheets/sheet1.xml"
END = b"</sheetData>"
FORMATS = {"text": "@", "typed": "@", "day": "yyyy-mm-dd", "moment": "yyyy-mm-dd hh:mm"}
KEPT = {"\r": "&#13;"}  # XML would take it for the end of a line
Styles = Mapping[str, int]


def styles_of(sheet: Any) -> Styles:
    """The styles of cells under their numbers, which are the same in every new workbook."""
    found = {}
    for name, shape in FORMATS.items():
        cell: Any = WriteOnlyCell(sheet)
        cell.number_format = shape
        cell.quotePrefix = name == "typed"
        found[name] = int(cell.style_id)
    return found


def row_of(values: Iterable[Any], number: int, styles: Styles) -> bytes:
    cells = "".join(
        _cell(value, f"{get_column_letter(place)}{number}", styles) for place, value in enumerate(values, 1)
    )
    return f'<row r="{number}">{cells}</row>'.encode()


def fill(out: IO[bytes], frame: bytes, pieces: Iterable[bytes]) -> None:
    """Writes the workbook with the pieces behind the rows that its first sheet has."""
    with zipfile.ZipFile(io.BytesIO(frame)) as empty, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as full:
        for part in empty.infolist():
            with empty.open(part) as given, full.open(part.filename, "w") as taken:
                if part.filename != SHEET:
                    shutil.copyfileobj(given, taken)
                    continue
                before, end, after = given.read().partition(END)
                taken.write(before)
                for piece in pieces:
                    taken.write(piece)
                taken.write(end + after)


def local(value: datetime) -> datetime:
    """In the time of the office."""
    return timezone.localtime(value) if timezone.is_aware(value) else value


def _cell(value: Any, place: str, styles: Styles) -> str:
    if value is None or value == "":
        return f'<c r="{place}" s="{styles["text"]}"/>'
    if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
        return f'<c r="{place}"><v>{value}</v></c>'
    if isinstance(value, datetime):
        return f'<c r="{place}" s="{styles["moment"]}"><v>{to_excel(local(value).replace(tzinfo=None))}</v></c>'
    if isinstance(value, date):
        return f'<c r="{place}" s="{styles["day"]}"><v>{to_excel(value)}</v></c>'
    text = ILLEGAL_CHARACTERS_RE.sub("\ufffd", str(value))
    style = styles["typed" if CALCULATED.match(text) else "text"]
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(text, KEPT)}</t></is></c>'
