"""Lists of the organs that identify, who stands on them, and the measures: mirrored from their sheets or typed."""

from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from bureau.desk.inlines import NamedTabularInline
from bureau.desk.recorded import RecordedAdmin, RecordedForm, hand_of
from bureau.desk.sheets import SheetAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from credit.admin.organs import own_bureau
from credit.admin.telling import sentences_of_entry
from credit.models import CreditList, ListEntry, Measure, MeasureTaken
from credit.models.objections import is_objected_to
from credit.models.persons import known_person
from credit.procedure.lists import keep_entry

VIEWS = {
    "stands": _("stands on the list"),
    "outlived": _("term over, no removal told"),
    "removed": _("removed"),
    "to_send": _("measures to be sent"),
    "unanswered": _("measures without feedback"),
}


class OfOwnBureau(RecordedAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS

    def get_changeform_initial_data(self, request):
        return own_bureau(request) | super().get_changeform_initial_data(request)


@admin.register(CreditList)
class CreditListAdmin(OfOwnBureau):
    list_display = ["name", "kind", "identified_by", "basis", "months", "closed_on"]
    list_filter = ["kind"]
    search_fields = ["name", "identified_by"]
    fields = ["bureau", "name", "kind", "identified_by", "basis", "months", "closed_on"]


@admin.register(Measure)
class MeasureAdmin(OfOwnBureau):
    list_display = ["number", "name", "kind", "edition", "since", "until", "applied_by", "basis"]
    list_display_links = ["number", "name"]
    list_filter = ["edition", "kind"]
    search_fields = ["name", "number", "edition"]
    fields = ["bureau", "edition", "since", "until", "number", "name", "kind", "basis", "applied_by"]


class EntriesView(admin.SimpleListFilter):
    title = _("view")
    parameter_name = "view"

    def lookups(self, request, model_admin):
        return list(VIEWS.items())

    def queryset(self, request, queryset):
        today = timezone.localdate()
        match self.value():
            case "stands":
                return queryset.in_force(today)
            case "outlived":
                return queryset.outlived(today)
            case "removed":
                return queryset.exclude(removed_on=None)
            case "to_send":
                return queryset.in_force(today).filter(pk__in=_of_measures(sent_on=None))
            case "unanswered":
                return queryset.filter(pk__in=_of_measures(sent_on__isnull=False, answered_on=None))
        return queryset


def _of_measures(**asked):
    return MeasureTaken.objects.filter(**asked).order_by().values("entry")


class ListEntryForm(RecordedForm):
    """A natural person is typed by name and number together; what is kept shows as masks."""

    request: Any = None

    id_no = forms.CharField(
        label=_("number of the document"),
        required=False,
        max_length=64,
        help_text=_("Of a natural person. It is sealed; to change it, type name and number anew."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-personal": ""}),
    )

    def clean(self):
        cleaned = super().clean()
        entry, number = self.instance, (cleaned.get("id_no") or "").strip()
        if number and cleaned.get("of_list"):
            entry.typed_name, entry.typed_id_no = cleaned.get("party_name") or "", number
            try:
                entry.person = known_person(cleaned["of_list"].bureau, entry.typed_name, number)
            except forms.ValidationError as other:
                self.add_error(None, other)
        elif entry.person_id and "party_name" in self.changed_data:
            self.add_error("id_no", _("To change a person, type name and number anew."))
        entry.hand = hand_of(self.request)
        return cleaned


class MeasureInline(NamedTabularInline):
    model = MeasureTaken
    fields = ["measure", "sent_to", "sent_on", "answered_on", "feedback"]
    extra = 1
    can_delete = False


@admin.register(ListEntry)
class ListEntryAdmin(SheetAdmin, RecordedAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    sheets = ("list_entries",)
    form = ListEntryForm
    inlines = [MeasureInline]
    list_display = ["paper_no", "party_name", "uscc", "of_list", "decided_on", "ends_on", "standing", "measures_sent"]
    list_filter = [EntriesView, "of_list", "decided_on"]
    list_select_related = ["of_list"]
    search_fields = ["paper_no", "party_name", "uscc"]
    search_help_text = _("Number of the decision, party or credit code")
    readonly_fields = ["told"]
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["told"]}),
        (None, {"fields": ["of_list", "party_name", "uscc", "id_no"]}),
        (_("Decision"), {"fields": ["paper_no", "decided_on", "cause", "basis", "told_on", "heard"]}),
        (_("Term and removal"), {"fields": ["ends_on", "conditions", "remedy", "removed_on", "removal"]}),
    ]

    def get_queryset(self, request):
        sent, answered = Q(measures__sent_on__isnull=False), Q(measures__answered_on__isnull=False)
        counts = {"all_measures": Count("measures"), "sent": Count("measures", filter=sent)}
        found = super().get_queryset(request).select_related("of_list__bureau", "person")
        counts["answered"] = Count("measures", filter=answered)
        return found.annotate(**counts, is_disputed=is_objected_to("entry"))

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (made,), {"request": request})

    def get_fieldsets(self, request, obj=None):
        found = super().get_fieldsets(request, obj)
        return found if obj else found[1:]

    def save_model(self, request, obj, form, change):
        keep_entry(hand_of(request), obj)

    @admin.display(description=_("objection and repair"))
    def told(self, entry):
        return format_html_join("", "<p>{}</p>", ((line,) for line in sentences_of_entry(entry)))

    @admin.display(description=_("state"))
    def standing(self, entry):
        if entry.removed_on:
            return f"{entry.get_removal_display()} {entry.removed_on}"
        told = VIEWS["stands"] if entry.stands(timezone.localdate()) else VIEWS["outlived"]
        return f"{told} · {_('objection under way')}" if entry.is_disputed else told

    @admin.display(description=_("measures: all / sent / answered"))
    def measures_sent(self, entry):
        page = reverse("admin:credit_listentry_change", args=[entry.pk])
        told = (entry.all_measures, entry.sent, entry.answered)
        return format_html('<a href="{}#measures-group">{} / {} / {}</a>', page, *told)
