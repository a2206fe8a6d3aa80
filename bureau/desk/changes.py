"""The changes page: what was changed, by whom, why; and the supervisor's queue."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from bureau.audit.reviews import OwnChange, review
from bureau.desk.ledger import PAGE, READERS, REVIEWERS, Asked, Ledger
from bureau.desk.lines import Lines, by_day
from bureau.desk.recorded import hand_of
from bureau.desk.scoped import scope_for, within_reach
from bureau.people.bureaus import Section
from bureau.people.staff import Staff

QUEUES = {"review": _("to review"), "reviewed": _("reviewed"), "all": _("all changes")}
USUAL, LONGEST = timedelta(days=30), timedelta(days=731)
EARLIEST, LATEST = date(2000, 1, 1), date(2099, 12, 31)
POSSIBLE = [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]
A_DATE = forms.DateInput(attrs={"type": "date"})


class Asking(forms.Form):
    """By day, person and section."""

    first = forms.DateField(label=_("from"), required=False, widget=A_DATE, validators=POSSIBLE)
    last = forms.DateField(label=_("through"), required=False, widget=A_DATE, validators=POSSIBLE)
    person = forms.ModelChoiceField(Staff.objects.none(), label=_("person"), required=False)
    section = forms.ModelChoiceField(Section.objects.none(), label=_("section"), required=False)

    def __init__(self, request, site):
        super().__init__(request.GET)
        for name, model in (("person", Staff), ("section", Section)):
            choice: Any = self.fields[name]
            choice.queryset = within_reach(site, model, request)

    def asked(self) -> Asked:
        """What was asked for, two years at most; the last thirty days where no day, or no possible one, was given."""
        given = self.cleaned_data if self.is_valid() else {}
        today = timezone.localdate()
        last = min(given.get("last") or today, today)
        first = max(given.get("first") or last - USUAL, last - LONGEST)
        person, section = (given.get(name) for name in ("person", "section"))
        return Asked(first, max(first, last), person and person.pk, section and section.pk)


def changes_view(request, site):
    scope = scope_for(request)
    if not scope.holds(READERS):
        raise PermissionDenied
    filters = Asking(request, site)
    ledger = Ledger(scope, filters.asked())
    queue = request.GET.get("queue", "")
    queue = queue if queue in QUEUES else "review" if scope.holds(REVIEWERS) else "all"
    waiting, before = ledger.to_review(), _moment(request.GET.get("before", ""))
    if queue == "all":
        entries = ledger.entries(before)
    else:
        whole = waiting if queue == "review" else ledger.reviewed()
        entries = [entry for entry in whole if before is None or entry.at < before][:PAGE]
    lines = Lines(site, scope, entries).told()
    context = site.each_context(request) | {
        "title": _("Changes and review"),
        "days": by_day(lines, lambda at: timezone.localtime(at).date()),
        "queues": [_tab(request, key, words, queue, waiting) for key, words in QUEUES.items()],
        "filters": filters,
        "may_review": scope.holds(REVIEWERS),
        "older": _address(request, before=lines[-1].at.isoformat()) if len(lines) == PAGE else "",
    }
    return TemplateResponse(request, "admin/bureau/changes.html", context)


def review_view(request, site):  # noqa: ARG001 - the desk gives itself to each of its pages
    """Marks one change as looked at. Raises Http404 for one beyond reach."""
    scope = scope_for(request)
    if request.method != "POST" or not scope.holds(REVIEWERS):
        raise PermissionDenied
    change = _number(request.POST.get("change", ""))
    ledger = Ledger(scope, Asked(EARLIEST, timezone.localdate()))
    if ledger.entry(change) is None:
        raise Http404
    whose = ledger.belongs_to(change, request.user.bureau_id)
    try:
        review(change, hand_of(request), request.POST.get("remark", ""), done_by=ledger.authors(change), of=whose)
    except OwnChange as refused:
        messages.error(request, str(refused))
    back = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(back, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(back if safe else reverse("admin:changes"))


def _tab(request, key, words, current, waiting):
    count = len(waiting) if key == "review" else None
    return {"key": key, "words": words, "count": count, "current": key == current, "url": _address(request, queue=key)}


def _address(request, **changed):
    kept = {name: value for name, value in request.GET.items() if value and name != "before"}
    return f"?{urlencode(kept | changed)}"


def _moment(text):
    try:
        found = datetime.fromisoformat(text)
        return found.astimezone(UTC) if timezone.is_aware(found) else None
    except (ValueError, OverflowError):
        return None


def _number(text):
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None
