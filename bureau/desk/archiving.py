"""A closed case goes into the archive on its page, with its term; it is taken out again for a reason."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone

from bureau.audit.spoken import spoken
from bureau.casework.archive import archive, restore, transfer_due_on
from bureau.casework.destruction import Destroyed
from bureau.casework.handover import GIVERS
from bureau.casework.keeping import rules_of
from bureau.casework.refusals import Archived
from bureau.desk.recorded import REASON, hand_of
from bureau.desk.scoped import scope_for
from bureau.law.archives import RETENTIONS


@dataclass(frozen=True, slots=True)
class Archiving:
    """What is told and may be done. `terms` is empty where the case is in the archive already."""

    archived_on: object
    retention: str
    transfer_due_on: object
    terms: list[tuple[str, str]]
    scheduled: str  # the term of the bureau's schedule
    destroyed: Destroyed | None
    url: str


def archiving_of(screen, request, case) -> Archiving | None:
    """None for an open case, and for whoever may do nothing with a closed one that is not archived."""
    docket = case.docket
    may = scope_for(request).reaches(case, GIVERS)
    if docket.closed_on is None or (docket.archived_on is None and not may):
        return None
    terms = [] if docket.archived_on else [(term.value, spoken(phrase)) for term, phrase in RETENTIONS.items()]
    url = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_archive", args=[case.pk]) if may else ""
    scheduled = rules_of(docket.section.bureau_id).get(docket.kind, "") if terms else ""
    destroyed = Destroyed.objects.filter(docket=docket).select_related("list").first() if docket.archived_on else None
    term, day = docket.get_retention_display(), transfer_due_on(docket)
    return Archiving(docket.archived_on, term, day, terms, scheduled, destroyed, "" if destroyed else url)


def archive_view(screen, request, object_id):
    """Puts the case away, or takes it out."""
    case = screen.get_object(request, object_id)
    if case is None:
        raise Http404
    if request.method != "POST" or not scope_for(request).reaches(case, GIVERS):
        raise PermissionDenied
    hand, docket = hand_of(request), case.docket
    try:
        if docket.archived_on:
            restore(docket, hand, request.POST.get(REASON, ""))
        else:
            archive(docket, hand, request.POST.get("retention", ""), timezone.localdate(hand.at))
    except (ValidationError, Archived) as refused:
        screen.message_user(request, " ".join(getattr(refused, "messages", [str(refused)])), messages.ERROR)
    return HttpResponseRedirect(
        reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_change", args=[case.pk])
    )
