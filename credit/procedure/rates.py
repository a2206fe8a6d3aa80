"""How well each organ reports: timeliness and compliance, licences and penalties apart (law-corrections a6)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet

from bureau.law.rates import Rate
from bureau.law.workdays import Workdays
from credit.models import LicencePush, Organ, PenaltyPush, PushRow
from credit.models.pushes import NOT_THERE, lapsed, late, unpublished
from credit.procedure.counted import BY_HAND, OF_ROWS, SENT, of_lines, record_of
from credit.rules.publishing import TO_PUBLISH, compliance, timeliness

Period = tuple[date, date]


@dataclass(slots=True)
class Sent:
    """Rows that went to the platform. What is not answered yet is neither accepted nor refused."""

    sent: int = 0
    accepted: int = 0
    unanswered: int = 0


@dataclass(slots=True)
class Tally:
    """One organ and kind: records by the day of reporting, rows by the day of their batch; the rest is as of today."""

    reported: int = 0  # what must be published and was reported
    on_time: int = 0
    batches: Sent = field(default_factory=Sent)
    hand: Sent = field(default_factory=Sent)  # registered by hand, without a batch
    unpublished: int = 0
    late: int = 0
    lapsed: int = 0  # never published, and can be no more

    @property
    def sent(self) -> int:
        return self.batches.sent + self.hand.sent

    @property
    def accepted(self) -> int:
        return self.batches.accepted + self.hand.accepted

    @property
    def unanswered(self) -> int:
        return self.batches.unanswered + self.hand.unanswered

    @property
    def timeliness(self) -> Rate:
        return timeliness(self.on_time, self.reported)

    @property
    def compliance(self) -> Rate:
        return compliance(self.accepted, self.sent - self.unanswered)


@dataclass(slots=True)
class OfOrgan:
    """`kinds` by the name of the model of the push: licencepush, penaltypush."""

    organ: Organ
    kinds: dict[str, Tally] = field(default_factory=dict)


class Reach(NamedTuple):
    """What may be counted: the lines with the platform, a query set for each kind, and the rows of batches."""

    lines: Sequence[QuerySet[Any]]
    rows: QuerySet[PushRow]


def everything() -> Reach:
    return Reach([LicencePush.objects.all(), PenaltyPush.objects.all()], PushRow.objects.all())


def rates_of(organs: QuerySet[Organ], reach: Reach, period: Period, today: date, days: Workdays) -> list[OfOrgan]:
    """For each organ, in their order. `period` is its first and its last day.

    Four queries for each kind, however many organs there are.
    """
    found = {organ.pk: OfOrgan(organ) for organ in organs}
    for each in reach.lines:
        tallies = _tallies(each, reach.rows, period, today, days)
        for pk, one in found.items():
            one.kinds[str(each.model._meta.model_name)] = tallies.get(pk) or Tally()
    return list(found.values())


def _tallies(
    lines: QuerySet[Any], rows: QuerySet[PushRow], period: Period, today: date, days: Workdays
) -> dict[int, Tally]:
    found: defaultdict[int, Tally] = defaultdict(Tally)
    reported = lines.filter(reported_on__range=period)
    for organ, counts in _by_organ(reported, "record__organ", of_lines(reported, days)):
        found[organ].reported, found[organ].on_time = counts["reported"], counts["on_time"]
        found[organ].hand = Sent(*(counts[name] for name in BY_HAND))
    waits = unpublished(today=today)
    those = {"unpublished": waits, "late": waits & late(today, days), "lapsed": lapsed(today=today)}
    missing = lines.filter(record__rule__in=TO_PUBLISH, state__in=NOT_THERE)
    for organ, counts in _by_organ(missing, "record__organ", those):
        for name in those:
            setattr(found[organ], name, counts[name])
    kind = record_of(lines)
    carried = rows.filter(SENT, batch__kind=kind, batch__sent_on__range=period)
    for organ, counts in _by_organ(carried, f"{kind}__organ", OF_ROWS):
        found[organ].batches = Sent(*(counts[name] for name in OF_ROWS))
    return found


def _by_organ(rows: QuerySet[Any], organ: str, those: Mapping[str, Q]) -> Iterator[tuple[int, dict[str, int]]]:
    """How many rows of each organ fulfil each condition."""
    for counts in (
        rows.order_by().values(organ).annotate(**{name: Count("pk", filter=which) for name, which in those.items()})
    ):
        yield counts.pop(organ), counts
