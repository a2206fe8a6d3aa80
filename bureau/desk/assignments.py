"""Assignments on the screen: entered in one form, which gives them out; followed in a list like any case."""

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.audit.spoken import spoken
from bureau.casework.attachments import attach, recognised
from bureau.desk.caselist import ListsCases
from bureau.desk.cases import CaseAdmin
from bureau.desk.followed import EnteredByTheOffice, GivenOutForm, long_text
from bureau.desk.recorded import hand_of
from bureau.desk.scoped import within_reach
from bureau.desk.timeliness import TimelyFilter
from bureau.office.assignments.models import Assignment
from bureau.office.assignments.procedure import number_of
from bureau.people.appointments import Appointment, Dated
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS, Role
from bureau.people.staff import Staff

WRITERS = CASEWORKERS | {Role.LEADER}
LONG = ("progress", "result")


class AssignmentEntryForm(GivenOutForm):
    """With the scan of the paper: whoever enters for another section could not add it to the case afterwards."""

    scan = forms.FileField(
        label=_("Scan"), required=False, help_text=_("Of the instruction or the minutes; kept with the assignment.")
    )

    def clean_scan(self):
        scan = self.cleaned_data["scan"]
        if scan:
            recognised(scan.name, scan)
        return scan

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("due_on") and cleaned.get("opened_on") and cleaned["due_on"] < cleaned["opened_on"]:
            self.add_error("due_on", _("The last day lies before the first."))
        return cleaned


@admin.register(Assignment)
class AssignmentAdmin(EnteredByTheOffice, CaseAdmin):
    readers, writers, exporters = BUSINESS, WRITERS, WRITERS & EXPORTERS
    entry_form, number_of = AssignmentEntryForm, staticmethod(number_of)
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
            (_("Where it comes from"), {"fields": ["origin", "paper", "scan", "given_by", "leader", "task"]}),
            (None, {"fields": ["opened_on", "secrecy"]}),
        ]

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """A leader is somebody who holds that role today."""
        if db_field.name == "leader":
            held = Appointment.objects.filter(Dated.on(timezone.localdate()), role=Role.LEADER)
            reached = within_reach(self.admin_site, Staff, request)
            kwargs["queryset"] = reached.filter(pk__in=held.values("staff")).order_by("id")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if scan := form.cleaned_data.get("scan"):
            hand = hand_of(request)
            attach(obj.docket, hand, scan.name, scan, received_on=timezone.localdate(hand.at))

    def asks(self, request, case, move):
        return {name: long_text(spoken(case.workflow.words[name])) for name in LONG if name in move.asks}

    @admin.display(description=_("section"), ordering="docket__section")
    def section(self, case):
        return case.docket.section
