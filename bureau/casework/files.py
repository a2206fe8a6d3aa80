"""Files by their content: each is stored under its own SHA-256, once, and is never written over.

A file is on the disk before a row names it, so that no row points to nothing. What a broken transaction leaves behind
is a file that no row names: it takes room and harms nothing.
"""

import os
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

CHUNK = 1 << 20
READ_ONLY = 0o440
NAMING: list[Any] = []  # the models beside those of cases whose rows name files by a column `sha256`


class Damaged(Exception):
    """The stored file is missing, or is not what was stored."""


@dataclass(frozen=True, slots=True)
class Stored:
    """`digest` is the SHA-256 of the content, in hexadecimal; `size` is in bytes."""

    digest: str
    size: int


def names_files(model: Any) -> Any:
    """Rows of this model keep the files that they name, whatever becomes of a case that has the same."""
    NAMING.append(model)
    return model


def named_beside_cases() -> set[str]:
    """The digests of the files that such rows name."""
    rows = (model.objects.exclude(sha256="").order_by() for model in NAMING)
    return {digest for each in rows for digest in each.values_list("sha256", flat=True)}


def place_of(digest: str) -> Path:
    return Path(settings.FILES_DIR) / digest[:2] / digest


def measured(content: BinaryIO) -> Stored:
    """The digest and size of a content, read from its start to its end."""
    content.seek(0)
    seen, size = sha256(), 0
    for chunk in _chunks(content):
        seen.update(chunk)
        size += len(chunk)
    return Stored(seen.hexdigest(), size)


def store(content: BinaryIO) -> Stored:
    """Keeps the content, or finds it kept. Raises Damaged where what is kept under its digest is something else."""
    facts = measured(content)
    place = place_of(facts.digest)
    if place.exists():
        open_stored(facts).close()
        return facts
    place.parent.mkdir(parents=True, exist_ok=True)
    number, name = tempfile.mkstemp(prefix=".", dir=place.parent)
    try:
        with os.fdopen(number, "wb") as draft:
            content.seek(0)
            for chunk in _chunks(content):
                draft.write(chunk)
            draft.flush()
            os.fchmod(draft.fileno(), READ_ONLY)
            os.fsync(draft.fileno())
        # Two who store the same at once replace it by the same.
        Path(name).replace(place)
    finally:
        Path(name).unlink(missing_ok=True)
    _sync(place.parent)
    _sync(place.parent.parent)
    return facts


def open_stored(facts: Stored) -> BinaryIO:
    """The content, read and checked to its end before the first byte is given out. Raises Damaged."""
    try:
        found = place_of(facts.digest).open("rb")
    except FileNotFoundError:
        raise Damaged(f"the file {facts.digest} is missing") from None
    if measured(found) != facts:
        found.close()
        raise Damaged(f"the file {facts.digest} is not what was stored")
    found.seek(0)
    return found


def discard(digest: str) -> bool:
    """Deletes what is kept under this digest; whether there was anything."""
    place = place_of(digest)
    if not place.exists():
        return False
    place.unlink(missing_ok=True)
    _sync(place.parent)
    return True


def _chunks(content: BinaryIO) -> Iterator[bytes]:
    while chunk := content.read(CHUNK):
        yield chunk


def _sync(folder: Path) -> None:
    """The name of a new file is safe from a loss of power only once its folder is written."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
