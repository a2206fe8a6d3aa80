"""`manage.py tick`: what is due, done without Celery; for a machine without a broker, and for cron."""

import signal
import time
from argparse import ArgumentParser
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from bureau.notices.jobs import Job, run_due
from bureau.notices.leases import State, this_process
from bureau.notices.outbox import Notice
from bureau.notices.rhythm import keep_time
from bureau.notices.rounds import go_round


class Command(BaseCommand):
    help = "Does what is due, every few seconds until Ctrl-C; harmless beside Celery or another tick."

    def add_arguments(self, parser: ArgumentParser) -> None:
        until = parser.add_mutually_exclusive_group()
        until.add_argument("--once", action="store_true", help="end when nothing is due")
        until.add_argument(
            "--until-idle", action="store_true", help="end when nothing is due and no other process is at work either"
        )
        parser.add_argument("--every", type=float, default=5.0, metavar="SECONDS")

    def handle(self, *, once: bool, until_idle: bool, every: float, **_options: Any) -> None:
        if once:
            run_due(timezone.now, this_process())
            go_round(timezone.now, this_process())
            keep_time(timezone.now())
            return
        # A service manager's SIGTERM is heard between two chunks: an exception out of a signal may strike anywhere,
        # also where Python cannot raise it and lets it fall.
        stop = Event()
        signal.signal(signal.SIGTERM, lambda *_: stop.set())
        try:
            while not stop.is_set() and not (self._pass(stop) and until_idle and not _others_work()):
                time.sleep(0 if stop.is_set() else every)
        except KeyboardInterrupt:
            stop.set()
        if stop.is_set():
            self.stdout.write("Stopping …")

    def _pass(self, stop: Event) -> bool:
        """Whether it came to its end; a database that does not answer is asked again next time."""
        try:
            run_due(timezone.now, this_process(), stop.is_set)
            go_round(timezone.now, this_process(), stop.is_set)
            keep_time(timezone.now())
        except (OperationalError, InterfaceError) as error:
            self.stderr.write(f"The database does not answer ({type(error).__name__}); trying again")
            connection.close()
            return False
        return True


def _others_work() -> bool:
    return any(rows.filter(state=State.RUNNING).exists() for rows in (Job.objects, Notice.objects))
