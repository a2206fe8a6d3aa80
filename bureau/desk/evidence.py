"""The page of the evidence: the seals, what the last verification found, and what all this proves and what not."""

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.audit.acknowledging import acknowledge, acknowledged, key_of
from bureau.audit.findings import Kind
from bureau.audit.seals import HeadSent, Seal, SealingBeat, Verification
from bureau.casework.story import NoStory, compare
from bureau.desk.again import fetch_again
from bureau.desk.hands import hand_of
from bureau.desk.scoped import scope_for
from bureau.notices.evidence import VERIFY
from bureau.notices.jobs import OPEN, Job, ask
from bureau.notices.troubles import UNSEALED
from bureau.people.roles import Role

ANSWERING = frozenset({Role.AUDIT_ADMINISTRATOR})
READERS = frozenset({Role.SUPERVISOR, Role.AUDIT_ADMINISTRATOR})
SHOWN = 20
LARGEST = 20 << 20  # bytes of a print
SOON = 5  # seconds until the page is fetched again

PROVES = [
    gettext_lazy("Who wrote what, when and why: each version of each record, each act, signature, look and access."),
    gettext_lazy("That none of it was changed, removed, exchanged or added with an earlier date since it was sealed."),
    gettext_lazy("That records say what their newest version says, so that nothing was written past the system."),
    gettext_lazy(
        "Against whoever has the database and even the key: the heads that were mailed to the audit administrators, "
        "or stand in the file outside, cannot be changed by them."
    ),
]
PROVES_NOT = [
    gettext_lazy("What happened between the writing and its seal, a few minutes later."),
    gettext_lazy("That what an authorised person typed is true."),
    gettext_lazy("Anything, if the same person holds the database, the key and every copy of the heads."),
]


class StoryForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("printed story (PDF)"))

    def clean_file(self):
        given = self.cleaned_data["file"]
        if given.size > LARGEST:
            raise forms.ValidationError(_("This file is no print of a story made here."))
        return given


def evidence_view(request, site):
    _demand_reader(request)
    return _page(request, site, {})


def verify_view(request, site):  # noqa: ARG001 - the desk gives itself to each of its pages
    """Asks for a verification; while one is under way, no second."""
    _demand_reader(request)
    if request.method != "POST":
        raise PermissionDenied
    if Job.objects.filter(kind=VERIFY, state__in=OPEN).exists():
        messages.info(request, _("A verification is under way."))
    else:
        ask(VERIFY, {}, request.user, timezone.now())
        messages.success(request, _("The verification was asked for; its outcome will stand here."))
    return HttpResponseRedirect(reverse("admin:evidence"))


def acknowledge_view(request, site):  # noqa: ARG001 - the desk gives itself to each of its pages
    """An audit administrator answers for a finding of the last verification, which then no longer rings."""
    if request.method != "POST" or not scope_for(request).holds(ANSWERING):
        raise PermissionDenied
    verification = Verification.objects.filter(pk=_digits(request.POST.get("verification"))).first()
    place = int(_digits(request.POST.get("finding")))
    if verification is None or place >= len(verification.findings):
        raise Http404
    try:
        acknowledge(verification.findings[place], hand_of(request), request.POST.get("reason", ""))
    except ValueError:
        messages.error(request, _("Please give the reason."))
    return HttpResponseRedirect(reverse("admin:evidence"))


def _digits(text):
    return text if text and text.isdecimal() and len(text) < 10 else "0"


def story_check_view(request, site):
    """Compares a printed story with the database."""
    _demand_reader(request)
    if request.method != "POST":
        return HttpResponseRedirect(reverse("admin:evidence"))
    form, compared = StoryForm(request.POST, request.FILES), None
    if form.is_valid():
        try:
            compared = compare(form.cleaned_data["file"].read())
        except NoStory as refused:
            form.add_error("file", str(refused))
    return _page(request, site, {"form": form, "compared": compared, "differing": _told(compared)})


def _demand_reader(request):
    if not scope_for(request).holds(READERS):
        raise PermissionDenied


def _page(request, site, more):
    newest, verification = Seal.objects.order_by("-n").first(), Verification.objects.first()
    context = site.each_context(request) | {
        "title": _("Evidence"),
        "newest": newest,
        "seals": Seal.objects.order_by("-n")[:SHOWN],
        "verification": verification,
        "findings": _answered(verification),
        "unanswered": _unanswered(verification),
        "may_answer": scope_for(request).holds(ANSWERING),
        "beat": SealingBeat.objects.first(),
        "is_stopped": SealingBeat.objects.filter(at__lt=timezone.now() - UNSEALED).exists(),
        "under_way": Job.objects.filter(kind=VERIFY, state__in=OPEN).exists(),
        "sent": HeadSent.objects.select_related("seal").first(),
        "proves": PROVES,
        "proves_not": PROVES_NOT,
        "form": StoryForm(),
    }
    response = TemplateResponse(request, "admin/bureau/evidence.html", context | more)
    if context["under_way"] and request.method == "GET":
        fetch_again(request, response, SOON)
    return response


def _answered(verification):
    """Each finding in the words of the screen, with who has acknowledged it."""
    if verification is None:
        return []
    known = acknowledged(verification.findings)
    return [told | {"answer": known.get(key_of(told))} for told in verification.told]


def _unanswered(verification):
    return verification.count - len(acknowledged(verification.findings)) if verification else 0


def _told(compared):
    found = compared.findings if compared else ()
    return [finding.as_dict() | {"words": str(Kind(finding.kind).label)} for finding in found]
