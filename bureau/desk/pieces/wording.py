"""Words that several pieces share: a day as it is said."""

from datetime import date

from bureau.audit.spoken import language
from bureau.law.words import MONTHS


def day_of(on: date, today: date) -> str:
    """3月4日, 4 Mar; with the year where it is another one than today's."""
    if language() == "zh":
        return f"{on.month}月{on.day}日" if on.year == today.year else f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {MONTHS[on.month - 1]}" + ("" if on.year == today.year else f" {on.year}")
