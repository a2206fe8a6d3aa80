"""What will go out on the next working morning: a sweep of that day, of which nothing is written."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.desk.maillines import lines_of
from bureau.desk.scoped import scope_for
from bureau.notices.leases import OPEN
from bureau.notices.lines import Line
from bureau.notices.outbox import Debt, Notice
from bureau.notices.owing import calendar
from bureau.notices.sweep import foreseen
from bureau.people.roles import BUSINESS, Role
from bureau.people.staff import Staff

OVERSEE = frozenset({Role.SECTION_HEAD, Role.LEADER, Role.SUPERVISOR})


@dataclass(frozen=True, slots=True)
class Tonight:
    """`people`: whom, and how many reminders. `own`: the lines for the reader. `waiting`: own mails in the outbox."""

    day: date
    people: list[tuple[str, int]]
    own: list[Line]
    waiting: int


def next_morning(today: date) -> date:
    """The next working day; by a calendar that takes unannounced days for working ones."""
    days = calendar()
    tomorrow = today + timedelta(days=1)
    found = days if tomorrow <= days.settled_to else days.at_the_earliest
    return tomorrow if found.is_workday(tomorrow) else found.next(tomorrow)


def tonight_of(request: Any) -> Tonight:
    """Of the cases within reach how many reminders each person would get, and one's own word for word."""
    scope, now, me = scope_for(request), timezone.now(), request.user.pk
    day = next_morning(timezone.localdate(now))
    own: list[Debt] = []
    counts = Counter[int | None]()
    for debt in foreseen(day):
        if debt.recipient_id == me:
            own.append(debt)
        if debt.recipient_id == me or scope.reaches(debt, OVERSEE):
            counts[debt.recipient_id] += 1
    names: dict[int | None, str] = {None: _("nobody to remind")}
    names |= {person.pk: str(person) for person in Staff.objects.filter(pk__in=[key for key in counts if key])}
    people = sorted(((names[key], count) for key, count in counts.items()), key=lambda row: (-row[1], row[0]))
    terms = {debt.term_id: debt.term for debt in own}
    waiting = Notice.objects.filter(recipient=me, state__in=OPEN).count()
    return Tonight(day, people, lines_of(terms.values(), own, now), waiting)


def tonight_view(request: Any, site: AdminSite) -> TemplateResponse:
    scope = scope_for(request)
    if not scope.holds(BUSINESS):
        raise PermissionDenied
    context = site.each_context(request) | {
        "title": _("What will go out"),
        "tonight": tonight_of(request),
        "oversees": scope.holds(OVERSEE),
    }
    return TemplateResponse(request, "admin/bureau/tonight.html", context)
