"""Lock-out: after some failures under one name from one address, nobody signs in under it from there for a while.

Nothing is kept for it. The access log says who failed, when a lock began and who lifted it; whether a door is locked
follows from that. So no restart sheds a lock, no cache has to be there, and what an auditor reads is what was enforced.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from bureau.audit.access import AccessLog, Event, log
from bureau.audit.hand import Hand

RECORD = "bureau.staff"
LONGEST = 50  # of a name in the log's rows; what differs behind that shares its locks
AFRESH = (Event.SIGN_IN, Event.LOCKED, Event.UNLOCKED)  # failures before one of these count no more


@dataclass(frozen=True, slots=True)
class Door:
    """A name, whether there is such an account or not, and the address from which it is tried."""

    name: str
    address: str | None

    @contextmanager
    def one_at_a_time(self) -> Iterator[None]:
        """A transaction in which nobody else tries this door: many tries at once are counted like one after another."""
        with transaction.atomic():
            if connection.vendor == "postgresql":  # SQLite has one writer as it is
                with connection.cursor() as cursor:
                    key = f"{self.name}\n{self.address}"
                    cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
            yield

    def locked_until(self, now: datetime) -> datetime | None:
        """The moment at which it opens again; None while it is open."""
        last = self._rows().filter(event__in=AFRESH).first()
        if last is None or last.event != Event.LOCKED:
            return None
        until: datetime = last.at + settings.SIGN_IN_LOCK
        return until if until > now else None

    def failed(self, hand: Hand) -> bool:
        """Logs a failure; whether that one locks the door."""
        self.refused(hand)
        if self._failures(hand.at) < settings.SIGN_IN_FAILURES:
            return False
        self._log(hand, Event.LOCKED)
        return True

    def refused(self, hand: Hand) -> None:
        """Logs what was tried at a locked door: it counts for no further lock, and makes this one no longer."""
        self._log(hand, Event.SIGN_IN_FAILED)

    def opened(self, hand: Hand) -> None:
        self._log(hand, Event.SIGN_IN)

    def unlock(self, hand: Hand) -> None:
        self._log(hand, Event.UNLOCKED)

    def _failures(self, now: datetime) -> int:
        since, last = now - settings.SIGN_IN_WINDOW, self._rows().filter(event__in=AFRESH).first()
        failures = self._rows().filter(event=Event.SIGN_IN_FAILED)
        if last is not None:
            failures = failures.filter(pk__gt=last.pk)
            since = max(since, last.at + settings.SIGN_IN_LOCK) if last.event == Event.LOCKED else since
        return int(failures.filter(at__gte=since).count())

    def _rows(self) -> Any:
        rows = AccessLog.objects.filter(record=RECORD, row=self.name[:LONGEST], address=self.address)
        return rows.order_by("-pk")

    def _log(self, hand: Hand, event: Event) -> None:
        row = self.name[:LONGEST]
        log(hand, event, purpose=hand.reason, record=RECORD, row=row, address=self.address)


def locked_doors(name: str, now: datetime) -> list[Door]:
    """The doors of this name that are locked now."""
    locks = AccessLog.objects.filter(
        record=RECORD, row=name[:LONGEST], event=Event.LOCKED, at__gt=now - settings.SIGN_IN_LOCK
    )
    addresses = locks.order_by("address").values_list("address", flat=True).distinct()
    return [door for door in (Door(name, address) for address in addresses) if door.locked_until(now)]


def unlock_all(name: str, hand: Hand) -> list[Door]:
    """Opens whatever is locked under this name, and says which doors that were."""
    doors = locked_doors(name, hand.at)
    with transaction.atomic():
        for door in doors:
            door.unlock(hand)
    return doors
