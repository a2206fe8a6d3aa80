"""Whose a record is: a section's, a bureau's, or everybody's; said once on the model, for screens, sheets, history."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Whose:
    """The way from a record to the section or to the bureau that it belongs to, as a path of fields.

    `Whose(section="docket__section")` is a section's record: it is seen there, and by those of the whole bureau.
    With `bureau` it is seen by the whole bureau; a section beside it only says in whose history it stands. With
    neither it is shared by all bureaus: the calendar, code tables, an enterprise's register facts.
    """

    section: str = ""
    bureau: str = ""

    @property
    def in_bureau(self) -> str:
        """The way to the bureau, over the section where there is no shorter one; empty for what all share."""
        return self.bureau or (f"{self.section}__bureau" if self.section else "")

    def section_of(self, record: Any) -> int | None:
        return _follow(record, self.section)

    def bureau_of(self, record: Any) -> int | None:
        return _follow(record, self.in_bureau)


SHARED = Whose()


def _follow(record: Any, path: str) -> int | None:
    """The key at the end of the path; None where the path breaks off, or there is none."""
    *steps, last = path.split("__")
    for step in steps:
        record = getattr(record, step, None)
    if record is None or not last:
        return None
    key: int | None = getattr(record, record._meta.get_field(last).attname)
    return key
