"""The steps of the work on a batch, as a job does them chunk by chunk, and the command one after the other.

All or nothing is one transaction: first it is asked anew, chunk by chunk, whether each row still stands, and then the
last chunk writes them all. Good rows only are written chunk by chunk, each with the mark that it was.
"""

from collections.abc import Callable
from typing import Any

from django.db import transaction

from bureau.audit.together import change
from bureau.sheets.batches import Batch, BatchState, Outcome, StagedRow, purge
from bureau.sheets.importers import Importer
from bureau.sheets.safe import Safe
from bureau.sheets.staging import OUTCOMES, batched, check_rows, judge, run_rows, store

WRITES = (Outcome.NEW, Outcome.CHANGED)
WRITTEN_TOGETHER = 2_000  # rows opened at a time, of those that one transaction writes


def check_chunk(batch: Batch, who: Importer) -> tuple[int, int]:
    """The next rows; after the last one the batch waits for confirmation. How many are done, and of how many."""
    check_rows(batch, batch.rows.filter(outcome="").order_by("number")[: batch.sheet.resource.chunk], who)
    total, waiting = batch.rows.count(), batch.rows.filter(outcome="").count()
    if not waiting:
        batch.move(who.hand, BatchState.CHECKED, **batch.counted())
    return total - waiting, total


def write_good_rows(batch: Batch, who: Importer, done: int) -> tuple[int, int, bool]:
    """The next good rows: written and marked as written in this one transaction. What is wrong by now is left out."""
    rows = list(_to_write(batch).filter(is_written=False)[: batch.sheet.resource.chunk])
    _keep(batch, run_rows(batch, rows, who, dry_run=False))
    waiting = _to_write(batch).filter(is_written=False).count()
    if not waiting:
        finish(batch, who)
    return done + len(rows), done + len(rows) + waiting, not waiting


def write_all(batch: Batch, who: Importer, done: int) -> tuple[int, int, bool]:
    """Asks of the next rows whether they still stand; after the last one all are written, or none."""
    total = batch.rows.count()
    rows = list(batch.rows.order_by("number")[done : done + batch.sheet.resource.chunk])
    if rows and batch.sheet.resource.asks_anew:
        check_rows(batch, rows, who)
        return done + len(rows), total, False
    if not batch.rows.filter(outcome=Outcome.REFUSED).exists() and _write_together(batch, who):
        finish(batch, who)
    else:
        batch.move(who.hand, BatchState.CHECKED, **batch.counted())
    return total, total, True


def _write_together(batch: Batch, who: Importer) -> bool:
    """Whether all were written; otherwise none was, and the wrong ones are told."""
    try:
        with transaction.atomic():
            wrong: list[Any] = []
            for rows in batched(_to_write(batch), WRITTEN_TOGETHER):
                found = run_rows(batch, rows, who, dry_run=False)
                wrong += [each for each in found if each[2].validation_error]
                _keep(batch, found)
            if wrong:
                raise _Wrong(wrong)
    except _Wrong as refused:
        safe = Safe(batch)
        store([judge(row, content, told, safe) for row, content, told in refused.found])
        return False
    return True


class _Wrong(Exception):
    def __init__(self, found: Any) -> None:
        super().__init__()
        self.found = found


def _to_write(batch: Batch) -> Any:
    return batch.rows.filter(outcome__in=WRITES).order_by("number")


def _keep(batch: Batch, found: Any) -> None:
    """What is written is marked so; what is refused by now is told why."""
    safe, refused, written = Safe(batch), [], []
    for row, content, result in found:
        if result.validation_error:
            refused.append(judge(row, content, result, safe))
            continue
        row.outcome = OUTCOMES[result.import_type]
        row.is_written = row.outcome in WRITES
        written.append(row)
    store(refused)
    change(written, ["outcome", "is_written"], StagedRow.objects.db)


def finish(batch: Batch, who: Importer) -> None:
    """The counts stay; the rows go, but for the wrong ones, which the sender wants back."""
    hand = who.changing(batch.change_id, "").hand
    batch.move(hand, BatchState.DONE, ended_at=hand.at, **batch.counted())
    purge(batch, keep_refused=True)


def finish_undo(batch: Batch, who: Importer) -> None:
    batch.move(who.hand, BatchState.UNDONE, ended_at=who.hand.at)
    purge(batch)


Step = Callable[[Batch, Importer, int], tuple[int, int, bool]]


def check_now(batch: Batch, who: Importer) -> None:
    """The whole check: for the command, and for a sheet that is short enough for a request."""
    done, total = 0, 1
    while done < total:
        with transaction.atomic():
            done, total = check_chunk(batch, who)


def write_now(batch: Batch, who: Importer) -> None:
    """The whole of the writing: for the command."""
    step: Step = write_good_rows if batch.good_rows_only else write_all
    done, is_done = 0, False
    while not is_done:
        with transaction.atomic():
            done, _total, is_done = step(batch, who, done)


def short(batch: Batch) -> bool:
    """Whether it can be checked within a request."""
    return StagedRow.objects.filter(batch=batch).count() <= 4 * batch.sheet.resource.chunk
