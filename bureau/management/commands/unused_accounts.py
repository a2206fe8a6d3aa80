"""`manage.py unused_accounts [--days 90] [--json]`: open accounts with which nobody has signed in for so many days."""

import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from bureau.people.staff import Staff
from bureau.people.unused import UNUSED, unused


class Command(BaseCommand):
    help = "Lists the open accounts with which nobody has signed in for so many days, the longest unused first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=UNUSED)
        parser.add_argument("--json", action="store_true", help="for machines")

    def handle(self, *, days: int, json: bool, **_options: Any) -> None:
        rows = Staff.objects.filter(unused(timezone.localdate(), days)).select_related("section__bureau")
        found = [_told(person) for person in rows.order_by("last_login", "date_joined", "pk")]
        self.stdout.write(_as_json(found) if json else _as_text(found, days))


def _told(person: Staff) -> dict[str, str]:
    """Of one account; empty where nobody has ever signed in with it."""
    section = person.section
    last = timezone.localtime(person.last_login).strftime("%Y-%m-%d") if person.last_login else ""
    whose = {"bureau": str(section.bureau) if section else "", "section": str(section or "")}
    return {"username": person.username, "name": str(person), **whose, "last_sign_in": last}


def _as_json(found: list[dict[str, str]]) -> str:
    return json.dumps(found, ensure_ascii=False, indent=2)


def _as_text(found: list[dict[str, str]], days: int) -> str:
    lines = ["  ".join(filter(None, (*row.values(), "" if row["last_sign_in"] else "never"))) for row in found]
    return "\n".join([*lines, f"{len(found)} accounts were not used for {days} days."])
