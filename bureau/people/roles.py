"""The roles: what someone may be here, named once for the gate, the screens and the tests."""

from django.db import models
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


# Roles that are held for the whole bureau, not for one of its sections.
OF_THE_BUREAU = frozenset(
    {
        Role.LEADER,
        Role.LEGAL_REVIEWER,
        Role.SUPERVISOR,
        Role.SYSTEM_ADMINISTRATOR,
        Role.SECURITY_ADMINISTRATOR,
        Role.AUDIT_ADMINISTRATOR,
    }
)

# Whoever has to do with cases; administrators of the system have not.
BUSINESS = frozenset({Role.OFFICER, Role.WINDOW, Role.SECTION_HEAD, Role.LEADER, Role.LEGAL_REVIEWER, Role.SUPERVISOR})
ADMINISTRATORS = frozenset({Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR})
CASEWORKERS = frozenset({Role.OFFICER, Role.WINDOW, Role.SECTION_HEAD})
EVERYBODY = BUSINESS | ADMINISTRATORS
