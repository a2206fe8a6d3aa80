"""The parts of a workbook of today, looked over before calamine reads its values.

calamine believes what a workbook says of itself. It makes a full rectangle of a sheet, however far apart two cells
are, and room for as many texts as are announced: what asks for more memory than there is would end the process, with
no error to catch. And to calamine a cell that shows an error, or a formula that was never calculated, is empty.
"""

import re
import zipfile
from collections.abc import Iterator
from typing import IO, Any
from xml.parsers import expat

from defusedxml import ElementTree
from django.utils.translation import gettext_lazy as _
from openpyxl.utils import column_index_from_string

from bureau.sheets.archives import BOUNDS, DECLARATIONS, MOST_COLUMNS, MOST_SCANNED, TOO_LONG
from bureau.sheets.cells import Broken
from bureau.sheets.unreadable import Unreadable

PIECE = 2**20  # bytes
# What wants the slow look: a formula, and a row or a cell that is far out or does not say where it is. What nearly all
# tags are is passed over first, which takes a quarter of the time.
WANTS_A_LOOK = re.compile(
    rb'<(?!/|v>|is>|t>|t |c r="[AB]?[A-Z]1?\d{1,5}"|row r="1?\d{1,5}")(?:[^\s<>:]*:)?(?:c|row|f)[\s/>]'
)
AN_ERROR = b' t="e"'
PLACE = re.compile(r"([A-Za-z]{1,3})([0-9]{1,7})")
KNOWN_ERRORS = frozenset({"#N/A", "#REF!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#VALUE!"})  # it stops at others
ANNOUNCED = re.compile(rb"uniqueCount\s*=\s*[\"'](\d+)")
SHORTEST_TEXT = len(b"<si/>")
FOREIGN = ("content.xml", "workbook.bin")  # calamine would take other kinds of workbooks too, which nobody guards
DOCUMENT, WORKSHEET = "/relationships/officeDocument", "/worksheet"


def sheets_of(archive: zipfile.ZipFile) -> dict[str, str]:
    """The part of each sheet that is a table and not hidden, by its name. Raises what a damaged archive raises."""
    parts = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
    if len(parts) < len(archive.namelist()) or any(name.endswith(FOREIGN) for name in parts):
        raise zipfile.BadZipFile
    document = [
        target for kind, target in _relations(archive, parts["_rels/.rels"]).values() if kind.endswith(DOCUMENT)
    ]
    folder = document[-1][: document[-1].rfind("/") + 1].removeprefix("/")
    _demand_room(archive, parts.get(f"{folder}sharedstrings.xml".lower()))
    relations = _relations(archive, parts[f"{folder}_rels/workbook.xml.rels".lower()])
    found: dict[str, str] = {}
    for sheet in _elements(archive, parts[f"{folder}workbook.xml".lower()], "sheet"):
        kind, target = relations[sheet["id"]]
        path = target[1:] if target.startswith("/") else folder + target
        if kind.endswith(WORKSHEET) and sheet.get("state", "visible") == "visible":
            found[sheet["name"]] = parts[path.lower()]
    return found


def broken_cells(archive: zipfile.ZipFile, part: str) -> dict[tuple[int, int], Broken]:
    """The cells of a sheet that have no value to be read, by row and column from 0. Raises Unreadable: too large."""
    with archive.open(part) as opened:
        if not any(AN_ERROR in piece or WANTS_A_LOOK.search(piece) for piece in _pieces(opened)):
            return {}
    look = _Look()
    with archive.open(part) as opened:
        look.parser.ParseFile(opened)
    return look.broken


class _Look:
    """The slow look: over each cell with its place, which is counted where it is not said."""

    def __init__(self) -> None:
        self.broken: dict[tuple[int, int], Broken] = {}
        self.row = self.column = 0
        self.kind = self.inside = self.text = ""
        self.place = (0, 0)
        self.holds: set[str] = set()
        self.parser = expat.ParserCreate()
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.StartElementHandler = self._begin
        self.parser.CharacterDataHandler = self._text
        self.parser.EndElementHandler = self._end

    def _refuse(self, *_declared: Any) -> None:
        raise Unreadable(DECLARATIONS)

    def _begin(self, tag: str, given: dict[str, str]) -> None:
        self.inside = tag.rpartition(":")[2]
        if self.inside == "row" and "r" in given:
            self.row = int(given["r"]) - 1
        elif self.inside == "c":
            self.place = _place(given["r"]) if "r" in given else (self.row, self.column)
            self.kind, self.text, self.holds = given.get("t", ""), "", set()
        elif self.inside in ("f", "v", "is"):
            self.holds.add(self.inside)

    def _text(self, text: str) -> None:
        if self.inside == "v":
            self.text += text

    def _end(self, tag: str) -> None:
        self.inside = ""
        tag = tag.rpartition(":")[2]
        if tag == "row":
            self.row, self.column = self.row + 1, 0
        elif tag == "c":
            self._judge()
            self.column = self.place[1] + 1

    def _judge(self) -> None:
        if self.holds and (self.place[0] >= MOST_SCANNED or self.place[1] >= MOST_COLUMNS):
            raise Unreadable(TOO_LONG, BOUNDS)
        if self.kind == "e" and self.text in KNOWN_ERRORS:
            self.broken[self.place] = Broken("error")
        elif self.kind == "e":
            raise Unreadable(
                _("The cell in row %(row)s shows an error instead of a value."), {"row": self.place[0] + 1}
            )
        elif "f" in self.holds and not self.text and not (self.kind == "str" and "v" in self.holds):
            self.broken[self.place] = Broken("formula")


def _place(said: str) -> tuple[int, int]:
    if found := PLACE.fullmatch(said):
        return int(found[2]) - 1, column_index_from_string(found[1].upper()) - 1
    raise ValueError(said)


def _demand_room(archive: zipfile.ZipFile, part: str | None) -> None:
    """No more texts may be announced than the part has room for."""
    if part is None:
        return
    most = archive.getinfo(part).file_size // SHORTEST_TEXT
    with archive.open(part) as opened:
        if any(int(count) > most for piece in _pieces(opened) for count in ANNOUNCED.findall(piece)):
            raise zipfile.BadZipFile


def _pieces(opened: IO[bytes]) -> Iterator[bytes]:
    """The bytes of a part, divided where a tag begins."""
    rest = b""
    while read := opened.read(PIECE):
        piece = rest + read
        cut = piece.rfind(b"<")
        if cut < 1 and len(piece) > PIECE:
            raise zipfile.BadZipFile  # no cell is so long
        yield piece[:cut]
        rest = piece[cut:]
    yield rest


def _relations(archive: zipfile.ZipFile, part: str) -> dict[str, tuple[str, str]]:
    found = _elements(archive, part, "Relationship")
    return {each["Id"]: (each["Type"], each["Target"]) for each in found}


def _elements(archive: zipfile.ZipFile, part: str, name: str) -> list[dict[str, str]]:
    """The attributes of all elements of that name, without their namespaces."""
    tree = ElementTree.fromstring(archive.read(part))
    return [
        {key.rpartition("}")[2]: value for key, value in each.attrib.items()}
        for each in tree.iter()
        if each.tag.rpartition("}")[2] == name
    ]
