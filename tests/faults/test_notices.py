"""Workers are killed while a mail server refuses, puts off and cuts the line: no reminder is lost, none ends nowhere.

A short form runs with every suite; `make faults` runs the long one.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone
from redis import Redis

from bureau.casework.docket import Docket
from bureau.casework.terms import Term
from bureau.law.ladder import Morning
from bureau.notices.leases import OPEN, State
from bureau.notices.outbox import Debt, Notice
from bureau.notices.owing import calendar
from bureau.people.staff import Staff
from tests import servers
from tests.conftest import ROOT
from tests.faults.crew import TICK, Crew, commands, holders
from tests.records import a_hand, a_section

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices", "rungs")]


@dataclass(frozen=True)
class Form:
    notices: int
    kills: int
    kinds: tuple[str, ...]


LONG, SHORT = Form(notices=1000, kills=20, kinds=("tick", "redis")), Form(notices=60, kills=3, kinds=("tick",))
FORM = LONG if os.environ.get("FAULTS") == "long" else SHORT
PATIENCE = 60.0 + FORM.notices / 2
LEASE_FROZEN = 4.0  # seconds; the lease of these workers on a mail is three


@dataclass
class BadDay:
    """What the mail server does to whom: some addresses are refused for good, others twice at most for now."""

    chance: random.Random
    refused: set[str] = field(default_factory=set)
    tries: Counter[str] = field(default_factory=Counter)
    cut: int = 0

    def __call__(self, envelope) -> str | None:
        (reader,) = envelope.rcpt_tos
        self.tries[reader] += 1
        if reader in self.refused:
            return "550 no such box"
        draw = self.chance.random()
        if self.tries[reader] > 2 or draw > 0.18:
            return None
        if draw > 0.15:
            self.cut += 1
            return ""
        return "451 later" if draw > 0.05 else "452 full"


@pytest.fixture
def day(rungs: None) -> date:
    """The last working day before today, so that its eight o'clock has passed whenever this runs."""
    today = timezone.localdate()
    on = today - timedelta(days=1)
    while not Morning(on, on, calendar()).is_workday:
        on -= timedelta(days=1)
    return on


@pytest.fixture
def readers(day: date) -> list[Staff]:
    """As many officers as there shall be mails, each with a case of which the first rung speaks that morning."""
    section, long_ago = a_section(), a_hand(at=timezone.now() - timedelta(days=30))
    due = Morning(day, day, calendar()).calendar(day).add(day, 3)
    with transaction.atomic():
        staff = [
            Staff.objects.record(long_ago, username=f"p{n}", section=section, email=f"p{n}@example.cn")
            for n in range(FORM.notices)
        ]
        facts = {"kind": "permit", "title": "样例", "section": section, "opened_on": day - timedelta(days=30)}
        for n, officer in enumerate(staff):
            docket = Docket.objects.record(long_ago, number=f"{n}", officer=officer, **facts)
            when = {"duty": "decision", "start_on": docket.opened_on, "due_on": due, "watch_on": due}
            Term.objects.record(long_ago, docket=docket, section=section, officer=officer, state="running", **when)
    return staff


@pytest.fixture
def bad_day(seed: int, smtp: servers.Sink) -> BadDay:
    told = BadDay(random.Random(seed))
    told.refused = {f"p{n}@example.cn" for n in told.chance.sample(range(FORM.notices), max(1, FORM.notices // 100))}
    smtp.answer, smtp.pause = told, 0.02
    return told


@pytest.fixture
def environment(database_url: str, smtp: servers.Sink) -> dict[str, str]:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", "REDIS_URL": "filesystem://localhost//"}
    return {"DATABASE_URL": database_url, "EMAIL_URL": smtp.url} | settings


def two_sweeps_of_which_one_is_killed(day: date, environment: dict[str, str], folder: Path, seed: int) -> None:
    """At once; then a third one finishes whatever is left."""
    command = [sys.executable, "manage.py", "sweep", "--on", str(day)]
    told = {"cwd": ROOT, "env": os.environ | environment | {"DATA_DIR": str(folder)}, "stdout": subprocess.DEVNULL}
    two = [subprocess.Popen(servers.leashed(command, signal.SIGKILL), **told) for _ in range(2)]
    time.sleep(random.Random(seed).uniform(0.5, 3))
    two[0].kill()
    assert [process.wait(120) for process in two][1] == 0
    assert subprocess.run(command, check=False, timeout=120, **told).returncode == 0


def kill_while_they_send(crew: Crew, upset: Callable[[], object]) -> None:
    deadline = time.monotonic() + PATIENCE
    while crew.struck < FORM.kills and Notice.objects.filter(state__in=OPEN).exists():
        assert time.monotonic() < deadline, crew.log()
        until = time.monotonic() + crew.chance.uniform(0.2, 1.2)
        while time.monotonic() < until and not (holders(Notice) and crew.chance.random() < 0.1):
            time.sleep(0.02)
        crew.strike(holders(Notice))
        upset()
        crew.keep()


def await_the_end(crew: Crew) -> None:
    deadline = time.monotonic() + PATIENCE
    while Notice.objects.filter(state__in=OPEN).exists():
        assert time.monotonic() < deadline, crew.log()
        crew.keep()
        time.sleep(0.1)


@pytest.mark.parametrize("kind", FORM.kinds)
def test_killed_senders_on_a_bad_day_lose_nothing_and_repeat_no_more_than_they_were_killed(
    kind: str, day: date, readers: list[Staff], bad_day: BadDay, environment, smtp, redis_url, tmp_path: Path, seed: int
) -> None:
    two_sweeps_of_which_one_is_killed(day, environment, tmp_path, seed)
    assert (Debt.objects.count(), Notice.objects.count()) == (FORM.notices, FORM.notices)
    with running(kind, environment, redis_url, tmp_path, seed) as crew:
        kill_while_they_send(crew, Redis.from_url(redis_url).flushall)
        await_the_end(crew)
        struck = crew.struck
    assert FORM is SHORT or struck == FORM.kills, "the mails were sent before all had been killed"
    ended = {notice.recipient.email: notice for notice in Notice.objects.select_related("recipient")}
    assert {email for email, notice in ended.items() if notice.state == State.FAILED} == bad_day.refused
    assert {notice.state for notice in ended.values()} == {State.DONE, State.FAILED}
    arrived = Counter((mail["To"], mail["Message-ID"]) for mail in smtp.messages)
    wanted = {(email, notice.message_id) for email, notice in ended.items() if notice.state == State.DONE}
    assert set(arrived) == wanted  # nothing lost, and every repeat under the same Message-ID
    assert max(Counter(reader for reader, _ in arrived).values()) == 1
    assert arrived.total() - len(wanted) <= struck + bad_day.cut
    print(f"{struck} strikes, {bad_day.cut} lines cut, {arrived.total() - len(wanted)} repeats")  # noqa: T201


def running(kind: str, environment: dict[str, str], redis_url: str, folder: Path, seed: int) -> Crew:
    for place in ("queue", "control"):
        (folder / "broker" / place).mkdir(parents=True)
    if kind == "redis":
        environment = environment | {"REDIS_URL": redis_url}
    return Crew([*commands(kind, folder), TICK, TICK], folder, environment, random.Random(seed), frozen=LEASE_FROZEN)
