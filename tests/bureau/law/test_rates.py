from decimal import Decimal

from bureau.law.rates import Rate


def test_nothing_due_has_no_rate() -> None:
    assert Rate(0, 0).percent is None


def test_a_rate_has_two_decimals_half_up() -> None:
    assert Rate(1, 3).percent == Decimal("33.33")
    assert Rate(1, 800).percent == Decimal("0.13")  # 0.125


def test_one_late_of_a_hundred_thousand_is_not_all() -> None:
    assert Rate(99_999, 100_000).percent == Decimal("99.99")
    assert Rate(100_000, 100_000).percent == Decimal("100.00")
