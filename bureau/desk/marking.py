"""A matter becomes a work secret on its page, or is one no longer: said by its head or leader, with the reason."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bureau.casework.handover import GIVERS
from bureau.casework.refusals import Archived
from bureau.casework.secrecy import Secrecy, mark
from bureau.desk.recorded import REASON, hand_of
from bureau.desk.scoped import scope_for


@dataclass(frozen=True, slots=True)
class Marking:
    """Whether it is a work secret, and where that is changed."""

    is_secret: bool
    url: str


def marking_of(screen, request, case) -> Marking | None:
    """None for whoever may not change it."""
    docket = case.docket
    if docket.archived_on or not scope_for(request).reaches(case, GIVERS):
        return None
    return Marking(docket.is_work_secret, _address(screen, "mark", case))


def mark_view(screen, request, object_id):
    """Whoever marks goes on handling it; a case on nobody's desk would be lost to its section, and is not marked."""
    case = screen.get_object(request, object_id)
    if case is None:
        raise Http404
    if request.method != "POST" or not scope_for(request).reaches(case, GIVERS):
        raise PermissionDenied
    secrecy = request.POST.get("secrecy")
    try:
        if secrecy not in (Secrecy.NONE, Secrecy.WORK) or not request.POST.get(REASON, "").strip():
            raise ValidationError(_("Please give the reason."))
        if secrecy == Secrecy.WORK and case.docket.officer_id is None and case.docket.closed_on is None:
            raise ValidationError(_("Nobody handles this case yet. Hand it over to an officer first."))
        mark(case.docket, secrecy, hand_of(request))
    except (ValidationError, Archived) as refused:
        screen.message_user(request, " ".join(getattr(refused, "messages", [str(refused)])), messages.ERROR)
    return HttpResponseRedirect(_address(screen, "change", case))


def _address(screen, page, case):
    return reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_{page}", args=[case.pk])
