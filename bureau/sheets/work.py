"""The work on a batch: asked for on its page, and done chunk by chunk under a lease: read, checked, written, undone."""

from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.notices.jobs import Far, Finished, Job, JobRefused, ask, job_kind
from bureau.people.staff import Staff
from bureau.sheets.batches import Batch, BatchState, Outcome, purge
from bureau.sheets.importers import Importer, importer
from bureau.sheets.kinds import SheetKind
from bureau.sheets.safe import Safe
from bureau.sheets.staging import LARGE, Contents, Upload, contents_of, fill, keep, stage
from bureau.sheets.undo import undo_chunk
from bureau.sheets.unreadable import Unreadable
from bureau.sheets.writing import WRITES, check_chunk, check_now, finish_undo, short, write_all, write_good_rows

UNWRITTEN = (BatchState.READING, BatchState.MATCHING, BatchState.CHECKING, BatchState.CHECKED)
UNDONE_AT_ONCE = 20  # records; each is put back by itself


class NotNow(Exception):
    """The batch is not in the state for it; the text says why."""


# Asking


def receive(kind: SheetKind, upload: Upload, by: Staff, now: datetime) -> Batch:
    """What the screen does with a file: a small one is read and checked at once, the rest is asked for as jobs.

    Within the caller's transaction. Raises Unreadable.
    """
    who = importer(by, kind.writers, now)
    if len(upload.data) > LARGE:
        batch = keep(kind, upload, who)
        _ask("sheets.read", batch, by, now, match_again=int(upload.match_again))
    else:
        batch = stage(kind, upload, who)
        go_on(batch, who)
    return batch


def go_on(batch: Batch, who: Importer) -> None:
    """Checks a batch whose headings are matched: a short one at once, another as a job."""
    if not batch.matched:
        return
    if short(batch):
        check_now(batch, who)
    elif who.by:
        _ask("sheets.check", batch, who.by, who.hand.at)


def confirm(batch: Batch, importer: Importer, good_rows_only: bool, in_background: bool = True) -> None:
    """Asks for a job that writes, or goes on writing; the command writes itself. Raises NotNow."""
    demand_confirmable(batch, good_rows_only)
    if wants_another(batch, importer.by):
        told = gettext("More than %(most)s rows are confirmed by a second person, not by whoever sent them.")
        raise NotNow(told % {"most": settings.SECOND_PERSON_ABOVE})
    batch.move(importer.hand, BatchState.WRITING, good_rows_only=good_rows_only, by=importer.by)
    if importer.by and in_background:
        _ask("sheets.import", batch, importer.by, importer.hand.at)


def demand_confirmable(batch: Batch, good_rows_only: bool) -> None:
    """Raises NotNow."""
    if batch.is_at_work or batch.state not in (BatchState.CHECKED, BatchState.WRITING):
        raise NotNow(gettext("This batch does not wait for confirmation."))
    counts = batch.counted()
    if not sum(counts[outcome] for outcome in WRITES):
        raise NotNow(gettext("There is nothing to write."))
    if counts[Outcome.REFUSED] and not good_rows_only:
        raise NotNow(gettext("Some rows are wrong: nothing is written unless you ask for the good rows only."))
    if not good_rows_only and not fits_at_once(batch):
        told = gettext(
            "More than %(most)s rows cannot be written all at once. Divide the file, or ask for good rows only."
        )
        raise NotNow(told % {"most": batch.sheet.resource.at_once})


def wants_another(batch: Batch, by: Staff | None) -> bool:
    """Whether it is so large that its sender may not confirm it. Going on with what was confirmed asks nobody anew."""
    if not batch.sheet.resource.is_confirmed_by_another or batch.state != BatchState.CHECKED or by is None:
        return False
    counts = batch.counted()
    return batch.by_id == by.pk and sum(counts[outcome] for outcome in WRITES) > settings.SECOND_PERSON_ABOVE


