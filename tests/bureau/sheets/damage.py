"""Sheets as bad lines, full disks and curious hands leave them."""

import io
import random
import zipfile


def packed(parts: dict[str, bytes]) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return kept.getvalue()


def damaged(data: bytes, chance: random.Random) -> bytes:
    """Cut, overwritten, or with a part of the archive spoilt while its sum is right."""
    way = chance.randrange(4)
    if way == 0:
        return data[: chance.randrange(1, len(data))]
    if way == 1:
        place = chance.randrange(len(data))
        return data[:place] + chance.randbytes(chance.randrange(1, 40)) + data[place + 20 :]
    if way == 2 or not data.startswith(b"PK"):
        spoilt = bytearray(data)
        for _ in range(chance.randrange(1, 30)):
            spoilt[chance.randrange(len(spoilt))] ^= 1 << chance.randrange(8)
        return bytes(spoilt)
    return _spoilt_inside(data, chance)


def _spoilt_inside(data: bytes, chance: random.Random) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(sorted(parts))
    place = chance.randrange(len(parts[name]))
    parts[name] = parts[name][:place] + chance.randbytes(chance.randrange(6)) + parts[name][place + 5 :]
    return packed(parts)
