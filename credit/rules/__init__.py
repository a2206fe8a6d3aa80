"""The law of public credit records, one file for each question.

What stands in a record? `fields`, `enumerations`. Is it right? `faults`. Is it collected, published, and by which day?
`publishing`. How long does it stay published? `publicity`. How is it objected to and repaired? `objection`, `repair`,
`receivers`.
"""

from credit.rules.publicity import (
    NOTICE_2017,
    ORDER_36,
    ORDER_58,
    ORDER_527,
    Publicity,
    Severity,
    last_ended_decision,
    publicity,
    publicity_for,
    publicity_order_58,
    published_until,
    regime,
)

__all__ = [
    "NOTICE_2017",
    "ORDER_36",
    "ORDER_58",
    "ORDER_527",
    "Publicity",
    "Severity",
    "last_ended_decision",
    "publicity",
    "publicity_for",
    "publicity_order_58",
    "published_until",
    "regime",
]
