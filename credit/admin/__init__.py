"""Dual publicity on the screen: organs, licences, penalties, where each stands with the platform,
and what is objected to or repaired."""

from credit.admin import (
    batches,
    campaigns,
    checks,
    lists,
    months,
    organs,
    pushes,
    records,
    repairs,
    rows,
    standing,
    tiles,
)

__all__ = [
    "batches",
    "campaigns",
    "checks",
    "lists",
    "months",
    "organs",
    "pushes",
    "records",
    "repairs",
    "rows",
    "standing",
    "tiles",
]
