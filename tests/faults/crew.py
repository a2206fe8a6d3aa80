"""Worker processes that are killed and started again, as an unlucky machine would do it."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from bureau.management.commands.serve import celery_commands
from bureau.notices.leases import Leased, State
from tests import servers
from tests.conftest import ROOT

TICK = (sys.executable, "manage.py", "tick", "--every", "0.2")
FROZEN = 1.6  # seconds; the lease of these workers on a job is one


def commands(kind: str, folder: Path) -> Sequence[Sequence[str]]:
    celery = [*celery_commands(str(folder / "beat")).values()]
    return {"one": [TICK], "tick": [TICK, TICK], "files": celery, "redis": celery, "both": [*celery, TICK]}[kind]


def holders(rows: type[Leased]) -> list[int]:
    """The processes that hold a lease on one of these rows."""
    found = rows._default_manager.filter(state=State.RUNNING).values_list("leased_by", flat=True)
    return [int(holder.split(":")[-2]) for holder in found]


@dataclass
class Crew:
    """`folder` is the crew's DATA_DIR, and by it every process of theirs is known, also a child of a dead one."""

    commands: Sequence[Sequence[str]]
    folder: Path
    environment: dict[str, str]
    chance: random.Random
    frozen: float = FROZEN
    struck: int = 0
    processes: list[subprocess.Popen[bytes] | None] = field(default_factory=list)

    def __enter__(self) -> "Crew":
        self.processes = [None for _ in self.commands]
        self.keep()
        return self

    def __exit__(self, *_: object) -> None:
        while living := self.living():
            for pid in living:
                _send(pid, signal.SIGKILL)
            for process in filter(None, self.processes):
                process.wait()
            time.sleep(0.02)

    def keep(self) -> None:
        """Starts whoever is missing."""
        for place, command in enumerate(self.commands):
            process = self.processes[place]
            if process is None or process.poll() is not None:
                # A worker that ends by itself is no accident of ours.
                assert process is None or process.returncode == -signal.SIGKILL, self.log()
                with (self.folder / "log").open("ab") as log:
                    self.processes[place] = subprocess.Popen(
                        servers.leashed(command, signal.SIGKILL),
                        cwd=ROOT,
                        env=os.environ | self.environment | {"DATA_DIR": str(self.folder)},
                        stdout=log,
                        stderr=log,
                        start_new_session=True,
                    )

    def log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-4000:]

    def strike(self, at_work: Sequence[int]) -> None:
        """Three times in four one that holds a lease, if there is any; otherwise whoever it hits.

        One in five is not killed but freezes for longer than its lease, and then goes on as if nothing had happened.
        """
        living = self.living()
        busy = [pid for pid in living if pid in at_work]
        if not (targets := busy if busy and self.chance.random() < 0.75 else living):
            return
        target = self.chance.choice(targets)
        if busy and self.chance.random() < 0.2:
            self.freeze(target)
        else:
            _send(target, signal.SIGKILL)
        self.struck += 1

    def freeze(self, pid: int) -> None:
        _send(pid, signal.SIGSTOP)
        time.sleep(self.frozen)
        _send(pid, signal.SIGCONT)

    def living(self) -> list[int]:
        wanted, found = f"DATA_DIR={self.folder}".encode(), []
        for place in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):  # it ended while we looked, or is another person's
                if wanted in place.read_bytes().split(b"\0"):
                    found.append(int(place.parent.name))
        return sorted(found)


def _send(pid: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.kill(pid, number)
