"""What waits is put into batches; the page of a batch, with its buttons and the error list that came back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.desk.again import fetch_again
from bureau.desk.jobs import LATER, SOON
from bureau.desk.recorded import hand_of
from bureau.desk.scoped import scope_for
from bureau.people.bureaus import Bureau
from bureau.sheets.unreadable import Unreadable
from credit.admin.pushes import may_push
from credit.admin.rows import COUNTS, rows_page
from credit.documents.error_lists import read_errors
from credit.models import PushBatch, PushRow
from credit.models.batches import KINDS
from credit.procedure import again
from credit.procedure.pushing import NotNow, answered, counted, drop, file_of, locked, prepare, send_again
from credit.tasks.pushing import ask_push

SHOWN = 100
LARGEST = 5 << 20  # bytes of an error list
EMPTY = "行号,规则代码,错误描述\n".encode()
State = PushBatch.State


class ErrorListForm(forms.Form):
    """The list that the platform gave back, or none: it took everything."""

    file = forms.FileField(
        label=_("error list of the platform"),
        required=False,
        help_text=_("With the columns 行号, 规则代码 and 错误描述. A row that it does not name was taken in."),
    )
    all_taken = forms.BooleanField(label=_("There is no error list: all rows were taken in"), required=False)

    def clean(self):
        cleaned = super().clean() or {}
        if bool(cleaned.get("file")) == bool(cleaned.get("all_taken")):
            raise forms.ValidationError(_("Choose the error list, or say that there is none; one of the two."))
        if cleaned.get("file") and cleaned["file"].size > LARGEST:
            raise forms.ValidationError(_("The file is too large."))
        return cleaned


class DropForm(forms.Form):
    reason_for_change = forms.CharField(label=_("Reason"), max_length=500)


# The page of a batch


def batch_page(screen, request, batch, form):
    counts, may = counted(batch), screen.may_carry(request, batch)
    numbers = {key: sum(counts[one] for one in outcomes.split(",")) for key, (outcomes, _w) in COUNTS.items()}
    tiles = [(_("rows"), batch.total, rows_page(batch))]
    tiles += [(words, numbers[key], rows_page(batch, key)) for key, (_outcomes, words) in COUNTS.items()]
    failed = batch.rows.filter(outcome__in=PushRow.FAILED).select_related("licence", "penalty", "batch")
    context = screen.admin_site.each_context(request) | {
        "title": batch.number,
        "opts": screen.opts,
        "batch": batch,
        "tiles": tiles,
        "failed": [(row, reverse(f"admin:credit_{batch.kind}_change", args=[row.record_id])) for row in failed[:SHOWN]],
        "form": form if may and batch.state == State.SENT and not batch.is_at_work else None,
        "drop": DropForm() if may and batch.state == State.READY and not batch.is_at_work else None,
        "buttons": [
            (reverse(f"admin:credit_pushbatch_{name}", args=[batch.pk]), words, meant)
            for name, words, meant in (_buttons(batch, numbers["failed"]) if may else ())
        ],
    }
    response = TemplateResponse(request, "admin/credit/pushbatch/batch.html", context)
    if batch.is_at_work and request.method == "GET":
        fetch_again(request, response, LATER if batch.job.is_put_off else SOON)
    return response


def _buttons(batch, failed):
    """Name, words, and whether it is the one that is meant."""
    if batch.is_at_work:
        return
    if batch.state == State.READY:
        yield "send", _("Send"), True
    if batch.state == State.SENT:
        yield "fetch", _("Ask for the receipt"), True
    if batch.state in (State.SENDING, State.SENT):
        yield "send_again", _("Send again under the same number"), False
    if failed:
        yield "again", _("All failed rows are put right: go again"), False


def pressed(screen, press, request, object_id):
    """A button of the page: the batch is locked, and what cannot be done now is told there."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    batch = screen.found(request, object_id)
    if not screen.may_carry(request, batch):
        raise PermissionDenied
    try:
        refused = press(screen, request, locked(batch.pk))
    except (NotNow, Unreadable) as told:
        messages.error(request, str(told))
        refused = None
    return refused or HttpResponseRedirect(reverse("admin:credit_pushbatch_change", args=[batch.pk]))


def _sent(_screen, request, batch):
    _demand_idle(batch)
    ask_push(batch, request.user, hand_of(request).at)


def _sent_again(_screen, request, batch):
    _demand_idle(batch)
    send_again(hand_of(request), batch)
    ask_push(batch, request.user, hand_of(request).at)


def _dropped(_screen, request, batch):
    _demand_idle(batch)
    hand = hand_of(request)
    if not hand.reason.strip():
        raise NotNow(_("State a reason."))
    drop(hand, batch)


def _taken_in(screen, request, batch):
    """The error list that the platform gave back on its own page."""
    form = ErrorListForm(request.POST, request.FILES)
    if not form.is_valid():
        return batch_page(screen, request, screen.found(request, batch.pk), form)
    rows = list(batch.rows.values_list("number", flat=True))
    file = form.cleaned_data["file"]
    answers = read_errors(file.read() if file else EMPTY, rows)
    count = answered(hand_of(request), batch, answers, timezone.localdate())
    screen.message_user(request, _("%(count)s rows were answered.") % {"count": count})
    return None


def _again(screen, request, batch):
    """The failed rows of this batch whose records have not gone since."""
    keys = [row.record_id for row in batch.rows.filter(outcome__in=PushRow.FAILED)]
    count = again(hand_of(request), batch.lines.objects.filter(record__in=keys))
    screen.message_user(request, _("%(count)s records go with the next batch.") % {"count": count})


def _demand_idle(batch):
    if batch.is_at_work:
        raise NotNow(_("The batch is on its way."))
    if batch.state in (State.SETTLED, State.DROPPED):
        raise NotNow(_("Nothing of this batch waits any more."))


BUTTONS: dict[str, Any] = {
    "send": _sent,
    "fetch": _sent,
    "send_again": _sent_again,
    "drop": _dropped,
    "errors": _taken_in,
    "again": _again,
}


# What waits


def prepare_view(screen, request):
    """What goes with the next batches, and in which files; to send it is one click."""
    scope = scope_for(request)
    if not scope.holds(screen.writers):
        raise PermissionDenied
    bureaus = [one for one in scope.rows(Bureau.objects.order_by("pk"), screen.writers) if may_push(request, one)]
    if not bureaus:
        raise PermissionDenied
    if request.method == "POST":
        for bureau in bureaus:
            for batch in prepare(hand_of(request), bureau, request.user):
                ask_push(batch, request.user, hand_of(request).at)
        return HttpResponseRedirect(reverse("admin:credit_pushbatch_changelist"))
    context = screen.admin_site.each_context(request) | {
        "title": _("Push to the platform"),
        "opts": screen.opts,
        "files": [one for bureau in bureaus for one in _files(bureau)],
    }
    return TemplateResponse(request, "admin/credit/pushbatch/prepare.html", context)


def _files(bureau):
    """Bureau, kind, purpose, layout, how many, and the list of them."""
    for model, lines in KINDS.values():
        counts: dict[tuple[str, str], int] = {}
        for push in lines.objects.to_go().filter(record__bureau=bureau).select_related("record"):
            counts[file_of(push)] = counts.get(file_of(push), 0) + 1
        page = reverse(f"admin:credit_{lines._meta.model_name}_changelist")
        for (act, layout), count in counts.items():
            words = (PushBatch.Act(act).label, PushBatch.Layout(layout).label)
            yield bureau, model._meta.verbose_name_plural, *words, count, f"{page}?view=to_go"
