"""What may be done with projects: the acts of each kind of case, how one is entered, what the platform tells."""

from projects.procedure import filings
from projects.procedure.entering import assign_code, docket_number, filing_item, is_filed_already, retitle
from projects.procedure.taking_over import PlatformRow, Taken, What, take_in_old, take_over

__all__ = [
    "PlatformRow",
    "Taken",
    "What",
    "assign_code",
    "docket_number",
    "filing_item",
    "filings",
    "is_filed_already",
    "retitle",
    "take_in_old",
    "take_over",
]
