"""Terms: every running duty of a case with its due day. A cache, whose one writer is `reckon_terms`."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.hand import Hand
from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.casework.calendar import workdays
from bureau.casework.docket import Case, Docket
from bureau.casework.events import Act, Extension, Suspension
from bureau.law.clock import ELAPSED, NotInTime
from bureau.law.limits import Extra, Stop, TimeLimit
from bureau.law.reckoning import Reckoning, reckon
from bureau.law.workdays import Workdays
from bureau.law.workflow import OPENING, Duty
from bureau.people.bureaus import Section
from bureau.people.staff import Staff


class Term(Recorded):
    """One duty of one case, in one round (a duty may begin again). Nothing is counted down: days are derived."""

    whose = Whose(section="section", docket="docket")
    untold = frozenset({"duty", "calendar", "watch_on", "waits", "section", "officer"})

    class State(models.TextChoices):
        RUNNING = "running", pgettext_lazy("term", "running")
        STOPPED = "stopped", _("stopped")
        PROVISIONAL = "provisional", _("awaits the State Council's notice")
        MET = "met", _("met")

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="terms", verbose_name=_("docket"))
    duty = models.CharField(_("duty"), max_length=40)
    round = models.PositiveSmallIntegerField(_("round"), default=1)
    start_on = models.DateField(_("starts on"))
    due_on = models.DateField(_("due on"), null=True)
    due_at = models.DateTimeField(_("due at"), null=True)
    earliest_on = models.DateField(_("earliest possible day"), null=True)
    watch_on = models.DateField(_("watched on"), null=True)
    state = models.CharField(_("state"), max_length=12, choices=State)
    met_on = models.DateField(_("met on"), null=True)
    waits = models.BooleanField(_("waits"), default=False)
    calendar = models.CharField(_("calendar"), max_length=12)
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", verbose_name=_("section"))
    officer = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="terms", verbose_name=_("officer"))
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["docket", "id"]
        verbose_name = _("term")
        verbose_name_plural = _("terms")
        constraints = [models.UniqueConstraint(fields=["docket", "duty", "round"], name="term_once")]
        indexes = [
            models.Index(fields=["state", "officer", "watch_on", "id"], name="term_watched"),
            models.Index(
                fields=["due_at"], condition=Q(due_at__isnull=False, met_on__isnull=True), name="term_at_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.duty} {self.start_on}"

    @property
    def is_late(self) -> bool:
        """Whether it was met after its due day. The due day itself is on time; an open term is never late by itself.

        What waits for its day is met after it by nature.
        """
        return bool(self.met_on and self.due_on and self.met_on > self.due_on and not self.waits)


class Start(NamedTuple):
    """What a duty begins with: an act, or (0) the opening of the case, which has a day and no moment."""

    pk: int
    on: date
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Running:
    """A duty as the acts of the case tell it: when it began, and when it was met."""

    duty: Duty
    round: int
    start: Start
    met: Act | None


Terms = Mapping[tuple[str, int], Term]


@dataclass(frozen=True, slots=True)
class Moved:
    """A term whose reckoning differs from what is stored."""

    term: Term
    was: date | None
    now: date | None


def limit_of(case: Case, duty: Duty) -> TimeLimit:
    """The limit of a duty: the law's own, or the one that the case names (a promise of its item)."""
    return getattr(case, duty.limit) if isinstance(duty.limit, str) else duty.limit


def duties_of(case: Case) -> list[Duty]:
    """The duties of this case: without those for which its item names no limit, since they never run."""
    return [duty for duty in case.workflow.duties if limit_of(case, duty) is not None]


def running(case: Case, acts: Sequence[Act] | None = None) -> Iterator[Running]:
    """Every duty that has begun, each round of it; `acts` are those of the case, where they are at hand."""
    acts = list(Act.objects.filter(docket=case.pk).order_by("id")) if acts is None else acts
    for duty in duties_of(case):
        starts = [Start(act.pk, act.on, act.at) for act in acts if act.move == duty.since]
        starts += [Start(0, case.docket.opened_on)] if duty.since == OPENING else []
        for number, start in enumerate(starts, 1):
            until = starts[number].pk if number < len(starts) else None
            later = (act for act in acts if act.pk > start.pk and (until is None or act.pk < until))
            yield Running(duty, number, start, next((act for act in later if act.move in duty.met_by), None))


