"""The list of a kind of case: what presses first, saved views above it, a number of queries that never grows."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, QuerySet, Subquery, prefetch_related_objects
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.spoken import spoken
from bureau.casework.calendar import workdays
from bureau.casework.docket import Case
from bureau.casework.events import Suspension
from bureau.casework.terms import Term
from bureau.desk.pieces.lights import Clock, Light, due_days, light_of_case
from bureau.desk.pieces.pills import pill_of
from bureau.desk.pieces.rendering import rendered
from bureau.desk.recorded import RecordedAdmin

VIEWS = {
    "all": _("all"),
    "open": _("in hand"),
    "mine": _("mine"),
    "today": _("due today"),
    "soon": _("due within three working days"),
    "late": _("late"),
    "ripe": _("time has passed"),
    "unassigned": _("unassigned"),
}
# To these a figure leads; their tab is there while one looks at them.
OWN_VIEWS = {
    "my-today": _("mine, due today"),
    "my-soon": _("mine, due within three working days"),
    "my-late": _("mine, late"),
}
EVERY_VIEW = VIEWS | OWN_VIEWS | {"week": _("late or due this week")}
SOON = 3  # working days


def view_of(key: str, request, to_docket: str = "docket__") -> Q:
    """Which rows belong to a view, from their dockets and terms; a row's own key is that of its docket."""
    own = Q(**{f"{to_docket}officer": request.user})
    if key in OWN_VIEWS:
        return own & view_of(key.removeprefix("my-"), request, to_docket)
    if key in ("today", "soon", "late", "ripe", "week"):
        return _due(key)
    still_open = Q(**{f"{to_docket}closed_on__isnull": True})
    if key == "mine":
        return still_open & own
    if key == "unassigned":
        return still_open & Q(**{f"{to_docket}officer__isnull": True})
    return still_open if key == "open" else Q()


def _due(key: str) -> Q:
    """By what is due now, told whenever it is asked: no column says that a case is late."""
    now = timezone.now()
    today = timezone.localdate(now)
    terms = Term.objects.filter(docket=OuterRef("pk")).exclude(state=Term.State.MET)
    past = Q(due_on__lt=today, due_at__isnull=True) | Q(due_at__lt=now)
    if key == "ripe":
        return Q(Exists(terms.filter(past, waits=True)))
    terms = terms.filter(waits=False)
    if key == "late":
        return Q(Exists(terms.filter(past)))
    if key == "week":
        return Q(Exists(terms.filter(due_on__lte=today + timedelta(days=6 - today.weekday()))))
    until = workdays().at_the_earliest.add(today, SOON) if key == "soon" else today
    return Q(Exists(terms.filter(due_on__range=(today, until)).exclude(past)))


class SavedView(admin.SimpleListFilter):
    """The tabs over the list; not one of the filters inside the box."""

    title = _("view")
    parameter_name = "view"
    is_view = True

    def __init__(self, request, params, model, model_admin):
        self.request = request
        super().__init__(request, params, model, model_admin)

    def lookups(self, request, model_admin):
        self.to_docket = model_admin.to_docket
        return list(EVERY_VIEW.items())

    def queryset(self, request, queryset):
        return queryset.filter(view_of(self.value() or "all", request, self.to_docket))

    def choices(self, changelist):
        return []

    def tabs(self, changelist) -> list[dict[str, Any]]:
        """Each view with its number, all in one query. The number is of the whole view, whatever else is filtered."""
        current = self.value() or "all"
        shown = {key: words for key, words in EVERY_VIEW.items() if key in VIEWS or key == current}
        counted = {key: Count("pk", filter=view_of(key, self.request, self.to_docket)) for key in shown if key != "all"}
        counts = changelist.model_admin.get_queryset(self.request).aggregate(all=Count("pk"), **counted)
        return [
            {
                "words": words,
                "count": counts[key],
                "current": key == current,
                "late": key in ("late", "my-late"),
                "url": changelist.get_query_string({"view": key} if key != "all" else {}, remove=["view", "p"]),
            }
            for key, words in shown.items()
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


MOST_PRESSING_FIRST = [F("presses_on").asc(nulls_last=True)]


def with_presses(rows: QuerySet) -> QuerySet:
    """Each row with the day on which it presses, as `presses_on`: of its first open term by which one can be late."""
    running = Term.objects.filter(docket=OuterRef("pk"), watch_on__isnull=False, waits=False)
    running = running.exclude(state=Term.State.MET)
    return rows.annotate(presses_on=Subquery(running.order_by("watch_on").values("watch_on")[:1]))


def fetch_for_lights(rows: Sequence[Any], to_docket: str = "docket__") -> Clock:
    """The terms and stops of these rows: two queries and the calendar's, however many rows there are."""
    stops = Prefetch(f"{to_docket}suspensions", Suspension.objects.in_force(), to_attr="stops_in_force")
    prefetch_related_objects(rows, f"{to_docket}terms", stops)
    return Clock(timezone.now(), workdays())


def with_clock(rows: list[Any], to_docket: str = "docket__") -> list[Any]:
    clock = fetch_for_lights(rows, to_docket)
    for row in rows:
        row.clock = clock
    return rows


def light_for(case: Case, clock: Clock) -> Light:
    """The light of a case whose docket was fetched for it."""
    stops = [stop.as_law() for stop in case.docket.stops_in_force]  # type: ignore[attr-defined]
    return light_of_case(case, case.docket.terms.all(), stops, clock)


class CaseList(ChangeList):
    """Knows of each row when it presses, and fetches beforehand what its light is read from."""

    def get_queryset(self, request, exclude_parameters=None):
        self.root_queryset = with_presses(self.root_queryset)
        return super().get_queryset(request, exclude_parameters)

    def get_results(self, request):
        """The rows of the page, each with what its light is read from."""
        super().get_results(request)
        screen: Any = self.model_admin
        self.result_list = screen.ready(list(self.result_list))


class ListsCases(RecordedAdmin):
    """The columns that every kind of case has; an app adds its own between, up to eight."""

    list_display = ["light", "due_days", "number", "title", "state_pill", "officer"]
    list_display_links = ["title"]
    list_filter = [SavedView, StateFilter, "docket__section", "docket__officer"]
    list_select_related = ["docket__section", "docket__officer"]
    search_fields = ["docket__number", "docket__title"]
    search_help_text = _("Number or title")
    show_full_result_count = False
    actions = None
    to_docket = "docket__"

    def get_changelist(self, request, **kwargs):
        return CaseList

    def ready(self, rows):
        """With what the light of each is read from, however many rows."""
        return with_clock(rows, self.to_docket)

    def get_ordering(self, request):
        """What presses first, then what is open without pressing, then what is closed."""
        return [*MOST_PRESSING_FIRST, F("docket__closed_on").desc(nulls_first=True), "-docket"]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"list_class": "case-list"} | (extra_context or {}))

    @admin.display(description=_("time limit"), ordering="presses_on")
    def light(self, case):
        return rendered("light", light_for(case, case.clock))

    @admin.display(description=_("due days"))
    def due_days(self, case):
        return rendered("duedays", due_days(case, case.docket.terms.all()))

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
