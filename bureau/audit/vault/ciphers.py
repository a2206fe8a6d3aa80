"""Ciphers behind one small interface, so that a second one (SM4-GCM) can stand beside the first.

A sealed text begins with the name of its cipher: what an older cipher sealed stays readable under a newer one.
"""

import base64
import binascii
import secrets
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32


class CannotOpen(Exception):
    """What is sealed was altered, moved, or sealed under another key: the cipher cannot tell which."""


class Cipher(Protocol):
    """Authenticated encryption under a key of KEY_BYTES; `bound_to` is authenticated and not stored."""

    def seal(self, key: bytes, plain: bytes, bound_to: bytes) -> bytes: ...
    def open(self, key: bytes, sealed: bytes, bound_to: bytes) -> bytes: ...


class AesGcm:
    """AES-256-GCM. A key may seal 2**32 times under random nonces; a person's key seals some dozens."""

    NONCE_BYTES = 12

    def seal(self, key: bytes, plain: bytes, bound_to: bytes) -> bytes:
        nonce = secrets.token_bytes(self.NONCE_BYTES)
        return nonce + AESGCM(key).encrypt(nonce, plain, bound_to)

    def open(self, key: bytes, sealed: bytes, bound_to: bytes) -> bytes:
        nonce, rest = sealed[: self.NONCE_BYTES], sealed[self.NONCE_BYTES :]
        try:
            return AESGCM(key).decrypt(nonce, rest, bound_to)
        except (InvalidTag, ValueError):
            raise CannotOpen("altered, moved, or sealed under another key") from None


CIPHERS: dict[str, Cipher] = {"aesgcm": AesGcm()}
CURRENT = "aesgcm"


def seal(key: bytes, plain: bytes, bound_to: bytes) -> str:
    """name.base64 under the current cipher."""
    return f"{CURRENT}.{_as_text(CIPHERS[CURRENT].seal(key, plain, bound_to))}"


def unseal(key: bytes, sealed: str, bound_to: bytes) -> bytes:
    """What `seal` was given. Raises CannotOpen."""
    name, _dot, text = sealed.partition(".")
    if name not in CIPHERS:
        raise CannotOpen("not sealed by a cipher that is known here")
    return CIPHERS[name].open(key, _as_bytes(text), bound_to)


def _as_text(sealed: bytes) -> str:
    return base64.urlsafe_b64encode(sealed).decode()


def _as_bytes(text: str) -> bytes:
    try:
        sealed = base64.b64decode(text, altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CannotOpen("not in base64") from None
    # Several texts decode to the same bytes; only one of them was written here.
    if _as_text(sealed) != text:
        raise CannotOpen("not as it was written")
    return sealed
