"""A file that is refused as a whole, with the reason for the person who sent it."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise


class Unreadable(Exception):
    """Nothing of it was taken in."""

    def __init__(self, reason: str | Promise, facts: Mapping[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts

    def __str__(self) -> str:
        return str(self.reason) % self.facts if self.facts else str(self.reason)
