"""Licences and penalties on the screen: lists with their views, and a page that says why and by when."""

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bureau.desk.recorded import RecordedAdmin, hand_of
from bureau.desk.sheets import SheetAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from credit.admin.columns import ShowsPublication
from credit.admin.forms import DecisionForm, LicenceForm, PenaltyForm
from credit.admin.organs import own_bureau
from credit.admin.views import PublicationView
from credit.models import Licence, Penalty
from credit.procedure import change, enter, push_of, report

CODES = ["uscc", "registration_no", "org_code", "tax_no", "institution_no", "society_no"]
PARTY = ["party_kind", "party_name", *CODES, "representative", "id_type", "id_no"]
ORGANS = ["organ", "source", "withheld", "publish_basis", "remark", "bureau"]
TOLD = ["publication", "standing"]
LICENCE = ["paper_name", "paper_no", "decided_on", "licence_class", "certificate_name", "certificate_no"]
PENALTY = ["paper_no", "decided_on", "is_simple", "violation", "facts", "basis", "penalty_class", "severity"]


class DecisionAdmin(ShowsPublication, SheetAdmin, RecordedAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    form = DecisionForm
    list_display = ["light", "paper_no", "party_name", "decided_on", "organ", "push_state", "reported_on"]
    list_display_links = ["paper_no"]
    list_filter = [PublicationView, "organ", "source", "decided_on", "party_kind", "push__state"]
    list_select_related = ["organ", "push"]
    search_fields = ["paper_no", "party_name", "uscc", "organ__name"]
    search_help_text = _("Number of the decision, counterpart, credit code or organ")
    show_full_result_count = False
    actions = ["reported_today"]
    readonly_fields = TOLD

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("push", "organ", "source", "bureau", "person")

    def lookup_allowed(self, lookup, value, request):
        """A filter that answers for itself asks nothing of a field."""
        return lookup == PublicationView.parameter_name or super().lookup_allowed(lookup, value, request)

    def get_fieldsets(self, request, obj=None):
        found = super().get_fieldsets(request, obj)
        return found if obj else found[1:]

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (made,), {"request": request})

    def get_changeform_initial_data(self, request):
        return own_bureau(request) | super().get_changeform_initial_data(request)

    def save_model(self, request, obj, form, is_change):
        (change if is_change else enter)(hand_of(request), obj)

    @admin.action(description=_("Register as reported today"), permissions=["change"])
    def reported_today(self, request, queryset):
        pushes = push_of(self.model).objects.filter(record__in=queryset.values("pk"))
        try:
            count = report(hand_of(request), pushes, timezone.localdate())
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            return
        told = ngettext("%(count)s record was reported.", "%(count)s records were reported.", count)
        self.message_user(request, told % {"count": count})


@admin.register(Licence)
class LicenceAdmin(DecisionAdmin):
    sheets = ("licences",)
    form = LicenceForm
    fieldsets: ClassVar[Any] = [
        (_("Collect and publish"), {"fields": TOLD}),
        (_("Counterpart"), {"fields": PARTY}),
        (_("Decision"), {"fields": [*LICENCE, "content", "valid_from", "valid_to", "state"]}),
        (_("Organs"), {"fields": ORGANS}),
    ]


@admin.register(Penalty)
class PenaltyAdmin(DecisionAdmin):
    sheets = ("penalties",)
    form = PenaltyForm
    fieldsets: ClassVar[Any] = [
        (_("Collect and publish"), {"fields": TOLD}),
        (_("Counterpart"), {"fields": PARTY}),
        (_("Decision"), {"fields": [*PENALTY, "content", "valid_to", "publish_until"]}),
        (_("Amounts"), {"fields": ["fine", "confiscated", "suspended", "amount_reason"]}),
        (_("Organs"), {"fields": ORGANS}),
    ]
