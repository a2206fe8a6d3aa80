"""The master keys of the settings. They wrap other keys and never touch a person's data themselves."""

import base64
import binascii
from dataclasses import dataclass, field
from hashlib import sha256
from typing import NamedTuple

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.views.decorators.debug import sensitive_variables

from bureau.audit.vault.ciphers import KEY_BYTES, seal, unseal


class NoSuchMaster(Exception):
    """A key was wrapped under a master key that FIELD_KEYS no longer holds."""


class Wrapped(NamedTuple):
    text: str
    master: str


@dataclass(frozen=True)
class Master:
    secret: bytes = field(repr=False)

    @property
    def name(self) -> str:
        """Names the key without telling anything of it."""
        return sha256(self.secret).hexdigest()[:8]


@sensitive_variables()
def masters() -> list[Master]:
    """The keys of FIELD_KEYS; the first is current, the others only unwrap. Raises ImproperlyConfigured."""
    keys = settings.FIELD_KEYS
    if keys:
        # No generator: what it calls loses sight of the decorator above, and error mails would show the key.
        return [Master(_read(key, position)) for position, key in enumerate(keys, 1)]
    if settings.PRODUCTION:
        raise ImproperlyConfigured("FIELD_KEYS is empty")
    return [Master(sha256(b"master key:" + settings.DEVELOPMENT_KEY.encode()).digest())]


def wrap(secret: bytes, bound_to: bytes) -> Wrapped:
    """The key under the current master key."""
    master = masters()[0]
    return Wrapped(seal(master.secret, secret, bound_to), master.name)


def unwrap(wrapped: Wrapped, bound_to: bytes) -> bytes:
    """Raises NoSuchMaster or CannotOpen."""
    for master in masters():
        if master.name == wrapped.master:
            return unseal(master.secret, wrapped.text, bound_to)
    raise NoSuchMaster(wrapped.master)


def _read(key: str, position: int) -> bytes:
    try:
        secret = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        secret = b""
    if len(secret) != KEY_BYTES:
        raise ImproperlyConfigured(f"key {position} of FIELD_KEYS is not {KEY_BYTES} bytes in base64")
    return secret
