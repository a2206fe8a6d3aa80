"""What is wrong with reminders and evidence, across the head of every page: for whoever should act, and nobody else."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.admin import AdminSite
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from bureau.casework.calendar import HolidayNotice
from bureau.desk.evidence import READERS
from bureau.desk.scoped import scope_for
from bureau.desk.setting_up import warning
from bureau.notices.jobs import Job
from bureau.notices.outbox import Debt, Notice
from bureau.notices.runs import SweepRun
from bureau.notices.troubles import OF_THE_EVIDENCE, Code, Trouble, troubles
from bureau.people.roles import ADMINISTRATORS, Role

LOOK_AFTER = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SUPERVISOR})
AUDITORS = frozenset({Role.AUDIT_ADMINISTRATOR})

# Where somebody goes to put it right, by the screen; what only a command can put right leads to the runs.
WHERE: dict[Code, tuple[tuple[type, str], ...]] = {
    Code.NO_SWEEP: ((SweepRun, ""),),
    Code.CLOCK: ((SweepRun, ""),),
    Code.STUCK: ((Notice, "?letters=stuck"), (Job, "?trouble=waiting")),
    Code.DEAD: ((Notice, "?letters=dead"),),
    Code.NO_CALENDAR: ((HolidayNotice, ""),),
    Code.NOBODY: ((Debt, "?told=nobody"),),
}


@dataclass(frozen=True, slots=True)
class Told:
    """One sentence, and the lists to which it leads: their names and addresses."""

    words: str
    links: tuple[tuple[str, str], ...]


def band_of(site: AdminSite, request: Any) -> list[Told]:
    """Looked up afresh for each page: what was put right is gone with the next one."""
    scope = scope_for(request)
    told = [Told(words, ()) for words in [warning()] if words and scope.holds(LOOK_AFTER | ADMINISTRATORS)]
    if not scope.holds(LOOK_AFTER | AUDITORS):
        return told
    found = troubles(timezone.now(), lambda rows: scope.rows(rows, LOOK_AFTER))
    if not scope.holds(LOOK_AFTER):
        found = [trouble for trouble in found if trouble.code in OF_THE_EVIDENCE]
    return [*told, *(Told(str(trouble), tuple(_links(site, request, trouble))) for trouble in found)]


def _links(site: AdminSite, request: Any, trouble: Trouble) -> Iterator[tuple[str, str]]:
    if trouble.code in OF_THE_EVIDENCE and scope_for(request).holds(READERS):
        yield gettext("Evidence"), reverse("admin:evidence")
    for model, asked in WHERE.get(trouble.code, ()):
        screen: Any = site._registry.get(model)
        if screen is not None and screen.has_view_permission(request):
            address = reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_changelist")
            yield str(screen.opts.verbose_name_plural), address + asked
