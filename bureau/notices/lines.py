"""The lines of a mail: a case each, by number and kind, with its due day and why it is that day. Nobody is named."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from bureau.audit.spoken import language, spoken
from bureau.casework.docket import Case, Docket, kinds
from bureau.casework.terms import Term, limit_of
from bureau.law.ladder import Morning
from bureau.law.steps import stated
from bureau.law.words import say
from bureau.notices.outbox import Debt, Reach
from bureau.notices.owing import calendar

# Of a secret matter a mail says that it is due, and where it is looked at by whoever may.
UNTOLD = gettext_lazy("a work secret")


@dataclass(frozen=True, slots=True)
class Line:
    """One duty of one case."""

    number: str
    kind: str
    duty: str
    when: str
    remarks: tuple[str, ...]
    why: str
    link: str


class Lines:
    """Writes lines in the language that is active, and looks the cases up together."""

    def __init__(self, terms: Iterable[Term], now: datetime) -> None:
        self.terms = sorted(terms, key=lambda term: (term.watch_on or date.max, term.due_at or now, term.pk))
        self.morning = Morning(timezone.localdate(now), timezone.localdate(now), calendar())
        self.now = now
        self.cases = cases_of({term.docket for term in self.terms})

    def of(self, debts: Collection[Debt] = ()) -> list[Line]:
        """A line for each term, the most urgent first, with what these debts say of it."""
        return [self._line(term, [debt for debt in debts if debt.term_id == term.pk]) for term in self.terms]

    def is_overdue(self, term: Term) -> bool:
        if term.due_at:
            return term.due_at < self.now
        return term.watch_on is not None and term.watch_on < self.morning.today and not term.waits

    def _line(self, term: Term, debts: Sequence[Debt]) -> Line:
        case = self.cases.get(term.docket_id)
        if term.docket.is_work_secret:
            return Line(str(UNTOLD), "", "", self._when(term), tuple(_remarks(debts)), "", link_to(None))
        words = case.workflow.words if case else {}
        return Line(
            number=term.docket.number,
            kind=str(case._meta.verbose_name) if case else term.docket.kind,
            duty=spoken(words[term.duty]) if term.duty in words else term.duty,
            when=self._when(term),
            remarks=tuple(_remarks(debts)),
            why=_why(case, term.duty) if case else "",
            link=link_to(case),
        )

    def _when(self, term: Term) -> str:
        if term.watch_on is None:
            return _("no due day yet: the clock is stopped")
        on = date_format(term.watch_on)
        if term.state == Term.State.PROVISIONAL:
            return _("due on %(on)s at the earliest, until the State Council's notice") % {"on": on}
        if term.waits:
            return _("the time passed on %(on)s; what comes next may be done") % {"on": on}
        if term.due_at:
            moment = date_format(timezone.localtime(term.due_at), "DATETIME_FORMAT")
            return (_("was due at %(at)s") if self.is_overdue(term) else _("due at %(at)s")) % {"at": moment}
        return self._day(on, term.watch_on)

    def _day(self, on: str, due: date) -> str:
        today, days = self.morning.today, self.morning.calendar(due)
        if due == today:
            return _("due today, %(on)s") % {"on": on}
        if due < today:
            over = days.count(max(due, days.settled_from), today)
            said = ngettext(
                "was due on %(on)s, %(n)d working day ago", "was due on %(on)s, %(n)d working days ago", over
            )
            return said % {"on": on, "n": over}
        left = days.count(today, due)
        return ngettext("due on %(on)s, in %(n)d working day", "due on %(on)s, in %(n)d working days", left) % {
            "on": on,
            "n": left,
        }


def cases_of(dockets: Collection[Docket]) -> dict[int, Case]:
    """The cases of these dockets, a query for each kind. A kind whose app is gone is left out."""
    found: dict[int, Case] = {}
    for name, kind in kinds().items():
        if keys := [docket.pk for docket in dockets if docket.kind == name]:
            found |= kind._default_manager.select_related("docket__section").in_bulk(keys)
    return found


def _why(case: Case, name: str) -> str:
    """The limit and its article, in one sentence."""
    duty = next((duty for duty in case.workflow.duties if duty.name == name), None)
    limit = limit_of(case, duty) if duty else None
    return "" if limit is None else say(stated(limit), language())


def _remarks(debts: Sequence[Debt]) -> Iterable[str]:
    """Why it comes late, and why it comes to this reader."""
    late = sorted({debt.proper_on for debt in debts if debt.is_late})
    if late:
        if len(late) == 1:
            said = _("sent late: the reminder of %(first)s was missed")
        else:
            said = _("sent late: %(n)d reminders from %(first)s to %(last)s were missed")
        yield said % {"n": len(late), "first": date_format(late[0]), "last": date_format(late[-1])}
    reaches = {debt.reach for debt in debts}
    if Reach.UNASSIGNED in reaches:
        yield _("nobody has this case yet")
    if Reach.NOBODY in reaches:
        yield _("nobody to remind: whoever is responsible has no address or has left")
    if reaches == {Reach.DELEGATE}:
        yield _("for somebody whom you stand in for")


def link_to(record: object | None) -> str:
    """The page of a record at the desk; where it has none, the desk."""
    site, meta = settings.SITE_URL, getattr(record, "_meta", None)
    try:
        page = reverse(f"admin:{meta.app_label}_{meta.model_name}_change", args=[record.pk]) if meta else None  # type: ignore[union-attr]
    except NoReverseMatch:
        page = None
    return f"{site}{page or reverse('admin:index')}"
