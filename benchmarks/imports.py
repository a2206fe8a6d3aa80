"""A sheet of filings through staging, check and gate, beside the stock import with history, side by side in one run.

Both do what their screen does: a first pass that is taken back, to be looked at, and then the writing. Ours keeps the
rows sealed, asks again of each whether it still stands, and leaves case, docket, acts, terms, enterprise and their
versions, where the stock import leaves a row and a version.
"""

import os
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from importlib import import_module
from typing import Any

import django
import tablib
from django.core.management import call_command
from django.db import connection, transaction

ROWS = int(os.environ.get("ROWS", "1000"))
ROUNDS = int(os.environ.get("ROUNDS", "3"))


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="benchmarks.settings")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("migrate", verbosity=0, run_syncdb=True)  # the stock table points to ours
        measure()


@dataclass
class Took:
    """Seconds of CPU: of looking, and of writing."""

    looked: float
    wrote: float

    @property
    def whole(self) -> float:
        return self.looked + self.wrote


def measure() -> None:
    """Each round imports other filings, the one way and then the other; the medians are told."""
    bureau = Bureau()
    rounds = [(stock(number), bureau.imports(number)) for number in range(ROUNDS)]
    print(f"{connection.vendor}: {ROWS} filings, milliseconds of CPU for each row, and against the stock import")
    for part in ("looked", "wrote", "whole"):
        theirs, ours = (statistics.median(getattr(pair[side], part) for pair in rounds) for side in (0, 1))
        print(f"{part:8} stock {1000 * theirs / ROWS:8.2f}   house {1000 * ours / ROWS:8.2f} {ours / theirs:8.1f} x")


def seconds(call: Callable[[], object]) -> float:
    began = time.process_time()
    call()
    return time.process_time() - began


def rows_of(number: int) -> Iterator[dict[str, Any]]:
    """Finished filings of as many projects, of fifty enterprises."""
    conftest = import_module("tests.projects.conftest")
    check = import_module("bureau.law.codes").uscc_check
    for place in range(ROWS):
        code = f"2603-441702-04-01-{number + 1}{place:05}"
        body = f"91441702{place % 50:09}"
        uscc = body + check(body)
        own = {"project_code": code, "project_name": f"样例项目{number}-{place}", "uscc": uscc}
        yield asdict(conftest.a_row(capital=Decimal(3840), **own))


def stock(number: int) -> Took:
    resource = import_module("benchmarks.stock.models").StockResource
    rows = list(rows_of(number))
    sheet = tablib.Dataset(*[list(row.values()) for row in rows], headers=list(rows[0]))

    def done(dry_run: bool) -> Callable[[], object]:
        return lambda: resource().import_data(sheet, dry_run=dry_run, raise_errors=True, use_transactions=True)

    return Took(seconds(done(dry_run=True)), seconds(done(dry_run=False)))


class Bureau:
    """One section with an officer and the item, made once; then a sheet for each round."""

    def __init__(self) -> None:
        records, conftest = import_module("tests.records"), import_module("tests.projects.conftest")
        section = records.a_section("样例股")
        self.officer = records.a_person("bench", section, "officer", is_staff=True)
        draft = records.record(import_module("bureau.models").ServiceItem, bureau=section.bureau, **conftest.SAYS)
        hand = conftest.hand(None, date(2024, 1, 1), name="benchmark")
        import_module("bureau.casework.versions").bring_into_force(draft, hand, date(2024, 1, 1))

    def imports(self, number: int) -> Took:
        kind = import_module("bureau.sheets.kinds").kind_named("filings")
        columns = {name: column.column_name for name, column in kind.resource.fields.items()}
        rows = [list(row.values()) for row in rows_of(number)]
        heading = [columns[name] for name in next(rows_of(number))]
        data = import_module("tests.bureau.sheets.workbooks").xlsx(*rows, heading=heading, title="备案")
        parts = ("staging", "work", "writing", "importers")
        staging, work, writing, who = map(import_module, (f"bureau.sheets.{name}" for name in parts))
        importer = who.importer(self.officer, kind.writers, django.utils.timezone.now())
        kept: dict[str, Any] = {}

        def looked() -> None:
            with transaction.atomic():
                kept["batch"] = staging.stage(kind, staging.Upload(data, "bench.xlsx"), importer)
            writing.check_now(kept["batch"], importer)

        def wrote() -> None:
            with transaction.atomic():
                work.confirm(kept["batch"], importer, kind.resource.at_once < ROWS, in_background=False)
            writing.write_now(kept["batch"], importer)

        took = Took(seconds(looked), seconds(wrote))
        if kept["batch"].new != ROWS:
            raise SystemExit(f"only {kept['batch'].new} of {ROWS} rows were written")
        return took


if __name__ == "__main__":
    main()
