from django.contrib import admin

from bureau.desk.by_code import FIELDS, ByCodeForm
from bureau.desk.cases import CaseAdmin
from bureau.desk.entry import EntryForm
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from tests.permits.models import Permit


class PermitForm(ByCodeForm):
    party = "applicant"


class PermitEntryForm(PermitForm, EntryForm):
    pass


@admin.register(Permit)
class PermitAdmin(CaseAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    form = PermitForm
    entry_form = PermitEntryForm
    entry_fields = [*FIELDS, "promised_days"]
    fields = [*FIELDS, "promised_days", "grounds"]

    def party(self, case):
        return str(case.applicant or "")
