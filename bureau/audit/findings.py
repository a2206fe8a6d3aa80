"""What a check of the evidence finds: one row of one table, and what is wrong with it."""

from dataclasses import asdict, dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """The ways in which evidence can be wrong."""

    ALTERED = "altered", _("altered after it was sealed")
    SWAPPED = "swapped", _("exchanged with another row")
    DELETED = "deleted", _("sealed, and gone")
    BACKDATED = "backdated", _("written later than it says")
    CHAIN = "chain", _("the chain is broken here")
    MAC = "mac", _("the seal was not made with our key")
    ANCHOR = "anchor", _("not what the copy outside the database says")
    LOCK_MISSING = "lock_missing", _("a lock is missing")
    NO_HISTORY = "no_history", _("a record without any version")
    UNLOGGED = "unlogged", _("changed past the application")
    UNREADABLE = "unreadable", _("can no longer be compared")


@dataclass(frozen=True, slots=True)
class Finding:
    """`row_id` is empty where a whole table is meant; `detail` bears names of columns and numbers, no personal data."""

    table: str
    row_id: str
    kind: Kind
    detail: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, (self.kind.value, self.table, self.row_id, self.detail)))

    def as_dict(self) -> dict[str, str]:
        return asdict(self) | {"kind": self.kind.value}
