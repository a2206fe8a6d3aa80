"""The page of a batch: its headings matched, its rows looked at, confirmed, followed, taken back."""

from functools import partial

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import Event, log
from bureau.audit.seen import lock
from bureau.audit.vault import CannotOpen, NoSuchMaster
from bureau.audit.whose import Whose
from bureau.desk.again import fetch_again
from bureau.desk.jobs import LATER, SOON
from bureau.desk.recorded import RecordedAdmin, hand_of
from bureau.desk.scoped import scope_for
from bureau.desk.sheets_export import file_name
from bureau.people.addresses import address_of
from bureau.people.roles import ADMINISTRATORS, CASEWORKERS, EVERYBODY, EXPORTERS
from bureau.sheets.batches import Batch, BatchState, Outcome
from bureau.sheets.headings import LEFT_OUT, fit
from bureau.sheets.importers import importer
from bureau.sheets.kinds import sheet_kinds
from bureau.sheets.marked import marked_copy
from bureau.sheets.safe import opened
from bureau.sheets.seeing import seen
from bureau.sheets.staging import mapping_of, match, remember
from bureau.sheets.undo import left_of
from bureau.sheets.unreadable import Unreadable
from bureau.sheets.work import UNWRITTEN, NotNow, confirm, drop, fits_at_once, go_on, undo, wants_another

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SHOWN = 100  # rows of each outcome
STEPS = [
    (_("uploaded"), (BatchState.READING,)),
    (_("matched"), (BatchState.MATCHING,)),
    (_("checked"), (BatchState.CHECKING, BatchState.CHECKED)),
    (_("written"), (BatchState.WRITING,)),
    (_("finished"), (BatchState.DONE, BatchState.DROPPED, BatchState.UNDONE)),
]


def matching_form(batch, data=None):
    """One choice for each heading: which column is meant, or that it is left out."""
    columns = batch.sheet.resource.columns()
    choices = [(LEFT_OUT, _("leave out")), *((column.column_name, column.column_name) for column in columns)]
    known = fit(batch.headings, columns, mapping_of(batch)).columns
    fields = {
        f"heading_{place}": forms.ChoiceField(label=heading, choices=choices, required=False, initial=known.get(place))
        for place, heading in enumerate(batch.headings)
    }
    return type("MatchingForm", (forms.Form,), fields)(data)


