"""The yearly statement of duties of a leader: every figure is read from records, and opens the rows that it counts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from bureau.audit.access import Event, log
from bureau.audit.spoken import spoken
from bureau.casework.docket import kinds
from bureau.desk.caserows import dockets_within
from bureau.desk.hands import hand_of
from bureau.desk.scoped import scope_for, within_reach
from bureau.desk.statementpdf import as_pdf
from bureau.desk.timeliness import Group, YearAndDay, asked_for, groups, numbers_of
from bureau.office import statement
from bureau.office.assignments.models import Assignment
from bureau.office.statement import Span
from bureau.office.study.figures import Learner, learner
from bureau.office.study.models import Meeting, Planned, YearPlan
from bureau.office.timeliness import WORDS, tally
from bureau.people.addresses import address_of
from bureau.people.bureaus import Bureau, Section
from bureau.people.roles import BUSINESS, EXPORTERS
from bureau.people.staff import Staff

PRINTERS = BUSINESS & EXPORTERS


class DecidedFilter(SimpleListFilter):
    """Where the number of cases decided leads: `person:move:first:last`; not offered where nobody asks."""

    title, parameter_name = gettext_lazy("decided by"), "decided"

    def lookups(self, request, model_admin):
        asked = self.value()
        return [(asked, asked)] if asked else []

    def queryset(self, request, queryset):
        asked = self.value()
        if not asked:
            return queryset
        person, move, span = _read(asked)
        return queryset.filter(pk__in=statement.decided_by(person, span).filter(move=move).order_by().values("docket"))


def _read(asked: str) -> tuple[int, str, Span]:
    """Raises IncorrectLookupParameters."""
    try:
        person, move, *days = asked.split(":")
        first, last = (parse_date(day) for day in days)
        key = int(person)
    except ValueError:
        raise IncorrectLookupParameters from None
    if first is None or last is None:
        raise IncorrectLookupParameters
    return key, move, Span(first, last)


class StatementAsked(YearAndDay):
    leader = forms.ModelChoiceField(Staff.objects.none(), label=gettext_lazy("leader"), required=False)
    field_order = ["leader", "year", "on"]


@dataclass(frozen=True, slots=True)
class Figure:
    words: str
    count: Any
    url: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One leader in one year, as of the last day of the span."""

    person: Staff
    span: Span
    posts: list[Any]
    lines: list[Any]
    assignments: list[Group]
    study: list[Figure]
    decided: list[Figure]
    cards: list[Any]
    qualifications: list[Any]


def statement_of(site, request, person: Staff, year: int, day: date) -> Statement:
    span = Span.of(year, day)
    learned = learner(person, year, span.last)
    return Statement(
        person,
        span,
        list(statement.posts_of(person, span)),
        list(statement.lines_of(person, span)),
        list(_assignments(site, request, person, year, day)),
        list(_study(learned, year, span)) if learned else [],
        list(_decided(site, request, person, span)),
        list(statement.cards_of(person, span)),
        list(statement.qualifications_of(person, span)),
    )


def _assignments(site, request, person: Staff, year: int, day: date) -> Iterator[Group]:
    """What the leader follows, and what the sections in charge of the leader's lines have."""
    rows = site.get_model_admin(Assignment).get_queryset(request)
    own = tally(rows.filter(leader=person), year, day)
    yield Group(_("followed by this leader"), numbers_of(own, year, day, leader__id__exact=person.pk), own)
    sections = statement.sections_of(person, Span.of(year, day))
    names = dict(Section.objects.filter(pk__in=sections).values_list("pk", "name"))
    yield from groups(rows.filter(docket__section__in=sections), "docket__section", names, year, day)


