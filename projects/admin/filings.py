"""Filings on the screen: the list, the page of one, its entry by hand, and its sample certificate."""

from typing import Any

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from bureau.desk.caselist import ListsCases
from bureau.desk.cases import CaseAdmin
from bureau.desk.recorded import RecordedForm, hand_of
from bureau.desk.sheets import SheetAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from projects.admin.certificates import PrintsCertificate
from projects.admin.forms import FilingEntryForm, FilingForm, fields_for
from projects.models import Filing
from projects.models.filings import PLATFORMS
from projects.procedure import retitle
from projects.rules.changes import CHANGES
from projects.rules.filing import FILED

PARTY = ["uscc", "party_name"]
PROJECT = ["project_name", *PARTY, "site", "category", "construction", "scale_and_content"]
MONEY = ["total_investment", "capital", "plan_start", "plan_end"]
DAYS = ["submitted_on", "complete_on", "filed_on", "changed_on", "started_on"]
TOLD = ["missing", "change_ground", "wrong_track", "departments_told", "explanation"]
ORIGIN = ["item", "power", "taken_over_from", "taken_over_at", "is_historical"]
FIELDSETS: list[Any] = [
    (_("Project"), {"fields": ["project_code", "channel", *PROJECT]}),
    (_("Investment and time"), {"fields": [*MONEY, *DAYS]}),
    (_("Course and origin"), {"fields": [*TOLD, *ORIGIN, "note"]}),
]
ENTRY: list[Any] = [
    (None, {"fields": ["secrecy", "project_code", "code_reason", "section", "opened_on", "channel"]}),
    (_("Project"), {"fields": PROJECT}),
    (_("Investment and time"), {"fields": [*MONEY, "note"]}),
]


@admin.register(Filing)
class FilingAdmin(SheetAdmin, PrintsCertificate, CaseAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    sheets = ("filings", "old_filings")
    form, entry_form = FilingForm, FilingEntryForm
    list_display = ["light", "due_days", "number", "title", "party", "amount", "state_pill", "officer"]
    list_filter = [*ListsCases.list_filter, "category", "channel", "is_historical", "filed_on"]
    list_select_related = ["docket__section", "docket__officer", "enterprise"]
    search_fields = ["project_code", "project_name", "enterprise__name", "enterprise__uscc", "docket__number"]
    search_help_text = _("Project code, name, enterprise or its credit code")
    fieldsets = FIELDSETS

    def get_fieldsets(self, request, obj=None):
        return super().get_fieldsets(request, obj) if obj else ENTRY

    def get_readonly_fields(self, request, obj=None):
        if obj is None:
            return []
        return ["project_code", *DAYS, *TOLD, *ORIGIN, *locked(obj)]

    def get_form(self, request, obj=None, change=False, **kwargs):
        """Without the enterprise's own fields, where they are only shown."""
        if obj is not None and locked(obj):
            kwargs["form"] = RecordedForm
        return super().get_form(request, obj, change=change, **kwargs)

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        if change:
            retitle(obj, hand_of(request))

    @admin.display(description=_("enterprise"), ordering="enterprise__name")
    def party(self, case):
        return str(case.enterprise)

    def asks(self, request, case, move):
        """The choices, and what a change begins with: the facts as they stand."""
        return {name: field for name, field in fields_for(case).items() if name in move.asks}

    @admin.display(description=_("project code"), ordering="project_code")
    def number(self, filing):
        return filing.project_code or filing.docket.number

    @admin.display(description=_("project name"), ordering="project_name")
    def title(self, filing):
        return filing.project_name

    @admin.display(description=_("unified social credit code"))
    def uscc(self, filing):
        return filing.enterprise.uscc

    @admin.display(description=_("name of the enterprise"))
    def party_name(self, filing):
        return filing.enterprise.name

    @admin.display(description=_("total investment (10,000 yuan)"), ordering="total_investment")
    def amount(self, filing):
        return f"{filing.total_investment:,.2f}".removesuffix(".00")


def locked(filing: Filing) -> list[str]:
    """What the form only shows: the platform's facts where it has told of them; once filed, what 变更备案 is for."""
    if filing.is_the_platforms:
        facts: Any = PLATFORMS
    elif filing.state in FILED or filing.docket.closed_on:
        facts = [*CHANGES, "enterprise"]
    else:
        return []
    return [name for name in [*facts, *PARTY] if name not in ("ground", "enterprise")]
