"""The holiday notices that are committed with the code; `migrate` loads them, and nothing reads them after that."""

import tomllib
from pathlib import Path
from typing import NamedTuple

from bureau.law.workdays import Notice, Period

FILE = Path(__file__).with_name("calendar.toml")
MAKEUP = "调休上班"


class Committed(NamedTuple):
    """A notice, and whether it was typed from its text or generated from published data."""

    notice: Notice
    source: str


def committed_notices() -> list[Committed]:
    """The notices of 2004 to 2026, in the order of the file."""
    with FILE.open("rb") as file:
        rows = tomllib.load(file)["notice"]
    return [
        Committed(
            Notice(
                row["number"],
                row["year"],
                row["issued_on"],
                (
                    *(Period(name, first, last, works=False) for name, first, last in row["leave"]),
                    *(Period(MAKEUP, on, on, works=True) for on in row["makeup"]),
                ),
            ),
            row["source"],
        )
        for row in rows
    ]
