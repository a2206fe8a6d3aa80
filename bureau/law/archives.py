"""How long a file is kept, and when it goes to the county archives.

Which term a kind of file has is said by the bureau's own schedule, which the archives authority approves: it is
entered, and no file has a term by default.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from bureau.law.articles import Phrase
from bureau.law.months import years_after


class Retention(StrEnum):
    """The terms of the State Archives Administration's Order 8 (2006)."""

    PERMANENT = "permanent"
    THIRTY_YEARS = "30"
    TEN_YEARS = "10"


RETENTIONS: Mapping[Retention, Phrase] = {
    Retention.PERMANENT: Phrase("永久", "permanent"),
    Retention.THIRTY_YEARS: Phrase("30年", "30 years"),
    Retention.TEN_YEARS: Phrase("10年", "10 years"),
}
TRANSFER_AFTER_YEARS = 10  # Archives Regulation 20(2): to the archives of the county, from the making of the file


def transfer_due(made_on: date) -> date:
    """The day on which a file that was made then is due at the county archives."""
    return years_after(made_on, TRANSFER_AFTER_YEARS)
