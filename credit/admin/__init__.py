"""Dual publicity on the screen: organs, licences, penalties, and where each stands with the platform."""

from credit.admin import batches, checks, lists, months, organs, pushes, records, rows, standing, tiles

__all__ = ["batches", "checks", "lists", "months", "organs", "pushes", "records", "rows", "standing", "tiles"]
