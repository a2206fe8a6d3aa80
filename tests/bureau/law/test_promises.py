from datetime import date, timedelta

import pytest

from bureau.law.articles import LICENSING_42
from bureau.law.limits import TimeLimit, Unit
from bureau.law.promises import span, surely_within
from bureau.law.workdays import Workdays


@pytest.mark.parametrize(
    ("promised", "statutory", "within"),
    [
        ((20, Unit.WORKDAY), (20, Unit.WORKDAY), True),
        ((21, Unit.WORKDAY), (20, Unit.WORKDAY), False),
        ((20, Unit.DAY), (20, Unit.WORKDAY), True),  # twenty working days take twenty days at the least
        ((21, Unit.DAY), (20, Unit.WORKDAY), False),  # and not surely more
        ((7, Unit.WORKDAY), (7, Unit.DAY), False),
        ((5, Unit.WORKDAY), (2, Unit.MONTH), True),
        ((1, Unit.MONTH), (31, Unit.DAY), True),
        ((1, Unit.MONTH), (30, Unit.DAY), False),
        ((28, Unit.DAY), (1, Unit.MONTH), True),
        ((1, Unit.YEAR), (13, Unit.MONTH), False),  # thirteen months of 28 days
        ((30, Unit.HOUR), (2, Unit.DAY), True),
        ((90, Unit.MINUTE), (1, Unit.HOUR), False),
    ],
)
def test_a_promise_is_within_the_law_only_where_that_is_sure(promised, statutory, within: bool) -> None:
    limits = [TimeLimit(amount, unit, LICENSING_42) for amount, unit in (promised, statutory)]
    assert surely_within(*limits) is within


def test_no_limit_in_working_days_has_ever_taken_fewer_or_more_days_than_is_reckoned_with(days: Workdays) -> None:
    for amount in (1, 3, 5, 20, 60, 240, 500):
        least, most = span(amount, Unit.WORKDAY)
        starts = (date(2004, 1, 1) + timedelta(days=step) for step in range(0, 7200, 3))
        taken = [(days.add(start, amount) - start).days for start in starts]
        assert least <= min(taken), amount
        assert max(taken) <= most, amount
