"""The rows of batches on the screen, each with what the platform said of it."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from bureau.desk.recorded import RecordedAdmin
from bureau.desk.scoped import within_reach
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from credit.admin.lines import CodeFilter, PeriodFilter
from credit.models import Organ, PushRow

COUNTS = {
    "accepted": ("accepted", _("accepted")),
    "failed": ("refused,mismatch", _("failed")),
    "unanswered": ("", _("unanswered")),
}


class OutcomeView(admin.SimpleListFilter):
    title = _("outcome")
    parameter_name = "view"

    def lookups(self, request, model_admin):
        return [(key, words) for key, (_outcomes, words) in COUNTS.items()]

    def queryset(self, request, queryset):
        found = COUNTS.get(self.value() or "")
        return queryset.filter(outcome__in=found[0].split(",")) if found else queryset


class OrganOfRecord(admin.SimpleListFilter):
    """Who decided what the row tells of, be it a licence or a penalty; of those within reach."""

    title = _("deciding organ")
    parameter_name = "organ"

    def lookups(self, request, model_admin):
        organs = within_reach(model_admin.admin_site, Organ, request).order_by("name")
        return [(str(organ.pk), str(organ)) for organ in organs]

    def queryset(self, request, queryset):
        if not self.value():
            return queryset
        if self.value() not in dict(self.lookup_choices):
            return queryset.none()
        return queryset.filter(Q(licence__organ=self.value()) | Q(penalty__organ=self.value()))


@admin.register(PushRow)
class PushRowAdmin(RecordedAdmin):
    readers, exporters = BUSINESS, CASEWORKERS & EXPORTERS
    list_display = ["number", "batch", "record", "outcome", "code", "told", "reason"]
    list_filter = [OutcomeView, OrganOfRecord, "outcome", ("code", CodeFilter), "batch__kind", "batch__act"]
    list_filter += [("batch__sent_on", PeriodFilter)]
    list_select_related = ["batch", "licence", "penalty"]
    search_fields = ["batch__number", "licence__paper_no", "penalty__paper_no"]
    fields = ["batch", "number", "licence", "penalty", "reason", "outcome", "code", "told"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def lookup_allowed(self, lookup, value, request):
        own = (OutcomeView.parameter_name, "batch__id__exact")
        return lookup in own or super().lookup_allowed(lookup, value, request)

    @admin.display(description=_("record"))
    def record(self, row):
        page = reverse(f"admin:credit_{row.batch.kind}_change", args=[row.record_id])
        return format_html('<a href="{}">{}</a>', page, row.record)


def rows_page(batch, view=""):
    page = reverse("admin:credit_pushrow_changelist")
    return f"{page}?batch__id__exact={batch.pk}" + (f"&view={view}" if view else "")
