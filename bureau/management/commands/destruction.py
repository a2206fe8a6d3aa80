"""`manage.py destruction`: what has outlived its term, for whoever draws up a list; and what a killed process left.

It destroys nothing by itself: that takes three persons, at the desk.
"""

import json
from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bureau.casework.destroying import due, finish, term_ended_on
from bureau.casework.docket import Docket
from bureau.casework.keeping import rules_of
from bureau.people.bureaus import Bureau


class Command(BaseCommand):
    help = "Names the dockets that may be put on a destruction list today, bureau by bureau; destroys nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true")
        parser.add_argument("--on", type=date.fromisoformat, metavar="YYYY-MM-DD", help="as of that day")
        parser.add_argument("--finish", action="store_true", help="delete the files that an execution left behind")

    def handle(self, *, on: date | None, **options: Any) -> None:
        if options["finish"]:
            finish()
            return
        found = [
            line for bureau in Bureau.objects.order_by("pk") for line in _lines(bureau, on or timezone.localdate())
        ]
        if options["json"]:
            self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
            return
        self.stdout.writelines(f"{line['bureau']} {line['number']} {line['ended_on']}\n" for line in found)
        self.stdout.write(f"{len(found)} dockets have outlived their term")


def _lines(bureau: Bureau, day: date) -> list[dict[str, str]]:
    rules = rules_of(bureau.pk)
    return [
        {"bureau": bureau.name, "number": docket.number, "ended_on": str(term_ended_on(docket, rules))}
        for docket in due(bureau.pk, Docket.objects.all(), day)
    ]
