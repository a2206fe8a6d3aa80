"""Who may enter an absence, and who stands in: a head for the officers of the section, a leader for heads too.

An absence is a delegation with a last day. What it passes on is the giver's; so nobody enters one for whoever holds, on
any of its days, more than a head or leader could give to the stand-in by hand.
"""

from django.db.models import Q

from bureau.people.appointments import Appointment, Delegation
from bureau.people.roles import CASEWORKERS, Role
from bureau.people.scope import Scope

OFFICERS = frozenset({Role.OFFICER, Role.WINDOW})


def may_enter_for(scope: Scope, absence: Delegation) -> bool:
    """Whether whoever has this scope may enter it for its giver."""
    section = absence.giver.section
    if absence.until_on is None or absence.since_on is None or section is None:
        return False
    days = Q(since_on__lte=absence.until_on) & (Q(until_on__isnull=True) | Q(until_on__gte=absence.since_on))
    held = set(Appointment.objects.filter(days, staff=absence.giver).values_list("role", "section"))
    roles = {role for role, _section in held}
    if roles <= CASEWORKERS and scope.reaches(absence, {Role.LEADER}):
        return True
    headed = set(scope.sections({Role.SECTION_HEAD}))
    return bool(held) and roles <= OFFICERS and {of for _role, of in held} <= headed
