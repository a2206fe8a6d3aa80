"""`manage.py unlock NAME`: lets somebody try again who was locked out after too many failures."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.people.lockout import unlock_all
from bureau.people.staff import Staff


class Command(BaseCommand):
    help = "Lifts the locks of a user name, from every address; each stands in the access log."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="the user name that was locked")
        parser.add_argument("--reason", default="", help="stands in the access log")

    def handle(self, *, name: str, reason: str, **_options: Any) -> None:
        hand = Hand(None, Source.COMMAND, timezone.now(), name="unlock", reason=reason)
        doors = unlock_all(Staff.normalize_username(name), hand)
        if not doors:
            raise CommandError(f"Nothing is locked for {name}.")
        for door in doors:
            self.stdout.write(f"unlocked: {door.name} from {door.address or 'this machine'}")
