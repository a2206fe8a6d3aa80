"""Assigned project codes on the screen."""

from typing import Any

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.desk.by_code import ByCodeForm
from bureau.desk.recorded import RecordedAdmin
from bureau.desk.sheets import SheetAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from projects.admin.doubts import DoubtfulCode
from projects.models import CodeAssignment

FIELDS: Any = ["code", "project_name", "uscc", "party_name", "assigned_on", "section", "officer", "note"]


class AssignmentForm(ByCodeForm):
    party = "enterprise"


class AssignmentEntryForm(DoubtfulCode, AssignmentForm):
    def clean(self):
        cleaned = super().clean()
        self.judge("code")
        if (day := cleaned.get("assigned_on")) and day > timezone.localdate():
            self.add_error("assigned_on", _("The day lies in the future."))
        return cleaned


@admin.register(CodeAssignment)
class CodeAssignmentAdmin(SheetAdmin, RecordedAdmin):
    readers, writers, exporters, sheets = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS, ("codes",)
    form = AssignmentForm
    fields = FIELDS
    list_display = ["code", "project_name", "enterprise", "assigned_on", "section", "officer"]
    list_display_links = ["code"]
    list_filter = ["assigned_on", "section", "officer"]
    list_select_related = ["enterprise", "section", "officer"]
    search_fields = ["code", "project_name", "enterprise__name", "enterprise__uscc"]
    search_help_text = _("Project code, name, enterprise or its credit code")

    def get_fieldsets(self, request, obj=None):
        if obj:
            return super().get_fieldsets(request, obj)
        return [(None, {"fields": [FIELDS[0], "code_reason", *FIELDS[1:]]})]

    def get_readonly_fields(self, request, obj=None):
        """A code is never changed once it was made."""
        return ["code"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs)
        made = super().get_form(request, obj, change=change, **kwargs | {"form": AssignmentEntryForm})
        return type(made.__name__, (made,), {"request": request})

    def get_changeform_initial_data(self, request):
        own = {"assigned_on": timezone.localdate(), "officer": request.user.pk, "section": request.user.section_id}
        return own | super().get_changeform_initial_data(request)

    def save_model(self, request, obj, form, change):
        form.set_party(request, obj)
        super().save_model(request, obj, form, change)
