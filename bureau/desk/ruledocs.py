"""Plans and rule documents on the screen: entered in one form, with everybody who was asked in a table below."""

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from bureau.audit.spoken import choices_of, spoken
from bureau.desk.caselist import ListsCases
from bureau.desk.cases import CaseAdmin
from bureau.desk.followed import EnteredByTheOffice, GivenOutForm, long_text
from bureau.desk.inlines import NamedTabularInline
from bureau.office.ruledocs.models import Consulted, RuleDocument
from bureau.office.ruledocs.procedure import number_of
from bureau.office.ruledocs.rules import ASKING, DRAFT, VERDICTS, Verdict
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS, Role

WRITERS = CASEWORKERS | {Role.LEADER}
ENTERED: list[Any] = ["sort", "drafter", "basis", "concerns_operators", "revises"]
REVIEWED: list[Any] = ["legal_opinion", "competition_opinion", "meeting", "submitted_as", "approved_as"]
ISSUED: list[Any] = ["document_number", "in_force_on", "portal_url", "valid_until", "validity_basis", "ended_by"]
ASKED: Any = ["name", "asked_on", "answer_by", "answered_on", "opinion", "verdict", "why"]
ANSWERS = [choice for choice in choices_of(VERDICTS) if choice[0] != Verdict.NO_REMARKS]
LONG = ("departments", "opinion", "why", "legal_opinion", "competition_opinion")


class ConsultedInline(NamedTabularInline):
    """Written by the moves alone."""

    model = Consulted
    fields = readonly_fields = ASKED

    def has_add_permission(self, request, obj=None):
        return False

    has_change_permission = has_delete_permission = has_add_permission


@admin.register(RuleDocument)
class RuleDocumentAdmin(EnteredByTheOffice, CaseAdmin):
    readers, writers, exporters = BUSINESS, WRITERS, WRITERS & EXPORTERS
    entry_form, number_of = GivenOutForm, staticmethod(number_of)
    list_display = ["light", "title", "sort", "state_pill", "document_number", "valid_until", "officer"]
    list_filter = [*ListsCases.list_filter, "sort", "concerns_operators", "valid_until"]
    list_select_related = ["docket__section", "docket__officer"]
    search_fields = [*ListsCases.search_fields, "document_number"]
    search_help_text = _("Number, title or document number")
    inlines = [ConsultedInline]
    fieldsets = [
        (None, {"fields": ENTERED}),
        (_("Review and adoption"), {"fields": REVIEWED}),
        (_("Issue and validity"), {"fields": ISSUED}),
    ]

    def get_inlines(self, request, obj):
        """Whoever has been asked: of a draft, only once a review has sent it back."""
        return self.inlines if obj and (obj.state not in DRAFT or obj.legal_opinion) else []

    def get_fieldsets(self, request, obj=None):
        """What has not been reached yet is not shown."""
        if obj is None:
            own = {"fields": ["title", "sort", "section", "drafter", "officer"]}
            return [(None, own), (None, {"fields": [*ENTERED[2:], "opened_on", "secrecy"]})]
        shown = super().get_fieldsets(request, obj)
        return [part for part in shown if part[0] is None or any(getattr(obj, name) for name in part[1]["fields"])]

    def get_changeform_initial_data(self, request):
        return {"drafter": request.user.pk, **super().get_changeform_initial_data(request)}

    def get_readonly_fields(self, request, obj=None):
        """What a review has relied on is corrected in the draft."""
        if obj is None:
            return []
        is_draft = obj.state in DRAFT | ASKING
        return [*REVIEWED, *ISSUED] if is_draft else [*ENTERED, *REVIEWED, *ISSUED]

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "drafter":
            kwargs["queryset"] = self.colleagues(request)
        if db_field.name == "revises":
            kwargs["queryset"] = self.get_queryset(request).select_related("docket").order_by("docket__number")
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def asks(self, request, case, move):
        fields = dict.fromkeys(LONG, long_text) | _choices(case)
        return {name: fields[name](label=spoken(case.workflow.words[name])) for name in move.asks if name in fields}


def _choices(case: RuleDocument) -> dict[str, Callable[..., Any]]:
    """Only whoever waits for this move is offered."""
    silent, opined = case.consulted.silent(), case.consulted.unanswered()
    several: Any = partial(forms.ModelMultipleChoiceField, silent, widget=forms.CheckboxSelectMultiple)
    return {
        "consulted": partial(forms.ModelChoiceField, silent),
        "silent": several,
        "opined": partial(forms.ModelChoiceField, opined),
        "verdict": partial(forms.ChoiceField, choices=ANSWERS, widget=forms.RadioSelect),
        "asked_at": partial(forms.URLField, assume_scheme="https"),
        "portal_url": partial(forms.URLField, assume_scheme="https"),
    }
