"""The light of a due day, reckoned whenever it is looked at: nothing here is stored."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bureau.audit.spoken import spoken
from bureau.casework.docket import Case
from bureau.casework.terms import Term
from bureau.law.clock import days_used
from bureau.law.limits import Binding, Stop
from bureau.law.workdays import UnknownYear, Workdays

SOON = 2  # working days
HOUR = timedelta(hours=1)
ICONS = {
    "ok": "clock",
    "soon": "clock",
    "today": "bell",
    "late": "alert",
    "stop": "pause",
    "open": "hourglass",
    "wait": "dash",
    "ripe": "bell",
    "done": "check",
    "overrun": "alert",
}


@dataclass(frozen=True, slots=True)
class Light:
    """`kind` is a key of ICONS; `on` is the day that counts (due, earliest, or met), `note` what it is."""

    kind: str
    words: str
    on: date | None = None
    note: str = ""
    duty: str = ""

    @property
    def icon(self) -> str:
        return ICONS[self.kind]


@dataclass(frozen=True, slots=True)
class Clock:
    """What a light is read by: the moment, and the calendar in force."""

    now: datetime
    days: Workdays

    @property
    def today(self) -> date:
        return timezone.localdate(self.now)


def light_of_case(case: Case, terms: Iterable[Term], stops: Sequence[Stop], clock: Clock) -> Light:
    """The light of the term that presses most; a case that no limit binds yet, or any more, has one too."""
    found = pressing(terms)
    if found is None:
        return Light("wait", _("not running"))
    if found.state == Term.State.MET and case.docket.closed_on is None:
        return Light("wait", _("no limit at present"))
    return light_of(case, found, stops, clock)


def pressing(terms: Iterable[Term]) -> Term | None:
    """The open term that is due first, what waits last; of a case whose terms are all met, the one met last."""
    rows = list(terms)
    running = [term for term in rows if term.state != Term.State.MET]
    if running:
        return min(running, key=lambda term: (term.waits, term.watch_on or date.max, term.pk or 0))
    return max(rows, key=lambda term: (term.met_on or date.min, -(term.pk or 0)), default=None)


@dataclass(frozen=True, slots=True)
class DueDay:
    """A due day as a list has it: by promise or by law, or the earliest that it can be; None while the clock stands."""

    binding: Binding
    on: date | None
    is_earliest: bool


def due_days(case: Case, terms: Iterable[Term]) -> list[DueDay]:
    """By promise and by law, each of the newest round; of a case that no such limit binds yet, none."""
    bindings = {duty.name: duty.binding for duty in case.workflow.duties if duty.binding != Binding.INTERNAL}
    newest = {bindings[term.duty]: term for term in sorted(terms, key=_round) if term.duty in bindings}
    order = (Binding.PROMISED, Binding.STATUTORY)
    found = ((binding, newest[binding]) for binding in order if binding in newest)
    return [DueDay(each, term.due_on or term.earliest_on, term.due_on is None) for each, term in found]


def _round(term: Term) -> tuple[int, int]:
    return term.round, term.pk or 0


def light_of(case: Case, term: Term, stops: Sequence[Stop], clock: Clock) -> Light:
    duty = spoken(case.workflow.words[term.duty])
    if term.state == Term.State.MET:
        return _met(case, term, stops, clock, duty)
    if term.state == Term.State.STOPPED:
        return Light("stop", _("clock stopped"), duty=duty)
    if term.state == Term.State.PROVISIONAL:
        return Light("open", _("awaits the State Council"), term.earliest_on, _("at the earliest"), duty)
    if term.waits:
        return _waiting(term.due_on or date.max, clock, duty)
    if term.due_at:
        return _in_hours(term.due_at, clock, duty)
    return in_days(term.due_on or date.max, clock, duty)


def _waiting(until: date, clock: Clock, duty: str) -> Light:
    """A time that has to pass: nobody is late by it, and what comes after it may be done from the next day on."""
    if until < clock.today:
        return Light("ripe", _("time has passed"), until, duty=duty)
    return Light("wait", _("time is running"), until, _("through"), duty)


def in_days(due: date, clock: Clock, duty: str = "") -> Light:
    """The light of a due day that is not met yet, whatever owes it."""
    today = clock.today
    if due == today:
        return Light("today", _("due today"), due, duty=duty)
    count = _count(clock.days, *sorted((today, due)))
    if due < today:
        words = ngettext("%(count)s working day late", "%(count)s working days late", count or 2)
        return Light("late", words % {"count": count} if count else _("past due"), due, duty=duty)
    if not count:
        # Nobody works until then, or it is not known who does: days of the calendar are true of both.
        left = (due - today).days
        words = ngettext("%(count)s day left", "%(count)s days left", left) % {"count": left}
        return Light("soon" if left <= SOON else "ok", words, due, duty=duty)
    words = ngettext("%(count)s working day left", "%(count)s working days left", count) % {"count": count}
    return Light("soon" if count <= SOON else "ok", words, due, duty=duty)


def _in_hours(due: datetime, clock: Clock, duty: str) -> Light:
    due = timezone.localtime(due)
    left = due - clock.now
    if left < timedelta(0):
        return Light("late", _late_by(-left), due.date(), f"{due:%H:%M}", duty)
    if due.date() == clock.today:
        return Light("today", _("due today by %(time)s") % {"time": f"{due:%H:%M}"}, due.date(), duty=duty)
    hours = max(1, left // HOUR)
    words = ngettext("%(count)s hour left", "%(count)s hours left", hours) % {"count": hours}
    return Light("soon" if left <= SOON * 24 * HOUR else "ok", words, due.date(), f"{due:%H:%M}", duty)


def _late_by(time: timedelta) -> str:
    hours = time // HOUR
    if hours:
        return ngettext("%(count)s hour late", "%(count)s hours late", hours) % {"count": hours}
    minutes = max(1, time // timedelta(minutes=1))
    return ngettext("%(count)s minute late", "%(count)s minutes late", minutes) % {"count": minutes}


def _met(case: Case, term: Term, stops: Sequence[Stop], clock: Clock, duty: str) -> Light:
    assert term.met_on is not None  # a met term has its day
    used = None if term.due_at or term.waits else used_by(case, term, stops, clock.days, term.met_on)
    kind = "overrun" if term.is_late else "done"
    if used is None:
        return Light(kind, _("done late") if term.is_late else _("done"), term.met_on, duty=duty)
    words = ngettext("took %(count)s working day", "took %(count)s working days", used) % {"count": used}
    return Light(kind, f"{_('done late')} · {words}" if term.is_late else words, term.met_on, duty=duty)


def used_by(case: Case, term: Term, stops: Sequence[Stop], days: Workdays, until: date) -> int | None:
    """Working days of a term up to and including a day, stops left out; None where a year is not announced."""
    duty = next((duty for duty in case.workflow.duties if duty.name == term.duty), None)
    counted = stops if duty and duty.stoppable else ()
    try:
        return days_used(term.start_on, until, counted, days=days, binding=duty.binding if duty else Binding.STATUTORY)
    except UnknownYear:
        return None


def _count(days: Workdays, after: date, through: date) -> int | None:
    try:
        return days.count(after, through)
    except UnknownYear:
        return None
