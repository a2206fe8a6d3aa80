"""Assignments on the screen: entered in one form, which gives them out; followed in a list like any case."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.audit.spoken import spoken
from bureau.casework.handover import demand_works_there
from bureau.desk.caselist import ListsCases
from bureau.desk.cases import CaseAdmin
from bureau.desk.entry import EntryForm
from bureau.desk.followed import EnteredByTheOffice
from bureau.desk.scoped import within_reach
from bureau.desk.timeliness import TimelyFilter
from bureau.office.assignments.models import Assignment
from bureau.office.assignments.procedure import number_of
from bureau.people.appointments import Appointment, Dated
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS, Role
from bureau.people.staff import Staff

WRITERS = CASEWORKERS | {Role.LEADER}
LONG = ("progress", "result")
AWAITS_ITS_NUMBER = "督办"


class AssignmentEntryForm(EntryForm):
    """The number is the next one of the bureau's series, given when it is saved; the person may be named at once."""

    officer = forms.ModelChoiceField(Staff.objects.none(), label=_("officer"), required=False)
    people: Any = Staff.objects.none()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["number"]
        choice: Any = self.fields["officer"]
        choice.queryset = self.people

    def clean(self):
        cleaned = super().clean()
        cleaned["number"] = AWAITS_ITS_NUMBER
        section, officer = cleaned.get("section"), cleaned.get("officer")
        if section and officer:
            self._demand_works_there(officer, section)
        if cleaned.get("due_on") and cleaned.get("opened_on") and cleaned["due_on"] < cleaned["opened_on"]:
            self.add_error("due_on", _("The last day lies before the first."))
        self.instance.officer = officer
        return cleaned

    def _demand_works_there(self, officer, section):
        try:
            demand_works_there(officer, section, timezone.localdate())
        except ValidationError as refused:
            self.add_error(None, refused)


@admin.register(Assignment)
class AssignmentAdmin(EnteredByTheOffice, CaseAdmin):
    readers, writers, exporters = BUSINESS, WRITERS, WRITERS & EXPORTERS
    entry_form = AssignmentEntryForm
    list_display = ["light", "number", "title", "origin", "section", "state_pill", "officer"]
    list_filter = [*ListsCases.list_filter, TimelyFilter, "origin", "leader", "due_on"]
    list_select_related = ["docket__section", "docket__officer", "leader"]
    search_fields = [*ListsCases.search_fields, "paper", "task"]
    search_help_text = _("Number, title, plan or instruction")
    fields = ["origin", "paper", "given_by", "leader", "task", "due_on", *LONG]
    readonly_fields = ["due_on", *LONG]

    def get_fieldsets(self, request, obj=None):
        if obj is not None:
            return super().get_fieldsets(request, obj)
        return [
            (None, {"fields": ["title", "section", "officer", "due_on"]}),
            (_("Where it comes from"), {"fields": ["origin", "paper", "given_by", "leader", "task"]}),
            (None, {"fields": ["opened_on", "secrecy"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None:
            return made
        people = within_reach(self.admin_site, Staff, request).filter(is_active=True).exclude(name="")
        return type(made.__name__, (made,), {"people": people.select_related("section")})

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A leader is somebody who holds that role today."""
        if db_field.name == "leader":
            held = Appointment.objects.filter(Dated.on(timezone.localdate()), role=Role.LEADER)
            reached = within_reach(self.admin_site, Staff, request)
            kwargs["queryset"] = reached.filter(pk__in=held.values("staff")).order_by("id")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def facts_of(self, case):
        return super().facts_of(case) | {"officer": case.officer}

    def save_model(self, request, obj, form, change):
        if not change:
            given = form.cleaned_data
            given["number"] = number_of(given["section"].bureau, given["opened_on"].year)
        super().save_model(request, obj, form, change)

    def asks(self, request, case, move):
        return {name: _text(spoken(case.workflow.words[name])) for name in LONG if name in move.asks}

    @admin.display(description=_("section"), ordering="docket__section")
    def section(self, case):
        return case.docket.section


def _text(label: str) -> forms.CharField:
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
