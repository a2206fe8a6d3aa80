"""Signing in: a name and a password say who it is, and nothing else. What one may do is asked of the appointments."""

from typing import Any

from django.contrib.auth.backends import ModelBackend


class AccountBackend(ModelBackend):
    """Django's, without rights of its own: an account has neither groups nor permissions to look up."""

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:  # noqa: ARG002 - Django's signature
        return set()

    get_user_permissions = get_group_permissions = get_all_permissions
