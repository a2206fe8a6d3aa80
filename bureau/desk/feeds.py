"""One's own calendar addresses: made anew or ended on a page of the desk, and answered without signing in."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from bureau.desk.hands import hand_of
from bureau.desk.scoped import scope_for
from bureau.office.feeds import CalendarFeed, calendar_of, end, feed_at, may_follow, renew
from bureau.people.bureaus import Section
from bureau.people.roles import BUSINESS


@dataclass(frozen=True, slots=True)
class Offered:
    """An address that somebody may have; `since` is when the one that answers was made."""

    section: Section | None
    since: date | None


def feeds_view(request, site):
    scope = scope_for(request)
    if not scope.holds(BUSINESS):
        raise PermissionDenied
    sections = [
        each for each in Section.objects.filter(closed_on__isnull=True).order_by("id") if may_follow(scope, each)
    ]
    secret = ""
    if request.method == "POST":
        section = _asked(request, sections)
        if "end" in request.POST:
            end(request.user, section, hand_of(request))
            messages.success(request, _("The address answers no more."))
            return HttpResponseRedirect(reverse("admin:feeds"))
        secret = renew(request.user, section, hand_of(request))
    context = site.each_context(request) | {
        "title": _("Due days in a calendar"),
        "offered": list(_offered(request, sections)),
        "address": f"{settings.SITE_URL}{reverse('calendar', args=[secret])}" if secret else "",
    }
    return TemplateResponse(request, "admin/bureau/feeds.html", context)


def _asked(request, sections: list[Section]) -> Section | None:
    """The section named in the form; None for one's own due days. Raises Http404."""
    if not (given := request.POST.get("section", "")):
        return None
    found = next((each for each in sections if str(each.pk) == given), None)
    if found is None:
        raise Http404
    return found


def _offered(request, sections: list[Section]):
    known = {
        feed.section_id: timezone.localdate(feed.history.earliest("history_date").history_date)
        for feed in CalendarFeed.objects.filter(staff=request.user, ended_on__isnull=True)
    }
    yield Offered(None, known.get(None))
    yield from (Offered(section, known.get(section.pk)) for section in sections)


@require_safe
@never_cache
def calendar_view(_request: HttpRequest, secret: str) -> HttpResponse:
    """What a calendar program fetches. An address that is not known, or not any more, says nothing about why."""
    now = timezone.now()
    feed = feed_at(secret, now)
    if feed is None:
        raise Http404
    return HttpResponse(calendar_of(feed, now), content_type="text/calendar; charset=utf-8")
