"""The anchor: heads of the chain as they were given out of the house, which nobody in it can change afterwards.

Whoever has the database and the key can make a chain anew, and it would be whole; but it is not the one whose heads
the auditor was sent, and that the append-only file has.
"""

import fcntl
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bureau.audit.findings import Finding, Kind
from bureau.audit.seals import Seal

CHUNK = 500
TAIL = 4096  # bytes: more than one line


class Anchored(NamedTuple):
    """A seal as it was told outside."""

    n: int
    chain: str


def read(path: Path) -> list[Anchored]:
    """The heads in a file; lines that are none, such as the rest of a mail, are passed over."""
    return [head for line in path.read_text(encoding="utf-8", errors="replace").splitlines() if (head := _read(line))]


def write(path: Path, using: str = "default") -> int:
    """Appends the seals that the file has not yet, a line each; how many. Never rewrites: the file may forbid it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o640)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)  # of two processes the second finds what the first has written
        known, rest = _newest(handle)
        new = list(Seal.objects.using(using).filter(n__gt=known).order_by("n"))
        text = "".join(line_of(seal) + "\n" for seal in new)
        if text:
            os.write(handle, (rest + text).encode())
            os.fsync(handle)
    finally:
        os.close(handle)
    return len(new)


def line_of(seal: Seal) -> str:
    """A head as one line of JSON, for the file and for the mail."""
    return json.dumps(seal.told().as_dict())


def against(anchor: Iterable[Anchored], using: str = "default") -> Iterator[Finding]:
    """Each seal that was told outside and is not here, or is another one here."""
    told = list(anchor)
    for first in range(0, len(told), CHUNK):
        piece = told[first : first + CHUNK]
        here = dict(Seal.objects.using(using).filter(n__in=[head.n for head in piece]).values_list("n", "head"))
        for head in piece:
            if here.get(head.n) != head.chain:
                detail = "another seal" if head.n in here else "gone"
                yield Finding(Seal._meta.db_table, str(head.n), Kind.ANCHOR, detail)


def _newest(handle: int) -> tuple[int, str]:
    """The newest seal in the file, and what must be written first to begin a line (a broken write left half a one)."""
    size = os.fstat(handle).st_size
    os.lseek(handle, max(0, size - TAIL), os.SEEK_SET)
    text = os.read(handle, TAIL).decode(errors="replace")
    known = [head.n for line in text.splitlines() if (head := _read(line))]
    return (known[-1] if known else 0), "" if not text or text.endswith("\n") else "\n"


def _read(line: str) -> Anchored | None:
    try:
        told: Any = json.loads(line)
        return Anchored(int(told["n"]), str(told["chain"]))
    except (ValueError, KeyError, TypeError):
        return None
