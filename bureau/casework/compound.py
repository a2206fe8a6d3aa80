"""What stands in a compound file, the container of .doc and .xls: the names of its streams, and nothing opened."""

import struct
from dataclasses import dataclass
from typing import BinaryIO

SIGNATURE = bytes.fromhex("D0CF11E0A1B11AE1")
ENTRY_BYTES, IN_THE_HEADER = 128, 109
LAST_SECTOR = 0xFFFFFFFA  # this and all above mark ends and gaps
MOST_ENTRIES = 20_000


class Broken(ValueError):
    """Not a compound file, or one whose chains lead nowhere."""


@dataclass(frozen=True, slots=True)
class Names:
    """`top` are the names that stand at the root, `every` also those inside storages (embedded documents)."""

    top: frozenset[str]
    every: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Entry:
    name: str
    left: int
    right: int
    child: int


def names_in(content: BinaryIO) -> Names:
    """Raises Broken."""
    header = _read(content, 0, 512)
    if not header.startswith(SIGNATURE):
        raise Broken("no compound file")
    (shift,) = struct.unpack_from("<H", header, 30)
    if shift not in (9, 12):
        raise Broken(f"sectors of 2^{shift} bytes")
    size = 1 << shift
    table = _table(content, header, size)
    (sector,) = struct.unpack_from("<I", header, 48)
    entries: list[_Entry] = []
    while sector < LAST_SECTOR:
        entries += _entries(_read(content, (sector + 1) * size, size))
        if len(entries) > MOST_ENTRIES or sector >= len(table):
            raise Broken("the directory has no end")
        sector = table[sector]
    if not entries:
        raise Broken("no directory")
    return Names(_siblings(entries, entries[0].child), frozenset(entry.name for entry in entries if entry.name))


def _table(content: BinaryIO, header: bytes, size: int) -> list[int]:
    """Which sector follows which: a list that is itself scattered over sectors, which the header and a chain name."""
    sectors = content.seek(0, 2) // size
    places = list(struct.unpack_from(f"<{IN_THE_HEADER}I", header, 76))
    (more, chain) = struct.unpack_from("<II", header, 68)
    for _step in range(min(chain, sectors)):
        if more >= LAST_SECTOR:
            break
        *further, more = struct.unpack(f"<{size // 4}I", _read(content, (more + 1) * size, size))
        places += further
    places = [place for place in places if place < LAST_SECTOR]
    # One sector of the list speaks for size // 4 others: many more than that are a trap for whoever reads them all.
    if len(places) > 2 * sectors // (size // 4) + 2:
        raise Broken("the list of sectors is longer than the file")
    table: list[int] = []
    for place in places:
        table += struct.unpack(f"<{size // 4}I", _read(content, (place + 1) * size, size))
    return table


def _entries(sector: bytes) -> list[_Entry]:
    found = []
    for start in range(0, len(sector), ENTRY_BYTES):
        length, kind = struct.unpack_from("<HB", sector, start + 64)
        left, right, child = struct.unpack_from("<III", sector, start + 68)
        name = sector[start : start + max(0, min(length, 64) - 2)].decode("utf-16-le", "replace") if kind else ""
        found.append(_Entry(name, left, right, child))
    return found


def _siblings(entries: list[_Entry], start: int) -> frozenset[str]:
    seen: set[int] = set()
    waiting = [start]
    while waiting:
        number = waiting.pop()
        if number < len(entries) and number not in seen:
            seen.add(number)
            waiting += [entries[number].left, entries[number].right]
    return frozenset(entries[number].name for number in seen)


def _read(content: BinaryIO, start: int, length: int) -> bytes:
    content.seek(start)
    found = content.read(length)
    if not found:
        raise Broken("it ends too early")
    return found.ljust(length, b"\0")  # some writers leave the last sector short
