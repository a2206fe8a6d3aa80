"""The figures of the start page. Each leads to exactly the rows that it counts; whoever has a figure registers it."""

from collections.abc import Callable, Iterable, Iterator

from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from bureau.desk.caselist import EVERY_VIEW
from bureau.desk.changes import USUAL
from bureau.desk.ledger import REVIEWERS, Asked, Ledger
from bureau.desk.pieces.figures import Tile
from bureau.desk.workload import Workload
from bureau.notices.jobs import Job, failed_lately, waits_too_long
from bureau.notices.outbox import Debt, Notice
from bureau.notices.standing import nobody_to_remind, unsettled
from bureau.people.appointments import Appointment
from bureau.people.roles import ADMINISTRATORS, Role
from bureau.people.staff import Staff
from bureau.people.unused import UNUSED, unused

Source = Callable[[Workload], Iterable[Tile]]
LOOKS_AFTER_JOBS = frozenset({Role.SYSTEM_ADMINISTRATOR})
SUPERVISES = frozenset({Role.SUPERVISOR})
LOOKS = {"late": ("late", "alert"), "today": ("soon", "bell"), "soon": ("", "clock")}  # the tile's kind and picture

_sources: list[Source] = []


def desk_tiles(source: Source) -> Source:
    """Registers a source of figures: it yields those that this person has a use for, and asks a fixed number of times.

    An upper app does so in its `admin` module. Figures of cases over all kinds are here already.
    """
    _sources.append(source)
    return source


def tiles_of(load: Workload) -> list[Tile]:
    return [tile for source in _sources for tile in source(load)]


@desk_tiles
def what_is_due(load: Workload) -> Iterator[Tile]:
    """Of an officer the own cases, and beside it how many the section has; of whoever supervises, all within reach."""
    if not load.screens:
        return
    for key, (kind, picture) in LOOKS.items():
        own = f"my-{key}"
        shown, other = (own, key) if load.own_first else (key, own)
        yield _of_cases(load, shown, _beside(load, load.counts[other]), kind, picture)


@desk_tiles
def what_is_in_hand(load: Workload) -> Iterator[Tile]:
    if not load.screens:
        return
    if load.works:
        yield _of_cases(load, "mine", _("in hand"))
    if load.counts["ripe"]:
        yield _of_cases(load, "ripe", _("to be followed up"))
    if load.gives:
        note = _("to be taken up") if load.works else _("to be handed to somebody")
        yield _of_cases(load, "unassigned", note)
    yield _of_cases(load, "open", _("in the whole bureau") if load.whole_bureau else _("in my section"))


@desk_tiles
def what_is_to_be_reviewed(load: Workload) -> Iterator[Tile]:
    if not load.scope.roles & REVIEWERS:
        return
    ledger = Ledger(load.scope, Asked(load.today - USUAL, load.today))
    count = len(ledger.waiting())
    url = f"{reverse('admin:changes')}?queue=review"
    name, unit = _("changes to review"), npgettext("unit", "change", "changes", count)
    yield Tile(name, str(count), unit, url, _("of the last thirty days"), "soon" if count else "", "search")


@desk_tiles
def what_broke_off(load: Workload) -> Iterator[Tile]:
    """For whoever looks after the system."""
    if not load.scope.holds(LOOKS_AFTER_JOBS):
        return
    jobs = load.site._registry[Job].get_queryset(load.request)
    found = {"failed": failed_lately(load.now), "waiting": waits_too_long(load.now)}
    counts = jobs.aggregate(**{key: Count("pk", filter=which) for key, which in found.items()})
    names = {"failed": _("background jobs that failed"), "waiting": _("background jobs that wait too long")}
    notes = {"failed": _("in the last seven days"), "waiting": _("Is the worker running?") if counts["waiting"] else ""}
    for key, count in counts.items():
        url = f"{reverse('admin:bureau_job_changelist')}?trouble={key}"
        kind = "late" if count else ""
        yield Tile(names[key], str(count), npgettext("unit", "job", "jobs", count), url, notes[key], kind, "alert")


@desk_tiles
def what_is_not_used(load: Workload) -> Iterator[Tile]:
    """For whoever makes accounts, where there is something."""
    if not load.scope.roles & LOOKS_AFTER_JOBS:
        return
    count = load.site._registry[Staff].get_queryset(load.request).filter(unused(load.today)).count()
    if count:
        url, unit = (
            f"{reverse('admin:bureau_staff_changelist')}?use=unused",
            npgettext("unit", "account", "accounts", count),
        )
        name = _("accounts not used for %(days)s days") % {"days": UNUSED}
        yield Tile(name, str(count), unit, url, _("Close what is no longer needed."), "soon", "clock")


@desk_tiles
def what_waits_for_a_second(load: Workload) -> Iterator[Tile]:
    """For administrators: who was appointed one and is none until another has confirmed it."""
    if not load.scope.roles & ADMINISTRATORS:
        return
    rows = load.site._registry[Appointment].get_queryset(load.request).filter(waits=True)
    me = load.request.user
    count = rows.exclude(given_by=me).exclude(staff=me).count()
    if count:
        url = f"{reverse('admin:bureau_appointment_changelist')}?waits__exact=1"
        unit = npgettext("unit", "appointment", "appointments", count)
        yield Tile(_("appointments to confirm"), str(count), unit, url, _("by a second administrator"), "soon", "bell")


@desk_tiles
def what_was_not_told(load: Workload) -> Iterator[Tile]:
    """For whoever supervises, where there is something: the band of the page says the rest."""
    if not load.scope.holds(SUPERVISES):
        return
    mails = load.site._registry[Notice].get_queryset(load.request).filter(pk__in=unsettled().values("pk"))
    duties = load.site._registry[Debt].get_queryset(load.request).filter(pk__in=nobody_to_remind().values("pk"))
    letters, lists = mails.count(), {"dead": "admin:bureau_notice_changelist", "nobody": "admin:bureau_debt_changelist"}
    if letters:
        name, unit = _("reminders that could not be sent"), npgettext("unit", "mail", "mails", letters)
        yield Tile(
            name, str(letters), unit, f"{reverse(lists['dead'])}?letters=dead", _("to be settled"), "late", "mail"
        )
    if alone := duties.count():
        name, unit = _("duties with nobody to remind"), npgettext("unit", "duty", "duties", alone)
        yield Tile(name, str(alone), unit, f"{reverse(lists['nobody'])}?told=nobody", "", "late", "bell")


def _of_cases(load: Workload, view: str, note: str = "", kind: str = "", picture: str = "") -> Tile:
    """Coloured only where there is something."""
    count = load.counts[view]
    name = str(EVERY_VIEW[view])
    return Tile(
        name,
        str(count),
        npgettext("unit", "case", "cases", count),
        load.address(view),
        note,
        kind if count else "",
        picture,
    )


def _beside(load: Workload, count: int) -> str:
    """Beside the own cases those of the section; beside those within reach the own ones, where there are any."""
    if not load.own_first:
        return _("mine: %(count)s") % {"count": count} if count and load.works else ""
    here = _("in the whole bureau: %(count)s") if load.whole_bureau else _("in my section: %(count)s")
    return here % {"count": count}
