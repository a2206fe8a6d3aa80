"""Dual publicity on the screen: organs, licences, penalties, where each stands with the platform,
and what is objected to or repaired."""

from credit.admin import batches, months, organs, pushes, records, repairs, rows, tiles

__all__ = ["batches", "months", "organs", "pushes", "records", "repairs", "rows", "tiles"]
