"""What is owed this morning: the terms whose day has come become debts, each of them once."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.utils import timezone

from bureau.audit.history import versions_table
from bureau.casework.calendar import workdays
from bureau.casework.docket import kinds
from bureau.casework.terms import Term
from bureau.law.ladder import Ladder, Moment, Morning, Owed, Standing, Theme, owed
from bureau.law.limits import Binding, TimeLimit
from bureau.law.workdays import Notice, UnknownYear, Workdays
from bureau.notices.outbox import Debt, Struck
from bureau.notices.routes import Routes
from bureau.notices.rungs import ladder
from bureau.notices.runs import told_until

WATCHED = (Term.State.RUNNING, Term.State.PROVISIONAL)
PAGE = 500  # terms to a transaction: SQLite has one writer, and it may not wait long

EVERY_DAY = Workdays.of([Notice("", 2004, date(2004, 1, 1), ())])  # unknown from its second year on

Terms = models.QuerySet[Term]


def calendar() -> Workdays:
    """The working calendar; without any notice one in which every day works, since to be silent would be worse."""
    try:
        return workdays()
    except UnknownYear:
        return EVERY_DAY


def watched(horizon: date) -> Terms:
    """The terms that run and are due by that day. Their columns are those of one index, whatever their number."""
    return Term.objects.filter(state__in=WATCHED, watch_on__lte=horizon)


def by_officer(horizon: date) -> Counter[int | None]:
    """How many terms are watched for each officer; None stands for the cases that nobody has.

    A query for each state: asked for both at once, SQLite leaves the index and reads every row.
    """
    found = Counter[int | None]()
    for state in WATCHED:
        rows = Term.objects.filter(state=state, watch_on__lte=horizon).order_by().values("officer")
        found.update(dict(rows.annotate(found=Count("pk")).values_list("officer", "found")))
    return found


def pages(officer: int | None, horizon: date) -> Iterator[list[Term]]:
    """The watched terms of open cases of an officer, page by page; the most urgent first."""
    mine = watched(horizon).filter(officer=officer) if officer else watched(horizon).filter(officer__isnull=True)
    rows = with_case(mine).order_by("watch_on", "id")
    page = list(rows[:PAGE])
    while page:
        yield page
        last = page[-1]
        beyond = Q(watch_on__gt=last.watch_on) | Q(watch_on=last.watch_on, id__gt=last.pk)
        page = list(rows.filter(beyond)[:PAGE])


def with_case(terms: Terms) -> Terms:
    """Those of open cases, with what a debt asks about them."""
    return terms.filter(docket__closed_on__isnull=True).select_related("docket", "section")


@dataclass(frozen=True)
class Watch:
    """One morning with its ladder and its ways to people: read once, and asked about any number of terms."""

    morning: Morning
    ladder: Ladder
    routes: Routes

    @classmethod
    def of(cls, day: date) -> "Watch":
        return cls(Morning(day, told_until(day), calendar()), ladder(), Routes.of(day))

    @property
    def horizon(self) -> date:
        """The last due day of a case of which anybody may be told this morning."""
        return self.horizon_of(*kinds())

    def horizon_of(self, *of: str) -> date:
        """The same of other kinds of record."""
        return self.morning.horizon(self.ladder.reach(of))

    def debts(self, terms: Collection[Term]) -> list[Debt]:
        """What these terms owe this morning, whether or not it has been owed before."""
        since = _standing_since(terms)
        return [
            debt
            for term in terms
            for each in self._owed(term, min(since.get(term.pk, self.morning.today), self.morning.today))
            for debt in self._to_each(term, each)
        ]

    def at_the_moment(self, terms: Iterable[Term], now: datetime) -> list[Debt]:
        """What terms in hours owe at once: that they have begun, and that their moment has passed."""
        today = self.morning.today
        return [
            debt
            for term in terms
            for step in self.ladder.on(_theme(term), today)
            if step.moment == Moment.ON or (step.moment == Moment.AFTER and term.due_at and term.due_at <= now)
            if step.days <= 1
            for debt in self._to_each(term, Owed(step, 0, today, is_late=False))
        ]

    def _owed(self, term: Term, since: date) -> Iterator[Owed]:
        assert term.watch_on is not None
        for each in owed(Standing(_theme(term), term.watch_on, since, term.waits), self.ladder, self.morning):
            # A term in hours has no working days before its moment: it was told when it began.
            if not (term.due_at and each.step.moment == Moment.BEFORE):
                yield each

    def _to_each(self, term: Term, each: Owed) -> Iterator[Debt]:
        assert term.watch_on is not None
        for told in self.routes.to(each.step.to, term.section_id, term.officer_id):
            yield Debt(
                term=term,
                rung_id=each.step.key,
                ordinal=each.ordinal,
                due_on=term.watch_on,
                recipient_id=told.staff,
                reach=told.reach,
                proper_on=each.proper,
                is_late=each.is_late,
                owed_on=self.morning.today,
            )


def _theme(term: Term) -> Theme:
    kind = kinds().get(term.docket.kind)
    duties = kind.workflow.duties if kind else ()
    duty = next((duty for duty in duties if duty.name == term.duty), None)
    binding = Binding.STATUTORY if duty is None else duty.binding
    if duty is not None and isinstance(duty.limit, TimeLimit):
        binding = duty.limit.binding
    return Theme(term.section.bureau_id, term.docket.kind, term.duty, binding)


def _standing_since(terms: Iterable[Term]) -> dict[int, date]:
    """Since when each term has stood as it does: a term is saved only when its day, state or officer changes."""
    versions = versions_table(Term).objects.filter(id__in=[term.pk for term in terms]).order_by()
    moments = versions.values("id").annotate(since=Max("history_date")).values_list("id", "since")
    return {key: timezone.localdate(since) for key, since in moments}


def keep(debts: list[Debt]) -> None:
    """Writes down what is not owed yet. What was struck before it was told, and is owed again, is owed anew."""
    with transaction.atomic():
        Debt.objects.bulk_create(debts, ignore_conflicts=True)
        _strike_nobody({(debt.term_id, debt.rung_id) for debt in debts if debt.recipient_id})
        wanted = {_key(debt): debt for debt in debts}
        struck = Debt.objects.filter(term__in={debt.term_id for debt in debts}).exclude(struck_because="")
        for debt in struck:
            if again := wanted.get(_key(debt)):
                facts = {"owed_on": again.owed_on, "reach": again.reach, "notice": None, "struck_because": ""}
                Debt.objects.filter(pk=debt.pk).update(**facts)


def _strike_nobody(told: set[tuple[int, int]]) -> None:
    """What was owed to nobody is not owed any more once somebody is told by the same rung."""
    alone = Debt.objects.filter(term__in={term for term, _ in told}, recipient__isnull=True, struck_because="")
    found = [pk for pk, *pair in alone.values_list("pk", "term", "rung") if tuple(pair) in told]
    Debt.objects.filter(pk__in=found).update(struck_because=Struck.FOUND)


def _key(debt: Debt) -> tuple[Any, ...]:
    return debt.term_id, debt.rung_id, debt.ordinal, debt.due_on, debt.recipient_id


def untold_moments(now: datetime) -> Terms:
    """Terms in hours of which the officer has not been told that they have begun, or that their moment has passed."""
    mine = {"term": OuterRef("pk"), "due_on": OuterRef("watch_on"), "recipient": OuterRef("officer")}
    told = Debt.objects.filter(**mine, ordinal=0, struck_because="")
    begun = ~Exists(told.filter(rung__moment=Moment.ON))
    passed = Q(due_at__lte=now) & ~Exists(told.filter(rung__moment=Moment.AFTER))
    running = Term.objects.filter(due_at__isnull=False, met_on__isnull=True, state__in=WATCHED)
    return with_case(running.filter(begun | passed)).order_by("due_at", "id")
