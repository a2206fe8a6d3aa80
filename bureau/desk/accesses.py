"""The access log on the screen: who read, took out or was refused what; only looked at, and itself taken out logged."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import AccessLog
from bureau.desk.scoped import ReadOnlyAdmin
from bureau.desk.sheets_export import ExportAdmin
from bureau.people.roles import Role


@admin.register(AccessLog)
class AccessAdmin(ReadOnlyAdmin, ExportAdmin):
    """Of one's own bureau; what nobody of a section did, such as a failed sign-in, the account without bounds sees."""

    readers = exporters = frozenset({Role.SUPERVISOR, Role.AUDIT_ADMINISTRATOR})
    list_display = ["at", "actor_name", "event", "record_words", "row", "count", "purpose", "address"]
    list_display_links = ["at"]
    list_filter = ["event", "at"]
    search_fields = ["actor_name", "purpose"]
    search_help_text = _("Name or purpose")
    fields = ["at", "actor", "source", "event", "purpose", "record_words", "row", "fields", "count", "address"]
    readonly_fields = ["record_words"]
    show_full_result_count = False
    actions = None

    @admin.display(description=_("kind of record"), ordering="record")
    def record_words(self, entry):
        model = next((model for model in self.admin_site._registry if model._meta.label_lower == entry.record), None)
        return model._meta.verbose_name if model else entry.record
