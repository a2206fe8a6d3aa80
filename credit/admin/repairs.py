"""Objections and repairs on the screen: entered by the number of the decision, with everybody who is to be told."""

from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.audit.spoken import choices_of, spoken
from bureau.desk.caselist import ListsCases
from bureau.desk.cases import CaseAdmin
from bureau.desk.followed import long_text
from bureau.desk.inlines import NamedTabularInline
from bureau.desk.recorded import RecordedAdmin, hand_of
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from credit.admin.entries import NoticeForm, ObjectionEntryForm, RepairEntryForm
from credit.admin.papers import PrintsNotice, PrintsPapers
from credit.admin.telling import link_to, term_of
from credit.models import Objection, ObjectionReceiver, Repair, RepairNotice, RepairReceiver
from credit.models.penalties import SEVERITIES
from credit.procedure import objections, repairs
from credit.rules import Severity
from credit.rules.objection import FINDINGS, FITS
from credit.rules.repair import FORWARDED, RECEIVED

OF_RECEIVERS: Any = ["name", "received_on", "told_on", "how"]
ENTERED = ["channel", "severity", "is_special", "duty_done_on", "proof", "has_commitment"]
TRAINED = ["training_on", "report_no"]  # on the page of a case of which notice 527 asks it
COURSE = ["forwarded_on", "accepted_on", "is_verified", "missing", "decided_on", "ended_on"]
ENDED: list[Any] = ["measures_lifted_on", "supplement_no", "result_no", "false_on", "bar_years"]
OBJECTED: list[Any] = ["objector", "ground", "claim", "has_commitment"]
FOUND: list[Any] = ["inquiry_no", "finding", "findings", "answer_no", "answered_on"]


def reached(case, fieldsets, course, lifted=frozenset()):
    """Without what of its course has not been reached; where it was decided, measures can be said to be lifted."""
    due = {"measures_lifted_on"} if case.state in lifted else set()
    blank = {name for name in course if not getattr(case, name)} - due
    shown = [(title, [name for name in part["fields"] if name not in blank]) for title, part in fieldsets]
    return [(title, {"fields": fields}) for title, fields in shown if fields]


class ReceiverInline(NamedTabularInline):
    """Written by the moves alone."""

    fields = readonly_fields = OF_RECEIVERS

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


class RepairReceiverInline(ReceiverInline):
    model = RepairReceiver


class ObjectionReceiverInline(ReceiverInline):
    model = ObjectionReceiver


class AboutARecordAdmin(PrintsPapers, CaseAdmin):
    """A case about a record: numbered in a series of its own, with whoever received the record below."""

    is_begun_at_start = False  # a few a year
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    number_of: Any

    def get_inlines(self, request, obj):
        return self.inlines if obj and obj.receivers.exists() else []

    def save_model(self, request, obj, form, change):
        if not change:
            given = form.cleaned_data
            given["number"] = self.number_of(given["section"].bureau, given["opened_on"].year)
        super().save_model(request, obj, form, change)

    def asks(self, request, case, move):
        several: Any = partial(
            forms.ModelMultipleChoiceField, case.receivers.waiting(), widget=forms.CheckboxSelectMultiple
        )
        fields = dict.fromkeys(("receivers", "missing", "findings"), long_text) | {"told": several}
        fitting = choices_of({finding: FINDINGS[finding] for finding in FITS[case.of]})
        fields["finding"] = partial(forms.ChoiceField, choices=fitting, widget=forms.RadioSelect)
        return {name: fields[name](label=spoken(case.workflow.words[name])) for name in move.asks if name in fields}

    @admin.display(description=_("record"))
    def about(self, case):
        return link_to(case.record)


