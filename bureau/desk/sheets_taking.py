"""A long list taken out of the house: made part by part in the background, and given to whoever asked for it.

Each part looks at the list anew as whoever asked for it: what has left their reach since, and all after a role has
ended, is not in the file.
"""

import tempfile
from datetime import datetime
from typing import Any

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import Event, log
from bureau.desk.hands import hand_of
from bureau.desk.sheets_export import MOST, ExportAdmin, file_name
from bureau.notices.jobs import Far, Finished, Job, JobRefused, job_kind
from bureau.notices.leases import State
from bureau.people.addresses import address_of
from bureau.people.scope import scope_of
from bureau.people.staff import Staff
from bureau.sheets.exports import KIND, PART, Export, ExportPart, ExportSafe, ask_again
from bureau.sheets.formats import FOR_WIDTH, Csv, Head, Pieced, Xlsx, widths_of

SHAPES: dict[str, type[Pieced]] = {shape().get_title(): shape for shape in (Xlsx, Csv)}


@job_kind(KIND, _("export of a list"))
def _export(job: Job, at: datetime) -> Far | Finished:
    export = Export.objects.select_for_update(of=("self",)).select_related("key").get(job=job)
    if not export.is_kept:
        raise JobRefused(gettext("The file is no longer kept."))
    with translation.override(export.language):
        taking = Taking(export, job.asked_by, at)
        if export.count is None:
            return Far(0, taking.plan())
        if found := taking.safe.next_part():
            taking.write(*found)
    return Finished(export.count) if export.is_whole else Far(export.done, export.count)


def screen_of(export: Export) -> ExportAdmin | None:
    """The list that it is an export of; None where no app of today has it."""
    for model, screen in admin.site._registry.items():
        if model._meta.label_lower == export.record and isinstance(screen, ExportAdmin):
            return screen
    return None


class Taking:
    """An export at work: the list as its asker would see it now. Raises JobRefused where they may not, any more."""

    def __init__(self, export: Export, by: Staff, at: datetime) -> None:
        self.export, self.safe = export, ExportSafe(export)
        request: Any = HttpRequest()
        request.method, request.user, request.scope = "GET", by, scope_of(by, timezone.localdate(at))
        request.GET = QueryDict(self.safe.asked()["query"])
        screen = screen_of(export)
        if screen is None or not screen.has_export_permission(request):
            raise JobRefused(gettext("Whoever asked for it may no longer do it."))
        self.screen, self.request = screen, request

    def plan(self) -> int:
        """Which rows, in the order of the list: they stay these, however long it takes. How many there are."""
        keys = self._rows().values_list("pk", flat=True)
        found = self.safe.plan(keys[: MOST + 1].iterator(chunk_size=2000))
        if found > MOST:
            raise JobRefused(gettext("The list has more than %(most)s rows. Please filter it.") % {"most": MOST})
        self.export.save(update_fields=["count"])
        return found

    def write(self, part: ExportPart, keys: list[Any]) -> None:
        """The rows of a part that are still there and within reach."""
        place = {str(key): number for number, key in enumerate(keys)}
        rows = sorted(self._rows().filter(pk__in=keys), key=lambda row: place[str(row.pk)])
        dataset = self.screen.get_data_for_export(self.request, rows)
        if not part.number:
            headings = [str(heading) for heading in dataset.headers]
            asked = self.safe.asked() | {"headings": headings, "widths": widths_of(headings, dataset[:FOR_WIDTH])}
            self.safe.ask(asked)
            self.export.save(update_fields=["sealed"])
        # Rows that have gone since leave a gap in the numbers, which no reader of workbooks minds.
        self.safe.write(part, SHAPES[self.export.shape]().piece(dataset, part.number * PART + 1))

    def _rows(self) -> QuerySet:
        try:
            return self.screen.get_export_queryset(self.request)
        except IncorrectLookupParameters:
            raise JobRefused(gettext("The list is no longer filtered like that.")) from None


# On the page of the job


def export_of(job: Job, user) -> dict:
    """What the page of a job says of the file that it makes; empty for another job, or another person."""
    export = Export.objects.filter(job=job).select_related("job").first()
    if export is None or export.by_id != user.pk:
        return {}
    screen = screen_of(export)
    return {
        "export": export,
        "list": capfirst(screen.opts.verbose_name_plural) if screen else export.record,
        "may_take": job.state == State.DONE and export.is_whole,
        "may_go_on": job.state in (State.CANCELLED, State.FAILED) and export.is_kept,
    }


def _own(job: Job | None, request) -> tuple[Export, ExportAdmin]:
    """Raises Http404, or PermissionDenied where it is somebody else's or the role has ended."""
    export = Export.objects.filter(job=job).select_related("key", "job").first() if job else None
    screen = screen_of(export) if export else None
    if export is None or screen is None:
        raise Http404
    if export.by_id != request.user.pk or not screen.has_export_permission(request):
        raise PermissionDenied
    return export, screen


def file_view(jobs, request, object_id):
    """The file, put together from its parts and written nowhere else; each time is told by the access log."""
    export, screen = _own(jobs.get_object(request, object_id), request)
    if not export.is_whole:
        raise Http404
    with translation.override(export.language):
        safe, shape, title = ExportSafe(export), SHAPES[export.shape](), str(screen.opts.verbose_name_plural)
        asked, hand = safe.asked(), hand_of(request)
        head = Head(title, asked.get("headings", []), asked.get("widths", []), hand.actor_name, export.at)
        purpose = gettext("%(purpose)s (file of job %(job)s)") % {"purpose": asked["purpose"], "job": export.job_id}
        told: dict[str, Any] = {"record": export.record, "fields": head.headings, "count": export.count or 0}
        log(hand, Event.EXPORT, purpose=purpose, address=address_of(request), **told)
        kept = tempfile.TemporaryFile()  # noqa: SIM115 - the answer closes it; it has no name, and goes when closed
        shape.write(kept, head, safe.pieces())
    kept.seek(0)
    name = file_name(title, hand.actor_name, export.at, shape.get_extension())
    return FileResponse(kept, as_attachment=True, filename=name, content_type=shape.get_content_type())


def go_on_view(jobs, request, object_id):
    """What was cancelled or failed goes on where it was."""
    if request.method != "POST":
        raise Http404
    export, _screen = _own(jobs.get_object(request, object_id), request)
    try:
        job = ask_again(export, timezone.now())
    except LookupError:
        raise Http404 from None
    return HttpResponseRedirect(reverse("admin:bureau_job_change", args=[job.pk]))
