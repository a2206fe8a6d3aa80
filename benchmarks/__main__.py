"""`make bench`: every benchmark, one after the other, each in a process and a database of its own."""

import subprocess
import sys

if __name__ == "__main__":
    for name in ("legal_time", "evidence", "gate", "imports", "records", "night"):
        subprocess.run([sys.executable, "-m", f"benchmarks.{name}"], check=True)
