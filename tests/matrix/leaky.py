"""Screens with one hole each, as typical admins have them: each of the probes must find its own."""

from django.contrib import admin
from django.contrib.admin.filters import RelatedFieldListFilter
from django.db import models
from django.forms.models import BaseInlineFormSet
from django.http import HttpResponse
from django.urls import path

from bureau import urls
from bureau.desk.hands import hand_of
from bureau.desk.items import MaterialInline, ServiceItemAdmin
from bureau.desk.office import CounterpartAdmin
from bureau.desk.people import StaffAdmin
from bureau.desk.qualified import CertificateAdmin
from bureau.desk.recorded import RecordedAdmin
from bureau.desk.sheets_batches import BatchAdmin
from bureau.desk.site import DeskSite
from bureau.models import Batch, Certificate, Counterpart, ServiceItem, Staff
from bureau.sheets.safe import opened
from projects.admin.filings import FilingAdmin
from projects.models import CodeAssignment, Filing
from tests.permits.admin import PermitAdmin
from tests.permits.models import Permit

Screens = dict[type[models.Model], type[admin.ModelAdmin]]


class LeakyDesk(DeskSite):
    """The desk with some of its screens replaced; it is its own module of addresses."""

    def __init__(self, screens: Screens) -> None:
        super().__init__(name="admin")
        for model, screen in admin.site._registry.items():
            self.register(model, screens.get(model, type(screen)))
        self.urlpatterns = [path("admin/", self.urls), *urls.urlpatterns]


class EverybodysRows(RecordedAdmin):
    """Without a scope."""

    def get_queryset(self, request):
        return self.model._default_manager.order_by("pk")


class OpenPages(EverybodysRows):
    def has_view_permission(self, request, obj=None):
        return True


class PageOfAnybody(OpenPages, PermitAdmin):
    pass


class FoundByAnyField(StaffAdmin):
    """A record is looked up by the field of the address, past the scope."""

    def get_object(self, request, object_id, from_field=None):
        found = self.model.objects.filter(**{from_field: object_id}).first() if from_field else None
        return found or super().get_object(request, object_id)

    def has_view_permission(self, request, obj=None):
        return True


class ListOfEverything(EverybodysRows, PermitAdmin):
    pass


class SearchPastTheScope(PermitAdmin):
    def get_search_results(self, request, queryset, search_term):
        return self.model.objects.filter(docket__title__contains=search_term).order_by("pk"), False


class FilterByAnything(StaffAdmin):
    list_filter = [("section", RelatedFieldListFilter)]


class SpellsOut(PermitAdmin):
    def lookup_allowed(self, lookup, value, request):
        return True


class NamesWhatIsPrefilled(CertificateAdmin):
    raw_id_fields = ["staff"]

    def get_changeform_initial_data(self, request):
        return request.GET.dict()


class SuggestsAnybody(EverybodysRows, StaffAdmin):
    pass


class AsksForSuggestions(CertificateAdmin):
    autocomplete_fields = ["staff"]


class ExportOfEverything(PermitAdmin):
    def get_export_queryset(self, request):
        return self.model.objects.all()


class WritesForEverybody(OpenPages, CounterpartAdmin):
    """A page that asks for the right to look, and saves."""

    def has_change_permission(self, request, obj=None):
        return True

    def may_write(self, request, record):
        return True


class EntersForEverybody(WritesForEverybody):
    def has_add_permission(self, request):
        return True


class PointsAnywhere(CertificateAdmin):
    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return admin.ModelAdmin.formfield_for_foreignkey(
            self, db_field, request, queryset=db_field.related_model._default_manager.all()
        )

    def may_write(self, request, record):
        return True


class AnyLine(BaseInlineFormSet):
    def get_queryset(self):
        return self.model._default_manager.order_by("pk")


class AnyMaterial(MaterialInline):
    formset = AnyLine


class LinesOfOthers(ServiceItemAdmin):
    inlines = [AnyMaterial]


class WrittenInTheList(WritesForEverybody):
    list_display = ["id", "name"]
    list_editable = ["name"]

    def get_changelist_form(self, request, **kwargs):
        return admin.ModelAdmin.get_changelist_form(self, request, **kwargs)

    def save_form(self, request, form, change):
        return form.save(commit=False)


class ActsOnAnyRow(CounterpartAdmin):
    actions = ["close"]

    def close(self, request, queryset):
        for row in self.model.objects.filter(pk__in=request.POST.getlist("_selected_action")):
            row.hand, row.position = hand_of(request), row.position + 1
            row.save()


class PreviewsAnyRow(FilingAdmin):
    """What a sheet would change is shown against what is stored, wherever that is."""

    def import_action(self, request, **_options):
        known = self.model.objects.filter(project_code__in=request.POST.get("pasted", "").split())
        return HttpResponse("".join(filing.project_name for filing in known))


class WritesAnyRow(BatchAdmin):
    """What is confirmed is written to whatever record the rows name."""

    def get_urls(self):
        confirm = self.admin_site.admin_view(self.confirmed)
        return [path("<int:pk>/confirm/", confirm, name="bureau_batch_confirm"), *super().get_urls()]

    def confirmed(self, request, pk):
        batch = Batch.objects.get(pk=pk)
        for _row, content in opened(batch, batch.rows.all()):
            for known in CodeAssignment.objects.filter(code__in=map(str, content.cells)):
                known.hand, known.project_name = hand_of(request), f"{known.project_name}改"
                known.save()
        return HttpResponse()


# By probe: the kind of record to try, the screens to put up, and what is then said of it.
LEAKS: dict[str, tuple[type[models.Model], Screens, str]] = {
    "pages": (Permit, {Permit: PageOfAnybody}, "tells permit of b1"),
    "asked_otherwise": (Staff, {Staff: FoundByAnyField}, "tells staff of b1"),
    "lists": (Permit, {Permit: ListOfEverything}, "tells permit of a2"),
    "searches": (Permit, {Permit: SearchPastTheScope}, "tells permit of b1"),
    "filters": (Staff, {Staff: FilterByAnything}, "tells section of b1"),
    "lookups": (Permit, {Permit: SpellsOut}, "grounds__startswith=1: answered 200"),
    "prefilled": (Certificate, {Certificate: NamesWhatIsPrefilled}, "tells staff of b1"),
    "autocompleted": (Certificate, {Certificate: AsksForSuggestions, Staff: SuggestsAnybody}, "tells staff of b1"),
    "exports": (Permit, {Permit: ExportOfEverything}, "tells secret of a1"),
    "sent": (Counterpart, {Counterpart: WritesForEverybody}, "changed bureau_counterpart"),
    "entered": (Counterpart, {Counterpart: EntersForEverybody}, "changed bureau_counterpart"),
    "pointed": (Certificate, {Certificate: PointsAnywhere}, "changed bureau_certificate"),
    "lines": (ServiceItem, {ServiceItem: LinesOfOthers}, "changed bureau_historicalmaterial"),
    "edited_in_the_list": (Counterpart, {Counterpart: WrittenInTheList}, "changed bureau_counterpart"),
    "acted_upon": (Counterpart, {Counterpart: ActsOnAnyRow}, "changed bureau_counterpart"),
    "brought": (Filing, {Filing: PreviewsAnyRow}, "tells filing of b1"),
    "confirmed": (CodeAssignment, {Batch: WritesAnyRow}, "changed projects.codeassignment of b1"),
}