def fits_at_once(batch: Batch) -> bool:
    """Whether what there is to write may be one transaction."""
    counts = batch.counted()
    return sum(counts[outcome] for outcome in WRITES) <= batch.sheet.resource.at_once


def drop(batch: Batch, importer: Importer) -> None:
    """What was not written is let go. Raises NotNow."""
    if batch.is_at_work or batch.state not in UNWRITTEN:
        raise NotNow(gettext("This batch can no longer be dropped."))
    batch.move(importer.hand, BatchState.DROPPED, ended_at=importer.hand.at)
    purge(batch)


def undo(batch: Batch, importer: Importer) -> None:
    """Takes back what no later hand has touched, in the background. Raises NotNow."""
    if batch.is_at_work or batch.state not in (BatchState.DONE, BatchState.WRITING):
        raise NotNow(gettext("This batch cannot be undone."))
    # An undoing that was cancelled goes on as the same change, and knows what it has put back already.
    batch.undo_change_id = batch.undo_change_id or importer.hand.change_id
    batch.move(importer.hand, BatchState(batch.state), left=0)
    if importer.by:
        _ask("sheets.undo", batch, importer.by, importer.hand.at)


def _ask(kind: str, batch: Batch, by: Staff, now: datetime, **more: int) -> None:
    batch.job = ask(kind, {"batch": batch.pk} | more, by, now)
    batch.save(update_fields=["job"])


# Working


def _read_outside(job: Job, at: datetime) -> Contents:
    batch, who = _at_hand(job, at, locks=False)
    if not batch.parts.exists():
        raise JobRefused(gettext("The file was read already, or is no longer kept."))
    try:
        return contents_of(batch, who, Safe(batch).open_file(), bool(job.args["match_again"]))
    except Unreadable as told:
        raise JobRefused(str(told)) from None


@job_kind("sheets.read", _("reading of a sheet"), outside=_read_outside)
def _read(job: Job, at: datetime) -> Far | Finished:
    batch, who = _at_hand(job, at)
    fill(batch, who, job.brought)
    if batch.matched:
        _ask("sheets.check", batch, job.asked_by, at)
    return Finished(len(job.brought.rows), {"batch": batch.pk})


@job_kind("sheets.check", _("check of a sheet"))
def _check(job: Job, at: datetime) -> Far | Finished:
    batch, who = _at_hand(job, at)
    done, total = check_chunk(batch, who)
    return Far(done, total) if done < total else Finished(done, {"batch": batch.pk})


@job_kind("sheets.import", _("import of a sheet"))
def _import(job: Job, at: datetime) -> Far | Finished:
    batch, who = _at_hand(job, at)
    if batch.state != BatchState.WRITING:
        raise JobRefused(gettext("This batch does not wait for confirmation."))
    step = write_good_rows if batch.good_rows_only else write_all
    done, total, is_done = step(batch, who, job.done)
    return Finished(done, {"batch": batch.pk} | batch.counted()) if is_done else Far(done, total)


@job_kind("sheets.undo", _("undoing an import"))
def _undo(job: Job, at: datetime) -> Far | Finished:
    batch, who = _at_hand(job, at)
    done, total = undo_chunk(batch, who, job.done, UNDONE_AT_ONCE)
    if done < total:
        return Far(done, total)
    finish_undo(batch, who)
    return Finished(done, {"batch": batch.pk, "left": batch.left})


def _at_hand(job: Job, at: datetime, *, locks: bool = True) -> tuple[Batch, Importer]:
    """The batch, locked unless it is only looked at, and whoever asked for the work, as far as they reach today."""
    rows = Batch.objects.select_for_update(of=("self",)) if locks else Batch.objects.all()
    batch = rows.select_related("bureau", "key", "job", "by").get(pk=job.args["batch"])
    try:
        who = importer(job.asked_by, batch.sheet.writers, at, batch.bureau)
    except Unreadable as told:
        raise JobRefused(str(told)) from None
    if not who.scope.reaches(batch, batch.sheet.writers):
        raise JobRefused(gettext("Whoever asked for it may no longer do it."))
    return batch, who
