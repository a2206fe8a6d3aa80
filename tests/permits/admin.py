from django.contrib import admin

from bureau.desk.recorded import RecordedAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS
from tests.permits.models import Permit


@admin.register(Permit)
class PermitAdmin(RecordedAdmin):
    readers, writers = BUSINESS, CASEWORKERS
    list_display = ["docket", "state", "promised_days"]
    list_filter = ["state", "docket__section", "docket__officer"]
    list_select_related = ["docket__section", "docket__officer"]
    search_fields = ["docket__number", "docket__title"]
    fields = ["promised_days", "grounds"]

    def has_add_permission(self, request):
        return False
