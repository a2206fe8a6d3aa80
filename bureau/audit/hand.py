"""Who acts, by what means, and when. Handed from call to call, so that nothing has to guess whose act it is."""

from dataclasses import dataclass
from datetime import datetime
from typing import Self
from uuid import UUID, uuid4

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.timezone import is_naive
from django.utils.translation import gettext_lazy as _


class Source(models.TextChoices):
    SCREEN = "screen", _("screen")
    IMPORT = "import", _("import")
    JOB = "job", _("job")
    COMMAND = "command", _("command")
    MIGRATION = "migration", _("migration")


@dataclass(frozen=True)
class Hand:
    """One act of one person, or of the system (`user` is None). All that it changes bears its `change_id`."""

    user: AbstractBaseUser | None
    source: Source
    at: datetime
    change_id: UUID

    def __post_init__(self) -> None:
        if is_naive(self.at):
            raise ValueError(f"{self.at} says no time zone")

    @classmethod
    def of(cls, user: AbstractBaseUser | None, source: Source, at: datetime) -> Self:
        """A hand for a new act."""
        return cls(user, source, at, uuid4())
