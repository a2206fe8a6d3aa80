"""Cases of every kind in one list: read only, each row as far as the screen of its own kind shows it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.admin.utils import quote, unquote
from django.db.models import Case as ByKind
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, When
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bureau.casework.docket import Case, Docket, kinds
from bureau.desk.caselist import (
    MOST_PRESSING_FIRST,
    CaseList,
    ListsCases,
    SavedView,
    fetch_for_lights,
    light_for,
)
from bureau.desk.pieces.lights import Light
from bureau.desk.pieces.pills import Pill, pill_of
from bureau.desk.pieces.rendering import rendered
from bureau.desk.recorded import RecordedAdmin
from bureau.desk.scoped import ReadOnlyAdmin
from bureau.people.roles import BUSINESS


def case_screens(site, request) -> list[ListsCases]:
    """The screens of the kinds of case that this person may read: a new kind is among them once it is registered."""
    screens = (screen for screen in site._registry.values() if isinstance(screen, ListsCases))
    return [screen for screen in screens if screen.has_view_permission(request)]


def dockets_within(site, request) -> QuerySet[Docket]:
    """The dockets whose case the screen of its kind shows to this person, each with the state of its case."""
    within, states = Q(pk__in=[]), []
    for screen in case_screens(site, request):
        kind = screen.model.kind
        shown = screen.get_queryset(request).order_by().filter(pk=OuterRef("pk"))
        within |= Q(kind=kind) & Q(Exists(shown))
        states.append(When(kind=kind, then=Subquery(shown.values("state")[:1])))
    return Docket.objects.filter(within).annotate(case_state=ByKind(*states, output_field=CharField()))


def case_for(docket: Docket) -> Case:
    """The case as far as a list needs it, without a query: its kind, its docket and its state."""
    state: str = docket.case_state  # type: ignore[attr-defined]
    return kinds()[docket.kind](docket=docket, state=state)


def page_of(case: Case) -> str:
    return reverse(f"admin:{case._meta.app_label}_{case._meta.model_name}_change", args=[quote(case.pk)])


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as one row, wherever cases of several kinds stand together."""

    url: str
    title: str
    number: str
    kind: str
    officer: str
    light: Light
    pill: Pill


def rows_of(cases: Iterable[Case]) -> list[CaseRow]:
    """Two queries and the calendar's, however many cases; none for none."""
    found = list(cases)
    if not found:
        return []
    clock = fetch_for_lights([case.docket for case in found], to_docket="")
    return [
        CaseRow(
            page_of(case),
            case.docket.title,
            case.docket.number,
            str(case._meta.verbose_name),
            str(case.docket.officer or _("unassigned")),
            light_for(case, clock),
            pill_of(case),
        )
        for case in found
    ]


class DocketList(CaseList):
    """A row leads to the page of its case."""

    def url_for_result(self, result):
        return page_of(result.case)

    def get_results(self, request):
        super().get_results(request)
        for docket in self.result_list:
            docket.case = case_for(docket)


class KindFilter(admin.SimpleListFilter):
    title = _("kind of case")
    parameter_name = "kind"

    def lookups(self, request, model_admin):
        screens = case_screens(model_admin.admin_site, request)
        return [(screen.model.kind, capfirst(screen.opts.verbose_name)) for screen in screens]

    def queryset(self, request, queryset):
        return queryset.filter(kind=self.value()) if self.value() else queryset


@admin.register(Docket)
class DocketAdmin(ReadOnlyAdmin, RecordedAdmin):
    """Where the figures of the start page lead. The page of a row is that of its case."""

    readers = BUSINESS
    list_display = ["light", "kind_words", "number", "title", "state_pill", "officer_name"]
    list_display_links = ["title"]
    list_filter = [SavedView, KindFilter, "section", "officer"]
    list_select_related = ["section", "officer"]
    search_fields = ["number", "title"]
    search_help_text = _("Number or title")
    show_full_result_count = False
    actions = None
    to_docket = ""

    def get_queryset(self, request):
        return dockets_within(self.admin_site, request)

    def has_module_permission(self, request):
        return bool(case_screens(self.admin_site, request))

    def has_view_permission(self, request, obj=None):
        """A kind may have readers of its own."""
        if obj is None:
            return self.has_module_permission(request)
        return self.get_queryset(request).filter(pk=obj.pk).exists()

    def get_changelist(self, request, **kwargs):
        return DocketList

    def get_ordering(self, request):
        return [*MOST_PRESSING_FIRST, F("closed_on").desc(nulls_first=True), "-pk"]

    def lookup_allowed(self, lookup, value, request):
        own = (getattr(entry, "parameter_name", None) for entry in self.list_filter)
        return lookup in own or super().lookup_allowed(lookup, value, request)

    def changelist_view(self, request, extra_context=None):
        own = {"list_class": "case-list", "list_title": _("All cases")}
        return super().changelist_view(request, own | (extra_context or {}))

    def change_view(self, request, object_id, form_url="", extra_context=None):
        docket = self.get_object(request, unquote(object_id))
        if docket is None:
            return super().change_view(request, object_id, form_url, extra_context)
        return HttpResponseRedirect(page_of(case_for(docket)))

    @admin.display(description=_("time limit"), ordering="presses_on")
    def light(self, docket):
        return rendered("light", light_for(docket.case, docket.clock))

    @admin.display(description=_("kind of case"), ordering="kind")
    def kind_words(self, docket):
        return capfirst(docket.case._meta.verbose_name)

    @admin.display(description=_("state"))
    def state_pill(self, docket):
        return rendered("pill", pill_of(docket.case))

    @admin.display(description=_("officer"), ordering="officer")
    def officer_name(self, docket):
        return docket.officer or capfirst(_("unassigned"))
