"""The law of investment projects, one file for each track."""

from projects.rules.verification import (
    APPLY_BEFORE_END,
    EVALUATION_CAP,
    ORDER_673_10,
    VALID,
    VALIDITY_EXTENDED_BY,
    VERIFICATION,
    Validity,
    evaluation,
    validity,
)

__all__ = [
    "APPLY_BEFORE_END",
    "EVALUATION_CAP",
    "ORDER_673_10",
    "VALID",
    "VALIDITY_EXTENDED_BY",
    "VERIFICATION",
    "Validity",
    "evaluation",
    "validity",
]
