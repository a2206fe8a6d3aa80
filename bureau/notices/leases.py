"""A lease on a row: one process at a time works on it, and what a killed one held is free again when its time is up."""

import os
import secrets
import socket
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Case, F, Q, When
from django.utils.translation import gettext_lazy as _


class LeaseLost(Exception):
    """The row is no longer ours: its lease ran out and another process has taken it, or it has ended."""


class State(models.TextChoices):
    QUEUED = "queued", _("queued")
    RUNNING = "running", _("running")
    DONE = "done", _("done")
    FAILED = "failed", _("failed")
    CANCELLED = "cancelled", _("cancelled")


OPEN = (State.QUEUED, State.RUNNING)


class Leased(models.Model):
    """A row that one process works on at a time. Whoever holds it writes to it through `hold` alone.

    Every step is one UPDATE with a condition, and one changed row means that it was granted; so PostgreSQL and SQLite
    behave alike, and no lock is kept from one step to the next.
    """

    LEASE: ClassVar[timedelta] = timedelta(minutes=1)
    WAITS: ClassVar[tuple[timedelta, ...]] = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=30))

    state = models.CharField(_("state"), max_length=10, choices=State, default=State.QUEUED)
    attempts = models.PositiveSmallIntegerField(
        _("attempts"), default=0, help_text=_("Attempts in a row that broke off without getting further.")
    )
    next_at = models.DateTimeField(_("next attempt at"))
    lease_until = models.DateTimeField(_("leased until"), null=True, blank=True)
    leased_by = models.CharField(_("leased by"), max_length=100, blank=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    error = models.TextField(_("error"), blank=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                condition=Q(state=State.RUNNING, lease_until__isnull=False) & ~Q(leased_by="")
                | ~Q(state=State.RUNNING) & Q(lease_until__isnull=True, leased_by=""),
                name="%(class)s_leased_while_running",
            ),
            models.CheckConstraint(
                condition=Q(state__in=OPEN, finished_at__isnull=True)
                | ~Q(state__in=OPEN) & Q(finished_at__isnull=False),
                name="%(class)s_finished_when_ended",
            ),
        ]

    @classmethod
    def claim(cls, now: datetime, who: str) -> Self | None:
        """The row that has waited longest, now leased to `who`; None when there is nothing to do.

        A row whose lease has run out is taken over, and the attempt that broke off is counted.
        """
        rows = cls._default_manager
        free = Q(state=State.QUEUED, next_at__lte=now) | Q(state=State.RUNNING, lease_until__lt=now)
        counted = Case(
            When(state=State.RUNNING, then=F("attempts") + 1),
            default=F("attempts"),
            output_field=models.PositiveSmallIntegerField(),
        )
        lease = {"leased_by": who, "lease_until": now + cls.LEASE, "attempts": counted}
        while pk := rows.filter(free).order_by("next_at", "pk").values_list("pk", flat=True).first():
            # Somebody may have been faster; then the condition no longer holds, and the next row is looked for.
            if rows.filter(free, pk=pk).update(state=State.RUNNING, **lease) == 1:
                claimed = rows.get(pk=pk)
                # A process that froze since `now` has claimed a lease that was over already; another may have it by
                # now, and to go by the name that stands in the row would be to work under the other's lease.
                if claimed.leased_by == who:
                    return claimed
        return None

    def hold(self, **changes: Any) -> None:
        """Writes to the row if it is still ours; raises LeaseLost if not.

        As the last step of a transaction it is the fence: from here to the commit nobody can take the row over.
        """
        ours = type(self)._default_manager.filter(pk=self.pk, state=State.RUNNING, leased_by=self.leased_by)
        if ours.update(**changes) != 1:
            raise LeaseLost(f"{self._meta.model_name} {self.pk} is no longer leased to {self.leased_by}")

    def beat(self, now: datetime) -> None:
        """Extends the lease and reads the row afresh; raises LeaseLost when somebody else has it, even since."""
        ours = self.leased_by
        self.hold(lease_until=now + self.LEASE)
        self.refresh_from_db()
        if self.leased_by != ours:
            raise LeaseLost(f"{self._meta.model_name} {self.pk} is no longer leased to {ours}")

    def end(self, state: State, now: datetime, **facts: Any) -> None:
        """Nothing more is to be done, for one of three reasons: done, failed, cancelled."""
        self.hold(state=state, finished_at=now, lease_until=None, leased_by="", **facts)

    def give_back(self, now: datetime) -> None:
        """The holder has to stop, through no fault of the row: whoever comes next may go on at once."""
        self.hold(state=State.QUEUED, next_at=now, lease_until=None, leased_by="")

    def put_off(self, now: datetime, error: str) -> None:
        """Counts a failed attempt; tried again after a wait, and after the last wait not at all."""
        tried = self.attempts + 1
        if tried > len(self.WAITS):
            self.end(State.FAILED, now, attempts=tried, error=error)
            return
        wait = self.WAITS[tried - 1]
        self.hold(state=State.QUEUED, next_at=now + wait, lease_until=None, leased_by="", attempts=tried, error=error)


def this_process() -> str:
    """A name that no other holder bears: a process of the same number may follow on a killed one."""
    return f"{socket.gethostname()[:60]}:{os.getpid()}:{secrets.token_hex(4)}"
