"""The clock of a case: its due days side by side, the days on a calendar, and why each is the day that it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.translation import gettext as _

from bureau.audit.spoken import language, spoken
from bureau.casework.docket import Case
from bureau.casework.terms import Events, Running, Term, limit_of, running, why
from bureau.desk.pieces.grids import Cell, Grid, weekday_of
from bureau.desk.pieces.lights import Clock, Light, light_of, used_by
from bureau.law.articles import Phrase
from bureau.law.reckoning import Reckoning
from bureau.law.steps import Step
from bureau.law.words import BINDINGS, length, say
from bureau.law.workdays import Workdays

DAY = timedelta(days=1)
# How a sentence cites: what is taken out of it when the citation stands by itself.
CITED = {"zh": ("（{}）", "；{}", "，依据{}"), "en": (" ({})", "; {}", ", under {}")}


@dataclass(frozen=True, slots=True)
class Why:
    """One sentence of a reckoning, and what it rests on."""

    words: str
    cite: str = ""


@dataclass(frozen=True, slots=True)
class Due:
    """One running (or met) duty. `day` is the due day, or the earliest that it can be, or None while stopped."""

    name: str
    limit: str
    binding: str
    day: date | None
    time: str
    remark: str
    light: Light
    used: int | None
    term: Term
    why: tuple[Why, ...]

    @property
    def weekday(self) -> str:
        return weekday_of(self.day) if self.day else ""


@dataclass(frozen=True, slots=True)
class Panel:
    """The whole clock. `weeks` are rows of seven cells; an empty row stands for weeks left out."""

    dues: list[Due]
    weeks: list[list[Cell]] = field(default_factory=list)
    calendar: str = ""
    clock: Clock | None = None

    @property
    def used(self) -> int | None:
        return self.dues[0].used if self.dues else None

    @property
    def weekdays(self) -> list[str]:
        """The heads of the columns: one sign in Chinese, three letters in English."""
        return [weekday_of(date(2024, 1, 1) + i * DAY).removeprefix("周") for i in range(7)]

    @property
    def bindings(self) -> list[str]:
        return sorted({due.binding for due in self.dues if due.day})


def panel_of(case: Case, terms: Sequence[Term], clock: Clock) -> Panel:
    """The clocks that run, or, where none does any more, those that were met last. Two queries."""
    events = Events.of(case)
    stored = {(term.duty, term.round): term for term in terms}
    last = {found.duty.name: found for found in running(case)}
    shown = [found for found in last.values() if found.met is None] or list(last.values())
    dues = [_due(case, found, stored[found.duty.name, found.round], events, clock) for found in shown]
    dues.sort(key=lambda due: due.day or date.max)
    if not dues:
        return Panel([])
    marked = {due.day: due.binding for due in reversed(dues) if due.day}
    met = [due.term.met_on for due in dues if due.term.met_on]
    ended = max(met) if len(met) == len(dues) else None
    grid = Grid(min(due.term.start_on for due in dues), marked, events.stops, clock, ended)
    return Panel(dues, list(grid.weeks()), clock.days.version, clock)


def _due(case: Case, found: Running, term: Term, events: Events, clock: Clock) -> Due:
    limit, reckoning = limit_of(case, found.duty), why(case, found, events, clock.days)
    day = term.due_on or term.earliest_on
    until = term.met_on or clock.today
    return Due(
        name=spoken(case.workflow.words[found.duty.name]),
        limit=f"{spoken(BINDINGS[limit.binding])} {length(limit.amount, limit.unit, language())}",
        binding=limit.binding.value,
        day=day,
        time=f"{reckoning.due_at:%H:%M}" if reckoning.due_at else "",
        remark=_remark(day, term, clock.days),
        light=light_of(case, term, events.stops, clock),
        used=used_by(case, term, events.stops, clock.days, until),
        term=term,
        why=tuple(_sentences(reckoning)),
    )


def _remark(day: date | None, term: Term, days: Workdays) -> str:
    if day is None:
        return ""
    if term.due_on is None:
        return _("at the earliest")
    return _("working weekend") if any(days.makeup_days(day - DAY, day)) else ""


def _sentences(reckoning: Reckoning) -> Iterator[Why]:
    return (explained(step) for step in reckoning.steps)


def explained(step: Step) -> Why:
    """A step's sentence with what it cites taken out of it, so that the citation can stand in a line of its own."""
    tongue = language()
    words = say(step, tongue)
    for name in ("article", "notice"):
        source = step.facts.get(name)
        cite = spoken(source) if isinstance(source, Phrase) else str(source or "")
        for form in CITED[tongue] if cite else ():
            if form.format(cite) in words:
                return Why(words.replace(form.format(cite), "", 1), cite)
    return Why(words)
