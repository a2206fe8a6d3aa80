"""`manage.py rotate_keys`: puts every key under the first master key of FIELD_KEYS. No sealed text changes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bureau.audit.vault.masters import masters
from bureau.audit.vault.rotation import Tally, count, kinds, rotate


class Command(BaseCommand):
    help = "Wraps every key under the first master key of FIELD_KEYS; may be stopped and begun again."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="count only")

    def handle(self, *, dry_run: bool, **_options: Any) -> None:
        self.stdout.write(f"current master key: {masters()[0].name}")
        faults: list[str] = []
        for tally in (count(kind) for kind in kinds()) if dry_run else rotate():
            rest = f"{tally.older} older" if dry_run else f"{tally.done} rotated"
            self.stdout.write(f"{tally.kind._meta.label}: {tally.current} current, {rest}")
            faults += _faults(tally)
        if faults:
            raise CommandError("\n".join(faults))
        if not dry_run:
            self.stdout.write("Once every process runs with these FIELD_KEYS, the older ones may be taken away.")


def _faults(tally: Tally) -> list[str]:
    label = tally.kind._meta.label
    unknown = [f"{label}: {number} under {name}, not in FIELD_KEYS" for name, number in tally.unknown.items()]
    return unknown + [f"{label}: {row} does not open" for row in tally.broken]
