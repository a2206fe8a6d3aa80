"""One act through the gate beside a plain save and a save with history, in one transaction of one run."""

import os
import statistics
import tempfile
import time
from collections.abc import Callable
from datetime import date
from importlib import import_module
from typing import Any

import django
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction

ROUNDS, REPEATS = 5, 40
DAY = date(2026, 3, 2)


def milliseconds(prepare: Callable[[int], Any], call: Callable[[Any], object]) -> float:
    """Median over the rounds of the mean CPU time of one call; what is prepared is not counted."""
    means = []
    for round_ in range(ROUNDS):
        subjects = [prepare(round_ * REPEATS + i) for i in range(REPEATS)]
        began = time.process_time()
        for subject in subjects:
            call(subject)
        means.append(1000 * (time.process_time() - began) / REPEATS)
    return statistics.median(means)


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="tests.settings")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        django.setup()
        call_command("migrate", verbosity=0)
        measure()


def measure() -> None:
    """Imported models need Django to be set up, so they are looked up here."""
    gate, procedure, records = map(import_module, ("bureau.casework.gate", "tests.permits.procedure", "tests.records"))
    hand_of = import_module("tests.bureau.casework.conftest").hand
    permit, group = import_module("tests.permits.models").Permit, apps.get_model("auth", "Group")
    with transaction.atomic():
        section = records.a_section("bench", bureau="bench")
        officer = records.a_person("bench", section, "officer")
        plain = milliseconds(lambda i: group.objects.create(name=f"g{i}"), lambda row: row.save())
        kept = milliseconds(lambda i: records.a_section(f"s{i}", bureau="bench"), lambda row: row.save())

        def opened(i: int) -> object:
            facts = {"number": f"b{i}", "title": "b", "section": section, "opened_on": DAY}
            return gate.open_case(permit, hand_of(officer), **facts)

        acted = milliseconds(opened, lambda case: procedure.accept(case, hand_of(officer), on=DAY))
        transaction.set_rollback(True)
    print(f"{connection.vendor}: milliseconds of CPU, and against a plain save")
    for name, took in (
        ("plain save", plain),
        ("save with its version", kept),
        ("act, with two new terms", acted),
    ):
        print(f"{name:32} {took:8.2f} {took / plain:8.1f} x")


if __name__ == "__main__":
    main()
