"""What may be done with projects: the acts of each kind of case, how one is entered, what the platform tells."""

from projects.procedure import filings
from projects.procedure.entering import assign_code, filing_item
from projects.procedure.taking_over import PlatformRow, Taken, What, take_in_old, take_over

__all__ = [
    "PlatformRow",
    "Taken",
    "What",
    "assign_code",
    "filing_item",
    "filings",
    "take_in_old",
    "take_over",
]
