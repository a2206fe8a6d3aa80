"""`manage.py reckon`: the terms of open cases by the calendar as it now stands."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.casework.anew import Shift, reckon_anew


class Command(BaseCommand):
    help = "Reckons the terms of open cases anew and tells which moved; closed cases keep the day they were judged by."

    def add_arguments(self, parser: ArgumentParser) -> None:
        group = parser.add_mutually_exclusive_group()
        group.add_argument("--dry-run", action="store_true", help="tell what would move, and change nothing")
        group.add_argument("--check", action="store_true", help="exit 1 if anything would move")
        parser.add_argument("--reason", default="calendar", help="stands in the history of each term that moves")

    def handle(self, *, dry_run: bool, check: bool, reason: str, **_options: Any) -> None:
        hand = Hand(None, Source.COMMAND, timezone.now(), reason=reason, name="reckon")
        moved = 0
        for shift in reckon_anew(hand, write=not (dry_run or check)):
            moved += 1
            self.stdout.write(_line(shift))
        self.stdout.write(f"{moved} terms {'would move' if dry_run or check else 'moved'}")
        if check and moved:
            raise SystemExit(1)


def _line(shift: Shift) -> str:
    number, (term, was, now) = shift.docket.number, (shift.moved.term, shift.moved.was, shift.moved.now)
    return f"{number} {term.duty}: {was or '-'} -> {now or '-'} ({term.state})"
