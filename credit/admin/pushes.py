"""Where a record stands with the platform, registered by whoever has put it there and read the answer."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from bureau.desk.recorded import RecordedAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from credit.models import LicencePush, PenaltyPush


@admin.register(LicencePush, PenaltyPush)
class PushAdmin(RecordedAdmin):
    """A line comes with its record: nobody enters one."""

    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    list_display = ["record", "state", "reported_on", "accepted_on", "refusal_code", "refusal"]
    list_display_links = ["record"]
    list_filter = ["state", "reported_on", "accepted_on"]
    list_select_related = ["record__organ"]
    search_fields = ["record__paper_no", "record__party_name", "record__uscc"]
    search_help_text = _("Number of the decision, counterpart or credit code")
    fields = ["record", "state", "reported_on", "accepted_on", "refusal_code", "refusal"]
    readonly_fields = ["record"]

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("record__bureau")
