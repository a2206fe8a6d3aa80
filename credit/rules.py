"""The law of public credit records: how long a penalty is published and when its repair may be asked for."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bureau.law.articles import Article
from bureau.law.months import months_after

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

    def may_apply_from(self, decided_on: date, duty_done_on: date | None) -> date | None:
        """The first day on which repair can be asked for: the duty done, and the shortest period over (if any).

        None while the duty is not done.
        """
        if duty_done_on is None:
            return None
        after_shortest = self.min_end + timedelta(days=1) if self.min_end > decided_on else decided_on
        return max(duty_done_on, after_shortest)


# Shortest and longest period in months.
PERIODS_ORDER_36 = {Severity.SLIGHT: (0, 3), Severity.GENERAL: (3, 12), Severity.SEVERE: (12, 36)}
PERIODS_ORDER_58 = {"special": (12, 36), "other": (3, 36)}


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
