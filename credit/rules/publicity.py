"""The law of public credit records: how long a penalty is published and when its repair may be asked for."""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from bureau.law.articles import Article
from bureau.law.months import months_after

NOTICE_2017 = Article(
    "国家发展改革委办公厅2017年双公示通知", "NDRC Office notice of 2017 on dual publicity, until 2019-06-30"
)
ORDER_527 = Article("发改办财金〔2019〕527号", "NDRC Office notice 527 (2019), 2019-07-01 to 2023-04-30")
ORDER_58 = Article(
    "《失信行为纠正后的信用信息修复管理办法（试行）》（国家发展改革委令第58号）",
    "NDRC Order 58 (2023), until 2026-03-31",
)
ORDER_36 = Article("《信用修复管理办法》（国家发展改革委令第36号）", "NDRC Order 36 (2025), from 2026-04-01")


class Severity(StrEnum):
    """The three classes of Order 36. The deciding organ states the class; no amount of a fine decides it here."""

    SLIGHT = "轻微"
    GENERAL = "一般"
    SEVERE = "严重"


@dataclass(frozen=True, slots=True)
class Publicity:
    """How long a penalty is published, counted from the decision; the corresponding day is the last."""

    min_end: date
    max_end: date
    by_default: bool
    article: Article

    def may_apply_from(self, decided_on: date, duty_done_on: date | None, *, on_last_day: bool = False) -> date | None:
        """The first day on which repair can be asked for: the duty done, and the shortest period over (if any).

        With `on_last_day` the corresponding day itself is one for it, as some platforms have it. None while the duty
        is not done.
        """
        if duty_done_on is None:
            return None
        has_waited = on_last_day or self.min_end == decided_on
        return max(duty_done_on, self.min_end + timedelta(days=not has_waited))


# Shortest and longest period in months. Of 2017 no shorter one could be read: the longest stands for it (convention).
PERIODS_ORDER_36 = {Severity.SLIGHT: (0, 3), Severity.GENERAL: (3, 12), Severity.SEVERE: (12, 36)}
PERIODS_ORDER_58 = {"special": (12, 36), "other": (3, 36)}
PERIODS_NOTICE_2017 = {Severity.SLIGHT: (12, 12), Severity.GENERAL: (12, 12), Severity.SEVERE: (36, 36)}
PERIODS_ORDER_527 = {Severity.SLIGHT: (3, 12), Severity.GENERAL: (3, 12), Severity.SEVERE: (6, 36)}
# Which order applies to an application for repair, by its day: the first day of each, the latest first.
REGIMES = (
    (date(2026, 4, 1), ORDER_36),
    (date(2023, 5, 1), ORDER_58),
    (date(2019, 7, 1), ORDER_527),
    (date.min, NOTICE_2017),
)


def regime(applied_on: date) -> Article:
    """The order under which an application of that day is judged, however old the decision is."""
    return next(article for since, article in REGIMES if since <= applied_on)


def publicity_for(
    applied_on: date, severity: Severity, decided_on: date, *, special_field: bool = False, warning_only: bool = False
) -> Publicity:
    """The period for somebody who asks on that day. Each order reads of the facts what it knows."""
    article = regime(applied_on)
    if article is ORDER_36:
        return publicity(severity, decided_on)
    if article is ORDER_58:
        return publicity_order_58(decided_on, special_field=special_field, warning_only=warning_only)
    periods = PERIODS_ORDER_527 if article is ORDER_527 else PERIODS_NOTICE_2017
    return _publicity(decided_on, *periods[severity], True, article)


def published_until(on: date, severity: Severity, decided_on: date) -> date:
    """The last day of its publication, as it stands on that day, where nobody has ended it sooner.

    What has ended under an older order is not published again; what has run longer than a newer one lets it ended with
    the day before that came into force (convention).
    """

    def longest(since: date) -> date:
        return publicity_for(since, severity, decided_on).max_end

    last = longest(decided_on)
    for since in sorted(since for since, _article in REGIMES if decided_on < since <= on):
        if since <= last:
            last = max(longest(since), since - timedelta(days=1))
    return last


@lru_cache(maxsize=64)
def last_ended_decision(today: date, severity: Severity) -> date:
    """What was decided up to this day is no longer published today: a later decision is never over sooner."""

    def ends(ordinal: int) -> date:
        return published_until(today, severity, date.fromordinal(ordinal))

    return date.fromordinal(bisect_left(range(today.toordinal()), today, 1, key=ends) - 1)


def publicity(severity: Severity, decided_on: date) -> Publicity:
    """The period under Order 36. A slight case is in principle not published, and at the longest for three months.

    Which order applies goes by the day of the application for repair, so a decision may well be older than it.
    """
    shortest, longest = PERIODS_ORDER_36[severity]
    return _publicity(decided_on, shortest, longest, severity is not Severity.SLIGHT, ORDER_36)


def publicity_order_58(decided_on: date, *, special_field: bool, warning_only: bool = False) -> Publicity:
    """The period under Order 58; special fields are food, drugs, special equipment, work safety and fire.

    A lone warning or public criticism was collected but not published.
    """
    shortest, longest = PERIODS_ORDER_58["special" if special_field else "other"]
    return _publicity(decided_on, shortest, longest, not warning_only, ORDER_58)


def _publicity(decided_on: date, shortest: int, longest: int, by_default: bool, article: Article) -> Publicity:
    return Publicity(months_after(decided_on, shortest), months_after(decided_on, longest), by_default, article)
