from datetime import date

from bureau.law.rates import Rate
from complaints.rules import Answer, Order, OrderStatus, on_time_rate, satisfaction_rate

YEAR = date(2024, 1, 1), date(2024, 12, 31)
DUE = date(2024, 7, 10)


def rate(*orders: Order, as_of: date = YEAR[1]) -> Rate:
    return on_time_rate(orders, *YEAR, as_of=as_of)


def closed(due_on: date, closed_on: date) -> Order:
    return Order(due_on, OrderStatus.CLOSED, closed_on)


def test_closed_on_the_due_day_is_on_time_and_a_day_later_is_not() -> None:
    assert rate(closed(DUE, DUE), closed(DUE, date(2024, 7, 11))) == Rate(1, 2)


def test_an_open_order_counts_as_late_once_it_is_due() -> None:
    assert rate(Order(DUE, OrderStatus.OPEN), as_of=DUE) == Rate(0, 1)
    assert rate(Order(DUE, OrderStatus.OPEN), as_of=date(2024, 7, 9)) == Rate(0, 0)


def test_an_open_order_is_not_closed_by_a_stray_date() -> None:
    assert rate(Order(DUE, OrderStatus.OPEN, DUE)) == Rate(0, 1)


def test_fairly_satisfied_has_another_name_in_places() -> None:
    assert Answer("一般满意") is Answer.FAIRLY_SATISFIED


def test_returned_withdrawn_and_duplicate_orders_are_left_out() -> None:
    out = (OrderStatus.RETURNED, OrderStatus.WITHDRAWN, OrderStatus.DUPLICATE)
    assert rate(*(Order(DUE, status) for status in out)) == Rate(0, 0)


def test_what_is_due_in_another_year_belongs_to_that_year() -> None:
    assert rate(closed(date(2025, 1, 5), date(2024, 12, 30))) == Rate(0, 0)


def test_what_was_closed_after_the_cut_off_was_still_open_then() -> None:
    assert rate(closed(DUE, date(2024, 8, 1)), as_of=date(2024, 7, 31)) == Rate(0, 1)
    assert rate(closed(date(2024, 9, 1), date(2024, 8, 1)), as_of=date(2024, 7, 31)) == Rate(0, 0)


def test_only_those_who_rated_count() -> None:
    assert satisfaction_rate([Answer.SATISFIED, Answer.NOT_REACHED, Answer.NOT_RATED, Answer.REFUSED]) == Rate(1, 1)


def test_whether_fairly_satisfied_counts_is_a_setting() -> None:
    answers = [Answer.SATISFIED, Answer.FAIRLY_SATISFIED, Answer.DISSATISFIED]
    assert satisfaction_rate(answers) == Rate(2, 3)
    assert satisfaction_rate(answers, fairly_counts=False) == Rate(1, 3)
