"""What goes to the platform: which file a record goes into, its cells as the platform reads them, how a row comes back.

City platforms give out their own templates; what they take is data here, chosen by settings (law-corrections a2).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bureau.law.masks import Mask, mask
from credit.rules.enumerations import classes_of, for_standard_2018
from credit.rules.fields import NOT_COLLECTED, Field, Layout

# The files that a platform takes: one for organisations and one for persons, of each kind of record; or one sheet.
SETS = {"four_files": ("organisations", "persons"), "one_sheet": ("one_sheet",)}
HEADINGS = ("names", "codes")
WITHDRAWAL = Layout("withdrawal", ("行政相对人名称", "统一社会信用代码", "决定文书号", "决定日期", "撤回原因"))
# A platform may quote the number of a document that it did not take; what it says is read by many.
RESIDENT = re.compile(r"(?<!\d)[1-9]\d{5}(?:19|20)?\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx]?(?!\d)")
NUMBER = re.compile(r"(?=[A-Za-z]*\d)[0-9A-Za-z]{6,}")  # of whatever document
_NOT_COLLECTED_CODES = dict(zip(NOT_COLLECTED, ("FR_ZJLX", "FR_ZJHM", "FR_SFZH"), strict=True))


class Outcome(StrEnum):
    """What the platform says of a row, the gravest last."""

    ACCEPTED = "accepted"
    REFUSED = "refused"
    MISMATCH = "mismatch"  # 主体不匹配


@dataclass(frozen=True, slots=True)
class Answer:
    """Of the row with this number in the file: 2 is the first below the heading. `on` is the platform's own day."""

    row: int
    outcome: Outcome
    code: str = ""
    reason: str = ""
    on: date | None = None


def refused(row: int, code: str, reason: str, *, mismatch: bool = False) -> Answer:
    """A row that was not taken; that it does not match its counterpart is told apart.

    Numbers of documents in the platform's words are masked.
    """
    outcome = Outcome.MISMATCH if mismatch else Outcome.REFUSED
    told = RESIDENT.sub(lambda found: mask(found[0], Mask.ID), reason or code or "—")
    return Answer(row, outcome, code[:20], told[:500])


def together(first: Answer, second: Answer) -> Answer:
    """What is said twice of one row: the graver word leads, whichever stands first, and both reasons are kept."""
    lead = max(first, second, key=lambda said: list(Outcome).index(said.outcome))
    reasons = dict.fromkeys(said.reason for said in (first, second) if said.reason)
    return replace(lead, reason="；".join(reasons)[:500])


def of_person(told: str, shown: str) -> str:
    """What a platform says of a natural person, the name and every number masked; `shown` is the mask of the name.

    The name itself is not opened for it: rather too much is masked than too little.
    """
    named = re.sub(rf"{re.escape(shown[0])}[^\W\d_]{{{len(shown) - 1}}}", shown, told) if shown[1:] else told
    return NUMBER.sub(lambda found: mask(found[0], Mask.ID), named)


def layout_for(chosen: str, layouts: tuple[Layout, ...], *, is_of_person: bool) -> Layout:
    """The file that such a record goes into. Individual businesses go with the organisations."""
    found = (layout for layout in layouts if layout.name in SETS[chosen])
    return next(layout for layout in found if layout.is_of_persons in (None, is_of_person))


def headings(layout: Layout, fields: tuple[Field, ...], shown: str) -> list[str]:
    """The first row: the headings, or the codes of the standard."""
    if shown == "names":
        return list(layout.headings)
    by_heading, head = _by_heading(fields), fields[0].code.split("_")[0]
    return [
        by_heading[heading].code if heading in by_heading else f"{head}_{_NOT_COLLECTED_CODES[heading]}"
        for heading in layout.headings
    ]


def cells(layout: Layout, fields: tuple[Field, ...], record: Mapping[str, Any]) -> list[str]:
    """A row in the order of the layout, all of it texts. What is not collected is blank."""
    by_heading = _by_heading(fields)
    return [_cell(by_heading[name].name, record) if name in by_heading else "" for name in layout.headings]


def withdrawal(record: Mapping[str, Any], reason: str) -> list[str]:
    """A row of the layout of withdrawals."""
    return [*(_cell(name, record) for name in ("party_name", "uscc", "paper_no", "decided_on")), reason]


def _by_heading(fields: tuple[Field, ...]) -> dict[str, Field]:
    return {heading: field for field in fields for heading in (field.heading, *field.others)}


def _cell(name: str, record: Mapping[str, Any]) -> str:
    value = record.get(name)
    if name == "penalty_class":
        return ";".join(for_standard_2018(classes_of(str(value or ""))))
    if isinstance(value, date):
        return value.strftime("%Y/%m/%d")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return str(value or "")
