"""The months of the organs: what each confirmed against what it sent, what is to be explained, and the papers to it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.casework.numbers import next_number
from bureau.law.months import month_end
from bureau.law.workdays import Workdays
from bureau.people.staff import Staff
from credit.models import Licence, LicencePush, MonthlyTotal, Organ, OrganLetter, Penalty, PenaltyPush
from credit.procedure.rates import Tally, everything, rates_of

Pair = tuple[int, int]  # licences, penalties
NONE: Pair = (0, 0)


class Standing(StrEnum):
    UNCONFIRMED = "unconfirmed"
    AGREES = "agrees"
    TO_EXPLAIN = "to_explain"
    EXPLAINED = "explained"


@dataclass(slots=True)
class OrganMonth:
    """One organ in one month. `gap` is what it confirmed less what we have; above nought something was kept back.

    `late` is what it decided that month, must be published, and still is not, past its seventh working day.
    """

    organ: Organ
    month: date
    total: MonthlyTotal | None
    received: Pair
    late: Pair = NONE
    rates: dict[str, Tally] = field(default_factory=dict)

    @property
    def told(self) -> Pair | None:
        return (self.total.licences, self.total.penalties) if self.total else None

    @property
    def gap(self) -> Pair:
        return (self.told[0] - self.received[0], self.told[1] - self.received[1]) if self.told else NONE

    @property
    def standing(self) -> Standing:
        if self.total is None:
            return Standing.UNCONFIRMED
        if self.gap == NONE:
            return Standing.AGREES
        return Standing.EXPLAINED if self.total.explains(self.gap) else Standing.TO_EXPLAIN

    @property
    def is_owing(self) -> bool:
        """Whether there is something to remind it of."""
        return self.standing in (Standing.UNCONFIRMED, Standing.TO_EXPLAIN) or self.late != NONE


def span(month: date) -> tuple[date, date]:
    """The first and the last day of the month of this day."""
    return month.replace(day=1), month_end(month)


def received(totals: Iterable[tuple[int, date]]) -> dict[tuple[int, date], Pair]:
    """How many licences and penalties we have of each organ and month; a query for each kind of record."""
    asked = set(totals)
    if not asked:
        return {}
    first, last = min(month for _organ, month in asked), span(max(month for _organ, month in asked))[1]
    found = {key: [0, 0] for key in asked}
    for place, model in enumerate((Licence, Penalty)):
        rows: Any = model._default_manager.filter(
            organ__in={organ for organ, _month in asked}, decided_on__range=(first, last)
        )
        for organ, on, count in rows.order_by().values_list("organ", "decided_on").annotate(Count("pk")):
            if (key := (organ, on.replace(day=1))) in found:
                found[key][place] += count
    return {key: (counts[0], counts[1]) for key, counts in found.items()}


def month_of(organs: QuerySet[Organ], month: date, today: date, days: Workdays) -> list[OrganMonth]:
    """Each of these organs in that month, in their order; a number of queries that does not grow with them."""
    first, last = span(month)
    totals = {total.organ_id: total for total in MonthlyTotal.objects.filter(organ__in=organs, month=first)}
    rates = {one.organ: one.kinds for one in rates_of(organs, everything(), (first, last), today, days)}
    counts = received((organ.pk, first) for organ in rates)
    overdue = [_late(lines, (first, last), today, days) for lines in (LicencePush, PenaltyPush)]
    return [
        OrganMonth(
            organ,
            first,
            totals.get(organ.pk),
            counts[organ.pk, first],
            (overdue[0].get(organ.pk, 0), overdue[1].get(organ.pk, 0)),
            kinds,
        )
        for organ, kinds in rates.items()
    ]


def _late(lines: Any, period: tuple[date, date], today: date, days: Workdays) -> dict[int, int]:
    rows = lines.objects.late(today, days).filter(record__decided_on__range=period)
    return dict(rows.order_by().values_list("record__organ").annotate(Count("pk")))


def keep_total(hand: Hand, total: MonthlyTotal) -> MonthlyTotal:
    """What the organ confirmed, with an explanation that holds for the gap as it is now."""
    total.month = total.month.replace(day=1)
    with transaction.atomic():
        gap = OrganMonth(total.organ, total.month, total, _received(total)).gap if total.explanation else (None, None)
        total.explained_licences, total.explained_penalties = gap
        total.hand = hand
        total.save()
    return total


def _received(total: MonthlyTotal) -> Pair:
    return received([(total.organ_id, total.month)])[total.organ_id, total.month]


def issue(hand: Hand, by: Staff, kind: str, one: OrganMonth) -> OrganLetter:
    """The paper with the next number of its series, its facts as they stand now. Raises ValidationError.

    Before the month is over nothing is known of its total.
    """
    if timezone.localdate(hand.at) <= month_end(one.month):
        raise ValidationError(_("That month is not over yet."))
    if kind == OrganLetter.Kind.URGING and not one.is_owing:
        raise ValidationError(_("This organ owes nothing for that month."))
    bureau, year = one.organ.bureau, timezone.localdate(hand.at).year
    with transaction.atomic():
        letter = OrganLetter(bureau=bureau, organ=one.organ, kind=kind, year=year, month=one.month, at=hand.at)
        letter.facts, letter.by, letter.by_name = facts_of(one), by, str(by)
        letter.number = next_number(bureau, f"credit {kind}", year)
        letter.save()
    return letter


def facts_of(one: OrganMonth) -> dict[str, Any]:
    """What stands in the paper: numbers, and the organ's own explanation."""
    rates: Sequence[tuple[str, Tally]] = list(one.rates.items())
    return {
        "standing": one.standing.value,
        "told": one.told,
        "received": one.received,
        "gap": one.gap,
        "late": one.late,
        "explanation": one.total.explanation if one.total and one.standing == Standing.EXPLAINED else "",
        "rates": {
            name: {
                "reported": tally.reported,
                "on_time": tally.on_time,
                "sent": tally.sent,
                "accepted": tally.accepted,
                "unanswered": tally.unanswered,
                "lapsed": tally.lapsed,
            }
            for name, tally in rates
        },
    }
