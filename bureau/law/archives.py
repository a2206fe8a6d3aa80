"""How long a file is kept, and when it goes to the county archives.

Which term a kind of file has is said by the bureau's own schedule, which the archives authority approves: it is
entered, and no file has a term by default.
"""

import math
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum

from bureau.law.articles import Article, Phrase
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
YEARS: Mapping[Retention, int] = {Retention.THIRTY_YEARS: 30, Retention.TEN_YEARS: 10}
ARCHIVES_REGULATION_19 = Article("《档案法实施条例》第十九条", "Archives Regulation, art. 19")
ARCHIVES_REGULATION_24 = Article("《档案法实施条例》第二十四条", "Archives Regulation, art. 24")


class CountsFrom(StrEnum):
    """From when a term is counted. No text that we could read says it, so each bureau sets what its schedule says."""

    YEAR_END = "year_end"  # from 1 January after the year in which the file was closed
    CLOSING = "closing"


TRANSFER_AFTER_YEARS = 10  # Archives Regulation 20(2): to the archives of the county, from the making of the file


def transfer_due(made_on: date) -> date:
    """The day on which a file that was made then is due at the county archives."""
    return years_after(made_on, TRANSFER_AFTER_YEARS)


def longest(terms: Iterable[Retention]) -> Retention:
    return max(terms, key=lambda term: YEARS.get(term, math.inf))


def ended_on(retention: Retention, closed_on: date, counts_from: CountsFrom) -> date | None:
    """The first day on which the term has ended; None for what is kept for ever."""
    if retention not in YEARS:
        return None
    start = date(closed_on.year + 1, 1, 1) if counts_from == CountsFrom.YEAR_END else closed_on + timedelta(days=1)
    return years_after(start, YEARS[retention])
