"""What somebody typed or pasted into a box of search, as it may stand in a record."""

import re

from bureau.law.codes import suggest_document_number
from bureau.sheets.cells import CONTROL, clean

LONGEST = 100  # characters; nothing that is searched is longer
SPACE = re.compile(r"\s")
DASHES = str.maketrans(dict.fromkeys("‐‑‒–—−", "-"))
# A code that a paste has torn apart: nothing but its characters, too many of them digits for words.
CODE = re.compile(r"(?=(?:[A-Za-z-]*\d){6})[0-9A-Za-z-]{10,}", re.ASCII)
HALF, FULL = "()", "（）"


def cleaned(text: str) -> str:
    """Without what nobody sees, in half width; a code in one piece."""
    plain = CONTROL.sub("", clean(text))[:LONGEST].strip()
    bare = SPACE.sub("", plain).translate(DASHES)
    return bare if CODE.fullmatch(bare) else plain


def meant(text: str) -> list[str]:
    """The ways in which this may be written in a record, the typed one first; never empty."""
    plain = cleaned(text)
    ways = [plain, suggest_document_number(plain) or plain]
    ways += [plain.translate(str.maketrans(HALF, FULL)), plain.translate(str.maketrans(FULL, HALF))]
    return list(dict.fromkeys(ways))
