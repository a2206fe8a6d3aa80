"""The start page: what is due for whoever signs in, what they may begin, what of theirs is under way."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from bureau.audit.hand import Source
from bureau.casework.calendar import workdays
from bureau.casework.docket import Docket
from bureau.desk.caserows import CaseRow, dockets_within
from bureau.desk.pieces.figures import Empty
from bureau.desk.pieces.wording import day_of
from bureau.desk.recorded import RecordedAdmin
from bureau.desk.sheets import SheetAdmin
from bureau.desk.tiles import tiles_of
from bureau.desk.underway import under_way_of
from bureau.desk.workload import Workload
from bureau.law.workdays import UnknownYear
from bureau.people.bureaus import Bureau
from bureau.sheets.kinds import kind_named

MOST, FEW = 12, 6  # rows of the first list, and of those beside it
LATELY = timedelta(days=14)
AHEAD = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Action:
    """Something that this person may begin now."""

    url: str
    words: str
    icon: str = ""
    is_first: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """The most pressing of a view; `count` is of the whole view, to which `url` leads."""

    key: str
    title: str
    rows: Sequence[CaseRow]
    count: int
    url: str
    empty: Empty | None = None


def start_of(site: AdminSite, request: Any) -> dict[str, Any]:
    """All that the page shows; a number of queries that does not grow with the rows."""
    load = Workload(site, request)
    actions = actions_of(site, request)
    found = {"own": _own(load), "reach": _reach(load), "lately": _lately(load)}
    rows = dict(zip(found, load.rows(*found.values()), strict=True))
    lists = {"own": _own_list(load, rows["own"], actions), "reach": _reach_list(load, rows["reach"])}
    order = ("own", "reach") if load.own_first else ("reach", "own")
    return {
        "actions": actions,
        "tiles": tiles_of(load),
        "lists": [lists[key] for key in order if lists[key]],
        "lately": rows["lately"],
        "under_way": under_way_of(load),
        "days": list(_days_ahead(load.today)),
        "empty": _nothing(load),
    }


def actions_of(site: AdminSite, request: Any) -> list[Action]:
    """What this person may enter and the sheets that they may bring in, read from the screens that are registered."""
    screens: list[Any] = list(site._registry.values())
    screens.sort(key=lambda screen: screen.opts.app_label == "bureau")  # what the office does comes last
    begun = [screen for screen in screens if isinstance(screen, RecordedAdmin) and screen.is_begun_at_start]
    entries = [screen for screen in begun if screen.has_add_permission(request)]
    sheets = [screen for screen in screens if isinstance(screen, SheetAdmin) and screen.has_import_permission(request)]
    found = [
        Action(_page(screen, "add"), _("Add %(name)s") % {"name": screen.opts.verbose_name}, "", screen is entries[0])
        for screen in entries
    ]
    return found + [
        Action(_page(screen, "import"), _("Import: %(kind)s") % {"kind": kind_named(screen.sheets[0]).words}, "up")
        for screen in sheets
    ]


def _page(screen: Any, page: str) -> str:
    return reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_{page}")


# The lists


def _own(load: Workload) -> list[Docket]:
    if not load.works or not load.counts["mine"]:
        return []
    return load.dockets("mine", most=MOST if load.own_first else FEW)


def _reach(load: Workload) -> list[Docket]:
    """What else is in hand within reach; of an officer, what lies on the desks beside theirs."""
    if not load.screens or not load.counts["open"]:
        return []
    own = Q(officer=load.request.user)
    return load.dockets("open", most=FEW if load.own_first else MOST, but=own if load.own_first else None)


def _lately(load: Workload) -> list[Docket]:
    """The cases that this person has entered by hand lately, the newest first."""
    if not load.works:
        return []
    versions: Any = Docket.history.model._default_manager
    by_hand = {"history_user_id": load.request.user.pk, "history_type": "+", "history_source": Source.SCREEN}
    entered = versions.filter(history_date__gte=load.now - LATELY, **by_hand)
    rows = dockets_within(load.site, load.request).filter(pk__in=entered.values("id"))
    return list(rows.select_related("officer").order_by("-pk")[:FEW])


def _own_list(load: Workload, rows: list[CaseRow], actions: list[Action]) -> Listed | None:
    if not load.works or not (rows or load.own_first):
        return None
    empty = None if rows else _nothing_of_mine(load, actions)
    return Listed("own", _("Due for me"), rows, load.counts["mine"], load.address("mine"), empty)


def _reach_list(load: Workload, rows: list[CaseRow]) -> Listed | None:
    if not rows:
        return None
    if load.own_first:
        title = _("With others in my section")
    else:
        title = _("Most pressing in the bureau") if load.whole_bureau else _("Most pressing in my section")
    return Listed("reach", title, rows, load.counts["open"], load.address("open"))


# Where there is nothing


def _nothing_of_mine(load: Workload, actions: list[Action]) -> Empty:
    """Cases that nobody has come first; otherwise what one may begin."""
    title, free = _("Nothing lies on your desk"), load.counts["unassigned"]
    if free:
        told = ngettext(
            "%(count)s case of your section waits for somebody to take it up.",
            "%(count)s cases of your section wait for somebody to take them up.",
            free,
        )
        return Empty(title, told % {"count": free}, load.address("unassigned"), _("Show them"), icon="check")
    told = _("Your cases will stand here, the most pressing first. They are entered by hand, or come with a sheet.")
    if not actions:
        return Empty(title, told, icon="check")
    first, *others = actions
    return Empty(title, told, first.url, first.words, "check", tuple((each.url, each.words) for each in others))


def _nothing(load: Workload) -> Empty | None:
    """For whom there is nothing at all: the first account of a new house, and whoever holds no role today."""
    if load.scope.everything and not Bureau.objects.exists():
        told = _(
            "First the bureau and its sections, then who works there and in which role. That alone says who sees what."
        )
        return Empty(_("Nothing is set up yet"), told, reverse("admin:bureau_bureau_add"), _("Enter the bureau"))
    if not load.scope.everything and not load.scope.roles:
        return Empty(
            _("You hold no role today"), _("Please ask the security administrator of your bureau."), icon="pause"
        )
    if load.screens and not load.works and not load.counts["open"]:
        return Empty(_("No case is in hand"), _("Cases will stand here, the most pressing first."), icon="check")
    return None


# The days ahead


def _days_ahead(today: date) -> Iterator[str]:
    """The working weekends and the leave of the next days: what one would otherwise look up."""
    try:
        days, last = workdays(), today + AHEAD
        working, resting = days.makeup_days(today, last), days.rest_days(today, last)
    except UnknownYear:
        return
    for day in working:
        yield _("%(day)s is worked, though a weekend") % {"day": day_of(day.on, today)}
    named = next((day for day in resting if day.name), None)
    if named:
        yield _("%(name)s: leave from %(day)s") % {"name": named.name, "day": day_of(named.on, today)}
