"""Pictures that nobody took: drawn when they are asked for, each a little other, with the word 样例 across them."""

import struct
from zlib import compress, crc32

SCALE, MARGIN = 8, 6  # pixels of a dot; dots around the word
WORD = (
    "..#....#...#....  ..#.######..#",
    "..#.....#.#.....  ..#...#.....#",
    "#####..#####....  .#....#...#.#",
    "..#......#......  .#...####.#.#",
    ".###.....#......  ##..#...#.#.#",
    ".###...#####....  .#..##..#.#.#",
    "#.#.#....#......  .#.#..#.#.#.#",
    "#.#......#......  .#.....#..#.#",
    "..#...#######...  .#....#...#.#",
    "..#......#......  .#...#......#",
    "..#......#......  .#..#.......#",
    "..#......#......  .#.#......##.",
)
PAPER, STRIPE, INK = range(3)
WIDE, HIGH = len(WORD[0]) + 2 * MARGIN, len(WORD) + 2 * MARGIN  # dots


def picture(number: int) -> bytes:
    """A PNG of slanted stripes; two numbers up to 255 give two pictures."""
    shades = bytes((250, 250, 245, 255 - number, 215, number, 40, 40, 60))
    rows = [b"\0" + bytes(dot for dot in row for _pixel in range(SCALE)) for row in _dots() for _line in range(SCALE)]
    size = struct.pack(">IIBBBBB", WIDE * SCALE, HIGH * SCALE, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", size), (b"PLTE", shades), (b"IDAT", compress(b"".join(rows))), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_part(*each) for each in parts)


def _dots() -> list[list[int]]:
    dots = [[STRIPE if (x + y) % 6 < 2 else PAPER for x in range(WIDE)] for y in range(HIGH)]
    for y, line in enumerate(WORD, MARGIN):
        for x, dot in enumerate(line, MARGIN):
            dots[y][x] = INK if dot == "#" else PAPER
    return dots


def _part(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", crc32(name + content))
