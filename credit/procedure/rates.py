"""How well each organ reports: timeliness and compliance, licences and penalties apart (law-corrections a6)."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet

from bureau.law.rates import Rate
from bureau.law.workdays import UnknownYear, Workdays
from credit.models import Organ
from credit.models.pushes import NOT_THERE, ON_THE_PLATFORM, lapsed, late, unpublished
from credit.rules.publishing import TO_PUBLISH, compliance, is_timely, timeliness


@dataclass(slots=True)
class Tally:
    """Records of one organ and kind in a period by the day of reporting; what waits and what is late as of today."""

    reported: int = 0  # what must be published and was reported
    on_time: int = 0
    sent: int = 0  # whatever was sent, and what the platform has taken, whatever became of it since
    accepted: int = 0
    unanswered: int = 0
    waiting: int = 0
    late: int = 0
    lapsed: int = 0  # never published, and can be no more

    @property
    def timeliness(self) -> Rate:
        return timeliness(self.on_time, self.reported)

    @property
    def compliance(self) -> Rate:
        return compliance(self.accepted, self.sent)


@dataclass(slots=True)
class OfOrgan:
    """`kinds` by the name of the model of the push: licencepush, penaltypush."""

    organ: Organ
    kinds: dict[str, Tally] = field(default_factory=dict)


def rates_of(
    organs: QuerySet[Organ], lines: list[QuerySet[Any]], period: tuple[date, date], today: date, days: Workdays
) -> list[OfOrgan]:
    """For each organ, in their order. `lines` are the push lines within reach, a query set for each kind.

    `period` is its first and its last day. Two queries for each kind. What cannot be judged yet, because a year is
    not announced, is not counted as reported.
    """
    found = {organ.pk: OfOrgan(organ) for organ in organs}
    for rows in lines:
        name = str(rows.model._meta.model_name)
        for one in found.values():
            one.kinds[name] = Tally()
        for key, tally in _tallies(rows, period, today, days).items():
            if key in found:
                found[key].kinds[name] = tally
    return list(found.values())


def _tallies(rows: QuerySet[Any], period: tuple[date, date], today: date, days: Workdays) -> dict[int, Tally]:
    found: dict[int, Tally] = {}
    reported = rows.filter(reported_on__range=period).order_by()
    told = reported.values_list("record__organ", "record__rule", "record__decided_on", "reported_on")
    unanswered = Count("pk", filter=Q(accepted_on=None, state__in=ON_THE_PLATFORM))
    counted = told.annotate(Count("pk"), Count("accepted_on"), unanswered=unanswered)
    for organ, rule, decided_on, reported_on, count, accepted, waits in counted:
        tally = found.setdefault(organ, Tally())
        tally.sent += count
        tally.accepted += accepted
        tally.unanswered += waits
        timely = _timely(decided_on, reported_on, days) if rule in TO_PUBLISH else None
        tally.reported += count * (timely is not None)
        tally.on_time += count * bool(timely)
    waiting = unpublished(today=today)
    those = {"waiting": waiting, "late": waiting & late(today, days), "lapsed": lapsed(today=today)}
    missing = rows.filter(record__rule__in=TO_PUBLISH, state__in=NOT_THERE).order_by().values("record__organ")
    for counts in missing.annotate(**{name: Count("pk", filter=which) for name, which in those.items()}):
        tally = found.setdefault(counts.pop("record__organ"), Tally())
        tally.waiting, tally.late, tally.lapsed = counts["waiting"], counts["late"], counts["lapsed"]
    return found


def _timely(decided_on: date, reported_on: date, days: Workdays) -> bool | None:
    try:
        return is_timely(decided_on, reported_on, days)
    except UnknownYear:
        return None
