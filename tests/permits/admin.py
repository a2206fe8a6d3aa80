from django.contrib import admin

from bureau.desk.by_code import FIELDS, ByCodeForm
from bureau.desk.entry import EntryAdmin, EntryForm
from bureau.people.roles import BUSINESS, CASEWORKERS
from tests.permits.models import Permit


class PermitForm(ByCodeForm):
    party = "applicant"


class PermitEntryForm(PermitForm, EntryForm):
    pass


@admin.register(Permit)
class PermitAdmin(EntryAdmin):
    readers, writers = BUSINESS, CASEWORKERS
    form = PermitForm
    entry_form = PermitEntryForm
    entry_fields = [*FIELDS, "promised_days"]
    list_display = ["docket", "state", "promised_days"]
    list_filter = ["state", "docket__section", "docket__officer"]
    list_select_related = ["docket__section", "docket__officer"]
    search_fields = ["docket__number", "docket__title"]
    fields = [*FIELDS, "promised_days", "grounds"]
