"""The list of a kind of case: what presses first, saved views above it, a number of queries that never grows."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Exists, F, Min, OuterRef, Prefetch, Q, prefetch_related_objects
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.spoken import spoken
from bureau.casework.calendar import workdays
from bureau.casework.events import Suspension
from bureau.casework.terms import Term
from bureau.desk.pieces.lights import Clock, light_of_case
from bureau.desk.pieces.pills import pill_of
from bureau.desk.pieces.rendering import rendered
from bureau.desk.recorded import RecordedAdmin

VIEWS = {
    "all": _("all"),
    "mine": _("mine"),
    "soon": _("due within three working days"),
    "late": _("late"),
    "unassigned": _("unassigned"),
}
SOON = 3  # working days


def view_of(key: str, request) -> Q:
    """Which cases belong to a view, from their dockets and terms."""
    now = timezone.now()
    today = timezone.localdate(now)
    terms = Term.objects.filter(docket=OuterRef("pk")).exclude(state=Term.State.MET)
    past = Q(due_on__lt=today, due_at__isnull=True) | Q(due_at__lt=now)
    if key == "late":
        return Q(Exists(terms.filter(past)))
    if key == "soon":
        until = workdays().at_the_earliest.add(today, SOON)
        return Q(Exists(terms.filter(due_on__range=(today, until)).exclude(past)))
    still_open = Q(docket__closed_on__isnull=True)
    if key == "mine":
        return still_open & Q(docket__officer=request.user)
    return still_open & Q(docket__officer__isnull=True) if key == "unassigned" else Q()


class SavedView(admin.SimpleListFilter):
    """The tabs over the list; not one of the filters inside the box."""

    title = _("view")
    parameter_name = "view"
    is_view = True

    def __init__(self, request, params, model, model_admin):
        self.request = request
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        return list(VIEWS.items())

    def queryset(self, request, queryset):
        return queryset.filter(view_of(self.value() or "all", request))

    def choices(self, changelist):
        return []

    def tabs(self, changelist) -> list[dict[str, Any]]:
        """Each view with its number, all in one query. The number is of the whole view, whatever else is filtered."""
        counted = {key: Count("pk", filter=view_of(key, self.request)) for key in VIEWS if key != "all"}
        counts = changelist.model_admin.get_queryset(self.request).aggregate(all=Count("pk"), **counted)
        current = self.value() or "all"
        return [
            {
                "words": words,
                "count": counts[key],
                "current": key == current,
                "late": key == "late",
                "url": changelist.get_query_string({"view": key} if key != "all" else {}, remove=["view", "p"]),
            }
            for key, words in VIEWS.items()
        ]


class StateFilter(admin.SimpleListFilter):
    """The states of the kind's own table, in its words, the usual path first."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request, model_admin):
        workflow = model_admin.model.workflow
        others = sorted(workflow.states - set(workflow.path))
        return [(state, spoken(workflow.words[state])) for state in (*workflow.path, *others)]

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


# What presses first, then what is open without pressing, then what is closed.
BY_PRESSURE = [F("presses_on").asc(nulls_last=True), F("docket__closed_on").desc(nulls_first=True), "-docket"]


def with_pressure(cases):
    """The same rows, each with the day on which it presses; for `BY_PRESSURE`."""
    running = ~Q(docket__terms__state=Term.State.MET)
    return cases.annotate(presses_on=Min("docket__terms__watch_on", filter=running))


def with_clocks(cases) -> list[Any]:
    """These cases with what their lights are read from: two queries and the calendar's, however many there are."""
    clock, rows = Clock(timezone.now(), workdays()), list(cases)
    stops = Prefetch("docket__suspensions", Suspension.objects.in_force(), to_attr="stops_in_force")
    prefetch_related_objects(rows, "docket__terms", stops)
    for row in rows:
        row.clock = clock
    return rows


def light_in_list(case):
    """The light of a case that came `with_clocks`."""
    stops = [stop.as_law() for stop in case.docket.stops_in_force]
    return light_of_case(case, case.docket.terms.all(), stops, case.clock)


class CaseList(ChangeList):
    """Knows of each row when it presses, and fetches beforehand what its light is read from."""

    def get_queryset(self, request, exclude_parameters=None):
        self.root_queryset = with_pressure(self.root_queryset)
        return super().get_queryset(request, exclude_parameters)

    def get_results(self, request):
        """The rows of the page with their terms and stops: two queries and the calendar's, however many rows."""
        super().get_results(request)
        self.result_list = with_clocks(self.result_list)


class ListsCases(RecordedAdmin):
    """The columns that every kind of case has; an app adds its own between, up to eight."""

    list_display = ["light", "number", "title", "state_pill", "officer"]
    list_display_links = ["title"]
    list_filter = [SavedView, StateFilter, "docket__section", "docket__officer"]
    list_select_related = ["docket__section", "docket__officer"]
    search_fields = ["docket__number", "docket__title"]
    search_help_text = _("Number or title")
    show_full_result_count = False
    actions = None

    def get_changelist(self, request, **kwargs):
        return CaseList

    def lookup_allowed(self, lookup, value, request):
        """A filter that answers for itself asks nothing of a field."""
        own = (getattr(entry, "parameter_name", None) for entry in self.list_filter)
        return lookup in own or super().lookup_allowed(lookup, value, request)

    def get_ordering(self, request):
        return BY_PRESSURE

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"list_class": "case-list"} | (extra_context or {}))

    @admin.display(description=_("time limit"), ordering="presses_on")
    def light(self, case):
        return rendered("light", light_in_list(case))

    @admin.display(description=pgettext_lazy("docket", "number"), ordering="docket__number")
    def number(self, case):
        return case.docket.number

    @admin.display(description=_("title"), ordering="docket__title")
    def title(self, case):
        return case.docket.title

    @admin.display(description=_("state"), ordering="state")
    def state_pill(self, case):
        return rendered("pill", pill_of(case))

    @admin.display(description=_("officer"), ordering="docket__officer")
    def officer(self, case):
        return case.docket.officer or capfirst(_("unassigned"))
