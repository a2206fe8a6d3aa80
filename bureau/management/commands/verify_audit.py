"""`manage.py verify_audit`: whether the evidence is as it was sealed; what is not, is named by table, row and kind.

What an audit administrator has acknowledged is named as such, and no longer fails.
"""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from bureau.audit.acknowledging import Acknowledgement, Key, acknowledged, key_of
from bureau.audit.anchors import read
from bureau.audit.findings import Finding
from bureau.audit.sealing import newest_head
from bureau.audit.verifying import verify


class Command(BaseCommand):
    help = "Verifies every seal, every sealed row, every lock, and every record against its history."
    requires_system_checks = []  # what they refuse is named here

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--anchor", type=Path, metavar="FILE", help="heads kept outside: the file, or saved mails")
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--database", default="default")

    def handle(self, *, anchor: Path | None, database: str, **options: Any) -> None:
        try:
            told = read(anchor) if anchor else []
        except OSError as error:
            raise CommandError(f"{anchor} cannot be read ({error.strerror}).") from None
        if anchor and not told:
            raise CommandError(f"{anchor} has no head of a seal.")
        found, head = verify(told, database), newest_head(database)
        known = acknowledged(found, database)
        ringing = [finding for finding in found if key_of(finding) not in known]
        if options["json"]:
            whole = {"head": head.as_dict() if head else None, "findings": [_told(finding, known) for finding in found]}
            self.stdout.write(json.dumps(whole, ensure_ascii=False, indent=2))
        else:
            for finding in found:
                self.stdout.write(f"{finding}{' (acknowledged)' if key_of(finding) in known else ''}")
            self.stdout.write(
                f"{head.n if head else 0} seals, {head.leaves if head else 0} rows, {len(found)} findings, "
                f"{len(known)} acknowledged"
            )
        if ringing:
            raise CommandError(f"{len(ringing)} findings.")


def _told(finding: Finding, known: dict[Key, Acknowledgement]) -> dict[str, Any]:
    return finding.as_dict() | {"acknowledged": key_of(finding) in known}
