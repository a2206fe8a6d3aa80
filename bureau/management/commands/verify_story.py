"""`manage.py verify_story FILE`: whether a printed story still says what the database says, line by line."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from bureau.casework.story import NoStory, compare


class Command(BaseCommand):
    help = "Compares the printed story of a case (PDF) with the database; names each line that no longer agrees."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *, file: Path, **options: Any) -> None:
        try:
            found = compare(file.read_bytes())
        except OSError as error:
            raise CommandError(f"{file} cannot be read ({error.strerror}).") from None
        except NoStory as refused:
            raise CommandError(str(refused)) from None
        if options["json"]:
            whole = {"number": found.number, "lines": found.lines, "is_our_print": found.printed is not None}
            whole |= {"findings": [finding.as_dict() for finding in found.findings]}
            self.stdout.write(json.dumps(whole, ensure_ascii=False, indent=2))
        else:
            self.stdout.writelines(f"{finding}\n" for finding in found.findings)
            self.stdout.write(f"{found.number}: {found.lines} lines, {len(found.findings)} no longer agree")
            if printed := found.printed:
                when = timezone.localtime(printed.at).strftime("%Y-%m-%d %H:%M")
                self.stdout.write(f"This file was printed by {printed.by_name} at {when}, and is as it was then.")
        if found.printed is None:
            raise CommandError("This file is not as it was when it was printed.")
        if found.findings:
            raise CommandError(f"{len(found.findings)} lines no longer agree.")
