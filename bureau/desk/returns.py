"""Returns on the screen: the duties with their rhythm, and what falls due of them, like any case."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.desk.caselist import ListsCases
from bureau.desk.cases import CaseAdmin
from bureau.desk.followed import FollowedByTheOffice
from bureau.desk.recorded import RecordedAdmin, hand_of
from bureau.office.returns.models import ReportingDuty, Return
from bureau.office.returns.procedure import open_returns
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS, Role

WRITERS = frozenset({Role.SECTION_HEAD, Role.LEADER})


@admin.register(ReportingDuty)
class ReportingDutyAdmin(FollowedByTheOffice, RecordedAdmin):
    readers, writers, exporters = BUSINESS, WRITERS, WRITERS & EXPORTERS
    list_display = ["name", "recipient", "rhythm", "due", "section", "officer", "until_on"]
    list_filter = ["rhythm", "section"]
    list_select_related = ["section", "officer"]
    search_fields = ["name", "recipient", "form", "paper"]
    fieldsets = [
        (None, {"fields": ["name", "recipient", "form", "paper"]}),
        (_("When it is due"), {"fields": ["rhythm", "counts", "month", "number", "rolls", "meeting"]}),
        (_("Who sends it"), {"fields": ["section", "officer", "since_on", "until_on"]}),
    ]

    @admin.display(description=_("When it is due"), ordering="counts")
    def due(self, duty):
        return duty.due

    def save_model(self, request, obj, form, change):
        """What is owed already stands in the list at once."""
        super().save_model(request, obj, form, change)
        open_returns(obj, hand_of(request))


@admin.register(Return)
class ReturnAdmin(FollowedByTheOffice, CaseAdmin):
    """Nobody enters a return: it falls due."""

    readers, writers, exporters = BUSINESS, CASEWORKERS, (CASEWORKERS | WRITERS) & EXPORTERS
    list_display = ["light", "title", "recipient", "rhythm", "state_pill", "sent_as", "officer"]
    list_filter = [*ListsCases.list_filter, "duty__rhythm", "duty", "last_on"]
    list_select_related = ["docket__section", "docket__officer", "duty"]
    search_fields = ["docket__title", "duty__recipient", "sent_as"]
    search_help_text = _("Return, recipient or number")
    fields = ["duty", "recipient", "asked_form", "basis", "first_on", "last_on", "sent_as"]
    readonly_fields = ["duty", "recipient", "asked_form", "basis", "first_on", "last_on", "sent_as"]

    def has_add_permission(self, request):
        return False

    @admin.display(description=pgettext_lazy("return", "sent to"), ordering="duty__recipient")
    def recipient(self, case):
        return case.duty.recipient

    @admin.display(description=_("how often"), ordering="duty__rhythm")
    def rhythm(self, case):
        return case.duty.get_rhythm_display()

    @admin.display(description=_("form"))
    def asked_form(self, case):
        return case.duty.form

    @admin.display(description=_("basis"))
    def basis(self, case):
        return case.duty.paper
