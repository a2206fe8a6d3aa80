"""What this person has signed for or registered and still waits for others: told on the page, and taken back there."""

from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import reverse

from bureau.audit.spoken import spoken
from bureau.casework.docket import Case
from bureau.casework.refusals import Refused
from bureau.casework.signatures import Signature, take_back
from bureau.desk.recorded import hand_of


@dataclass(frozen=True, slots=True)
class Signed:
    """A move that waits for another person, what was signed for, and the address that takes it back."""

    words: str
    told: str
    url: str


def signed_of(case: Case, person, address: str) -> list[Signed]:
    """One query. `address` has `NAME` where the move's name stands."""
    own = Signature.objects.in_force().filter(docket=case.pk, version=case.docket.version, by=person)
    words = case.workflow.words
    return [Signed(spoken(words[row.move]), row.told(case), address.replace("NAME", row.move)) for row in own]


def take_back_view(screen, request, object_id, name):
    case = screen.get_object(request, object_id)
    if case is None:
        raise Http404
    if request.method != "POST":
        raise PermissionDenied
    try:
        take_back(case, name, hand_of(request))
    except Refused as refused:
        screen.message_user(request, str(refused), messages.ERROR)
    return HttpResponseRedirect(
        reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_change", args=[case.pk])
    )
