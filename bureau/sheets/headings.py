"""The heading of a table: found in its sheet, and held strictly against the columns of the kind."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import islice

from django.utils.translation import gettext_lazy as _

from bureau.sheets.cells import Cell, clean, folded, is_blank, shown
from bureau.sheets.columns import Column, headings_of
from bureau.sheets.readers import Sheet
from bureau.sheets.unreadable import Unreadable

LOOKED_AT = 10  # rows: above the heading there may be a title, a unit, a period
REASON = "错误原因"
ORIGINAL_ROW = "原行号"
LEFT_OUT = ""
# What our own papers add to a table, and what never tells anything.
OURS = frozenset(map(folded, (REASON, ORIGINAL_ROW, "序号")))
FORBIDDEN = ("密码", "口令", "password")


@dataclass(frozen=True, slots=True)
class Table:
    """What a sheet holds: its headings, and its rows under the numbers that they have in the file."""

    name: str
    headings: list[str]
    rows: list[tuple[int, list[Cell]]]


@dataclass(slots=True)
class Fit:
    """How the headings of a table fit the columns: column by place, and what does not fit."""

    columns: dict[int, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)

    @property
    def is_whole(self) -> bool:
        return not (self.unknown or self.missing or self.twice)

    def __str__(self) -> str:
        told = [
            (_("unknown headings: %(names)s"), self.unknown),
            (_("missing headings: %(names)s"), self.missing),
            (_("headings that stand twice: %(names)s"), self.twice),
        ]
        return "; ".join(str(words) % {"names": "、".join(names)} for words, names in told if names)


def table_of(sheets: list[Sheet], columns: list[Column], mapping: Mapping[str, str]) -> Table:
    """The one table of a file. Raises Unreadable: two tables, merged cells, a column without a heading, a password."""
    known = {*headings_of(columns), *map(folded, mapping)}
    found = [(sheet, place) for sheet in sheets if (place := _heading(sheet, known)) is not None]
    if len(found) > 1:
        names = "、".join(sheet.name for sheet, _place in found)
        raise Unreadable(_("Several sheets hold such a table: %(names)s. Please keep one."), {"names": names})
    sheet, place = found[0] if found else _likeliest(sheets, columns)
    _demand_unmerged(sheet, place)
    headings = [clean(shown(cell)) for cell in sheet.rows[place]]
    below = ((number, row) for number, row in enumerate(sheet.rows, 1) if number > place + 1 and _filled(row))
    rows = [(number, row) for number, row in below if not _repeats(row, known)]
    headings = _whole(headings, rows)
    if not rows:
        raise Unreadable(_("There is no row below the heading."))
    return Table(sheet.name, headings, [(number, _wide(row, len(headings))) for number, row in rows])


def fit(headings: list[str], columns: Iterable[Column], mapping: Mapping[str, str]) -> Fit:
    """`mapping` says for headings of this sender which column is meant, or LEFT_OUT."""
    columns, found = list(columns), Fit()
    known = {heading: column.column_name for heading, column in headings_of(columns).items()}
    known |= {folded(heading): name for heading, name in mapping.items()}
    for place, heading in enumerate(headings):
        name = known.get(folded(heading), None if folded(heading) not in OURS else LEFT_OUT)
        if name is None:
            found.unknown.append(heading)
        elif name and name in found.columns.values():
            found.twice.append(name)
        elif name:
            found.columns[place] = name
    given = set(found.columns.values())
    found.missing = [each.column_name for each in columns if each.required and each.column_name not in given]
    return found


def _heading(sheet: Sheet, known: set[str]) -> int | None:
    """The first row of which at least half of the cells, and two, are headings that are known; one is enough of one."""
    for place, row in enumerate(islice(sheet.rows, LOOKED_AT)):
        filled = [folded(shown(cell)) for cell in row if not is_blank(cell)]
        hits = sum(heading in known for heading in filled)
        if hits and hits * 2 >= len(filled) and hits >= min(2, len(filled)):
            return place
    return None


def _repeats(row: list[Cell], known: set[str]) -> bool:
    """Whether it is the heading again: a row of codes below the names, or the names anew on each printed page."""
    filled = 0
    for cell in row:
        if not is_blank(cell):
            if folded(shown(cell)) not in known:
                return False
            filled += 1
    return filled > 1


def _likeliest(sheets: list[Sheet], columns: list[Column]) -> tuple[Sheet, int]:
    """The row with the most headings that are known, to be matched by hand. Without any it may be somebody's data."""
    known = set(headings_of(columns))
    rows = [(sheet, place) for sheet in sheets for place in range(min(LOOKED_AT, len(sheet.rows)))]
    hits = [sum(folded(shown(cell)) in known for cell in sheet.rows[place]) for sheet, place in rows]
    if not max(hits):
        names = "、".join(column.column_name for column in columns)
        raise Unreadable(_("No heading was found. The sheet has these: %(names)s."), {"names": names})
    return rows[hits.index(max(hits))]


def _filled(row: list[Cell]) -> bool:
    return any(not is_blank(cell) for cell in row)


def _wide(row: list[Cell], width: int) -> list[Cell]:
    return row if len(row) == width else [*row[:width], *[None] * (width - len(row))]


def _whole(headings: list[str], rows: list[tuple[int, list[Cell]]]) -> list[str]:
    width = max((place for place, heading in enumerate(headings, 1) if heading), default=0)
    for number, row in rows:
        if _filled(row[width:]):
            raise Unreadable(_("Row %(row)s has a cell beyond the last heading."), {"row": number})
    for place, heading in enumerate(headings[:width], 1):
        if not heading:
            raise Unreadable(_("Column %(place)s has no heading."), {"place": place})
        if any(word in folded(heading) for word in FORBIDDEN):
            raise Unreadable(
                _("A password does not belong in a sheet: please remove the column “%(name)s”."), {"name": heading}
            )
    return headings[:width]


def _demand_unmerged(sheet: Sheet, place: int) -> None:
    below = [cell for cell in sheet.merged if int(cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) > place]
    if below:
        raise Unreadable(
            _("Cells are merged at %(cells)s. Please unmerge them and fill in each."), {"cells": "、".join(below[:5])}
        )
