"""`python -m tests [pytest's arguments]`: every test, against real servers, and no test left out.

Two rounds run side by side: all tests with PostgreSQL, and the database tests once more with SQLite. The run
fails when a test failed, was skipped, expected to fail or deselected, or did not run at all.
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests import machine, servers

GRACE = 20.0  # for pytest to tidy up after an interruption
# What the settings read, so that a person's own shell cannot decide a test, nor its mail server be written to.
FOREIGN = {"PRODUCTION", "DEBUG", "SECRET_KEY", "FIELD_KEYS", "ALLOWED_HOSTS", "ORIGINS", "TRUST_PROXY", "EMAIL_URL"}
FOREIGN |= {"AUDIT_KEYS", "AUDIT_KEY_FILE", "AUDIT_DIGEST", "AUDIT_ANCHOR_FILE", "WEB_ROLE"}
FOREIGN |= {"SIGN_IN_FAILURES", "SIGN_IN_MINUTES", "SIGN_IN_LOCK_MINUTES", "SESSION_IDLE_MINUTES", "SESSION_HOURS"}
FOREIGN |= {"PASSWORD_DAYS", "SECOND_FACTOR"}
KINDS = ("pure", "database", "matrix", "browser")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass
class Round:
    """One pytest process with a database, a Redis and a data folder of its own."""

    name: str
    folder: Path
    environment: dict[str, str]
    status: int | None = None

    @property
    def account(self) -> Path:
        return self.folder / "account.json"

    @property
    def output(self) -> Path:
        return self.folder / "output.txt"

    @contextmanager
    def running(self, arguments: Sequence[str]) -> Iterator[subprocess.Popen[bytes]]:
        command = [sys.executable, "-m", "pytest", f"--round={self.name}", f"--account={self.account}"]
        # Both folders are shared by all runs of a person otherwise.
        command += [f"--basetemp={self.folder / 'tmp'}", f"--output={self.folder / 'browser'}", *arguments]
        with self.output.open("wb") as output:
            process = subprocess.Popen(
                servers.leashed(command),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={name: value for name, value in os.environ.items() if name not in FOREIGN} | self.environment,
                start_new_session=True,  # an interrupt at the terminal comes to the runner, which stops it in order
            )
        try:
            yield process
        finally:
            servers.end(process, grace=GRACE)


@dataclass(frozen=True)
class Tally:
    """What became of one round; `wrongs` are sentences, and none of them may remain."""

    name: str
    counts: Counter[str]
    kinds: Counter[str]
    wrongs: tuple[str, ...]

    def line(self) -> str:
        parts = ", ".join(f"{self.kinds[kind]} {kind}" for kind in KINDS if self.kinds[kind])
        return f"round {self.name}: {self.counts['passed']} passed, {self.counts['failed']} failed ({parts or 'none'})"


def tally(name: str, account: dict[str, Any] | None, status: int | None, *, narrowed: bool) -> Tally:
    """Judges one round. A run narrowed by arguments may have nothing to do in a round, the whole suite may not."""
    if account is None:
        return Tally(name, Counter(failed=1), Counter(), (f"round {name} broke off with status {status}",))
    outcomes: dict[str, str] = account["outcomes"]
    unfinished = [test for test in account["chosen"] if test not in outcomes]
    counts = Counter(outcomes.values()) + Counter(failed=len(unfinished))
    wrongs = [f"{outcome}: {test}" for test, outcome in outcomes.items() if outcome != "passed"]
    wrongs += [f"not finished: {test}" for test in unfinished]
    wrongs += [f"deselected: {test}" for test in account["deselected"]]
    idle = not account["chosen"]
    if idle and not (narrowed and account["collected"]):
        wrongs.append("no test ran")
    if status != (pytest.ExitCode.NO_TESTS_COLLECTED if idle else pytest.ExitCode.OK) and not wrongs:
        wrongs.append(f"pytest ended with status {status}")
    kinds = Counter(account["collected"][test] for test in account["chosen"])
    return Tally(name, counts, kinds, tuple(f"round {name}: {wrong}" for wrong in wrongs))


def strays(accounts: Sequence[dict[str, Any]]) -> list[str]:
    """The tests that were collected and belong to no round, so that nothing would ever run them."""
    handled = {test for account in accounts for test in (*account["chosen"], *account["deselected"])}
    collected = {test for account in accounts for test in account["collected"]}
    return [f"in no round: {test}" for test in sorted(collected - handled)]


def total(tallies: Sequence[Tally]) -> str:
    counts = sum((entry.counts for entry in tallies), Counter[str]())
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    return f"{counts['passed']} passed, {counts['failed']} failed{skipped}"


def conclude(rounds: Sequence[Round], *, narrowed: bool) -> int:
    told = {entry.name: _read(entry.account) for entry in rounds}
    tallies = [tally(entry.name, told[entry.name], entry.status, narrowed=narrowed) for entry in rounds]
    wrongs = [wrong for entry in tallies for wrong in entry.wrongs]
    wrongs += strays([account for account in told.values() if account])
    _say("", *wrongs, *(entry.line() for entry in tallies), total(tallies))
    return 1 if wrongs else 0


def _read(account: Path) -> dict[str, Any] | None:
    return json.loads(account.read_text(encoding="utf-8")) if account.exists() else None


def _say(*lines: str) -> None:
    sys.stdout.write("".join(f"{line}\n" for line in lines))
    sys.stdout.flush()


def _rounds(folder: Path, databases: dict[str, str], stack: ExitStack) -> list[Round]:
    rounds = []
    for name, database in databases.items():
        place = folder / name
        (place / "data").mkdir(parents=True)
        # A Redis for each: emptying it, or a message to all, would reach the other round too.
        cache = stack.enter_context(servers.redis(place))
        environment = {"DATABASE_URL": database, "REDIS_URL": cache, "DATA_DIR": str(place / "data")}
        rounds.append(Round(name, place, environment))
    return rounds


def _run(rounds: Sequence[Round], arguments: Sequence[str]) -> None:
    """Side by side; each round's output comes in one piece when it has ended."""
    with ExitStack() as stack:
        running = [(entry, stack.enter_context(entry.running(arguments))) for entry in rounds]
        while running:
            time.sleep(0.1)
            for entry, process in running[:]:
                entry.status = process.poll()
                if entry.status is not None:
                    running.remove((entry, process))
                    _say("", f"=== round {entry.name} ===", entry.output.read_text(errors="replace"))


def _interrupted(number: int, _: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)  # a second one would interrupt the tidying up
    raise SystemExit(128 + number)


def main(arguments: Sequence[str]) -> int:
    for each in SIGNALS:
        signal.signal(each, _interrupted)
    machine.prepare()
    with ExitStack() as stack:
        folder = stack.enter_context(servers.workshop())
        postgres = stack.enter_context(servers.postgres(folder))
        databases = {"postgres": postgres, "sqlite": f"sqlite:///{folder}/sqlite/db.sqlite3"}
        rounds = _rounds(folder, databases, stack)
        _run(rounds, arguments)
        return conclude(rounds, narrowed=bool(arguments))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
