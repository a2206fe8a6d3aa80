"""The wrong rows back to whoever sent them: as they were sent, each wrong cell marked, the reasons beside it.

Whoever else takes them out of the house gets what is personal as masks, as every list that leaves has it.
"""

import io
from typing import Any

import openpyxl
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils import get_column_letter

from bureau.sheets.batches import Batch, Content, Outcome, StagedRow
from bureau.sheets.cells import Broken, Cell, is_blank, shown
from bureau.sheets.headings import ORIGINAL_ROW, REASON
from bureau.sheets.safe import opened
from bureau.sheets.seeing import seen

WRONG = PatternFill("solid", fgColor="FFF2B8B5")
WIDTH, WIDE = 18, 60
UNKNOWN = "***"  # in a column that was left out, of which nobody knows what it holds


def marked_copy(batch: Batch, *, masked: bool) -> bytes:
    """A workbook of the rows that were refused. Corrected and sent again, it is read like any other."""
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("有误的行")
    sheet.freeze_panes = "A2"
    headings = [*batch.headings, REASON, ORIGINAL_ROW]
    for place, heading in enumerate(headings, 1):
        letter = get_column_letter(place)
        sheet.column_dimensions[letter].width = WIDE if heading == REASON else WIDTH
    sheet.append([_cell(sheet, heading, bold=True) for heading in headings])
    for row, content in opened(batch, batch.rows.filter(outcome=Outcome.REFUSED)):
        if masked:
            content.cells = _masked(batch, content.cells)
        sheet.append(_row(sheet, batch, row, content))
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def _masked(batch: Batch, cells: list[Cell]) -> list[Cell]:
    """Cells as the page of the batch shows them; what it shows as it is stays as it was sent."""
    names = [batch.matched.get(str(place)) for place in range(len(cells))]
    texts = seen(batch, {name: cell for name, cell in zip(names, cells, strict=True) if name})
    hidden = [texts[name] if name else UNKNOWN for name in names]
    return [cell if is_blank(cell) or shown(cell) == text else text for cell, text in zip(cells, hidden, strict=True)]


def _row(sheet: Any, batch: Batch, row: StagedRow, content: Content) -> list[Any]:
    reasons: dict[str, list[str]] = {}
    for heading, reason in content.problems:
        reasons.setdefault(heading, []).append(reason)
    cells = [_cell(sheet, cell) for cell in content.cells]
    for place, cell in enumerate(cells):
        if own := reasons.get(batch.matched.get(str(place), "")):
            cell.fill = WRONG
            cell.comment = Comment("\n".join(own), REASON)
    told = "\n".join(f"{heading}：{reason}" if heading else reason for heading, reason in content.problems)
    return [*cells, _cell(sheet, told), _cell(sheet, row.number)]


def _cell(sheet: Any, value: Any, bold: bool = False) -> Any:
    if isinstance(value, Broken):
        value = shown(value)
    cell: Any = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("\ufffd", value) if isinstance(value, str) else value)
    if isinstance(value, str) or value is None:
        cell.number_format = "@"
    if isinstance(value, str):
        cell.data_type = "s"
    if bold:
        cell.font = Font(bold=True)
    return cell
