"""`manage.py roles`: the role table in both languages, and whether the appointments keep to it.

manage.py roles [--json]
manage.py roles --check [--json]                       ends with 1 where something is not as the table says
manage.py roles --apply --hand USERNAME --reason WHY   ends what the table forbids: of each pair what began later
"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone, translation

from bureau.audit.hand import Hand, Source
from bureau.people.roles import RULES, Rule, exclusions
from bureau.people.soundness import end_forbidden, faults
from bureau.people.staff import Staff


class Command(BaseCommand):
    help = "Prints the role table in both languages; with --check, whether the appointments keep to it."
    requires_system_checks = []  # one of them says what this command tells in full, and mends

    def add_arguments(self, parser: ArgumentParser) -> None:
        what = parser.add_mutually_exclusive_group()
        what.add_argument("--check", action="store_true", help="what is not as the table says; ends with 1 if anything")
        what.add_argument("--apply", action="store_true", help="end what the table forbids")
        parser.add_argument("--json", action="store_true", help="for machines")
        parser.add_argument("--hand", help="with --apply: whose account it is done by")
        parser.add_argument("--reason", default="", help="with --apply: why; it stands in the history")

    def handle(self, *, check: bool, apply: bool, json: bool, hand: str | None, reason: str, **_options: Any) -> None:
        if apply:
            self._apply(hand, reason)
        elif check:
            self._check(json)
        else:
            self._print(json)

    def _apply(self, username: str | None, reason: str) -> None:
        by = Staff.objects.filter(username=username, is_active=True).first()
        if by is None or not reason.strip():
            raise CommandError("--apply asks for --hand, the name of an active account, and for --reason.")
        now = timezone.now()
        ended = end_forbidden(timezone.localdate(now), Hand(by, Source.COMMAND, now, reason=reason))
        for told in ended:
            self.stdout.write(told)
        self.stdout.write(f"{len(ended)} forbidden pairs were ended.")

    def _check(self, as_json: bool) -> None:
        found = list(faults(timezone.localdate()))
        if as_json:
            self.stdout.write(json.dumps([asdict(finding) for finding in found], ensure_ascii=False, indent=2))
        else:
            for finding in found:
                self.stdout.write(f"{finding.fault}: {finding.told}")
        if found:
            raise CommandError(f"{len(found)} findings.")
        if not as_json:
            self.stdout.write("Every appointment keeps to the role table.")

    def _print(self, as_json: bool) -> None:
        table = [_told(rule) for rule in RULES]
        pairs: list[dict[str, Any]] = [
            {"roles": [one, other], "why": _both(rule.why)} for one, other, rule in exclusions()
        ]
        if as_json:
            self.stdout.write(json.dumps({"roles": table, "never_together": pairs}, ensure_ascii=False, indent=2))
            return
        for row in table:
            marks = [name for name in ("business", "moves_cases", "exports", "second_factor") if row[name]]
            self.stdout.write(f"{row['role']}  {row['zh-hans']} / {row['en']}  [{row['held_for']}; {', '.join(marks)}]")
            self.stdout.write(f"    {row['may']['zh-hans']}\n    {row['may']['en']}")
        self.stdout.write("")
        for pair in pairs:
            self.stdout.write(f"{' + '.join(pair['roles'])}: {pair['why']['zh-hans']} / {pair['why']['en']}")


def _told(rule: Rule) -> dict[str, Any]:
    facts = {"business": rule.business, "moves_cases": rule.acts, "exports": rule.exports}
    held = {"held_for": "bureau" if rule.of_the_bureau else "section", "second_factor": rule.second_factor}
    return {"role": rule.role.value, **_both(rule.role.label), "may": _both(rule.may), **held, **facts}


def _both(words: Any) -> dict[str, str]:
    """In each language of the house."""
    found = {}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            found[language] = str(words)
    return found
