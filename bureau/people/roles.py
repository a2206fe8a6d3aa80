"""The roles: what someone may be here, in one table for the gate, the screens, the commands and the tests.

Cybersecurity classified protection (GB/T 22239-2019) names three posts that look after a system: system, security and
audit administrator. The first has accounts and settings and no business data, the second gives rights and uses none,
the third reads what everybody did and changes nothing; audit is always another person.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from django.conf import settings
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    OFFICER = "officer", _("officer")
    WINDOW = "window", _("window clerk")
    SECTION_HEAD = "section_head", _("section head")
    LEADER = "leader", _("leader")
    LEGAL_REVIEWER = "legal_reviewer", _("legal reviewer")
    SUPERVISOR = "supervisor", _("supervisor")
    SYSTEM_ADMINISTRATOR = "system_administrator", _("system administrator")
    SECURITY_ADMINISTRATOR = "security_administrator", _("security administrator")
    AUDIT_ADMINISTRATOR = "audit_administrator", _("audit administrator")


@dataclass(frozen=True, slots=True)
class Rule:
    """What one role is: `may` says it in words. `has_cases`: a case may lie on the desk of whoever holds it.

    `of_the_bureau`: held for the whole bureau, not for one of its sections. `business`: has to do with cases at all.
    `acts`: moves them. `sees_secrets`: handles the secret matters within reach, as others only those that lie on their
    own desk. `exports`: may take lists out of the house, those that its screens name. `second_factor`: signs
    in with a second factor beside the password.
    """

    role: Role
    may: str | Promise
    of_the_bureau: bool = True
    business: bool = True
    acts: bool = True
    has_cases: bool = False
    sees_secrets: bool = False
    exports: bool = True
    second_factor: bool = False


RULES = (
    Rule(
        Role.OFFICER,
        _("Enters and handles the cases of a section, registers what was decided on paper."),
        of_the_bureau=False,
        has_cases=True,
    ),
    Rule(
        Role.WINDOW,
        _("Receives at the counter for a section; takes no list out of the house."),
        of_the_bureau=False,
        has_cases=True,
        exports=False,
    ),
    Rule(
        Role.SECTION_HEAD,
        _("Leads a section: handles its cases, hands them over, examines, enters absences of its people."),
        of_the_bureau=False,
        has_cases=True,
        sees_secrets=True,
    ),
    Rule(
        Role.LEADER,
        _("Decides for the whole bureau; sets a separation of hands aside where the table allows it."),
        sees_secrets=True,
    ),
    Rule(
        Role.LEGAL_REVIEWER,
        _("Reviews before a decision whether it is lawful; takes no list out of the house."),
        sees_secrets=True,
        exports=False,
    ),
    Rule(Role.SUPERVISOR, _("Reads all business of the bureau, reviews changes, and changes nothing."), acts=False),
    Rule(
        Role.SYSTEM_ADMINISTRATOR,
        _("Makes accounts and settings; sees no case and gives no role."),
        business=False,
        acts=False,
        second_factor=True,
    ),
    Rule(
        Role.SECURITY_ADMINISTRATOR,
        _("Gives and ends roles, none to oneself; sees no case and makes no account."),
        business=False,
        acts=False,
        second_factor=True,
    ),
    Rule(
        Role.AUDIT_ADMINISTRATOR,
        _("Reads the access log, the histories and the seals, and changes nothing; always another person."),
        business=False,
        acts=False,
        second_factor=True,
    ),
)
TABLE = {rule.role: rule for rule in RULES}

# Roles that are held for the whole bureau, not for one of its sections.
OF_THE_BUREAU = frozenset(rule.role for rule in RULES if rule.of_the_bureau)
# Whoever has to do with cases; administrators of the system have not.
BUSINESS = frozenset(rule.role for rule in RULES if rule.business)
ADMINISTRATORS = frozenset(rule.role for rule in RULES if not rule.business)
ACTING = frozenset(rule.role for rule in RULES if rule.acts)
CASEWORKERS = frozenset(rule.role for rule in RULES if rule.has_cases)
SEES_SECRETS = frozenset(rule.role for rule in RULES if rule.sees_secrets)
EXPORTERS = frozenset(rule.role for rule in RULES if rule.exports)
SECOND_FACTOR = frozenset(rule.role for rule in RULES if rule.second_factor)
EVERYBODY = frozenset(TABLE)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """Two groups of roles of which the same person may not hold one each, and why."""

    these: frozenset[Role]
    those: frozenset[Role]
    why: str | Promise
    level_three: bool = False

    @property
    def holds(self) -> bool:
        return settings.THREE_ADMINISTRATORS or not self.level_three

    def parts(self, one: str, other: str) -> bool:
        return (one in self.these and other in self.those) or (other in self.these and one in self.those)


AUDIT = frozenset({Role.AUDIT_ADMINISTRATOR})
SUPERVISION = frozenset({Role.SUPERVISOR})
EXCLUSIONS = (
    Exclusion(AUDIT, ADMINISTRATORS - AUDIT, _("Audit is always another person than whom it audits.")),
    Exclusion(AUDIT, ACTING, _("Whoever audits changes nothing.")),
    Exclusion(SUPERVISION, ACTING, _("Whoever supervises decides nothing of what they review.")),
    Exclusion(ADMINISTRATORS - AUDIT, BUSINESS, _("Whoever looks after the system has nothing to do with its cases.")),
    Exclusion(
        frozenset({Role.SYSTEM_ADMINISTRATOR}),
        frozenset({Role.SECURITY_ADMINISTRATOR}),
        _("The three administrators are three persons."),
        level_three=True,
    ),
)


def exclusion_of(one: str, other: str) -> Exclusion | None:
    """Why the same person may not hold both of these roles; None where they may."""
    return next((rule for rule in EXCLUSIONS if rule.holds and rule.parts(one, other)), None)


def exclusions() -> Iterator[tuple[Role, Role, Exclusion]]:
    """Every pair that is forbidden now, each once."""
    for one, other in combinations(TABLE, 2):
        if rule := exclusion_of(one, other):
            yield one, other, rule
