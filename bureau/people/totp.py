"""One-time codes by time, RFC 6238 over RFC 4226: six digits, thirty seconds, HMAC-SHA-1, as any authenticator has."""

import base64
import hmac
from collections.abc import Iterator
from urllib.parse import quote, urlencode

DIGITS, SECONDS = 6, 30
DRIFT = 1  # steps by which a telephone's clock may be off, to either side


def code_at(secret: bytes, step: int, digits: int = DIGITS) -> str:
    mac = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = mac[-1] & 15
    number = int.from_bytes(mac[offset : offset + 4], "big") & 0x7FFFFFFF
    return str(number % 10**digits).zfill(digits)


def step_of(secret: bytes, code: str, seconds: float, after: int) -> int | None:
    """The step for which this code is right at that time, if it comes after `after`; None for a wrong or used one."""
    found = None
    for step in _around(seconds):
        right = hmac.compare_digest(code_at(secret, step).encode(), code.encode())
        if right and step > after:
            found = step
    return found


def _around(seconds: float) -> Iterator[int]:
    now = int(seconds // SECONDS)
    yield from range(now - DRIFT, now + DRIFT + 1)


def address_of_secret(secret: bytes, issuer: str, account: str) -> str:
    """What a QR code tells an authenticator."""
    told = urlencode({"secret": spelled(secret), "issuer": issuer}, quote_via=quote)
    return f"otpauth://totp/{quote(issuer)}:{quote(account)}?{told}"


def spelled(secret: bytes) -> str:
    """As somebody types it: base32, without padding."""
    return base64.b32encode(secret).decode().rstrip("=")
