"""The error list that a platform gives back: which rows of the file it did not take, by which rule, and why."""

from collections.abc import Collection

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from bureau.sheets.cells import Cell, clean, shown
from bureau.sheets.readers import read
from bureau.sheets.unreadable import Unreadable
from credit.rules.pushing import Answer, Outcome, refused, together

ROW = ("行号", "序号", "行")
CODE = ("规则代码", "验证规则代码", "错误代码")
ANOTHERS = _("Line %(line)s of the error list names row %(row)s, which the batch does not have.")
REASON = ("错误描述", "错误原因", "错误信息")


def read_errors(data: bytes, rows: Collection[int]) -> list[Answer]:
    """An answer for each of these rows: refused where the list names it, however often, else taken in.

    Raises Unreadable for a file without the columns, and for a row that is not in the batch: it is another's list.
    """
    sheet = read(data)[0]
    lines = [[_text(cell) for cell in row] for row in sheet.rows]
    place, columns = _heading(lines)
    wrong: dict[int, Answer] = {}
    for number, line in enumerate(lines[place + 1 :], place + 2):
        row, code, reason = (line[one] if one is not None and one < len(line) else "" for one in columns)
        if not (row or code or reason):
            continue
        if not row.isdecimal() or int(row) not in rows:
            raise Unreadable(ANOTHERS, {"line": number, "row": row or "—"})
        told = refused(int(row), code, reason, mismatch=code in settings.PUSH_MISMATCH_CODES)
        wrong[told.row] = together(wrong[told.row], told) if told.row in wrong else told
    return [wrong.get(row) or Answer(row, Outcome.ACCEPTED) for row in rows]


def _heading(lines: list[list[str]]) -> tuple[int, tuple[int, int | None, int | None]]:
    for place, line in enumerate(lines):
        if (row := _column(line, ROW)) is not None:
            code, reason = _column(line, CODE), _column(line, REASON)
            if code is not None or reason is not None:
                return place, (row, code, reason)
    raise Unreadable(_("An error list has the columns 行号, 规则代码 and 错误描述."))


def _text(cell: Cell) -> str:
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else clean(shown(cell))


def _column(line: list[str], names: tuple[str, ...]) -> int | None:
    return next((line.index(name) for name in names if name in line), None)
