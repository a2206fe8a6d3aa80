"""A sheet of licences through reading, check and writing as jobs, beside the stock import with history, in one run.

Both look first and then write; then the same rows come once more in another file. Ours asks every rule of every row,
keeps the rows sealed, and leaves record, line with the platform and the versions of both; the stock import asks
nothing and leaves a row and a version. ROWS=100000 is the largest sheet that is taken.
"""

import os
import resource
import tempfile
import time
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import django
import tablib
from django.core.management import call_command
from django.db import connection, transaction

ROWS = int(os.environ.get("ROWS", "2000"))
STOCK_ROWS = min(ROWS, int(os.environ.get("STOCK_ROWS", "2000")))  # it is slow, and as slow for each row


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(DATA_DIR=folder, DJANGO_SETTINGS_MODULE="benchmarks.settings")
        os.environ.setdefault("DATABASE_URL", f"sqlite:///{folder}/bench.sqlite3")
        django.setup()
        call_command("migrate", verbosity=0)
        call_command("migrate", verbosity=0, run_syncdb=True)  # the stock table points to ours
        measure()


def measure() -> None:
    theirs, ours = stock(), house()
    least = floor()
    print(f"{connection.vendor}: {ROWS} licences (stock: {STOCK_ROWS}), microseconds of CPU for each row")
    for name in ("looked", "wrote", "again"):
        one, other = 1e6 * theirs[name] / STOCK_ROWS, 1e6 * ours[name] / ROWS
        print(f"{name:8} stock {one:8.0f}   house {other:8.0f}   {one / other:6.2f} x as fast")
    print(f"floor: {1e6 * least / ROWS:.0f} to enter the same rows with nothing asked; "
          f"writing reaches {100 * least / ours['wrote']:.0f} % of that")  # fmt: skip
    whole = sum(ours[name] for name in ("looked", "wrote"))
    print(f"house: {ROWS / whole:.0f} rows for each second of CPU, {peak():.0f} MB at most")


def peak() -> float:
    """Megabytes that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def seconds(call: Callable[[], object]) -> float:
    """Of CPU: this process's, and that of PostgreSQL's process that works for it."""
    began = time.process_time() + served()
    call()
    return time.process_time() + served() - began


def served() -> float:
    """Seconds of CPU of the server's process on this machine; none in SQLite, which works in ours."""
    if connection.vendor != "postgresql":
        return 0.0
    connection.ensure_connection()
    told = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


def stock() -> dict[str, float]:
    kind = import_module("benchmarks.stock.licences").StockLicenceResource
    rows = list(import_module("tests.sample_credit").licences(STOCK_ROWS))
    sheet = tablib.Dataset(*[list(row.values()) for row in rows], headers=list(rows[0]))

    def done(dry_run: bool) -> Callable[[], object]:
        return lambda: kind().import_data(sheet, dry_run=dry_run, raise_errors=True, use_transactions=True)

    return {"looked": seconds(done(True)), "wrote": seconds(done(False)), "again": seconds(done(True))}


def house() -> dict[str, float]:
    records, samples = import_module("tests.records"), import_module("tests.sample_credit")
    section = records.a_section("样例股")
    samples.organs_of(section)
    officer = records.a_person("bench", section, "officer", is_staff=True)
    second = records.a_person("second", section, "section_head", is_staff=True)
    kind, now = import_module("bureau.sheets.kinds").kind_named("licences"), django.utils.timezone.now
    staging, work, importers = (import_module(f"bureau.sheets.{name}") for name in ("staging", "work", "importers"))
    jobs, batches = import_module("bureau.notices.jobs"), import_module("bureau.models").Batch.objects

    def looked(data: bytes) -> Callable[[], None]:
        def look() -> None:
            with transaction.atomic():
                work.receive(kind, staging.Upload(data, "bench.csv"), officer, now())
            jobs.run_due(now, "bench")

        return look

    def wrote() -> None:
        with transaction.atomic():
            who = importers.importer(second, kind.writers, now())
            work.confirm(batches.get(), who, good_rows_only=kind.resource.at_once < ROWS)
        jobs.run_due(now, "bench")

    data = samples.sheet_of_licences(ROWS)
    took = {"looked": seconds(looked(data)), "wrote": seconds(wrote)}
    if batches.get().new != ROWS:
        raise SystemExit(f"only {batches.get().new} of {ROWS} rows were written")
    took["again"] = seconds(looked(data + b"\n"))
    if (again := batches.first()).unchanged != ROWS:
        raise SystemExit(f"only {again.unchanged} of {ROWS} rows were found unchanged")
    return took


def floor() -> float:
    """To enter such records, their lines and the versions of both, when they are there already as objects."""
    models, samples = import_module("credit.models"), import_module("tests.sample_credit")
    made, hand = import_module("bureau.audit.together").made, import_module("tests.records").a_hand()
    organ, source = models.Organ.objects.order_by("pk")
    own = {field.name for field in models.Licence._meta.concrete_fields}
    blank = models.Licence(bureau=organ.bureau, organ=organ, source=source)
    rows = []
    for facts in samples.licences(ROWS):
        named = {name: value for name, value in facts.items() if name in own}
        rows.append(made(blank, named | {"paper_no": f"又{facts['paper_no']}"}))

    def enter() -> None:
        with transaction.atomic():
            models.Licence.objects.record_many(hand, rows)
            models.LicencePush.objects.record_many(hand, [made(models.LicencePush(), {}, record=row) for row in rows])

    return seconds(enter)


if __name__ == "__main__":
    main()