@dataclass(frozen=True, slots=True)
class Events:
    """The stops and extensions of a case that are in force."""

    stops: list[Stop]
    extras: list[tuple[str, Extra]]

    @classmethod
    def of(cls, case: Case) -> "Events":
        stops = Suspension.objects.in_force().filter(docket=case.pk)
        extras = Extension.objects.in_force().filter(docket=case.pk)
        return cls([row.as_law() for row in stops], [(row.duty, row.as_law()) for row in extras])


def why(case: Case, found: Running, events: Events, days: Workdays) -> Reckoning:
    """The reckoning of a duty as the records have it.

    A stop or an extension that the clock refuses (a notice has since moved the due day before it) is left out, and
    the reckoning stands without it.
    """
    extras = [extra for duty, extra in events.extras if duty == found.duty.name]
    return _standing(found, limit_of(case, found.duty), events.stops if found.duty.stoppable else [], extras, days)


def _standing(
    found: Running, limit: TimeLimit, stops: Sequence[Stop], extras: Sequence[Extra], days: Workdays
) -> Reckoning:
    start = timezone.localtime(found.start.at) if found.start.at and limit.unit in ELAPSED else found.start.on
    try:
        return reckon(start, limit, stops, extras, days=days)
    except NotInTime as refused:
        left_stops = [stop for stop in stops if stop is not refused.event]
        left_extras = [extra for extra in extras if extra is not refused.event]
        return _standing(found, limit, left_stops, left_extras, days)


def reckon_terms(case: Case, hand: Hand, *, acts: Sequence[Act] | None = None, write: bool = True) -> list[Moved]:
    """Bring the terms of a case in line with its acts, stops, extensions and the calendar; tell what moved.

    A term that was met keeps the day by which it was judged.
    """
    stored = {(term.duty, term.round): term for term in Term.objects.filter(docket=case.pk).order_by()}
    found = [each for each in running(case, acts) if not _is_judged(stored.get((each.duty.name, each.round)), each)]
    if not found:
        return []
    days, events = workdays(), Events.of(case)
    moved = [change for each in found if (change := _moved(stored, case, each, why(case, each, events, days)))]
    if write:
        _write([change.term for change in moved], hand)
    return moved


def _is_judged(term: Term | None, found: Running) -> bool:
    return bool(term and term.state == Term.State.MET and found.met)


def _moved(stored: Terms, case: Case, found: Running, reckoning: Reckoning) -> Moved | None:
    """The term as it is to be, where that differs from what is stored."""
    term = stored.get((found.duty.name, found.round))
    before = _facts(term) if term else None
    term = term or Term(docket=case.docket, duty=found.duty.name, round=found.round)
    was = term.due_on or term.earliest_on
    _fill(term, case, found, reckoning)
    if _facts(term) == before:
        return None
    # Told, not compared: a notice that moves no day of this term changes nothing in it.
    term.calendar = reckoning.calendar
    return Moved(term, was, term.due_on or term.earliest_on)


def _write(terms: list[Term], hand: Hand) -> None:
    for term in terms:
        if not term._state.adding:
            term.hand = hand
            term.save()
    if new := [term for term in terms if term._state.adding]:
        Term.objects.record_all(hand, new)


def _fill(term: Term, case: Case, found: Running, reckoning: Reckoning) -> None:
    term.start_on = found.start.on
    term.due_on, term.due_at, term.earliest_on = reckoning.due_on, reckoning.due_at, reckoning.earliest_on
    term.watch_on = None if found.met else reckoning.due_on or reckoning.earliest_on
    term.waits = found.duty.waits
    term.state = Term.State.MET if found.met else Term.State(reckoning.state)
    term.met_on = found.met.on if found.met else None
    term.section, term.officer = case.docket.section, case.docket.officer


def _facts(term: Term) -> tuple[object, ...]:
    return (
        *(term.start_on, term.due_on, term.due_at, term.earliest_on, term.watch_on, term.state, term.met_on),
        *(term.section_id, term.officer_id, term.waits),
    )
