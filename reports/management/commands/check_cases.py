"""`manage.py check_cases FILE`: golden cases held against the very functions that the application uses.

A file has `cases`, each with `id`, `kind`, `input` and `expect`. A case holds when everything that it expects is
found; what else the application tells does not matter.
"""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from bureau.casework.calendar import workdays
from bureau.law.workdays import UnknownYear
from reports.management.golden import Judge


class Command(BaseCommand):
    help = "Runs a file of golden cases; exit 1 if any does not hold."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--json", action="store_true")

    def handle(self, *, file: Path, **options: Any) -> None:
        cases = _read(file)
        try:
            judge = Judge(workdays(), timezone.localdate())
        except (DatabaseError, UnknownYear) as error:
            raise CommandError(f"The calendar cannot be read ({error}). Has `manage.py migrate` been run?") from None
        total = Counter(case["kind"] for case in cases)
        held: Counter[str] = Counter()
        wrong = []
        for case in cases:
            found = judge(case["kind"], case["input"])
            if _holds(case["expect"], found):
                held[case["kind"]] += 1
            else:
                wrong.append({key: case[key] for key in ("id", "kind", "input", "expect")} | {"found": found})
        self.stdout.write(_as_json(total, held, wrong) if options["json"] else _as_text(total, held, wrong))
        if wrong:
            raise SystemExit(1)


def _read(file: Path) -> list[dict[str, Any]]:
    """The cases of a file. Raises CommandError, naming the case, for anything that is not of the form."""
    try:
        cases = json.loads(file.read_text(encoding="utf-8-sig"))["cases"]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise CommandError(f"{file} is no file of golden cases: {type(error).__name__}: {error}") from None
    if not isinstance(cases, list) or not cases:
        raise CommandError(f"{file} has no cases")
    for position, case in enumerate(cases, 1):
        missing = {"id", "kind", "input", "expect"} - set(case if isinstance(case, dict) else ())
        if missing:
            raise CommandError(f"case {position} of {file} lacks {', '.join(sorted(missing))}")
        if not isinstance(case["kind"], str):
            raise CommandError(f"case {position} of {file} has a kind that is no word: {case['kind']!r}")
    return cases


def _holds(expected: Any, found: Any) -> bool:
    if not expected:
        return False  # what expects nothing could never fail
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(key in found and _same(value, found[key]) for key, value in expected.items())
    return _same(expected, found)


def _same(expected: Any, found: Any) -> bool:
    """As JSON has it: true is not 1."""
    return json.dumps(expected, sort_keys=True) == json.dumps(found, sort_keys=True)


def _as_text(total: Counter[str], held: Counter[str], wrong: list[dict[str, Any]]) -> str:
    lines = [f"{kind}: {held[kind]} of {count} hold" for kind, count in total.items()]
    for case in wrong:
        lines.append(
            f"{case['id']}: {json.dumps(case['input'], ensure_ascii=False)}"
            f"\n  expected {json.dumps(case['expect'], ensure_ascii=False)}"
            f"\n  found    {json.dumps(case['found'], ensure_ascii=False)}"
        )
    lines.append(f"{held.total()} of {total.total()} cases hold")
    return "\n".join(lines)


def _as_json(total: Counter[str], held: Counter[str], wrong: list[dict[str, Any]]) -> str:
    kinds = {kind: {"cases": count, "hold": held[kind]} for kind, count in total.items()}
    report = {"cases": total.total(), "hold": held.total(), "kinds": kinds, "wrong": wrong}
    return json.dumps(report, ensure_ascii=False, indent=2)
