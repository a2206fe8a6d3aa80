"""The measures of the 12345 hotline. No law defines them: the definition is printed under each figure.

The hotline's own rates are the official ones; these stand beside them.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bureau.law.clock import on_time
from bureau.law.rates import Rate


class OrderStatus(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    RETURNED = "returned"  # 退单: not of this unit's duty
    WITHDRAWN = "withdrawn"
    DUPLICATE = "duplicate"


class Answer(StrEnum):
    """What a caller said when the hotline called back."""

    SATISFIED = "满意"
    FAIRLY_SATISFIED = "基本满意"
    DISSATISFIED = "不满意"
    NOT_RATED = "未评价"
    NOT_REACHED = "未接通"
    REFUSED = "拒绝评价"

    @classmethod
    def _missing_(cls, value: object) -> "Answer | None":
        """Some places say 一般满意 for what the platform calls 基本满意."""
        return cls.FAIRLY_SATISFIED if value == "一般满意" else None


COUNTED = frozenset({OrderStatus.OPEN, OrderStatus.CLOSED})
SATISFIED = frozenset({Answer.SATISFIED, Answer.FAIRLY_SATISFIED})


@dataclass(frozen=True, slots=True)
class Order:
    """What the rate needs to know of a work order. `due_on` is the effective one, after approved extensions."""

    due_on: date
    status: OrderStatus
    closed_on: date | None = None


def on_time_rate(orders: Iterable[Order], first: date, last: date, *, as_of: date) -> Rate:
    """到期办结率: of the orders due in [first, last], the share closed on or before their due day.

    Returned, withdrawn and duplicate orders are left out. What is still open on `as_of` counts, as late, once it is
    due by then; what was closed after `as_of` was still open.
    """
    due = [order for order in orders if order.status in COUNTED and first <= order.due_on <= last]
    closed = [o for o in due if o.status is OrderStatus.CLOSED and o.closed_on and o.closed_on <= as_of]
    open_and_due = sum(1 for order in due if order not in closed and order.due_on <= as_of)
    in_time = sum(1 for order in closed if order.closed_on and on_time(order.closed_on, order.due_on))
    return Rate(in_time, len(closed) + open_and_due)


def satisfaction_rate(answers: Iterable[Answer], *, fairly_counts: bool = True) -> Rate:
    """回访满意率: satisfied (and fairly satisfied) of those who rated; the others leave the denominator."""
    rated = [answer for answer in answers if answer in SATISFIED or answer is Answer.DISSATISFIED]
    good = SATISFIED if fairly_counts else {Answer.SATISFIED}
    return Rate(sum(1 for answer in rated if answer in good), len(rated))
