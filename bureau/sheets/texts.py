"""Tables that are text: CSV in the encodings of our offices, and rows pasted from a table in a browser or in WPS."""

import csv
import io
import re
from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from bureau.sheets.cells import CONTROL, Cell, Shared
from bureau.sheets.formulas import undone
from bureau.sheets.unreadable import Unreadable

MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
WEB_PAGE = re.compile(r"\s*<(!doctype|\?xml|html|head|body|table|meta)\b", re.IGNORECASE)
NO_TABLE = _("This is neither a workbook (.xlsx, .xls) nor a table as text (.csv).")


def decode(data: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with its mark, else GB18030. Raises Unreadable."""
    marked = [name for mark, name in MARKS if data.startswith(mark)]
    for name in marked or ("utf-8", "gb18030"):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    raise Unreadable(NO_TABLE)


def rows_of(text: str) -> list[list[Cell]]:
    """The lines of a table, each cell as text. Raises Unreadable."""
    if WEB_PAGE.match(text):
        raise Unreadable(_("This is a web page. Please open it in WPS or Excel and save it as a workbook (.xlsx)."))
    if CONTROL.search(text):
        raise Unreadable(NO_TABLE)
    lines = io.StringIO(text, newline="")
    delimiter = _delimiter(lines)
    lines.seek(0)
    shared = Shared()
    try:
        return [shared.of(map(undone, line)) for line in csv.reader(lines, delimiter=delimiter, strict=True)]
    except csv.Error:
        raise Unreadable(_("A quotation mark is not closed, or stands where none may stand.")) from None


def _delimiter(lines: Iterable[str]) -> str:
    """What separates the cells of the first line that has any."""
    first = next((line for line in lines if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max("\t,;", key=bare.count)
