"""What stands in a cell: typed as the file says, cleaned of what a paste brings along, refused when digits are lost."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell that has no value: `why` is a key of BROKEN."""

    why: str


Cell = str | int | float | bool | date | datetime | Broken | None

BROKEN = {
    "formula": _("A formula that was never calculated. Please open the workbook, save it, and send it again."),
    "error": _("The cell shows an error instead of a value."),
}
DIGITS_LOST = _("Stored as a number, so that its last digits may be lost. Set the column to text and enter it again.")
A_DATE = _("Stored as a date. Set the column to text and enter it again.")
UNSEEN = _("Contains a character that cannot be seen.")

MOST_SHARED = 10_000  # texts; beyond, remembering them costs more than it saves
EXACT = 10**15  # beyond, a number in a workbook no longer keeps each digit
SCIENTIFIC = re.compile(r"[+-]?\d+(\.\d+)?E\+\d{2,}", re.ASCII | re.IGNORECASE)
# Zero width, soft hyphen, direction marks: they come with a paste from a page and nobody sees them.
UNSEEN_ON_PURPOSE = dict.fromkeys(
    (0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF, *range(0x202A, 0x202F))
)
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# The full-width punctuation of Chinese text is meant; NFKC would make a bracket of it that no register knows.
PUNCTUATION = re.compile(r"([！（），：；？～]+)")


class Shared:
    """Makes one of texts that are equal, since most columns of a table have few. An empty text is no cell.

    `known` are texts that stand for something else.
    """

    def __init__(self, known: Mapping[str, Cell] | None = None) -> None:
        self._known = {"": None, **(known or {})}
        self._texts: dict[str, Cell] = dict(self._known)

    def of(self, cells: Iterable[Cell]) -> list[Cell]:
        """The cells of a row."""
        if len(self._texts) > MOST_SHARED:
            self._texts = dict(self._known)
        share = self._texts.setdefault
        return [share(cell, cell) if isinstance(cell, str) else cell for cell in cells]


def clean(text: str) -> str:
    """NFKC but for Chinese punctuation; nothing unseen; no outer spaces. Not for codes: those have `law.codes`."""
    if text.isascii():  # most cells, and nothing of all this is in them
        return text.replace("\r\n", "\n").strip()
    parts = PUNCTUATION.split(text.translate(UNSEEN_ON_PURPOSE).replace("\r\n", "\n"))
    return "".join(
        part if place % 2 else unicodedata.normalize("NFKC", part) for place, part in enumerate(parts)
    ).strip()


def folded(text: str) -> str:
    """For comparing headings and choices: whatever the width, the case, the spaces and the brackets."""
    if text.isascii():
        return "".join(text.split()).casefold()
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text.translate(UNSEEN_ON_PURPOSE))).casefold()


def is_blank(cell: Cell) -> bool:
    if isinstance(cell, str):
        return not cell[:1].isalnum() and not clean(cell)
    return cell is None


def text_of(cell: Cell) -> str:
    """The cell as it was typed. Raises ValidationError where that cannot be told any more."""
    if cell is None:
        return ""
    if isinstance(cell, Broken):
        raise ValidationError(BROKEN[cell.why])
    if isinstance(cell, date):
        raise ValidationError(A_DATE)
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, int | float):
        return _number(cell)
    if CONTROL.search(cell):
        raise ValidationError(UNSEEN)
    if SCIENTIFIC.fullmatch(cell.strip()):
        raise ValidationError(DIGITS_LOST)
    return cell


def _number(cell: int | float) -> str:
    if not abs(cell) < EXACT:  # also what is no number at all
        raise ValidationError(DIGITS_LOST)
    return str(int(cell)) if cell == int(cell) else repr(cell)


def shown(cell: Cell) -> str:
    """The cell for a person to look at, whatever is wrong with it."""
    if isinstance(cell, Broken):
        return "#"
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ", timespec="minutes") if cell.time() != cell.min.time() else str(cell.date())
    return "" if cell is None else str(cell)


def packed(cell: Cell) -> Any:
    """As JSON keeps it."""
    if isinstance(cell, Broken):
        return {"broken": cell.why}
    if isinstance(cell, date):
        return {"at" if isinstance(cell, datetime) else "on": cell.isoformat()}
    return cell


def unpacked(kept: Any) -> Cell:
    if not isinstance(kept, dict):
        cell: Cell = kept
        return cell
    ((kind, value),) = kept.items()
    if kind == "broken":
        return Broken(value)
    return datetime.fromisoformat(value) if kind == "at" else date.fromisoformat(value)
