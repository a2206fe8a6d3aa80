"""Batches to the platform on the screen; each number leads to the rows that it counts."""

from functools import partial

from django.contrib import admin
from django.db.models import Count, Q
from django.http import Http404
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from bureau.desk.recorded import RecordedAdmin
from bureau.desk.scoped import scope_for
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from credit.admin.pushes import may_push
from credit.admin.rows import COUNTS, rows_page
from credit.admin.sending import BUTTONS, ErrorListForm, batch_page, prepare_view, pressed
from credit.models import PushBatch


class CountsRows(RecordedAdmin):
    """What the list of batches says of each."""

    @admin.display(description=_("what"))
    def what(self, batch):
        return f"{batch.get_kind_display()} · {batch.get_layout_display()}"

    @admin.display(description=_("rows"), ordering="total")
    def all_rows(self, batch):
        return _counted(batch, "", batch.total)

    @admin.display(description=_("accepted"))
    def accepted(self, batch):
        return _counted(batch, "accepted", batch.accepted_rows)

    @admin.display(description=_("failed"))
    def failed(self, batch):
        return _counted(batch, "failed", batch.failed_rows)

    @admin.display(description=_("unanswered"))
    def unanswered(self, batch):
        return _counted(batch, "unanswered", batch.unanswered_rows)


@admin.register(PushBatch)
class PushBatchAdmin(CountsRows):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    list_display = ["number", "what", "state", "all_rows", "accepted", "failed", "unanswered", "sent_on"]
    list_filter = ["state", "kind", "act", "layout"]
    list_select_related = ["bureau"]
    search_fields = ["number"]

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_queryset(self, request):
        found = {key: Q(rows__outcome__in=one[0].split(",")) for key, one in COUNTS.items()}
        counts = {f"{key}_rows": Count("rows", filter=asked) for key, asked in found.items()}
        return super().get_queryset(request).annotate(**counts)

    def get_urls(self):
        own = [
            path("prepare/", self.admin_site.admin_view(partial(prepare_view, self)), name="credit_pushbatch_prepare")
        ]
        for name, press in BUTTONS.items():
            view = self.admin_site.admin_view(partial(pressed, self, press))
            own.append(path(f"<path:object_id>/{name}/", view, name=f"credit_pushbatch_{name}"))
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        may = {"may_prepare": scope_for(request).holds(self.writers)}
        return super().changelist_view(request, (extra_context or {}) | may)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return batch_page(self, request, self.found(request, object_id), ErrorListForm())

    def found(self, request, object_id):
        batch = self.get_object(request, object_id)
        if batch is None:
            raise Http404
        return batch

    def may_carry(self, request, batch):
        return scope_for(request).reaches(batch, self.writers) and may_push(request, batch.bureau)


def _counted(batch, view, count):
    """A number leads to the rows that it counts."""
    return format_html('<a href="{}">{}</a>', rows_page(batch, view), count)