@admin.register(Batch)
class BatchAdmin(RecordedAdmin):
    """A batch is seen by those who may write its kind, where they see what it writes. Nothing is typed here."""

    readers, exporters = EVERYBODY, EXPORTERS & (ADMINISTRATORS | CASEWORKERS)
    list_display = ["__str__", "file_name", "state", "new", "changed", "unchanged", "refused", "by", "at"]
    list_filter = ["state"]
    list_select_related = ["by"]
    search_fields = ["file_name", "sender"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).filter(reached_by(request))
        return rows.select_related("job", "key", "by", "bureau")

    def has_module_permission(self, request):
        return any(scope_for(request).holds(kind.writers) for kind in sheet_kinds())

    def has_view_permission(self, request, obj=None):
        if obj is None:
            return self.has_module_permission(request)
        return Batch.objects.filter(reached_by(request), pk=obj.pk).exists()

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def get_urls(self):
        own = []
        for name, view in BUTTONS.items():
            page = self.admin_site.admin_view(_posted(self, view))
            own.append(path(f"<int:pk>/{name}/", page, name=f"bureau_batch_{name}"))
        copy = self.admin_site.admin_view(partial(copied, self))
        return [*own, path("<int:pk>/copy/", copy, name="bureau_batch_copy"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        batch = self._batch(request, object_id)
        context = self.admin_site.each_context(request) | {"title": batch.words, "opts": self.opts, "batch": batch}
        response = TemplateResponse(request, "admin/bureau/sheets/batch.html", context | page_of(request, batch))
        if batch.is_at_work:
            fetch_again(request, response, LATER if batch.job.is_put_off else SOON)
        return response

    def _batch(self, request, pk):
        batch = self.get_object(request, str(pk))
        if batch is None:
            raise Http404
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        return batch


def reached_by(request, roles=EVERYBODY) -> Q:
    """Cases of a section come with sheets that are their section's; what belongs to no section is its sender's.

    `roles`: with which of them, of those that may write the kind.
    """
    scope, reached = scope_for(request), Q(pk__in=[])
    for kind in sheet_kinds():
        of, writers = kind.resource._meta.model.whose, kind.writers & roles
        if of.bureau or not of.section:
            within = scope.within(Batch.whose, writers)
        else:
            within = scope.within(Whose(section="section"), writers) | Q(section=None, by=request.user)
        reached |= Q(kind=kind.name) & within
    return reached


def may_copy(request, batch) -> bool:
    """Whoever sent it has had it all; of others, who may confirm it and may take lists out of the house."""
    return batch.was_sent_by(request.user) or Batch.objects.filter(reached_by(request, EXPORTERS), pk=batch.pk).exists()


def copied(screen, request, pk):
    """The wrong rows as a workbook; what leaves the house is told by the access log."""
    batch = screen._batch(request, pk)
    wrong = batch.rows.filter(outcome=Outcome.REFUSED).count() if batch.key else 0
    if not wrong:
        raise Http404
    if not may_copy(request, batch):
        raise PermissionDenied
    whole = batch.was_sent_by(request.user)
    purpose = _("wrong rows, as they were sent") if whole else _("wrong rows, what is personal as masks")
    told = {"purpose": str(purpose), "record": batch._meta.label_lower, "row": batch.pk}
    told |= {"fields": batch.matched.values(), "count": wrong, "address": address_of(request)}
    log(hand_of(request), Event.EXPORT, **told)
    response, hand = HttpResponse(marked_copy(batch, masked=not whole), content_type=XLSX), hand_of(request)
    title = "-".join((batch.words, str(batch.pk), str(_("wrong rows"))))
    name = file_name(title, hand.actor_name, hand.at, "xlsx")
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def _posted(screen, view):
    """A button of the page: the batch is locked, and what cannot be done now is told there."""

    def pressed(request, pk):
        if request.method != "POST":
            raise Http404
        batch = screen._batch(request, pk)
        lock(batch)
        batch = screen._batch(request, pk)
        try:
            view(request, batch, importer(request.user, batch.sheet.writers, timezone.now(), batch.bureau))
        except (NotNow, Unreadable) as refused:
            messages.error(request, str(refused))
        return HttpResponseRedirect(reverse("admin:bureau_batch_change", args=[batch.pk]))

    return pressed


def matched(request, batch, who):
    form = matching_form(batch, request.POST)
    if batch.state != BatchState.MATCHING or not form.is_valid():
        raise NotNow(str(_("The headings of this batch cannot be matched now.")))
    meant = {heading: form.cleaned_data[f"heading_{place}"] for place, heading in enumerate(batch.headings)}
    found = match(batch, who, meant)
    if not found.is_whole:
        raise NotNow(str(found))
    remember(batch, who, meant)
    go_on(batch, who)


def _plainly(act, _request, batch, who):
    act(batch, who)


def confirmed(request, batch, who):
    confirm(batch, who, bool(request.POST.get("good_rows_only")))


BUTTONS = {"match": matched, "confirm": confirmed, "drop": partial(_plainly, drop), "undo": partial(_plainly, undo)}


def page_of(request, batch):
    """What the page shows: where the batch stands, its rows by what becomes of them, and what may be done."""
    counts = [(outcome, Outcome(outcome).label, getattr(batch, outcome)) for outcome in Outcome.values]
    now = next(place for place, (_name, states) in enumerate(STEPS) if batch.state in states)
    steps = [
        (name, "done" if place < now else "now" if place == now else "") for place, (name, _states) in enumerate(STEPS)
    ]
    page = {"counts": counts, "steps": steps, "shown": SHOWN, "may": _may(request, batch)}
    if batch.state == BatchState.MATCHING:
        page |= {
            "form": matching_form(batch),
            "fit": fit(batch.headings, batch.sheet.resource.columns(), mapping_of(batch)),
        }
    if batch.state == BatchState.UNDONE and batch.left:
        page["left"] = [(record._meta.verbose_name, str(record)) for record in left_of(batch)[:SHOWN]]
    try:
        return page | _rows(batch)
    except (CannotOpen, NoSuchMaster):  # sealed under a master key that is gone
        return page | {"cannot_open": True}


def _rows(batch):
    if batch.key is None:
        return {}
    wrong, odd = batch.rows.filter(outcome=Outcome.REFUSED), batch.rows.filter(is_odd=True)
    warned = _("%(count)s rows are odd and are written all the same: please compare.") % {"count": odd.count()}
    faults = [
        ("bad", _("Wrong rows"), "", _told(batch, wrong, "problems")),
        ("odd", _("To be compared"), warned, _told(batch, odd, "warnings")),
    ]
    changes = [(outcome.label, _lines(batch, outcome)) for outcome in (Outcome.CHANGED, Outcome.NEW)]
    return {"faults": faults, "changes": changes}


def _lines(batch, outcome):
    """Rows with what they would write: of a new record what the sheet says, of another what is different."""
    return [
        (row.number, content.record, _said(batch, content) if outcome == Outcome.NEW else content.told)
        for row, content in opened(batch, batch.rows.filter(outcome=outcome)[:SHOWN])
    ]


def _said(batch, content):
    return [("", name, "", text) for name, text in _seen(batch, content).items() if text]


def _told(batch, rows, what):
    """The first of these rows, each with its problems or its warnings."""
    return [
        (row.number, _shown(batch, content, getattr(content, what))) for row, content in opened(batch, rows[:SHOWN])
    ]


def _shown(batch, content, found):
    """Of each: the heading, what stands there, the reason."""
    texts = _seen(batch, content)
    return [(heading, texts.get(heading, ""), reason) for heading, reason in found]


def _seen(batch, content):
    cells = {name: content.cells[int(place)] for place, name in batch.matched.items()}
    return seen(batch, cells)


def _may(request, batch):
    """Which buttons stand on the page."""
    user = request.user
    idle, state = not batch.is_at_work, batch.state
    another = idle and wants_another(batch, user)
    ready = idle and state in (BatchState.CHECKED, BatchState.WRITING) and batch.new + batch.changed and not another
    whole = ready and not batch.refused and fits_at_once(batch)
    return {
        "confirm_all": whole,
        "confirm_good": ready and not whole,
        "another": another and settings.SECOND_PERSON_ABOVE,
        "drop": idle and state in UNWRITTEN,
        "undo": idle and state in (BatchState.DONE, BatchState.WRITING),
        "copy": bool(batch.refused) and batch.key is not None and may_copy(request, batch),
        "cancel": batch.is_at_work
        and not batch.job.cancel_asked
        and (user.is_superuser or batch.job.asked_by_id == user.pk),
    }
