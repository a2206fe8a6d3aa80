"""What is wrong with the reminders, as anybody must be told who could put it right: on screen, by mail, to machines."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from django.db import DatabaseError, InterfaceError
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

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


@dataclass(frozen=True, slots=True)
class Trouble:
    """One thing that is wrong, with how many it touches where that can be counted."""

    code: Code
    count: int = 0
    since: datetime | None = None
    year: int = 0

    def __str__(self) -> str:
        """A sentence in the language of the reader, and what to do."""
        since = f"{timezone.localtime(self.since):%Y-%m-%d %H:%M}" if self.since else "-"
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
    }[code]


def troubles(now: datetime) -> list[Trouble]:
    """All that is wrong at this moment; empty on a good day. A database that is away is the one trouble then."""
    try:
        return list(_found(now))
    except (DatabaseError, InterfaceError):
        return [Trouble(Code.NO_DATABASE)]


def _found(now: datetime) -> Iterator[Trouble]:
    last, today = last_run(), timezone.localdate(now)
    newest = SweepRun.objects.order_by("-day").first()
    if newest and (newest.day > today or newest.started_at > now + SLACK or today - newest.day > LONGEST_OUTAGE):
        yield Trouble(Code.CLOCK)
    if _is_stale(last, now):
        yield Trouble(Code.NO_SWEEP, since=last.finished_at if last else None)
    if stuck := sum(_stuck(rows, now).count() for rows in (Notice.objects.all(), Job.objects.all())):
        yield Trouble(Code.STUCK, stuck)
    if dead := unsettled().count():
        yield Trouble(Code.DEAD, dead)
    if missing := missing_year(today):
        yield Trouble(Code.NO_CALENDAR, year=missing)
    if nobody := nobody_to_remind().count():
        yield Trouble(Code.NOBODY, nobody)


def _is_stale(last: SweepRun | None, now: datetime) -> bool:
    """Where nothing runs there is nothing to look at: a system that has just been set up is no trouble."""
    if last is None:
        long_running = Term.objects.filter(state__in=WATCHED, start_on__lt=timezone.localdate(now - STALE))
        return long_running.exists()
    return last.finished_at is not None and last.finished_at < now - STALE


def _stuck(rows: "QuerySet[Leased]", now: datetime) -> "QuerySet[Leased]":
    """What nobody takes on, what somebody took on and left, and what was tried for longer than that in vain."""
    waiting = Q(state=State.QUEUED, next_at__lt=now - STUCK) | Q(state=State.QUEUED, attempts__gt=IN_VAIN)
    return rows.filter(waiting | Q(state=State.RUNNING, lease_until__lt=now - STUCK))


def missing_year(today: date) -> int:
    """The year whose holiday notice should be there by now and is not; 0 where none is missing."""
    year = today.year + (today >= date(today.year, *NOTICES_COME_FROM))
    return 0 if HolidayNotice.objects.filter(year=year).exists() else year
