"""Signing in: a name and a password say who it is, and nothing else. What one may do is asked of the appointments."""

from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend

from bureau.people.staff import Staff


def may_sign_in(staff: Staff) -> bool:
    """Whether the house is open to this account: one that may do everything is for setting up only."""
    return settings.SETUP_ACCOUNT or not staff.is_superuser


class AccountBackend(ModelBackend):
    """Django's, without rights of its own: an account has neither groups nor permissions to look up."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:  # noqa: ARG002 - Django's signature
        return set()

    get_user_permissions = get_group_permissions = get_all_permissions

    def get_user(self, user_id: int) -> Any:
        """Nobody, where a session outlives what let it begin."""
        found = super().get_user(user_id)
        return found if found is not None and may_sign_in(found) else None
