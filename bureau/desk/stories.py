"""The whole story of a case as a file, from the case's page: for supervisors, for a purpose, in the access log."""

from urllib.parse import quote

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from bureau.casework.story import keep, story_of
from bureau.desk.recorded import hand_of
from bureau.desk.scoped import scope_for
from bureau.desk.storypdf import as_pdf
from bureau.people.roles import Role

PRINTERS = frozenset({Role.SUPERVISOR})


def may_print(request, case) -> bool:
    """A work secret leaves by no file."""
    return scope_for(request).reaches(case, PRINTERS) and not case.docket.is_work_secret


def story_address(screen, request, case) -> str:
    """Where the story is asked for; empty for whoever may not have it."""
    if not may_print(request, case):
        return ""
    return _address(screen, "story", case)


def story_view(screen, request, object_id):
    case = screen.get_object(request, object_id)
    if case is None:
        raise Http404
    if request.method != "POST" or not may_print(request, case):
        raise PermissionDenied
    story = story_of(case, hand_of(request))
    file = as_pdf(story)
    try:
        keep(story, file, request.POST.get("purpose", ""))
    except ValueError:
        screen.message_user(request, _("Please give the purpose."), messages.ERROR)
        return HttpResponseRedirect(_address(screen, "change", case))
    name = quote(_("story of %(number)s") % {"number": case.docket.number})
    headers = {"Content-Disposition": f"attachment; filename=\"story-{case.pk}.pdf\"; filename*=UTF-8''{name}.pdf"}
    return HttpResponse(file, content_type="application/pdf", headers=headers | {"Cache-Control": "no-store"})


def _address(screen, page, case):
    return reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_{page}", args=[case.pk])
