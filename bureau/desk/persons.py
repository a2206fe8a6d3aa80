"""The page of a person: what they answer for, what lies on their desk, their roles, stand-ins and certificates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone

from bureau.casework.docket import Docket
from bureau.casework.handover import GIVERS
from bureau.desk.caselist import with_presses
from bureau.desk.caserows import CaseRow, case_screens, rows_of
from bureau.desk.scoped import scope_for, within_reach
from bureau.office.expiring import EXPIRES_SOON
from bureau.office.study.figures import learner
from bureau.office.tenures import LinePerson
from bureau.people.appointments import Appointment, Dated, Delegation
from bureau.people.certificates import Certificate
from bureau.people.qualifications import LegalQualification
from bureau.people.staff import Staff

SHOWN = 20  # cases of a kind


@dataclass(frozen=True, slots=True)
class Work:
    """The open cases of one kind, what presses first; `url` is the whole list of them."""

    words: str
    count: int
    items: list[CaseRow]
    url: str


def open_work(site, request, person: Staff, most: int | None = SHOWN) -> Iterator[Work]:
    """What lies on the person's desk, kind by kind, as far as whoever looks may see it."""
    for screen in case_screens(site, request):
        rows = screen.get_queryset(request).filter(docket__officer=person, docket__closed_on__isnull=True)
        if count := rows.count():
            related = with_presses(rows.select_related(*screen.list_select_related))
            pressing = rows_of(related.order_by(*screen.get_ordering(request))[:most])
            listed = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_changelist")
            url = f"{listed}?docket__officer__id__exact={person.pk}"
            yield Work(str(screen.opts.verbose_name_plural), count, pressing, url)


@dataclass(frozen=True, slots=True)
class Card:
    """A certificate and how it stands on that day; `kind` is that of a pill."""

    certificate: Certificate
    kind: str
    is_valid: bool
    days: int | None = None


def card_of(certificate: Certificate, day: date) -> Card:
    if not certificate.is_valid_on(day):
        return Card(certificate, "out", False)
    left = (certificate.valid_until_on - day).days
    return Card(certificate, "wait", True, left) if left <= EXPIRES_SOON.days else Card(certificate, "done", True)


def found_or_404(screen, request, object_id) -> Staff:
    """The person, as far as one reaches, and always oneself. Raises Http404."""
    if str(request.user.pk) == str(object_id):
        return Staff.objects.select_related("section").get(pk=request.user.pk)
    person = screen.get_object(request, object_id)
    if person is None:
        raise Http404
    return person


def may_share(request, person: Staff) -> bool:
    """Whether there is open work of this person that whoever looks may hand over."""
    return within_reach_to_give(request, person).exists()


def within_reach_to_give(request, person: Staff):
    return scope_for(request).rows(Docket.objects.filter(officer=person, closed_on__isnull=True), GIVERS)


def person_view(screen, request, object_id):
    if request.method not in ("GET", "HEAD"):
        raise PermissionDenied
    person, day = found_or_404(screen, request, object_id), timezone.localdate()
    lines = LinePerson.objects.counting().filter(staff=person, line__closed_on__isnull=True)
    taken = _days(Delegation.objects.filter(taker=person), day)
    site, certificates = screen.admin_site, within_reach(screen.admin_site, Certificate, request)
    context = site.each_context(request) | {
        "title": str(person),
        "opts": screen.opts,
        "person": person,
        "day": day,
        "is_own": person.pk == request.user.pk,
        "work": list(open_work(site, request, person)),
        "standing_in": list(_standing_in(site, request, taken)),
        "lines": _by_time(lines.select_related("line").order_by("-since_on", "-id"), day),
        "roles": Appointment.objects.filter(Appointment.on(day), staff=person).select_related("section").order_by("id"),
        "given": _days(Delegation.objects.filter(giver=person), day),
        "taken": taken,
        "cards": [card_of(each, day) for each in certificates.filter(staff=person).order_by("valid_until_on", "id")],
        "qualifications": within_reach(site, LegalQualification, request).filter(staff=person, is_void=False),
        "learned": learner(person, day.year),
        "may_share": may_share(request, person),
        "absence": _absence_address(site, request, person, day),
        "account": screen.has_view_permission(request, person),
    }
    return TemplateResponse(request, "admin/bureau/person.html", context)


def _standing_in(site, request, taken: list[tuple[str, Any]]) -> Iterator[tuple[Staff, list[Work]]]:
    """Whom the person stands in for today, each with what lies on their desk."""
    for giver in dict.fromkeys(row.giver for when, row in taken if when == "now"):
        yield giver, list(open_work(site, request, giver))


def _by_time(rows: Any, day: date) -> list[tuple[str, Any]]:
    """Each with whether it holds today, is to come, or is over; what holds first."""
    order = {"now": 0, "coming": 1, "over": 2}
    return sorted(((when_of(row, day), row) for row in rows), key=lambda pair: order[pair[0]])


def when_of(row: Dated, day: date) -> str:
    if row.since_on > day:
        return "coming"
    return "over" if row.until_on and row.until_on < day else "now"


def _days(rows: Any, day: date) -> list[tuple[str, Any]]:
    """What holds and what is to come, and of what is over the last three."""
    found = _by_time(rows.select_related("giver", "taker").order_by("-since_on", "-id"), day)
    return [pair for pair in found if pair[0] != "over"] + [pair for pair in found if pair[0] == "over"][:3]


def _absence_address(site, request, person: Staff, day: date) -> str:
    """Where this person's absence is entered; empty for whoever may not."""
    screen = site.get_model_admin(Delegation)
    candidate = Delegation(giver=person, since_on=day, until_on=day)
    may = screen.has_add_permission(request) and screen.may_write(request, candidate)
    return f"{reverse('admin:bureau_delegation_add')}?giver={person.pk}" if may else ""
