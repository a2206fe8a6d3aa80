"""How a row is written down to be sealed, by which digest, and with which key.

Format 1: the values of the pinned columns as a JSON array; moments in UTC to the microsecond, days and identifiers as
text. The values are read as the database gives them, never through a model: models change.
"""

import base64
import binascii
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from json.encoder import encode_basestring
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables

from bureau.audit.seals import DIGEST, LeafShape, Seal

FORMAT = 1
GENESIS = "0" * DIGEST
KEY_BYTES = 32


class NoSuchKey(Exception):
    """A seal names a key that AUDIT_KEYS and AUDIT_KEY_FILE no longer hold."""


def current_algorithm() -> str:
    """SM3 where OpenSSL has it (国密), unless the setting names another."""
    return settings.AUDIT_DIGEST or ("sm3" if "sm3" in hashlib.algorithms_available else "sha256")


def digest(algorithm: str, text: str) -> str:
    return hashlib.new(algorithm, text.encode()).hexdigest()


def _plain(value: Any) -> str:
    if isinstance(value, datetime):
        # SQLite gives moments without their zone, and they are UTC.
        aware = value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)
        return aware.isoformat(timespec="microseconds")
    if isinstance(value, UUID):
        return value.hex
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    if isinstance(value, bytes | memoryview):
        return bytes(value).hex()
    if hasattr(value, "isoformat"):
        return str(value.isoformat())
    raise TypeError(f"{type(value).__name__} has no canonical form")


_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), default=_plain).encode


def of_values(algorithm: str, values: Sequence[Any]) -> str:
    """The digest of a row's pinned values, without its number: a row under another number is known again."""
    return digest(algorithm, f"[{','.join(map(_as_json, values))}]")


def _as_json(value: Any) -> str:
    """One value as `_encode` writes it; an encoder for each of a hundred thousand rows would take most of the time."""
    kind = type(value)
    if kind is str:
        return encode_basestring(value)
    if kind is int:
        return str(value)
    return "null" if value is None else _encode(value)


def of_shape(shape: LeafShape) -> str:
    return digest(shape.algorithm, _encode([shape.format, shape.table, shape.key, shape.columns]))


def linked(algorithm: str, previous: str, n: int, *, shape: str, row: int, leaf: str) -> str:
    """The chain with one more leaf; `shape` is the digest of its shape."""
    return digest(algorithm, f"{previous} {n} {shape} {row} {leaf}")


# The key


@dataclass(frozen=True)
class SealingKey:
    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """Names the key without telling anything of it."""
        return hashlib.sha256(b"sealing key:" + self.secret).hexdigest()[:8]

    @sensitive_variables()
    def mac(self, seal: Seal, previous: str) -> str:
        """Of everything that the seal says, and of the seal before it."""
        said = [seal.n, _plain(seal.at), seal.first, seal.last, seal.head, seal.is_complete, seal.algorithm, previous]
        return hmac.new(self.secret, _encode(said).encode(), seal.algorithm).hexdigest()


@sensitive_variables()
def sealing_keys() -> list[SealingKey]:
    """Those of AUDIT_KEY_FILE and AUDIT_KEYS; the first seals, the others only verify. Raises ImproperlyConfigured."""
    texts = [*_from_file(), *settings.AUDIT_KEYS]
    if texts:
        return [SealingKey(_read(text, position)) for position, text in enumerate(texts, 1)]
    if settings.PRODUCTION:
        raise ImproperlyConfigured("neither AUDIT_KEYS nor AUDIT_KEY_FILE is set")
    return [SealingKey(hashlib.sha256(b"sealing key:" + settings.DEVELOPMENT_KEY.encode()).digest())]


@sensitive_variables()
def key_named(name: str) -> SealingKey:
    """Raises NoSuchKey."""
    for key in sealing_keys():
        if key.name == name:
            return key
    raise NoSuchKey(name)


@sensitive_variables()
def _from_file() -> list[str]:
    """A key a line. Only the account that seals need be able to read the file."""
    if not settings.AUDIT_KEY_FILE:
        return []
    return Path(settings.AUDIT_KEY_FILE).read_text(encoding="ascii").split()


def _read(text: str, position: int) -> bytes:
    try:
        secret = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ImproperlyConfigured(f"sealing key {position} is not {KEY_BYTES} bytes in base64")
    return secret
