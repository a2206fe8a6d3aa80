"""The kinds of background job of the ground floor, where Django and Celery look for them."""

from bureau.sheets import work

__all__ = ["work"]
