"""The week on one page, as whoever runs the office opens it on Monday: what is due or instructed, who is away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from bureau.desk.caselist import view_of, with_presses
from bureau.desk.caserows import CaseRow, case_screens, rows_of
from bureau.desk.pieces.figures import Tile
from bureau.desk.scoped import scope_for, within_reach
from bureau.office.assignments.models import Assignment
from bureau.office.assignments.rules import Origin
from bureau.office.expiring import EXPIRES_SOON, expiring
from bureau.office.returns.models import Return
from bureau.people.appointments import Delegation
from bureau.people.certificates import Certificate
from bureau.people.roles import BUSINESS

SHOWN = 12  # cases of a list


@dataclass(frozen=True, slots=True)
class Listed:
    """Some cases of one screen, what presses first; `url` is the list of all that are counted."""

    key: str
    words: str
    count: int
    rows: list[CaseRow]
    url: str


def lists_of(site, request) -> Iterator[Listed]:
    """What is late or due this week, kind by kind: assignments and returns first, then the rest of the work."""
    screens = {screen.model: screen for screen in case_screens(site, request)}
    order = [model for model in (Assignment, Return) if model in screens]
    for model in [*order, *(model for model in screens if model not in order)]:
        yield _listed(screens[model], request, str(model._meta.verbose_name_plural), view="week")


def instructions_of(site, request) -> Listed | None:
    """What leaders have instructed and is not done, whenever it is due."""
    screen = next((each for each in case_screens(site, request) if each.model is Assignment), None)
    if screen is None:
        return None
    words = _("leaders' instructions not done yet")
    return _listed(screen, request, words, view="open", origin__exact=Origin.INSTRUCTION.value)


def _listed(screen: Any, request, words: str, *, view: str, **asked: str) -> Listed:
    rows = screen.get_queryset(request).filter(view_of(view, request), **asked)
    related = with_presses(rows.select_related(*screen.list_select_related)).order_by(*screen.get_ordering(request))
    listed = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_changelist")
    key = "instructions" if asked else screen.opts.model_name
    return Listed(key, words, rows.count(), rows_of(related[:SHOWN]), f"{listed}?{urlencode({'view': view} | asked)}")


def away_in(site, request, first: date, last: date) -> list[Delegation]:
    """Who stands in for whom on a day of the week. Without a last day somebody shares their powers, and is not away."""
    rows = within_reach(site, Delegation, request).filter(since_on__lte=last, until_on__gte=first)
    return list(rows.select_related("giver", "taker").order_by("since_on", "id"))


def running_out(site, request, today: date) -> list[Certificate]:
    """Certificates that run out soon, the first to do so first."""
    rows = within_reach(site, Certificate, request).filter(pk__in=expiring(today, today + EXPIRES_SOON).values("pk"))
    return list(rows.select_related("staff"))


def week_view(request, site):
    if not scope_for(request).holds(BUSINESS):
        raise PermissionDenied
    today = timezone.localdate()
    first = today - timedelta(days=today.weekday())
    last = first + timedelta(days=6)
    lists, instructions = list(lists_of(site, request)), instructions_of(site, request)
    away = away_in(site, request, first, last)
    context = site.each_context(request) | {
        "title": _("This week"),
        "first": first,
        "last": last,
        "tiles": list(_tiles(lists, instructions, away)),
        "lists": [each for each in lists if each.count],
        "instructions": instructions,
        "away": away,
        "certificates": running_out(site, request, today),
    }
    return TemplateResponse(request, "admin/bureau/week.html", context)


def _tiles(lists: list[Listed], instructions: Listed | None, away: list[Delegation]) -> Iterator[Tile]:
    due = sum(each.count for each in lists)
    whole = f"{reverse('admin:bureau_docket_changelist')}?view=week"
    yield Tile(_("late or due this week"), str(due), npgettext("unit", "case", "cases", due), whole, icon="clock")
    for each in lists:
        if each.key == Return._meta.model_name:
            unit = npgettext("unit", "return", "returns", each.count)
            yield Tile(_("returns to be sent"), str(each.count), unit, each.url, icon="mail")
    if instructions:
        unit = npgettext("unit", "case", "cases", instructions.count)
        yield Tile(instructions.words, str(instructions.count), unit, instructions.url, icon="flag")
    people = len({each.giver_id for each in away})
    yield Tile(_("away this week"), str(people), npgettext("unit", "person", "persons", people), "#away")
