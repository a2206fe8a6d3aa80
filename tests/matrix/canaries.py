"""Words that tell where they come from: whoever reads one on a page has seen that record.

A canary names its place, a section of the world, and its label, which is a line of the oracle. Numbers of persons
cannot bear words: those of a place end in its digits.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bureau.people.roles import Role

PLACES = ("a1", "a2", "b1", "b2")  # two sections of two bureaus
NUMBERED = {place: f"77{number}1" for number, place in enumerate(PLACES, 1)}  # the last digits of a person's numbers
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)  # GB 11643


@dataclass(frozen=True, slots=True)
class Canary:
    place: str
    label: str


def canary(place: str, label: str) -> str:
    return f"鸟{place}{label}"


def account(place: str, role: str) -> str:
    """The name of an account. It stands in an address of mail too."""
    return f"{role}-{place}"


def phone(place: str) -> str:
    return f"1391062{NUMBERED[place]}"


def id_number(place: str) -> str:
    """A resident's number with its check digit; the last four are those of no other place."""
    first = f"44170219900101{NUMBERED[place][:3]}"
    return first + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]


def masked(number: str) -> str:
    return number[:3] + "*" * (len(number) - 7) + number[-4:]


# What stands for a person besides words: in full it is seen by nobody who has not asked for it.
SIGNS: dict[str, Canary] = {
    sign: Canary(place, label)
    for place in PLACES
    for number in (phone(place), id_number(place))
    for sign, label in ((number, "reveal"), (masked(number), "person"))
} | {account(place, role): Canary(place, "account") for place in PLACES for role in Role.values}
WORD = re.compile(r"鸟(?P<place>[ab][12])(?P<label>[a-z]+)|" + "|".join(map(re.escape, SIGNS)))


def canaries(text: str) -> Iterator[Canary]:
    """Each canary that stands in a text."""
    for found in WORD.finditer(text):
        yield Canary(found["place"], found["label"]) if found["place"] else SIGNS[found[0]]
