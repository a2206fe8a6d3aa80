"""Django's `migrate`, and after it every lock in its place: a rebuilt table has lost its own, and a new one has none.

A command and no signal: `flush` sends the same signal, and by a role that may not lock anything.
"""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from bureau.audit import locks


class Command(Migrate):
    def handle(self, *args: Any, **options: Any) -> None:
        super().handle(*args, **options)
        if not (options["plan"] or options["check_unapplied"]):
            locks.apply(connections[options["database"]])
