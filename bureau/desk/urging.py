"""To urge a case on from its page: a sentence, and a button for whoever may."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bureau.casework.docket import Case
from bureau.casework.refusals import Archived, NotYours
from bureau.desk.recorded import hand_of, looking
from bureau.desk.scoped import scope_for
from bureau.notices.urge import WHO, urge
from bureau.notices.urging import LONGEST, Urging

REFUSALS = (ValidationError, NotYours, Archived)


@dataclass(frozen=True, slots=True)
class WayToUrge:
    """One way in which this person may urge this case; what was refused, and what had been typed."""

    kind: str
    name: str
    url: str
    longest: int
    words: str = ""
    told: str = ""


def ways_to_urge(screen, request, case: Case, refused: Mapping[str, Any] | None = None) -> list[WayToUrge]:
    """Without a query. An account that may do everything holds no role by that, and urges nobody."""
    scope = replace(scope_for(request), everything=False)
    if case.docket.closed_on is not None:
        return []
    return [
        WayToUrge(kind, _named(kind), _address(screen, "urge", case.pk, kind), LONGEST, **_kept(kind, refused))
        for kind, roles in WHO.items()
        if scope.reaches(case.docket, roles)
    ]


def urge_view(screen, request, object_id, kind):
    """Sent from the page of the case. What was refused is shown there, with what was typed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    case = screen.get_object(request, object_id)
    if case is None or kind not in WHO:
        raise Http404
    page, words = _address(screen, "change", case.pk), request.POST.get("words", "")
    try:
        done = urge(case.docket, hand_of(request), kind=kind, words=words)
    except REFUSALS as refusal:
        told = " ".join(getattr(refusal, "messages", [str(refusal)]))
        if not any(way.kind == kind for way in ways_to_urge(screen, request, case)):
            screen.message_user(request, told, messages.ERROR)
            return HttpResponseRedirect(page)
        refused = {"kind": kind, "words": words, "told": told}
        return screen.change_view(looking(request), object_id, page, {"refused_urging": refused})
    _tell(screen, request, done)
    return HttpResponseRedirect(page)


def _tell(screen, request, done):
    names = "、".join(str(notice.recipient) for notice in done.notices)
    if names:
        screen.message_user(request, _("A mail goes out at once to: %(names)s") % {"names": names}, messages.SUCCESS)
    else:
        told = _("It stands in the course of the case, but there is nobody who can be told by mail.")
        screen.message_user(request, told, messages.WARNING)


def _named(kind: str) -> str:
    return str(Urging.Kind(kind).label)


def _kept(kind: str, refused: Mapping[str, Any] | None) -> dict[str, str]:
    return {"words": refused["words"], "told": refused["told"]} if refused and refused["kind"] == kind else {}


def _address(screen, page: str, *args) -> str:
    return reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_{page}", args=args)
