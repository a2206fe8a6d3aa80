"""Cases of every kind in one list: read only, each row as far as the screen of its own kind shows it."""

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import F
from django.http import HttpResponseRedirect
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from bureau.casework.docket import Docket
from bureau.desk.caselist import MOST_PRESSING_FIRST, CaseList, SavedView, light_for, with_clock
from bureau.desk.caserows import case_for, case_screens, dockets_within, page_of
from bureau.desk.pieces.pills import pill_of
from bureau.desk.pieces.rendering import rendered
from bureau.desk.recorded import RecordedAdmin
from bureau.desk.scoped import ReadOnlyAdmin
from bureau.desk.statement import DecidedFilter
from bureau.people.roles import BUSINESS


class DocketList(CaseList):
    """A row leads to the page of its case."""

    def url_for_result(self, result):
        return page_of(result.case)

    def get_results(self, request):
        super().get_results(request)
        for docket in with_clock(self.result_list, to_docket=""):
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
    list_filter = [SavedView, KindFilter, DecidedFilter, "section", "officer"]
    list_select_related = ["section", "officer"]
    search_fields = ["number", "title"]
    search_help_text = _("Number or title")
    show_full_result_count = False
    actions = None
    to_docket = ""

    def get_queryset(self, request):
        return dockets_within(self.admin_site, request).order_by("-pk")

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
