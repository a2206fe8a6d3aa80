"""Dual publicity on the screen: organs, licences, penalties, and where each stands with the platform."""

from credit.admin import organs, pushes, records, tiles

__all__ = ["organs", "pushes", "records", "tiles"]
