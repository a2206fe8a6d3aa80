"""Which files may be kept: told by what stands in them, never by their names. What is not on the list is refused."""

import codecs
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bureau.casework import compound

WHY = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than %(limit)s MB."),
    "unknown": _("Only PDF, OFD, Word, Excel, PNG, JPEG and plain text or CSV are kept; this is none of them."),
    "markup": _("This is a web page or a drawing with script, not plain text."),
    "macros": _("This document holds macros. Please save it without them."),
    "bomb": _("This document unpacks to far more than a document has."),
    "encrypted": _("This document is locked with a password. Please hand it in without one."),
    "program": _("A program stands inside this document."),
    "broken": _("The file is damaged. Please hand it in again."),
    "unnamed": _("The file has no name."),
    "name": _("What is in the file is %(kind)s, and its name ends otherwise. Please rename it."),
}
CHUNK = 1 << 20
MOST_PARTS = 5_000
MOST_UNPACKED = 256 << 20  # bytes of all parts together
MOST_GROWTH = 200  # times the file; the tables of a spreadsheet shrink to a fortieth
SMALL = 10 << 20  # bytes that may always be unpacked, however small the file
PROGRAMS = (b"MZ", b"\x7fELF")
VBA = frozenset({"VBA", "_VBA_PROJECT", "_VBA_PROJECT_CUR", "Macros"})
MARKUP = re.compile(r"\s*<|.*<(!doctype|html|head|body|script|svg|iframe|meta|style|object|embed|\?xml)\b", re.I | re.S)
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
LOOKED_AT = 4096  # characters; what browsers look at to guess is a quarter of it
ENCODINGS = ("utf-8", "gb18030")
BROKEN = (zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError, ValueError)


class BadFile(ValidationError):
    """A file that is not kept; `code` is a key of WHY."""

    def __init__(self, code: str, **told: object) -> None:
        super().__init__(WHY[code], code=code, params=told or None)


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    media_type: str
    suffixes: tuple[str, ...]


OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = Kind("PDF", "application/pdf", (".pdf",))
OFD = Kind("OFD", "application/ofd", (".ofd",))
PNG = Kind("PNG", "image/png", (".png",))
JPEG = Kind("JPEG", "image/jpeg", (".jpg", ".jpeg"))
DOCX = Kind("DOCX", f"{OFFICE}.wordprocessingml.document", (".docx",))
XLSX = Kind("XLSX", f"{OFFICE}.spreadsheetml.sheet", (".xlsx",))
DOC = Kind("DOC", "application/msword", (".doc",))
XLS = Kind("XLS", "application/vnd.ms-excel", (".xls",))
TEXTS = {encoding: Kind("TXT", f"text/plain; charset={encoding}", (".txt", ".csv")) for encoding in ENCODINGS}
# The part that makes a package a document, and what its list of contents must then say.
PACKAGES = (
    ("word/document.xml", b"wordprocessingml.document.main+xml", DOCX),
    ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml", XLSX),
)


def recognise(content: BinaryIO) -> Kind:
    """The kind of a file, by its content. Raises BadFile. The place where it is read from is moved."""
    content.seek(0)
    head = content.read(1024)
    if not head:
        raise BadFile("empty")
    if head.startswith(b"%PDF-"):
        return _pdf(content)
    if head.startswith(b"\x89PNG\r\n\x1a\n") and head[12:16] == b"IHDR":
        return PNG
    if head.startswith(b"\xff\xd8\xff"):
        return JPEG
    if head.startswith(compound.SIGNATURE):
        return _compound(content)
    if head.startswith(b"PK\x03\x04"):
        return _package(content)
    return _text(content)


def _pdf(content: BinaryIO) -> Kind:
    content.seek(0, 2)
    content.seek(max(0, content.tell() - 2048))
    if b"%%EOF" not in content.read():
        raise BadFile("broken")
    return PDF


def _compound(content: BinaryIO) -> Kind:
    try:
        names = compound.names_in(content)
    except compound.Broken:
        raise BadFile("broken") from None
    if names.every & VBA:
        raise BadFile("macros")
    if "EncryptedPackage" in names.top:
        raise BadFile("encrypted")
    if "WordDocument" in names.top:
        return DOC
    if names.top & {"Workbook", "Book"}:
        return XLS
    raise BadFile("unknown")


def _package(content: BinaryIO) -> Kind:
    content.seek(0, 2)
    size = content.tell()
    try:
        with zipfile.ZipFile(content) as package:
            _demand_modest(package, size)
            _demand_sound(package)
            return _document(package)
    except BROKEN as fault:
        raise BadFile("broken") from fault


def _demand_modest(package: zipfile.ZipFile, size: int) -> None:
    parts = package.infolist()
    if any(part.flag_bits & 1 for part in parts):
        raise BadFile("encrypted")
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or unpacked > min(MOST_UNPACKED, max(SMALL, MOST_GROWTH * size)):
        raise BadFile("bomb")


def _demand_sound(package: zipfile.ZipFile) -> None:
    """Unpacks every part, to nowhere: one that is larger than it says fails at its check sum."""
    for part in package.infolist():
        with package.open(part) as stream:
            if stream.read(4).startswith(PROGRAMS):
                raise BadFile("program")
            while stream.read(CHUNK):
                pass


def _document(package: zipfile.ZipFile) -> Kind:
    names = set(package.namelist())
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise BadFile("macros")
    if "OFD.xml" in names and b"ofdspec.org" in package.read("OFD.xml"):
        return OFD
    types = package.read("[Content_Types].xml") if "[Content_Types].xml" in names else b""
    if b"macroenabled" in types.lower():
        raise BadFile("macros")
    for part, said, kind in PACKAGES:
        if part in names and said in types:
            return kind
    raise BadFile("unknown")


def _text(content: BinaryIO) -> Kind:
    for encoding in ENCODINGS:
        try:
            for number, text in enumerate(_decoded(content, encoding)):
                if CONTROLS.search(text):
                    raise BadFile("unknown")
                if number == 0 and MARKUP.match(text[:LOOKED_AT]):
                    raise BadFile("markup")
        except UnicodeDecodeError:
            continue
        return TEXTS[encoding]
    raise BadFile("unknown")


def _decoded(content: BinaryIO, encoding: str) -> Iterator[str]:
    """Piece by piece, without the mark that some programs put before UTF-8."""
    content.seek(0)
    decoder = codecs.getincrementaldecoder(encoding)()
    chunk = content.read(CHUNK).removeprefix(codecs.BOM_UTF8)
    while chunk:
        yield decoder.decode(chunk)
        chunk = content.read(CHUNK)
    yield decoder.decode(b"", final=True)
