"""The sweep: each day every term is looked at once, and what is owed goes into the outbox.

It may be run twice, by two at once, or be killed anywhere and run again: a debt stands once by its constraint, a mail
is made under its reader's lock, and the day counts as swept when its last page is.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bureau.notices.bundles import alarms, mails_at_once, morning_mails, weekly_mails
from bureau.notices.mishaps import Clock
from bureau.notices.outbox import Debt, Notice, Reach
from bureau.notices.owing import Watch, by_officer, keep, pages, untold_moments
from bureau.notices.records import record_mails
from bureau.notices.runs import SweepRun

log = logging.getLogger(__name__)


HOUR = time(1, 30)  # after midnight has passed for everyone, and long before the morning mails
SLACK = timedelta(minutes=5)  # that the clocks of two machines may differ
LONGEST_OUTAGE = timedelta(days=31)  # beyond it a wrong clock is likelier than a machine that stood still


class ClockJumped(RuntimeError):
    """By the clock of this machine the sweep would be wrong: it stands before the last run, or far after it."""


def doubt(day: date, now: datetime) -> str:
    """What speaks against the clock, in a word; nothing where it may be right."""
    last = SweepRun.objects.order_by("-day").first()
    if day > timezone.localdate(now):
        return "the day has not come"
    if last is None:
        return ""
    if day < last.day or now < last.started_at - SLACK:
        return "the clock stands before the last run"
    return "the clock stands far after the last run" if day - last.day > LONGEST_OUTAGE else ""


def sweep(day: date, now: Clock, who: str, *, sure: bool = False) -> SweepRun:
    """Looks at every term, writes down what is owed that day, and makes the morning's mails. Raises ClockJumped.

    On a day of rest nothing is owed. `sure` says that somebody has looked at the clock and it is right: runs of days
    that have not come are forgotten.
    """
    if sure:
        SweepRun.objects.filter(Q(day__gt=day) | Q(started_at__gt=now() + SLACK)).delete()
    if found := doubt(day, now()):
        raise ClockJumped(found)
    run, _made = SweepRun.objects.get_or_create(day=day, defaults={"started_at": now(), "by": who})
    SweepRun.objects.filter(pk=run.pk, finished_at__isnull=True).update(started_at=now(), by=who)
    watch, looked_at = Watch.of(day), 0
    if watch.morning.is_workday:
        for officer in by_officer(watch.horizon):
            for page in pages(officer, watch.horizon):
                keep(watch.debts(page))
                looked_at += len(page)
        morning_mails(day, now())
        record_mails(watch, now())
        weekly_mails(day, now(), watch.routes)
        alarms(day, now(), watch.routes)
    return _finish(run, now(), watch.morning.is_workday, looked_at)


def _finish(run: SweepRun, now: datetime, is_workday: bool, looked_at: int) -> SweepRun:
    """The figures are read from the rows, so that a second run tells the same."""
    owed = Debt.objects.filter(owed_on=run.day)
    SweepRun.objects.filter(pk=run.pk).update(
        finished_at=now,
        is_workday=is_workday,
        terms=looked_at,
        owed=owed.count(),
        late=owed.filter(is_late=True).count(),
        nobody=owed.filter(reach=Reach.NOBODY).count(),
        notices=Notice.objects.filter(day=run.day).count(),
    )
    run.refresh_from_db()
    return run


def foreseen(day: date) -> Iterator[Debt]:
    """The reminders that a sweep of that day would write down; nothing is written."""
    watch = Watch.of(day)
    if not watch.morning.is_workday:
        return
    for officer in by_officer(watch.horizon):
        for page in pages(officer, watch.horizon):
            kept = Debt.objects.filter(term__in=page, struck_because="")
            there = set(kept.values_list("term", "rung", "ordinal", "due_on", "recipient"))
            for each in watch.debts(page):
                if (each.term_id, each.rung_id, each.ordinal, each.due_on, each.recipient_id) not in there:
                    yield each


def foresee(day: date) -> Counter[int | None]:
    """How many reminders a sweep of that day would write down for each person. None is nobody."""
    return Counter(debt.recipient_id for debt in foreseen(day))


def sweep_if_due(now: Clock, who: str) -> SweepRun | None:
    """Today's sweep where it is missing after its hour, and nobody else is at it."""
    today, clock = timezone.localdate(now()), timezone.localtime(now()).time()
    run = SweepRun.objects.filter(day=today).first()
    if clock < HOUR or (run and (run.finished_at or now() < run.started_at + SweepRun.PATIENCE)):
        return None
    try:
        return sweep(today, now, who)
    except ClockJumped as jumped:  # the watchdog tells it; here it would only be told every five seconds
        log.warning("no sweep: %s", jumped)
        return None


def moments(now: Clock) -> int:
    """Terms in hours do not wait for the morning: how many mails they make now."""
    terms = list(untold_moments(now()))
    if not terms:
        return 0
    with transaction.atomic():
        keep(Watch.of(timezone.localdate(now())).at_the_moment(terms, now()))
        return mails_at_once({term.pk for term in terms}, now())
