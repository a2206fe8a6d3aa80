"""Rates that are printed: exact, never rounded up to 100 %, and none at all where nothing was due."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Rate:
    numerator: int
    denominator: int

    @property
    def percent(self) -> Decimal | None:
        """Two decimals, half up; 100.00 only when nothing is missing; None for 0 of 0."""
        if not self.denominator:
            return None
        exact = Decimal(100 * self.numerator) / self.denominator
        rounded = exact.quantize(HUNDREDTH, ROUND_HALF_UP)
        return rounded if rounded < 100 or self.numerator >= self.denominator else Decimal("99.99")
