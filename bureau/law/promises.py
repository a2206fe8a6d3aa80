"""A promise shortens what the law allows and never lengthens it: whether it does for certain, in whatever units."""

from math import ceil, floor
from typing import NamedTuple

from bureau.law.limits import TimeLimit, Unit

MONTH_DAYS, YEAR_DAYS = (28, 31), (365, 366)
# Of any seven days two are of rest; all holidays of a year take at most this many further days, and the longest leave
# may stand at the edge of the limit.
HOLIDAYS_OF_A_YEAR = 15
WORKDAYS_OF_A_YEAR = 240


class Span(NamedTuple):
    """How many calendar days a limit takes, at the least and at the most."""

    least: int
    most: int


def span(amount: int, unit: Unit) -> Span:
    """Before a last day of rest moves on: that is the same for both limits, and so changes no comparison."""
    if unit is Unit.MINUTE:
        return Span(floor(amount / 1440), ceil(amount / 1440))
    if unit is Unit.HOUR:
        return Span(floor(amount / 24), ceil(amount / 24))
    if unit is Unit.WORKDAY:
        weekends = 2 * (ceil(amount / 5) + 1)
        return Span(amount, amount + weekends + HOLIDAYS_OF_A_YEAR * ceil(amount / WORKDAYS_OF_A_YEAR + 1))
    if unit is Unit.MONTH:
        return Span(amount * MONTH_DAYS[0], amount * MONTH_DAYS[1])
    if unit is Unit.YEAR:
        return Span(amount * YEAR_DAYS[0], amount * YEAR_DAYS[1])
    return Span(amount, amount)


def surely_within(promised: TimeLimit, statutory: TimeLimit) -> bool:
    """Whether the promise ends on or before the statutory day, whichever day both start on.

    Limits in the same unit compare by amount. Where units differ and it hangs on the calendar, the answer is no.
    """
    if promised.unit is statutory.unit:
        return promised.amount <= statutory.amount
    return span(promised.amount, promised.unit).most <= span(statutory.amount, statutory.unit).least