@admin.register(Repair)
class RepairAdmin(AboutARecordAdmin):
    entry_form, number_of = RepairEntryForm, staticmethod(repairs.number_of)
    inlines = [RepairReceiverInline]
    list_display = ["light", "title", "severity", "state_pill", "decided_on", "ended_on", "officer"]
    list_filter = [*ListsCases.list_filter, "severity", "channel", "ended_on"]
    list_select_related = ["docket__section", "docket__officer"]
    search_fields: ClassVar[Any] = [
        *ListsCases.search_fields,
        *(f"{of}__{name}" for of in Repair.about for name in ("paper_no", "party_name", "uscc")),
    ]
    search_help_text = _("Number, title, number of the decision, counterpart or credit code")
    fieldsets: ClassVar[Any] = [
        (None, {"fields": ["about", "by_law", *ENTERED, *TRAINED]}),
        (_("Course"), {"fields": [*COURSE, *ENDED]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("penalty__organ", "penalty__push", "entry__of_list__bureau")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": ["secrecy", "paper_no", "which", "section", "opened_on", *ENTERED]})]
        course = [*COURSE, *ENDED, *([] if obj.needs_training else TRAINED)]
        return reached(obj, super().get_fieldsets(request, obj), course, {"granted", "ended"})

    def get_readonly_fields(self, request, obj=None):
        """What a unit has accepted stands; the day on which measures were lifted is entered once it has decided."""
        if obj is None:
            return []
        before = obj.state in RECEIVED | FORWARDED
        lifted = [] if obj.state in ("granted", "ended") else ["measures_lifted_on"]
        return ["about", "by_law", *COURSE, *ENDED[1:], *lifted, *([] if before else ENTERED + TRAINED)]

    @admin.display(description=_("period under the order"))
    def by_law(self, repair):
        period, from_on = repair.period, repair.may_apply_from
        told = {
            "order": spoken(period.article),
            "severity": spoken(SEVERITIES[Severity(repair.severity)]),
            "shortest": date_format(period.min_end),
            "longest": date_format(period.max_end),
            "since": date_format(from_on) if from_on else gettext("not before the duty is done"),
        }
        said = gettext(
            "%(order)s, by the day of the application; class %(severity)s. Published until %(shortest)s at the "
            "shortest, %(longest)s at the longest. Repair may be asked for from: %(since)s."
        )
        lines = [said % told, *(term_of(repair.entry) if repair.entry else ())]
        return format_html_join("", "<p>{}</p>", ((line,) for line in lines))


@admin.register(Objection)
class ObjectionAdmin(AboutARecordAdmin):
    entry_form, number_of = ObjectionEntryForm, staticmethod(objections.number_of)
    inlines = [ObjectionReceiverInline]
    list_display = ["light", "title", "ground", "state_pill", "finding", "answered_on", "officer"]
    list_filter = [*ListsCases.list_filter, "ground", "finding"]
    list_select_related = ["docket__section", "docket__officer"]
    search_fields: ClassVar[Any] = [*ListsCases.search_fields, *(f"{of}__paper_no" for of in Objection.about)]
    search_help_text = _("Number, title or number of the decision")
    fieldsets: ClassVar[Any] = [(None, {"fields": ["about", *OBJECTED]}), (_("Course"), {"fields": FOUND})]

    def get_queryset(self, request):
        related = (f"{of}__{name}" for of in ("penalty", "licence") for name in ("organ", "source", "push"))
        return super().get_queryset(request).select_related(*related, "entry__of_list__bureau")

    def get_fieldsets(self, request, obj=None):
        if obj is None:
            return [(None, {"fields": ["secrecy", "paper_no", "which", "section", "opened_on", *OBJECTED]})]
        return reached(obj, super().get_fieldsets(request, obj), FOUND)

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        return ["about", *FOUND, *([] if obj.state == "received" else OBJECTED)]


@admin.register(RepairNotice)
class RepairNoticeAdmin(PrintsNotice, RecordedAdmin):
    """信用修复告知书, served together with the decision; the number is given when it is entered."""

    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    form = NoticeForm
    list_display = ["number", "about", "served_on"]
    list_filter = ["served_on"]
    search_fields: ClassVar[Any] = [
        "number",
        *(f"{of}__{name}" for of in RepairNotice.about for name in ("paper_no", "party_name")),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("bureau", "penalty__organ", "entry__of_list__bureau")

    def get_fields(self, request, obj=None):
        return ["number", "about", "served_on"] if obj else ["paper_no", "which", "served_on"]

    def get_readonly_fields(self, request, obj=None):
        return ["number", "about"] if obj else []

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            return super().get_form(request, obj, change=change, **kwargs | {"form": RecordedAdmin.form})
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (made,), {"request": request})

    def save_model(self, request, obj, form, change):
        if change:
            super().save_model(request, obj, form, change)
        else:
            repairs.serve_notice(hand_of(request), obj)

    @admin.display(description=_("record"))
    def about(self, notice):
        return link_to(notice.record)
