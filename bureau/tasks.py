"""The kinds of background job of the ground floor, where Django and Celery look for them."""

from bureau.desk import sheets_taking
from bureau.sheets import sweeping, work

__all__ = ["sheets_taking", "sweeping", "work"]
