"""The vault: personal fields are ciphertext under a key per person, and each plain text that is shown is logged."""

from bureau.audit.vault.ciphers import CannotOpen
from bureau.audit.vault.fields import KeyHolder, VeiledField, WrongPlace, find
from bureau.audit.vault.keys import Erased, LookupDigest, LookupKey, PersonKey, erase
from bureau.audit.vault.masters import NoSuchMaster
from bureau.audit.vault.veiled import NoPlace, NotSealed, Veiled

__all__ = [
    "CannotOpen",
    "Erased",
    "KeyHolder",
    "LookupDigest",
    "LookupKey",
    "NoPlace",
    "NoSuchMaster",
    "NotSealed",
    "PersonKey",
    "Veiled",
    "VeiledField",
    "WrongPlace",
    "erase",
    "find",
]
