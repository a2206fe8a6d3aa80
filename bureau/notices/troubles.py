"""What is wrong with reminders and evidence, as those must be told who could put it right: screen, mail, machines."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db import DatabaseError, InterfaceError
from django.db.models import Count, Q, QuerySet, Value
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.acknowledging import acknowledged
from bureau.audit.seals import SealingBeat, Verification
from bureau.casework.calendar import HolidayNotice
from bureau.casework.terms import Term
from bureau.law.workdays import NOTICES_COME_FROM
from bureau.notices.jobs import Job
from bureau.notices.leases import Leased, State
from bureau.notices.outbox import Notice
from bureau.notices.owing import WATCHED
from bureau.notices.runs import SweepRun, last_run
from bureau.notices.standing import nobody_to_remind, unsettled
from bureau.notices.sweep import LONGEST_OUTAGE, SLACK

STALE = timedelta(hours=26)
STUCK = timedelta(hours=1)
UNSEALED = timedelta(minutes=30)  # six times the span in which it is done
IN_VAIN = 3  # attempts: the fourth of a mail comes more than half an hour after the first, and the next in hours


class Code(StrEnum):
    """Short words for machines; nothing about a case."""

    NO_DATABASE = "no_database"
    NO_SWEEP = "no_sweep"
    STUCK = "stuck"
    DEAD = "dead"
    CLOCK = "clock"
    NO_CALENDAR = "no_calendar"
    NOBODY = "nobody_to_remind"
    SEALING = "sealing"
    EVIDENCE = "evidence"


# What an audit administrator is told, who has nothing to do with reminders.
OF_THE_EVIDENCE = frozenset({Code.SEALING, Code.EVIDENCE})


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, with how many it touches where that can be counted."""

    code: Code
    count: int = 0
    since: datetime | None = None
    year: int = 0

    def __str__(self) -> str:
        """A sentence in the language of the reader, and what to do."""
        if self.code == Code.NO_SWEEP and self.since is None:
            return _("Due days have never been looked at yet. Run: manage.py sweep")
        since = f"{timezone.localtime(self.since):%Y-%m-%d %H:%M}" if self.since else ""
        return _said(self.code) % {"n": self.count, "since": since, "year": self.year}


def _said(code: Code) -> str:
    return {
        Code.NO_DATABASE: _("The database does not answer."),
        Code.NO_SWEEP: _("Due days have not been looked at since %(since)s. Run: manage.py sweep"),
        Code.STUCK: _("%(n)d mails or jobs have not moved for an hour. Are worker and mail server running?"),
        Code.DEAD: _("%(n)d reminders could not be sent. Tell the people, and settle each or try it again."),
        Code.CLOCK: _("The clock of this machine cannot be right. Set it, then run: manage.py sweep --clock-is-right"),
        Code.NO_CALENDAR: _("The holiday notice for %(year)d is not entered; due days of that year are provisional."),
        Code.NOBODY: _(
            "For %(n)d duties there is nobody to remind. Give the person an address, or the case to another."
        ),
        Code.SEALING: _("Nothing has been sealed since %(since)s. Is the worker running, and its key there?"),
        Code.EVIDENCE: _("The last verification has %(n)d findings that nobody answers for."),
    }[code]


def _everywhere(rows: "QuerySet[Any]") -> "QuerySet[Any]":
    return rows


def troubles(now: datetime, within: Callable[["QuerySet[Any]"], "QuerySet[Any]"] = _everywhere) -> list[Trouble]:
    """All that is wrong at this moment; empty on a good day. A database that is away is the one trouble then.

    `within` narrows what is somebody's own, dead letters and duties with nobody to remind, to what a reader reaches.
    Two queries, and more only where something is wrong: every page of whoever looks after it asks.
    """
    try:
        return list(_found(now, within))
    except (DatabaseError, InterfaceError):
        return [Trouble(Code.NO_DATABASE)]


def _found(now: datetime, within: Callable[["QuerySet[Any]"], "QuerySet[Any]"]) -> Iterator[Trouble]:
    today = timezone.localdate(now)
    newest = SweepRun.objects.order_by("-day").first()
    last = newest if newest is None or newest.finished_at else last_run()
    counts = _counts(now, today, within)
    if newest and (newest.day > today or newest.started_at > now + SLACK or today - newest.day > LONGEST_OUTAGE):
        yield Trouble(Code.CLOCK)
    if _is_stale(last, now):
        yield Trouble(Code.NO_SWEEP, since=last.finished_at if last else None)
    if stuck := counts["mails"] + counts["jobs"]:
        yield Trouble(Code.STUCK, stuck)
    if dead := counts["dead"]:
        yield Trouble(Code.DEAD, dead)
    if not counts["announced"]:
        yield Trouble(Code.NO_CALENDAR, year=_year_to_know(today))
    if nobody := counts["nobody"]:
        yield Trouble(Code.NOBODY, nobody)
    yield from _of_the_evidence(counts)


def _of_the_evidence(counts: dict[str, int]) -> Iterator[Trouble]:
    if counts["unsealed"]:
        yield Trouble(Code.SEALING, since=SealingBeat.objects.get().at)
    if counts["findings"] and (n := _unanswered()):
        yield Trouble(Code.EVIDENCE, n)


def _unanswered() -> int:
    """How many findings of the last verification nobody has acknowledged."""
    last = Verification.objects.latest("id")
    return int(last.count) - len(acknowledged(last.findings))


def _counts(now: datetime, today: date, within: Callable[["QuerySet[Any]"], "QuerySet[Any]"]) -> dict[str, int]:
    """All that is counted, in one query."""
    sources: dict[str, QuerySet[Any]] = {
        "mails": stuck(Notice.objects.all(), now),
        "jobs": stuck(Job.objects.all(), now),
        "dead": within(unsettled()),
        "announced": HolidayNotice.objects.filter(year=_year_to_know(today)),
        "nobody": within(nobody_to_remind()),
        "unsealed": SealingBeat.objects.filter(at__lt=now - UNSEALED),
        "findings": Verification.objects.filter(count__gt=0, pk=Verification.objects.order_by("-id").values("pk")[:1]),
    }
    first, *others = [
        rows.order_by().annotate(what=Value(what)).values("what").annotate(n=Count("pk")).values_list("what", "n")
        for what, rows in sources.items()
    ]
    return dict.fromkeys(sources, 0) | dict(first.union(*others, all=True))


def _is_stale(last: SweepRun | None, now: datetime) -> bool:
    """Where nothing runs there is nothing to look at: a system that has just been set up is no trouble."""
    if last is None:
        long_running = Term.objects.filter(state__in=WATCHED, start_on__lt=timezone.localdate(now - STALE))
        return long_running.exists()
    return last.finished_at is not None and last.finished_at < now - STALE


def stuck(rows: "QuerySet[Leased]", now: datetime) -> "QuerySet[Leased]":
    """What nobody takes on, what somebody took on and left, and what was tried for longer than that in vain."""
    waiting = Q(state=State.QUEUED, next_at__lt=now - STUCK) | Q(state=State.QUEUED, attempts__gt=IN_VAIN)
    return rows.filter(waiting | Q(state=State.RUNNING, lease_until__lt=now - STUCK))


def _year_to_know(today: date) -> int:
    return today.year + (today >= date(today.year, *NOTICES_COME_FROM))
