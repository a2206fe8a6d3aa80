"""`manage.py reconcile`: whether each record says what its newest version says; what went past the application."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bureau.audit.acknowledging import Acknowledgement, Key, acknowledged, key_of
from bureau.audit.findings import Finding
from bureau.audit.reconciling import reconcile


class Command(BaseCommand):
    help = "Names each record that differs from its newest version, or has none. Ends with 1 if there is any."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--database", default="default")

    def handle(self, *, database: str, **options: Any) -> None:
        found = reconcile(timezone.now(), database)
        known = acknowledged(found, database)
        if options["json"]:
            self.stdout.write(json.dumps([_told(finding, known) for finding in found], ensure_ascii=False, indent=2))
        else:
            for finding in found:
                self.stdout.write(f"{finding}{' (acknowledged)' if key_of(finding) in known else ''}")
        if ringing := [finding for finding in found if key_of(finding) not in known]:
            raise CommandError(f"{len(ringing)} records do not agree with their history.")
        if not options["json"]:
            self.stdout.write("Every record agrees with its history.")


def _told(finding: Finding, known: dict[Key, Acknowledgement]) -> dict[str, Any]:
    return finding.as_dict() | {"acknowledged": key_of(finding) in known}
