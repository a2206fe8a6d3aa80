"""The kinds of background job of the ground floor, where Django and Celery look for them."""

from bureau.notices import evidence
from bureau.sheets import work

__all__ = ["evidence", "work"]
