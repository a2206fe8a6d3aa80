"""How personal data are shown to those who need not know them. A convention: no law prescribes a pattern."""

import re
from datetime import date
from enum import StrEnum

from bureau.law.codes import LANDLINE, MOBILE, BadCode, read_resident_id, tidy


class Mask(StrEnum):
    NAME = "name"
    PHONE = "phone"
    ID = "id"
    PASSPORT = "passport"
    BANK = "bank"
    ADDRESS = "address"
    EMAIL = "email"


HIDDEN_AT_LEAST = 4  # characters; where fewer would be hidden, all are
# From the province down to the town: each unit is a short name and its kind, without the words of a street or house.
UNITS = re.compile(r"(?:[^\W\d_路街巷道村社号栋]{1,9}?(?:街道|[省州盟县旗镇乡]|(?<!小)区|(?<!超)市))*")

TOKENS = re.compile(r"(?<![0-9A-Za-z])[0-9]{11,18}[Xx]?(?![0-9A-Za-z])")
IDENTITY = re.compile(r"[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}[0-9Xx]")


def mask(value: str, kind: Mask) -> str:
    """The value with what identifies a person starred out; the empty string stays empty."""
    return _MASKS[kind](tidy(value))


def _starred(value: str, head: int, tail: int) -> str:
    hidden = len(value) - head - tail
    if hidden < HIDDEN_AT_LEAST:
        return "*" * len(value)
    return value[:head] + "*" * hidden + value[len(value) - tail :]


def _name(value: str) -> str:
    return value[:1] + "*" * (len(value) - 1) if len(value) > 1 else "*" * len(value)


def _phone(value: str) -> str:
    if MOBILE.fullmatch(value):
        return _starred(value, 3, 4)
    if landline := LANDLINE.fullmatch(value):
        return f"{landline[1]}-{_starred(landline[2], 0, len(landline[2]) - HIDDEN_AT_LEAST)}"
    return _starred(value, 0, 3)


def _id(value: str) -> str:
    return _starred(value, 3, 4)


def _last_four(value: str) -> str:
    return _starred(value, 0, 4)


def _address(value: str) -> str:
    units = UNITS.match(value)
    return f"{units.group() if units else ''}***" if value else ""


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


def numbers_hidden(text: str) -> str:
    """The text with whatever in it reads like an identity number masked."""
    return TOKENS.sub(lambda found: mask(found[0], Mask.ID) if IDENTITY.fullmatch(found[0]) else found[0], text)


def personal_numbers(text: str) -> list[str]:
    """What reads like somebody's mobile or identity number in a text that anybody may read, masked.

    An office's own telephone is a landline, and is nobody's.
    """
    found = []
    for token in TOKENS.findall(text):
        if MOBILE.fullmatch(token):
            found.append(mask(token, Mask.PHONE))
        elif IDENTITY.fullmatch(token):
            found.append(mask(token, Mask.ID))
    return found


def names_a_resident(text: str, today: date) -> bool:
    """Whether an identity number that is right by its check digit stands in the text, and not another number."""
    return bool(IDENTITY.search(text)) and any(_is_resident_id(token, today) for token in TOKENS.findall(text))


def _is_resident_id(token: str, today: date) -> bool:
    try:
        read_resident_id(token, today=today)
    except BadCode:
        return False
    return True
