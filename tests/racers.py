"""Several real processes that do the same at the same moment, line by line, on the database of the test."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRAME = """
import sys
from django.db import connection, transaction
{prepare}
print("ready", flush=True)
for line in sys.stdin:
    word = line.strip()
    try:
{body}
        print("done", flush=True)
    except Exception as refusal:
        print(type(refusal).__name__, flush=True)
"""


class Racers:
    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self.processes = processes

    def run(self, word: object) -> list[str]:
        """Give all of them the same word at once, and wait for what each has to say."""
        for process in self.processes:
            process.stdin.write(f"{word}\n")
        for process in self.processes:
            process.stdin.flush()
        return sorted(process.stdout.readline().strip() for process in self.processes)


@contextmanager
def racers(count: int, database_url: str, prepare: str, body: str, names: Sequence[str] = ()) -> Iterator[Racers]:
    """`prepare` is run once in each process, `body` (of a try block) once for every word; RACER is the name of each."""
    script = FRAME.format(prepare=prepare, body="\n".join(f"        {line}" for line in body.strip().splitlines()))
    command = [sys.executable, "manage.py", "shell", "-v0", "-c", script]
    envs = [os.environ | {"DATABASE_URL": database_url, "RACER": name} for name in names or [""] * count]
    with ExitStack() as stack:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
        started = [stack.enter_context(subprocess.Popen(command, cwd=ROOT, env=env, **pipes)) for env in envs]
        try:
            for process in started:
                assert process.stdout.readline().strip() == "ready"
            yield Racers(started)
        finally:
            for process in started:
                process.kill()
