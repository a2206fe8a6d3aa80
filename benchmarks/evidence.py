"""Sealing, verifying and reconciling 100,000 rows of history."""

import os
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from typing import Any

import django
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from benchmarks.bars import Bars

RECORDS, VERSIONS = 20_000, 5
BAR = 10.0  # seconds for 100,000 rows


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="bureau.settings")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        django.setup()
        call_command("migrate", verbosity=0)
        fill()
        measure()


def fill() -> None:
    """As many sections, each with its versions, by one hand each."""
    models, hands = import_module("bureau.models"), import_module("bureau.audit.hand")
    history = import_module("bureau.audit.history")
    hand = hands.Hand(None, hands.Source.COMMAND, timezone.now(), name="benchmark")
    of = models.Bureau.objects.record(hand, name="benchmark")
    rows = [models.Section(bureau=of, name=f"{number}") for number in range(RECORDS)]
    for first in range(0, RECORDS, 1000):
        piece = rows[first : first + 1000]
        models.Section.objects.record_all(hand, piece)
        for _again in range(VERSIONS - 1):
            models.Section.history.model.objects.add_all([history.version_of(row, "~") for row in piece])


def measure() -> None:
    """Imported models need Django to be set up, so they are looked up here."""
    sealing, verifying = import_module("bureau.audit.sealing"), import_module("bureau.audit.verifying")
    reconciling = import_module("bureau.audit.reconciling")
    bars = Bars()
    head = took(bars, "seal", lambda: sealing.seal(at=timezone.now()), BAR)
    found = took(bars, "verify, with its reconciling", verifying.verify, BAR)
    took(bars, "reconcile", lambda: list(reconciling.reconciled()), BAR)
    took(bars, "seal with nothing new", lambda: sealing.seal(at=timezone.now()), 1.0)
    clean = bars.held("findings", "0", met=not found)
    print(f"{connection.vendor}: {head.leaves:,} rows, {head.n} seals, {len(found)} findings   {clean}")
    bars.settle()


def took(bars: Bars, name: str, call: Callable[[], Any], bar: float) -> Any:
    wall, cpu = time.perf_counter(), time.process_time()
    told = call()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    verdict = bars.held(name, f"{bar:.0f} s of CPU", met=cpu <= bar)
    print(f"{name:32} {cpu:8.2f} s of our CPU, {wall:8.2f} s in all   {verdict}")
    return told


if __name__ == "__main__":
    main()
