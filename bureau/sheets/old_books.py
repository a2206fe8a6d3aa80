"""A workbook as Excel 97 to 2003 kept it (.xls), for receivers that take no other: one sheet whose cells are all texts.

The records are those of [MS-XLS], in a container of [MS-CFB]; what such a sheet does not need is left out.
"""

import struct
from collections.abc import Iterable, Iterator

import tablib

LONGEST_RECORD, SECTOR, SMALLEST_STREAM = 8224, 512, 4096
FREE, END, OF_TABLE, OF_LIST = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFC
IN_HEADER, IN_LIST = 109, 127  # so many parts of the table are listed there
LONGEST_TEXT, TEXT_FORMAT = 32_767, 49  # 49: @
TEXT_STYLE = 16  # its place behind the fifteen styles and the default one that every book begins with


def old_book(table: tablib.Dataset) -> bytes:
    """The headings and the rows of a table, every cell as a text, on one sheet of its title."""
    rows = [[str(cell) for cell in row] for row in (table.headers, *table)]
    texts: dict[str, int] = {}
    for row in rows:
        for cell in filter(None, row):
            texts.setdefault(cell, len(texts))
    title = _short_text((table.title or "Sheet1")[:31])
    count = sum(bool(cell) for row in rows for cell in row)
    before, after = _globals(), _strings(texts, count) + _record(0x0A)
    place = len(before) + 4 + 6 + len(title) + len(after)
    sheet = _record(0x85, struct.pack("<IBB", place, 0, 0) + title)
    return _contained(before + sheet + after + _sheet(rows, texts))


# Records of the book


def _record(kind: int, content: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _short_text(text: str) -> bytes:
    return struct.pack("<BB", len(text), 1) + text.encode("utf-16-le")


def _begin(of: int) -> bytes:
    return _record(0x0809, struct.pack("<HHHHII", 0x0600, of, 0x0DBB, 0x07CC, 0x41, 0x06))


def _globals() -> bytes:
    font = _record(0x31, struct.pack("<5H4B", 200, 0, 0x7FFF, 400, 0, 0, 0, 0, 0) + _short_text("Arial"))
    styles = [_style(0, 0xFFF5)] * 15 + [_style(0, 0x0001), _style(TEXT_FORMAT, 0x0001)]
    return b"".join(
        [
            _begin(0x0005),
            _record(0x42, struct.pack("<H", 1200)),
            _record(0x3D, struct.pack("<9H", 360, 270, 14940, 9150, 0x38, 0, 0, 1, 600)),
            *[font] * 4,
            *styles,
            _record(0x0293, struct.pack("<HBB", 0x8000, 0, 0xFF)),
        ]
    )


def _style(shape: int, kind: int) -> bytes:
    return _record(0xE0, struct.pack("<HHHBBBBIIH", 0, shape, kind, 0x20, 0, 0, 0, 0, 0, 0x20C0))


def _strings(texts: Iterable[str], count: int) -> bytes:
    """The table of texts, in as many records as it needs: each further one says anew how wide its characters are."""
    texts = list(texts)
    records = [bytearray(struct.pack("<II", count, len(texts)))]
    for text in texts:
        data = text[:LONGEST_TEXT].encode("utf-16-le")
        if LONGEST_RECORD - len(records[-1]) < 5:
            records.append(bytearray())
        records[-1] += struct.pack("<HB", len(data) // 2, 1)
        while data:
            room = (LONGEST_RECORD - len(records[-1])) // 2 * 2
            records[-1] += data[:room]
            if data := data[room:]:
                records.append(bytearray(b"\x01"))
    return b"".join(_record(0x3C if place else 0xFC, bytes(record)) for place, record in enumerate(records))


def _sheet(rows: list[list[str]], texts: dict[str, int]) -> bytes:
    width = max(map(len, rows))
    cells = (
        _record(0xFD, struct.pack("<HHHI", number, place, TEXT_STYLE, texts[cell]))
        for number, row in enumerate(rows)
        for place, cell in enumerate(row)
        if cell
    )
    size = _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    view = _record(0x023E, struct.pack("<HHHIHHI", 0x06B6, 0, 0, 0x40, 0, 0, 0))
    return b"".join([_begin(0x0010), size, *cells, view, _record(0x0A)])


# Its container


def _contained(stream: bytes) -> bytes:
    """Header, table of sectors and what lists its parts beyond the header, directory, and then the one stream."""
    stream = stream.ljust(SMALLEST_STREAM, b"\0")
    sectors = -(-len(stream) // SECTOR)
    tables, lists = next(
        (count, more)
        for count in range(1, sectors + 2)
        if count * 128 >= sectors + 1 + count + (more := max(0, -(-(count - IN_HEADER) // IN_LIST)))
    )
    first = tables + lists + 1
    table = [OF_TABLE] * tables + [OF_LIST] * lists + [END, *range(first + 1, first + sectors), END]
    table += [FREE] * (tables * 128 - len(table))
    header = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    facts = (0, tables, first - 1, 0, SMALLEST_STREAM, END, 0, tables if lists else END, lists)
    names = _entry("Root Entry", 5, 1, END, 0) + _entry("Workbook", 2, FREE, first, len(stream)) + _entry() * 2
    parts = [header, struct.pack("<9I", *facts), *_listed(tables, lists, table)]
    return b"".join([*parts, names, stream.ljust(sectors * SECTOR, b"\0")])


def _listed(tables: int, lists: int, table: list[int]) -> Iterator[bytes]:
    """Where the parts of the table are: the first in the header, the others in sectors of their own behind it."""
    places = [*range(tables), *[FREE] * (IN_HEADER + lists * IN_LIST - tables)]
    yield struct.pack(f"<{IN_HEADER}I", *places[:IN_HEADER])
    yield struct.pack(f"<{len(table)}I", *table)
    for number in range(lists):
        begin = IN_HEADER + number * IN_LIST
        goes_on = tables + number + 1 if number + 1 < lists else END
        yield struct.pack("<128I", *places[begin : begin + IN_LIST], goes_on)


def _entry(name: str = "", kind: int = 0, child: int = FREE, start: int = 0, size: int = 0) -> bytes:
    text = name.encode("utf-16-le")
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text) + 2 if name else 0, kind, 1, FREE, FREE, child)
    return head + bytes(36) + struct.pack("<III", start, size, 0)
