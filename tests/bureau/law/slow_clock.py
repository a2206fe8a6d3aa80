"""The clock once more, counted day by day on a public calendar: slow, and it shares no line with the product."""

from calendar import monthrange
from datetime import date, timedelta

import chinese_calendar

ONE = timedelta(days=1)
# The one day on which the public package is wrong; the 2006 notice says that it is worked.
WORKED_AFTER_ALL = {date(2005, 12, 31)}


def works(on: date) -> bool:
    return on in WORKED_AFTER_ALL or chinese_calendar.is_workday(on)


def corresponding(start: date, months: int) -> date:
    year, month = start.year, start.month
    for _ in range(months):
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def due(start: date, amount: int, unit: str, stops: list[tuple[date, date]] = (), *, rolls: bool = True) -> date:
    """The last day: counted one by one, days in a stop passed over, then rolled off rest days and stops."""

    def stopped(on: date) -> bool:
        return any(first <= on <= last for first, last in stops)

    if unit == "month":
        amount = (corresponding(start, amount) - start).days
    elif unit == "year":
        amount = (corresponding(start, 12 * amount) - start).days
    on, left = start, amount
    while left:
        on += ONE
        if not stopped(on) and (unit != "workday" or works(on)):
            left -= 1
    while rolls and not (works(on) and not stopped(on)):
        on += ONE
    return on
