"""Every kind of sheet of the ground floor, where Django looks for them; each is defined among the sheets."""

from bureau.sheets.staff import STAFF

__all__ = ["STAFF"]