def _study(learned: Learner, year: int, span: Span) -> Iterator[Figure]:
    person, bureau = learned.staff, learned.staff.bureau_id
    asked = YearPlan.objects.filter(bureau=bureau, year=year, what=Planned.HOURS).values_list("planned", flat=True)
    hours = asked.first() or settings.TRAINING_HOURS
    plan = "" if hours is None else _("of %(hours)s hours asked for") % {"hours": hours}
    chaired = Meeting.objects.filter(
        chair=person, bureau=bureau, is_void=False, held_on__range=(span.first, span.last)
    ).count()
    yield Figure(_("hours of training"), f"{float(learned.hours):g}", _held("training", span, trained=person.pk), plan)
    yield Figure(_("trainings"), learned.trainings, _held("training", span, trained=person.pk))
    missed = _("of %(expected)s to which this leader belonged") % {"expected": learned.expected}
    yield Figure(_("study meetings attended"), learned.came, _held("meeting", span, attended=person.pk), missed)
    yield Figure(_("study meetings chaired"), chaired, _held("meeting", span, chair__id__exact=person.pk))


def _held(name: str, span: Span, **asked: Any) -> str:
    days: dict[str, Any] = {
        "held_on__gte": span.first.isoformat(),
        "held_on__lte": span.last.isoformat(),
        "is_void__exact": 0,
    }
    return f"{reverse(f'admin:bureau_{name}_changelist')}?{urlencode(days | asked)}"


def _decided(site, request, person: Staff, span: Span) -> Iterator[Figure]:
    """By kind of case and step, as far as whoever looks may see the cases."""
    acts = statement.decided_by(person, span).filter(docket__in=dockets_within(site, request).order_by().values("pk"))
    found = acts.order_by().values_list("docket__kind", "move").annotate(cases=Count("docket", distinct=True))
    listed, colon = reverse("admin:bureau_docket_changelist"), pgettext("between a name and its value", ": ")
    for name, move, count in sorted(found):
        kind = kinds().get(name)
        if kind is None:
            continue
        words = colon.join((str(capfirst(kind._meta.verbose_name)), spoken(kind.workflow.words[move])))
        asked = {"kind": name, "decided": f"{person.pk}:{move}:{span.first}:{span.last}"}
        yield Figure(words, count, f"{listed}?{urlencode(asked)}")


def _chosen(request, site) -> tuple[StatementAsked, Statement | None, int, date]:
    """What the address asks for: of nobody's number in particular it is one's own, or the first leader's."""
    _form, year, day = asked_for(request)
    leaders = Staff.objects.none()
    for bureau in within_reach(site, Bureau, request):
        leaders |= statement.leaders_of(bureau, Span.of(year, day))
    form = StatementAsked(request.GET or None, initial={"year": year, "on": day})
    choice: Any = form.fields["leader"]
    choice.queryset = leaders
    chosen = form.cleaned_data.get("leader") if form.is_bound and form.is_valid() else None
    person = chosen or leaders.filter(pk=request.user.pk).first() or leaders.first()
    if not form.is_bound:
        form.initial["leader"] = person
    return form, statement_of(site, request, person, year, day) if person else None, year, day


def statement_view(request, site):
    if not scope_for(request).holds(BUSINESS):
        raise PermissionDenied
    form, told, year, day = _chosen(request, site)
    asked: dict[str, Any] = {"leader": told.person.pk, "year": year, "on": day.isoformat()} if told else {}
    may_print = told is not None and scope_for(request).holds(PRINTERS)
    context = site.each_context(request) | {
        "title": _("Yearly statement of duties"),
        "form": form,
        "year": year,
        "day": min(day, date(year, 12, 31)),
        "statement": told,
        "heads": [spoken(words) for words in WORDS.values()],
        "pdf": f"{reverse('admin:statement_pdf')}?{urlencode(asked)}" if may_print else "",
    }
    return TemplateResponse(request, "admin/bureau/statement.html", context)


def pdf_view(request, site):
    """The same as a file: it leaves the house, and so is told by the access log."""
    if request.method != "POST" or not scope_for(request).holds(PRINTERS):
        raise PermissionDenied
    _form, told, year, _day = _chosen(request, site)
    if told is None:
        raise Http404
    hand, purpose = hand_of(request), _("yearly statement of duties %(year)s") % {"year": year}
    whose, address = Staff._meta.label_lower, address_of(request)
    log(hand, Event.EXPORT, purpose=purpose, record=whose, row=told.person.pk, address=address)
    name = f'attachment; filename="statement-{told.person.pk}-{year}.pdf"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return HttpResponse(as_pdf(told, hand.actor_name), content_type="application/pdf", headers=headers)
