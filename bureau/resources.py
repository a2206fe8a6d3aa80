"""Every kind of sheet of the ground floor, where Django looks for them; each is defined among the sheets."""

from bureau.office.powers.sheets import POWERS
from bureau.office.study.sheets import ITEMS, TRAININGS
from bureau.sheets.staff import STAFF

__all__ = ["ITEMS", "POWERS", "STAFF", "TRAININGS"]
