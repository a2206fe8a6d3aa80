"""The kinds of background job of the ground floor, where Django and Celery look for them."""

from bureau.desk import sheets_taking
from bureau.notices import evidence
from bureau.sheets import sweeping, work

__all__ = ["evidence", "sheets_taking", "sweeping", "work"]
