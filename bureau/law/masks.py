"""How personal data are shown to those who need not know them. A convention: no law prescribes a pattern."""

import re
from enum import StrEnum


class Mask(StrEnum):
    NAME = "name"
    PHONE = "phone"
    ID = "id"
    PASSPORT = "passport"
    BANK = "bank"
    ADDRESS = "address"
    EMAIL = "email"


TOWN = re.compile(r"^.*?(?:街道|[镇乡])")
DISTRICT = re.compile(r"^.*[区县市]")


def mask(value: str, kind: Mask) -> str:
    """The value with what identifies a person starred out; the empty string stays empty."""
    return _MASKS[kind](value.strip())


def _name(value: str) -> str:
    return value[:1] + "*" * (len(value) - 1) if len(value) > 1 else "*" * len(value)


def _phone(value: str) -> str:
    area, dash, number = value.rpartition("-")
    if dash:
        return f"{area}-{_tail(number, 3 if len(number) == 7 else 4)}"
    return value[:3] + _tail(value[3:], 4) if len(value) > 7 else _tail(value, 4)


def _id(value: str) -> str:
    return value[:3] + _tail(value[3:], 4)


def _last_four(value: str) -> str:
    return _tail(value, 4)


def _tail(value: str, shown: int) -> str:
    """Stars and the last few characters, which are themselves starred where nothing else would be hidden."""
    if len(value) <= shown:
        return "*" * len(value)
    return "*" * (len(value) - shown) + value[-shown:]


def _address(value: str) -> str:
    known = TOWN.match(value) or DISTRICT.match(value)
    return (known.group() if known else "") + "***" if value else ""


def _email(value: str) -> str:
    name, at, domain = value.rpartition("@")
    return f"{name[:1]}***@{domain}" if at else "*" * len(value)


_MASKS = {
    Mask.NAME: _name,
    Mask.PHONE: _phone,
    Mask.ID: _id,
    Mask.PASSPORT: _last_four,
    Mask.BANK: _last_four,
    Mask.ADDRESS: _address,
    Mask.EMAIL: _email,
}
