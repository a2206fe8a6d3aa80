"""Sessions: when one ends, what is due before anything else, and how whoever is sent out comes back to where they were.

The last use is a signed cookie and not a row: a page that is looked at must not wait for SQLite's one writer.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from math import ceil
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.signals import user_logged_in
from django.contrib.auth.views import redirect_to_login
from django.core.signing import BadSignature, Signer
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from bureau.desk.again import AGAIN, is_by_itself
from bureau.desk.scoped import scope_for
from bureau.people.appointments import needs_second_factor
from bureau.people.factors import has_second_factor
from bureau.people.passwords import must_change
from bureau.people.scope import Scope, scope_of
from bureau.people.staff import Staff

SEEN = "seen"  # the cookie of the last use
KEPT = "kept"  # the cookie that tells a page which of its drafts has become a record
DRAFT = re.compile(r"[0-9a-f]{16}")
WARNING = timedelta(minutes=2)
BEGAN, HOLDS, DUE = "began", "holds", "due"
READS = frozenset({"GET", "HEAD"})

ENDED = {
    "idle": gettext_lazy("The session has ended because nothing was done for a while. What was typed is kept here."),
    "roles": gettext_lazy("Your roles have changed. Please log in again."),
    "over": gettext_lazy("The session has ended. What was typed is kept here."),
}
# What has to be done before any other page opens: the page on which it is done, and why.
FIRST = {
    "password": ("admin:password_change", gettext_lazy("Please choose a new password of your own first.")),
    "factor": ("admin:second_factor", gettext_lazy("Your role needs a second factor. Please set it up first.")),
}


@dataclass(frozen=True, slots=True)
class Ends:
    """What a page has to know to warn in time: seconds that are left, of how many the warning, and where one is."""

    left: int
    warn: int
    back: str
    may_stay: bool


@receiver(user_logged_in)
def begin(request: Any, user: Staff, **_facts: Any) -> None:
    """Whoever has just signed in: Django's signal of it tells, whichever way they came in."""
    now = timezone.now()
    request.session.set_expiry(now + timedelta(seconds=settings.SESSION_COOKIE_AGE))
    request.session[BEGAN] = now.timestamp()
    request.session[HOLDS] = _held(scope_of(user, timezone.localdate(now)))
    due = {"password": must_change(user, now), "factor": _lacks_factor(user)}
    request.session[DUE] = [name for name, is_due in due.items() if is_due]


def done(request: Any, name: str) -> None:
    """It is due no more."""
    request.session[DUE] = [due for due in request.session.get(DUE, ()) if due != name]


def _lacks_factor(user: Staff) -> bool:
    return needs_second_factor(user, timezone.localdate()) and not has_second_factor(user)


def _held(scope: Scope) -> list[list[Any]]:
    """As a session keeps it; None stands for the account without bounds."""
    return [[held.role, held.bureau, held.section] for held in scope.holdings] + ([[None]] if scope.everything else [])


class SessionsEndMiddleware:
    """Sends out whose session has ended, and to what is due who has not done it. Asks nothing of whoever has none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
        why = _why_ended(request) if has_session else ""
        if has_session and not why:
            return _first(request) or self._used(request)
        return self._out(request, why)

    def _out(self, request: HttpRequest, why: str) -> HttpResponse:
        """Nobody is signed in any more, or not yet."""
        if why:
            request.session.flush()
            request.user = AnonymousUser()
        is_page = _is_of_the_desk(request)
        # A browser drops the cookie of a session that is over by itself, and sends the form all the same.
        if why or (is_page and request.method not in READS):
            messages.info(request, ENDED[why or "over"])
        if is_page:
            return redirect_to_login(where_they_are(request), reverse("admin:login"))
        return self.get_response(request)

    def _used(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.user.is_authenticated and not is_by_itself(request):
            _note(response, SEEN, _signer(request).sign(str(timezone.now().timestamp())), httponly=True)
            _tell_of_the_draft(request, response)
        return response


def _why_ended(request: HttpRequest) -> str:
    """Of a browser that shows a session: the key in ENDED, or nothing while it lasts."""
    if not request.user.is_authenticated:
        return "over"
    if timezone.now().timestamp() - _last_use(request) >= settings.SESSION_IDLE.total_seconds():
        return "idle"
    now = _held(scope_for(request))
    return "roles" if any(held not in now for held in request.session.get(HOLDS, ())) else ""


def _last_use(request: HttpRequest) -> float:
    """When the session was last used, in seconds since 1970. A cookie that is none of ours is no use of it."""
    try:
        return float(_signer(request).unsign(request.COOKIES[SEEN]))
    except (KeyError, BadSignature):
        return float(request.session.get(BEGAN, 0))


def _signer(request: HttpRequest) -> Signer:
    return Signer(salt=f"{SEEN}:{request.session.session_key}")


def _is_of_the_desk(request: HttpRequest) -> bool:
    """Whether it is a page for whoever is signed in."""
    open_to_all = ("admin:login", "admin:logout", "admin:jsi18n", "admin:stay")
    return request.path.startswith(reverse("admin:index")) and request.path not in map(reverse, open_to_all)


def where_they_are(request: HttpRequest) -> str:
    """The page to come back to: this one, or the one with the form that was sent here."""
    if request.method in READS:
        asked = request.GET.copy()
        asked.pop(AGAIN, None)
        return f"{request.path}?{asked.urlencode()}" if asked else request.path
    before = request.META.get("HTTP_REFERER", "")
    if not url_has_allowed_host_and_scheme(before, {request.get_host()}, require_https=request.is_secure()):
        return reverse("admin:index")
    return urlsplit(before)._replace(scheme="", netloc="", fragment="").geturl()


def _first(request: HttpRequest) -> HttpResponse | None:
    """Leads to what is due before anything else."""
    due = request.session.get(DUE) if request.user.is_authenticated else None
    if not due or not _is_of_the_desk(request):
        return None
    page, words = FIRST[due[0]]
    if request.path == reverse(page):
        return None
    messages.warning(request, words)
    return HttpResponseRedirect(reverse(page))


def _tell_of_the_draft(request: HttpRequest, response: HttpResponse) -> None:
    """What was sent from a form has been taken: the page may forget what it kept of it."""
    was_taken = response.status_code in (302, 303) or response.has_header("Content-Disposition")
    if request.method == "POST" and was_taken and DRAFT.fullmatch(draft := request.POST.get("_draft", "")):
        _note(response, KEPT, draft, httponly=False)


def _note(response: HttpResponse, name: str, value: str, *, httponly: bool) -> None:
    response.set_cookie(name, value, httponly=httponly, secure=settings.SESSION_COOKIE_SECURE, samesite="Lax")


def ends_of(request: HttpRequest) -> Ends:
    """Of a session that lasts: what its page has to know. A second that has begun is left, or it would go too soon."""
    idle = settings.SESSION_IDLE.total_seconds()
    if is_by_itself(request):
        idle -= timezone.now().timestamp() - _last_use(request)
    over = (request.session.get_expiry_date() - timezone.now()).total_seconds()
    return Ends(ceil(min(idle, over)), int(WARNING.total_seconds()), where_they_are(request), over > idle)


@never_cache
def stay_view(request: HttpRequest) -> JsonResponse:
    """How many seconds are left: {"left", "may_stay"}. Asked by POST, it is a use of the session like any other."""
    if not request.user.is_authenticated:
        return JsonResponse({"left": 0, "may_stay": False})
    ends = ends_of(request)
    return JsonResponse({"left": ends.left, "may_stay": ends.may_stay})
