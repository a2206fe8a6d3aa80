"""How many of the staff on the establishment hold a valid certificate, at each quarter's or year's end.

持证率 = 有效持证 / 在编在岗. Who is counted is said by the days of post and card alone, so that the answer for
a past day does not change with what happens later; a share of nobody is none.
"""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, Q, QuerySet

from bureau.law.rates import Rate
from bureau.people.bureaus import Bureau
from bureau.people.certificates import certified
from bureau.people.staff import Staff

SHOWN = {3: 8, 12: 6}  # ends of quarters, of years


class Step(StrEnum):
    QUARTER = "quarter"
    YEAR = "year"

    @property
    def months(self) -> int:
        return 3 if self is Step.QUARTER else 12


@dataclass(frozen=True, slots=True)
class Share:
    """As of one day. `is_end`: it is the end of a quarter or year, and not the day that was asked for."""

    day: date
    certified: int
    established: int
    is_end: bool

    @property
    def rate(self) -> Rate:
        return Rate(self.certified, self.established)


def established_on(bureau: Bureau, day: date) -> QuerySet[Staff]:
    """Who is on the establishment of the bureau on that day."""
    return Staff.objects.filter(Staff.established(day), section__bureau=bureau)


def certified_on(bureau: Bureau, day: date) -> QuerySet[Staff]:
    """Who of these holds a valid certificate, of whatever area."""
    return established_on(bureau, day).filter(certified(day))


def undated(bureau: Bureau) -> QuerySet[Staff]:
    """Who is counted on no day, because the days of the post were not entered."""
    return Staff.objects.filter(Staff.undated(), section__bureau=bureau)


def ends(day: date, step: Step) -> list[date]:
    """The last ends of quarters or years through that day, the earliest first."""
    found: list[date] = []
    year, month = day.year, -(-day.month // step.months) * step.months
    while len(found) < SHOWN[step.months] and year > date.min.year:
        end = date(year, month, monthrange(year, month)[1])
        found += [end] if end <= day else []
        month -= step.months
        if month < 1:
            year, month = year - 1, 12
    return sorted(found)


def shares(bureau: Bureau, day: date, step: Step) -> list[Share]:
    """One query, however many days."""
    past = ends(day, step)
    days = sorted({*past, day})
    counts: dict[str, Any] = {}
    for place, each in enumerate(days):
        there, with_card = Staff.established(each), Q(certified(each))
        counts[f"there_{place}"] = Count("pk", filter=there)
        counts[f"cards_{place}"] = Count("pk", filter=there & with_card)
    found = Staff.objects.filter(section__bureau=bureau).aggregate(**counts)
    return [
        Share(each, found[f"cards_{place}"], found[f"there_{place}"], each in past) for place, each in enumerate(days)
    ]
