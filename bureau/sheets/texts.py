"""Tables that are text: CSV in the encodings of our offices, and rows pasted from a table in a browser or in WPS."""

import codecs
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
PIECE = 2**20  # bytes
LONGEST_BEGINNING = 2_000  # characters, of which most are blank
NO_TABLE = _("This is neither a workbook (.xlsx, .xls) nor a table as text (.csv).")


def rows_of(data: bytes) -> list[list[Cell]]:
    """The lines of a table, each cell as text: UTF-8 with or without its mark, UTF-16 with its mark, else GB18030.

    Raises Unreadable. Line by line, since a large table is several times as large as text.
    """
    shared = Shared()
    with io.TextIOWrapper(io.BytesIO(data), _encoding_of(data), newline="") as text:
        if WEB_PAGE.match(text.read(LONGEST_BEGINNING)):
            raise Unreadable(_("This is a web page. Please open it in WPS or Excel and save it as a workbook (.xlsx)."))
        text.seek(0)
        delimiter = _delimiter(text)
        text.seek(0)
        lines = csv.reader(map(_seen, text), delimiter=delimiter, strict=True)
        try:
            return [shared.of(map(undone, line)) for line in lines]
        except csv.Error:
            raise Unreadable(_("A quotation mark is not closed, or stands where none may stand.")) from None


def _encoding_of(data: bytes) -> str:
    """Raises Unreadable."""
    marked = [name for mark, name in MARKS if data.startswith(mark)]
    for name in marked or ("utf-8", "gb18030"):
        decoder = codecs.getincrementaldecoder(name)()
        try:
            for first in range(0, len(data), PIECE):
                decoder.decode(data[first : first + PIECE], final=first + PIECE >= len(data))
        except UnicodeDecodeError:
            continue
        return name
    raise Unreadable(NO_TABLE)


def _seen(line: str) -> str:
    """Raises Unreadable."""
    if CONTROL.search(line):
        raise Unreadable(NO_TABLE)
    return line


def _delimiter(lines: Iterable[str]) -> str:
    """What separates the cells of the first line that has any."""
    first = next((line for line in lines if line.strip()), "")
    bare = re.sub(r'"[^"]*"', "", first)
    return max("\t,;", key=bare.count)
