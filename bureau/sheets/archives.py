"""The bounds of a file, and the guard before a workbook is unpacked: what it says of itself must be within them.

Python's zipfile never unpacks more of a part than the archive declares, so declared sizes can be believed.
"""

import io
import zipfile

from django.utils.translation import gettext_lazy as _

from bureau.sheets.unreadable import Unreadable

MOST_BYTES = 64 * 2**20
MOST_UNPACKED = 400 * 2**20
MOST_PARTS = 200
MOST_RATIO = 200  # a sheet of 100,000 equal rows reaches about a hundred
MOST_ROWS, MOST_COLUMNS, MOST_SCANNED = 100_000, 100, 200_000
MOST_FILLED = MOST_ROWS + 10  # with the heading, and a title, a unit and a period above it
HEAD = 2000

TOO_LARGE = _("The file is too large: at most %(size)s MB, and %(unpacked)s MB when unpacked.")
SIZES = {"size": MOST_BYTES // 2**20, "unpacked": MOST_UNPACKED // 2**20}
TOO_LONG = _("The table is too large: at most %(rows)s rows of %(columns)s columns. Please divide it.")
BOUNDS = {"rows": MOST_ROWS, "columns": MOST_COLUMNS}
DECLARATIONS = _("The workbook contains declarations that no table needs.")


def guard(data: bytes) -> None:
    """Raises Unreadable, or one of the errors of a damaged archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        unpacked = sum(part.file_size for part in parts)
        if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED or unpacked > MOST_RATIO * max(len(data), 2000):
            raise Unreadable(TOO_LARGE, SIZES)
        if any("vbaproject" in part.filename.lower() for part in parts):
            raise Unreadable(_("The workbook contains macros. Please save it as an ordinary workbook (.xlsx)."))
        for part in parts:
            with archive.open(part) as opened:
                if b"<!DOCTYPE" in (head := opened.read(HEAD)) or b"<!ENTITY" in head:
                    raise Unreadable(DECLARATIONS)
