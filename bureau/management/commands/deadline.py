"""`manage.py deadline START N`: the due day of a limit, and why, in sentences."""

import json
from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.utils import timezone

from bureau.casework.calendar import workdays
from bureau.law.articles import Article, Phrase
from bureau.law.clock import GroundNotNamed, LimitExceeded, NotInTime
from bureau.law.limits import LICENSING_45_GROUNDS, Extra, Ground, Post, Stop, TimeLimit, Unit
from bureau.law.reckoning import Reckoning, reckon
from bureau.law.words import Language, say
from bureau.law.workdays import UnknownYear

AS_ENTERED = Article("命令行输入", "the command line")
NOT_NAMED, PAPER = "N. N.", "CLI"
SUSPEND_HELP = "days that are not counted, as a hearing of which the applicant was told in writing"
TO_THE_MINUTE = (Unit.MINUTE, Unit.HOUR)

LABELS = {
    "state": Phrase("状态：", "state: "),
    "due_on": Phrase("到期日：", "due on: "),
    "due_at": Phrase("到期时刻：", "due at: "),
    "earliest_on": Phrase("最早可能：", "earliest possible: "),
}
STATES = {
    "running": Phrase("计时中", "running"),
    "stopped": Phrase("已停钟", "stopped"),
    "provisional": Phrase("待国务院公布", "provisional"),
}


def moment(text: str) -> datetime:
    try:
        start = datetime.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is not a day (2024-01-15) or a moment (2024-01-15T09:30)") from None
    return timezone.localtime(start) if start.tzinfo else start


def stop(text: str) -> Stop:
    """FROM:[TO] as a stop of which the applicant was told in writing."""
    first, colon, last = text.partition(":")
    try:
        if not colon:
            raise ValueError("FROM:[TO] has a colon")
        return Stop(date.fromisoformat(first), date.fromisoformat(last) if last else None, Ground.HEARING, PAPER)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not FROM:[TO] in days such as 2024-01-15:2024-01-19 ({error})") from None


class Command(BaseCommand):
    help = "Reckons the due day of a limit of N units from START and tells the steps that lead to it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("start", type=moment, metavar="START", help="day, or moment for minutes and hours")
        parser.add_argument("amount", type=int, metavar="N")
        parser.add_argument("--unit", type=Unit, choices=list(Unit), default=Unit.WORKDAY, metavar="|".join(Unit))
        parser.add_argument("--suspend", type=stop, action="append", default=[], metavar="FROM:[TO]", help=SUSPEND_HELP)
        parser.add_argument(
            "--extend", type=int, metavar="N", help="units by which the head extended the limit in time"
        )
        parser.add_argument("--lang", choices=["zh", "en"], default="zh")
        parser.add_argument("--json", action="store_true")

    def handle(self, **options: Any) -> None:
        start: datetime = options["start"]
        try:
            found = self._reckon(start if options["unit"] in TO_THE_MINUTE else start.date(), options)
        except (GroundNotNamed, LimitExceeded, NotInTime, UnknownYear, ValueError) as refusal:
            raise CommandError(str(refusal)) from None
        except DatabaseError as error:
            raise CommandError(f"The calendar cannot be read ({error}). Has `manage.py migrate` been run?") from None
        self.stdout.write(_as_json(found, options["lang"]) if options["json"] else _as_text(found, options["lang"]))

    def _reckon(self, start: date, options: dict[str, Any]) -> Reckoning:
        extend: int | None = options["extend"]
        limit = TimeLimit(
            options["amount"],
            options["unit"],
            AS_ENTERED,
            may_extend=extend or 0,
            extended_by=frozenset({Post.HEAD}),
            extension_article=AS_ENTERED,
            stopped_by=LICENSING_45_GROUNDS,
        )
        extras = [] if extend is None else [Extra(extend, _day(start), NOT_NAMED, Post.HEAD)]
        return reckon(start, limit, options["suspend"], extras, days=workdays())


def _day(start: date) -> date:
    return start.date() if isinstance(start, datetime) else start


def _as_text(found: Reckoning, language: Language) -> str:
    lines = [f"{LABELS['state'][language == 'en']}{STATES[found.state][language == 'en']}"]
    for name in ("due_on", "due_at", "earliest_on"):
        if value := getattr(found, name):
            lines.append(f"{LABELS[name][language == 'en']}{value.isoformat()}")
    lines += [f"{number}. {say(step, language)}" for number, step in enumerate(found.steps, 1)]
    return "\n".join(lines)


def _as_json(found: Reckoning, language: Language) -> str:
    told = asdict(found) | {
        "steps": [{"code": step.code, "facts": step.facts, "text": say(step, language)} for step in found.steps]
    }
    return json.dumps(told, ensure_ascii=False, indent=2, default=lambda day: day.isoformat())
