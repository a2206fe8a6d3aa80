"""Whose a record is: a section's, a bureau's, or everybody's; said once on the model, for screens, sheets, history."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Whose:
    """The way from a record to the section or to the bureau that it belongs to, as a path of fields.

    `Whose(section="docket__section")` is a section's record: it is seen there, and by those of the whole bureau.
    With `bureau` it is seen by the whole bureau; a section beside it only says in whose history it stands. With
    neither it is shared by all bureaus: the calendar, code tables, an enterprise's register facts.

    `docket` is the way to the docket of the one case that it belongs to, "" for a docket itself, None for what belongs
    to none. Where that is secret, so is the record.
    """

    section: str = ""
    bureau: str = ""
    docket: str | None = None

    @property
    def in_bureau(self) -> str:
        """The way to the bureau, over the section where there is no shorter one; empty for what all share."""
        return self.bureau or (f"{self.section}__bureau" if self.section else "")

    def section_of(self, record: Any) -> int | None:
        return _follow(record, self.section)

    def bureau_of(self, record: Any) -> int | None:
        return _follow(record, self.in_bureau)

    def docket_of(self, record: Any) -> Any:
        """The docket; None where there is none."""
        for step in self.docket.split("__") if self.docket else ():
            record = getattr(record, step, None)
        return None if self.docket is None else record

    def on_docket(self, field: str) -> str:
        """The way to a field of the docket. Raises LookupError for what belongs to no case."""
        if self.docket is None:
            raise LookupError("it belongs to no case")
        return f"{self.docket}__{field}" if self.docket else field


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
