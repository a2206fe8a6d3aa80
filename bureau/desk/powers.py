"""Powers on the screen: those of a draft are typed, those of a version that was published are read."""

from typing import Any

from django import forms
from django.contrib import admin
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from bureau.desk.followed import KeptByTheOffice
from bureau.desk.recorded import RecordedAdmin, RecordedForm
from bureau.desk.scoped import within_reach
from bureau.office.powers.items import items_of
from bureau.office.powers.models import Power
from bureau.office.powers.versions import WRITERS
from bureau.people.bureaus import Section
from bureau.people.roles import EVERYBODY, EXPORTERS

FIELDSETS: list[Any] = [
    (None, {"fields": ["list", "code", "basic_code", "level", "category", "name", "item"]}),
    (
        _("Basis and organ"),
        {"fields": ["establishing_basis", "exercising_basis", "organ", "organ_nature", "section", "origin"]},
    ),
    (
        _("Duties and accountability"),
        {"fields": ["duties", "duties_basis", "accountability", "accountability_basis", "supervision", "steps"]},
    ),
    (
        _("State"),
        {"fields": ["state", "public_on", "effective_on", "cancelled_on", "adjusted_by", "is_work_secret"]},
    ),
]


class PowerForm(RecordedForm):
    """The section in charge is chosen by its name. The admin fills in `sections`."""

    sections: Any = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "section" in self.fields:
            names = dict.fromkeys((*self.sections, *filter(None, [self.instance.section])))
            asked = self.fields["section"]
            choices = [("", "---------"), *((name, name) for name in names)]
            told = {"invalid_choice": _("Choose from the list.")}
            self.fields["section"] = forms.ChoiceField(label=asked.label, choices=choices, error_messages=told)


@admin.register(Power)
class PowerAdmin(KeptByTheOffice, RecordedAdmin):
    readers, writers, exporters = EVERYBODY, WRITERS, EXPORTERS
    form = PowerForm
    list_display = ["basic_code", "name", "category", "section", "state", "version"]
    list_display_links = ["basic_code", "name"]
    list_filter = ["list", "category", "state", "level", "origin"]
    list_select_related = ["list"]
    search_fields = ["code", "name", "establishing_basis", "organ"]
    search_help_text = _("Code, name, basis or organ")
    fieldsets = FIELDSETS
    readonly_fields = ["basic_code", "level", "item"]

    def has_change_permission(self, request, obj=None):
        """What was published is read: another draft is made of it."""
        return super().has_change_permission(request, obj) and (obj is None or obj.list.is_draft)

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        open_now = within_reach(self.admin_site, Section, request).filter(closed_on=None)
        return type(made.__name__, (made,), {"sections": open_now.values_list("name", flat=True)})

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        made = super().formfield_for_foreignkey(db_field, request, **kwargs)
        made.queryset = made.queryset.filter(since_on=None)
        return made

    def get_changeform_initial_data(self, request):
        drafts = self.model.list.field.related_model.objects.filter(bureau=request.user.bureau_id, since_on=None)
        return {"list": drafts.values_list("pk", flat=True).first(), **super().get_changeform_initial_data(request)}

    def get_export_queryset(self, request):
        """Work secrets are never exported."""
        return super().get_export_queryset(request).filter(is_work_secret=False)

    @admin.display(description=_("version"), ordering="list__number")
    def version(self, power):
        return power.list.number

    @admin.display(description=_("service item"))
    def item(self, power):
        """How it is asked for, and in what time; of a power that is being entered nobody knows yet."""
        found = items_of(power.list.bureau, [power], timezone.localdate()).get(power.code) if power.pk else None
        if found is None:
            return ""
        return format_html('<a href="{}">{}</a>', reverse("admin:bureau_serviceitem_change", args=[found.pk]), found)
