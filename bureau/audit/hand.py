"""Whose hand it was: given explicitly to whatever writes, and copied into the history of what was written."""

import uuid
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    """By what means something was written."""

    SCREEN = "screen", _("on screen")
    IMPORT = "import", _("by import")
    JOB = "job", _("by a job")
    COMMAND = "command", _("by command")
    MIGRATION = "migration", _("by migration")


class Refusal(NamedTuple):
    """What somebody was refused, in the words that they were told; `record` and `row` as in the access log."""

    words: str
    record: str = ""
    row: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Hand:
    """Who acts, by what means, when and why. One hand makes one change, however many rows that touches.

    `user` is None where no person acted (a command, a migration); `name` then says what did. `at` is aware.
    `override` names the warning that the person was shown and set aside, with `reason` as the reason. `refused` is
    what this hand was refused so far: a row written at once would be rolled back with the transaction, so whoever
    opened that tells them when it is over (`refusing.tell`).
    """

    user: AbstractBaseUser | None
    source: Source
    at: datetime
    reason: str = ""
    name: str = ""
    override: str = ""
    change_id: uuid.UUID = field(default_factory=uuid.uuid4)
    refused: list[Refusal] = field(default_factory=list, compare=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "reason", self.reason.strip())  # spaces are no reason
        if self.at.tzinfo is None:
            raise ValueError(f"{self.at} has no time zone")
        if self.user is None and not self.name:
            raise ValueError("a hand without a person has a name")
        if self.override and not self.reason:
            raise ValueError("a warning is set aside for a reason")

    @property
    def actor_name(self) -> str:
        """The name as it was then: people change theirs, and history must not."""
        return self.name or str(self.user)

    def because(self, reason: str) -> "Hand":
        """The same hand and the same change, with a reason."""
        return replace(self, reason=reason)

    def overriding(self, warning: str, reason: str) -> "Hand":
        """The same hand, setting this warning aside for that reason."""
        return replace(self, override=warning, reason=reason)
