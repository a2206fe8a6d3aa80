"""The annual report on law-based government: when it is due, and how its figures are worded.

法治政府建设与责任落实督察工作规定 (厅字〔2019〕28号); publication is its article 24.
"""

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

ABOUT_TOLERANCE = Decimal("0.05")


def submit_by(year: int) -> date:
    """The report on a year goes to the government and the department above by 1 March of the next."""
    return date(year + 1, 3, 1)


def publish_by(year: int) -> date:
    """It is published by 1 April of the next year, but for what is secret."""
    return date(year + 1, 4, 1)


def about(exact: int) -> int:
    """约N: rounded half up to two significant digits. Raises ValueError where that is more than 5 % off."""
    rounded = _significant(exact, 2)
    if abs(rounded - exact) > ABOUT_TOLERANCE * exact:
        raise ValueError(f"about {rounded} is not within 5 % of {exact}")
    return rounded


def over(exact: int) -> tuple[int, bool]:
    """N余: the largest number of one significant digit strictly below, and True; a round number itself, and False."""
    step = 10 ** (len(str(exact)) - 1)
    return exact // step * step, bool(exact % step)


def _significant(number: int, digits: int) -> int:
    step = 10 ** max(0, len(str(number)) - digits)
    return int((Decimal(number) / step).quantize(Decimal(1), ROUND_HALF_UP)) * step
