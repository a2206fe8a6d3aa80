"""Background jobs on the screen: how far each is, and a button to cancel it."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.desk.again import fetch_again
from bureau.desk.scoped import ReadOnlyAdmin, scope_for
from bureau.desk.sheets_taking import export_of, file_view, go_on_view
from bureau.notices.jobs import Job, cancel, failed_lately, waits_too_long
from bureau.people.roles import EVERYBODY, Role

COLUMNS = ["name", "state", "progress", "asked_by", "asked_at", "finished_at"]
ADMINISTRATORS_OF_JOBS = frozenset({Role.SYSTEM_ADMINISTRATOR})
SOON, LATER = 2, 30  # seconds until the page is fetched again


class TroubleFilter(admin.SimpleListFilter):
    """Where the figures of the start page lead."""

    title = _("trouble")
    parameter_name = "trouble"
    of = {"failed": failed_lately, "waiting": waits_too_long}

    def lookups(self, request, model_admin):
        return [("failed", _("failed in the last seven days")), ("waiting", _("waiting too long"))]

    def queryset(self, request, queryset):
        asked = self.of.get(self.value() or "")
        return queryset.filter(asked(timezone.now())) if asked else queryset


class JobsWithinReach(ReadOnlyAdmin):
    """One sees what one has asked for oneself, a system administrator those of the bureau."""

    readers = EVERYBODY

    def get_queryset(self, request):
        """Whoever looks after the system is told of every job that broke off; a job bears no personal data."""
        rows = super().get_queryset(request)
        if request.user.is_superuser:
            return rows
        looked_after = scope_for(request).rows(Job.objects.order_by(), ADMINISTRATORS_OF_JOBS)
        return rows.filter(Q(asked_by=request.user) | Q(pk__in=looked_after.values("pk")))

    def has_view_permission(self, request, obj=None):
        own = obj is None or _may_cancel(request, obj) or scope_for(request).reaches(obj, ADMINISTRATORS_OF_JOBS)
        return own and super().has_view_permission(request, obj)


@admin.register(Job)
class JobAdmin(JobsWithinReach):
    """How far each job is; nothing is typed here, and only whoever asked for one cancels it."""

    list_display = [*COLUMNS]
    list_filter = ["state", TroubleFilter]
    list_select_related = ["asked_by"]
    ordering = ["-pk"]
    fields = [*COLUMNS, "attempts", "next_at", "error", "result"]

    def get_fields(self, request, obj=None):
        """What is empty, or means nothing any more, is left out."""
        shown = super().get_fields(request, obj)
        if obj is None:
            return shown
        gone = {name for name in ("attempts", "error", "result", "finished_at") if not getattr(obj, name)}
        return [name for name in shown if name not in (gone if obj.is_open else gone | {"attempts", "next_at"})]

    def get_urls(self):
        own = [
            path(
                f"<path:object_id>/{name}/", self.admin_site.admin_view(partial(view, self)), name=f"bureau_job_{name}"
            )
            for name, view in PAGES.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        """An open job's page fetches itself again."""
        obj = kwargs.get("obj")
        context["may_cancel"] = obj is not None and _may_cancel(request, obj)
        context |= export_of(obj, request.user) if obj is not None else {}
        response = super().render_change_form(request, context, *args, **kwargs)
        if obj is not None and obj.is_open:
            fetch_again(request, response, LATER if obj.is_put_off else SOON)
        return response

    @admin.display(description=_("job"), ordering="kind")
    def name(self, job):
        return str(job)

    @admin.display(description=_("progress"))
    def progress(self, job):
        return f"{job.done} / {job.total}" if job.total is not None else str(job.done)


def _may_cancel(request, job):
    """Whoever asked for it; others only look."""
    return request.user.is_superuser or job.asked_by_id == request.user.pk


def cancel_view(jobs, request, object_id):
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    job = jobs.get_object(request, object_id)
    if job is None:
        raise Http404
    if not _may_cancel(request, job):
        raise PermissionDenied
    if cancel(job, timezone.now()):
        jobs.log_change(request, job, str(_("Cancelled.")))
    else:
        jobs.message_user(request, _("It had ended already."), messages.WARNING)
    return HttpResponseRedirect(reverse("admin:bureau_job_change", args=[job.pk]))


PAGES: dict[str, Any] = {"cancel": cancel_view, "file": file_view, "go_on": go_on_view}
