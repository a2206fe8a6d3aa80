"""Months and years (Civil Code 202)."""

from calendar import monthrange
from datetime import date


def months_after(start: date, months: int) -> date:
    """The corresponding day that many months later, or the month's last day where it has none."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    return date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))


def month_end(day: date) -> date:
    """The last day of its month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def years_after(start: date, years: int) -> date:
    """The corresponding day that many years later; 29 February becomes the 28th in a common year."""
    return months_after(start, 12 * years)
