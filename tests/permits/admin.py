from django.contrib import admin

from bureau.desk.cases import CaseAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS
from tests.permits.models import Permit


@admin.register(Permit)
class PermitAdmin(CaseAdmin):
    readers, writers = BUSINESS, CASEWORKERS
    fields = ["promised_days", "grounds"]

    def has_add_permission(self, request):
        return False
