"""`manage.py sweep`: looks at every due day, for cron and for whoever wants to see it; harmless beside Celery."""

from argparse import ArgumentParser
from collections import Counter
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bureau.notices.leases import this_process
from bureau.notices.sweep import ClockJumped, foresee, moments, sweep
from bureau.people.staff import Staff


class Command(BaseCommand):
    help = "Writes down what is owed today and makes the morning's mails; a second run adds only what is new."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--on", type=date.fromisoformat, metavar="DATE", help="another day than today")
        parser.add_argument("--dry-run", action="store_true", help="tell what would be owed, and write nothing")
        parser.add_argument(
            "--clock-is-right", action="store_true", help="somebody has looked: runs of days to come are forgotten"
        )

    def handle(self, *, on: date | None, dry_run: bool, clock_is_right: bool, **_options: Any) -> None:
        day = on or timezone.localdate()
        if dry_run:
            self._tell(day, foresee(day))
            return
        try:
            run = sweep(day, timezone.now, this_process(), sure=clock_is_right)
        except ClockJumped as jumped:
            raise CommandError(f"No sweep: {jumped}. If the clock is right: manage.py sweep --clock-is-right") from None
        moments(timezone.now)
        self.stdout.write(
            f"{run.day}: {run.terms} terms looked at, {run.owed} reminders owed ({run.late} late, "
            f"{run.nobody} with nobody to remind), {run.notices} mails"
        )

    def _tell(self, day: date, found: Counter[int | None]) -> None:
        names = dict(Staff.objects.filter(pk__in=[key for key in found if key]).values_list("pk", "username"))
        for key, count in sorted(found.items(), key=lambda each: -each[1]):
            self.stdout.write(f"{names[key] if key else '(nobody to remind)'}: {count}")
        self.stdout.write(f"{day}: {found.total()} reminders would be owed")
