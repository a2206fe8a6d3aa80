"""`make bench`: every benchmark, one after the other; each that needs a database in a process of its own."""

import subprocess
import sys

from benchmarks import gate, legal_time

if __name__ == "__main__":
    legal_time.main()
    gate.main()
    subprocess.run([sys.executable, "-m", "benchmarks.evidence"], check=True)
