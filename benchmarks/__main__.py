"""`make bench`: every benchmark, one after the other, each in a process and a database of its own.

All are run, whatever one of them missed; then it ends with 1 where any did.
"""

import subprocess
import sys

NAMES = ("legal_time", "evidence", "gate", "imports", "records", "night")


def missing(names: tuple[str, ...] = NAMES) -> list[str]:
    """Runs each; those that ended with a bar missed, or broke off."""
    commands = {name: [sys.executable, "-m", f"benchmarks.{name}"] for name in names}
    return [name for name, command in commands.items() if subprocess.run(command, check=False).returncode]


if __name__ == "__main__":
    if found := missing():
        raise SystemExit(f"not as it should be: {', '.join(found)}")
