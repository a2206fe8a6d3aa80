"""The kinds of background job of the ground floor, where Django and Celery look for them."""

from bureau.desk import sessions_swept, sheets_taking
from bureau.notices import evidence
from bureau.office.returns import procedure
from bureau.sheets import sweeping, work

__all__ = ["evidence", "procedure", "sessions_swept", "sheets_taking", "sweeping", "work"]
