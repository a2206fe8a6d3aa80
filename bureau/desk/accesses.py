"""The access log on the screen: who read, took out or was refused what; only looked at, and itself taken out logged."""

from django.contrib import admin
from django.db.models import BooleanField, ExpressionWrapper
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import AccessLog
from bureau.casework.secrecy import beyond
from bureau.desk.scoped import ReadOnlyAdmin, scope_for
from bureau.desk.sheets_export import ExportAdmin
from bureau.notices.lines import UNTOLD
from bureau.people.roles import Role


@admin.register(AccessLog)
class AccessAdmin(ReadOnlyAdmin, ExportAdmin):
    """Of one's own bureau; what nobody of a section did, such as a failed sign-in, the account without bounds sees."""

    readers = exporters = frozenset({Role.SUPERVISOR, Role.AUDIT_ADMINISTRATOR})
    list_display = ["at", "actor_name", "event", "record_words", "row_told", "count", "purpose_told", "address"]
    list_display_links = ["at"]
    list_filter = ["event", "at"]
    search_fields = ["actor_name", "purpose"]
    search_help_text = _("Name or purpose")
    fields = [
        *("at", "actor", "source", "event", "purpose_told", "record_words", "row_told", "fields"),
        *("count", "address"),
    ]
    readonly_fields = ["record_words", "row_told", "purpose_told"]
    show_full_result_count = False
    actions = None

    def get_queryset(self, request):
        """Of a secret matter everybody who reads the log learns that somebody looked, and its handlers at which."""
        hidden = ExpressionWrapper(beyond(scope_for(request)), BooleanField())
        return super().get_queryset(request).annotate(is_hidden=hidden)

    def get_search_results(self, request, queryset, search_term):
        """What is not shown is not found either."""
        return super().get_search_results(
            request, queryset.filter(is_hidden=False) if search_term else queryset, search_term
        )

    @admin.display(description=_("record number"))
    def row_told(self, entry):
        return UNTOLD if entry.is_hidden else entry.row

    @admin.display(description=_("purpose"))
    def purpose_told(self, entry):
        return UNTOLD if entry.is_hidden else entry.purpose

    @admin.display(description=_("kind of record"), ordering="record")
    def record_words(self, entry):
        model = next((model for model in self.admin_site._registry if model._meta.label_lower == entry.record), None)
        return model._meta.verbose_name if model else entry.record
