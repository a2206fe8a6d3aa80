"""Which assignments are on time: of those that have fallen due, how many were done by their day; as of any day.

What was cancelled leaves the count. The day is the one that stands: whoever assigned it may have set another.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery

from bureau.casework.terms import Term
from bureau.law.articles import Phrase
from bureau.law.rates import Rate
from bureau.office.assignments.models import Assignment

DUTY = "due"


class Standing(StrEnum):
    """How an assignment stands on a day. DUE are the first three: what the share is of."""

    DUE = "due"
    ON_TIME = "on_time"
    LATE = "late"
    OVERDUE = "overdue"
    RUNNING = "running"


WORDS: Mapping[Standing, Phrase] = {
    Standing.DUE: Phrase("已到期或者已办结", "due or done so far"),
    Standing.ON_TIME: Phrase("按期办结", "done in time"),
    Standing.LATE: Phrase("逾期办结", "done late"),
    Standing.OVERDUE: Phrase("逾期未办结", "overdue"),
    Standing.RUNNING: Phrase("未到期在办", "not due yet"),
}


def timed(rows: QuerySet[Assignment]) -> QuerySet[Assignment]:
    """Each with the day on which it was accepted or cancelled, as `finished_on`."""
    term = Term.objects.filter(docket=OuterRef("pk"), duty=DUTY).order_by("-round")
    return rows.annotate(finished_on=Subquery(term.values("met_on")[:1]))


def standing_on(standing: Standing, day: date) -> Q:
    """Which of the timed ones stand so on that day; what was not assigned by then stands in no way."""
    there = Q(docket__opened_on__lte=day)
    done = there & Q(finished_on__lte=day, state="done")
    still_open = there & (Q(finished_on__isnull=True) | Q(finished_on__gt=day))
    found = {
        Standing.ON_TIME: done & Q(finished_on__lte=F("due_on")),
        Standing.LATE: done & Q(finished_on__gt=F("due_on")),
        Standing.OVERDUE: still_open & Q(due_on__lt=day),
        Standing.RUNNING: still_open & Q(due_on__gte=day),
    }
    return found.get(standing) or done | found[Standing.OVERDUE]


@dataclass(frozen=True, slots=True)
class Tally:
    """How many of one group stand how."""

    counts: Mapping[Standing, int]

    @property
    def rate(self) -> Rate:
        return Rate(self.counts[Standing.ON_TIME], self.counts[Standing.DUE])

    @property
    def is_empty(self) -> bool:
        return not any(self.counts.values())


def tallies(rows: QuerySet[Assignment], by: str, year: int, day: date) -> Iterator[tuple[Any, Tally]]:
    """Of those that are due in that year, by the values of a field; one query."""
    counted = {each.value: Count("pk", filter=standing_on(each, day)) for each in Standing}
    groups = timed(rows).filter(due_on__year=year).order_by(by).values_list(by)
    for key, *numbers in groups.annotate(**counted).order_by(by):
        yield key, Tally(dict(zip(Standing, numbers, strict=True)))


def tally(rows: QuerySet[Assignment], year: int, day: date) -> Tally:
    """Of all of them together."""
    counted = {each.value: Count("pk", filter=standing_on(each, day)) for each in Standing}
    found = timed(rows).filter(due_on__year=year).aggregate(**counted)
    return Tally({each: found[each.value] for each in Standing})
