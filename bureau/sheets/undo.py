"""Undoing a batch: what it made is voided, what it changed is put back, unless a later hand has touched it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext

from bureau.audit.hand import Hand
from bureau.audit.history import Recorded
from bureau.audit.seen import lock
from bureau.sheets.batches import Batch, BatchState
from bureau.sheets.importers import Importer
from bureau.sheets.resources import CannotUndo


def undo_chunk(batch: Batch, who: Importer, done: int, chunk: int) -> tuple[int, int]:
    """The next records of the batch; how many are done, and of how many. Counts what is left alone in `batch.left`."""
    reason = gettext("Import batch %(number)s undone") % {"number": batch.pk}
    hand = replace(who.hand, change_id=batch.undo_change_id or who.hand.change_id, reason=reason)
    written = list(written_by(batch))
    resource = batch.sheet.resource(replace(who, hand=hand))
    left = sum(not _put_back(resource, batch, model, pk, hand) for model, pk in written[done : done + chunk])
    if left:
        batch.move(hand, BatchState(batch.state), left=batch.left + left)
    return min(done + chunk, len(written)), len(written)


def written_by(batch: Batch) -> Iterator[tuple[type[Recorded], Any]]:
    """The records that bear a version of this batch, what was written last first."""
    for model in reversed(batch.sheet.resource.models):
        key = model._meta.pk.attname
        versions = model.history.filter(history_change=batch.change_id)  # type: ignore[attr-defined]
        for pk in dict.fromkeys(versions.order_by("-history_id").values_list(key, flat=True)):
            yield model, pk


def left_of(batch: Batch) -> list[Recorded]:
    """The records of the batch that undoing it left alone."""
    found = []
    for model, pk in written_by(batch):
        record = model._base_manager.filter(pk=pk).first()
        if record is not None and _versions(model, pk)[-1].history_change != batch.undo_change_id:
            found.append(record)
    return found


def _put_back(resource: Any, batch: Batch, model: type[Recorded], pk: Any, hand: Hand) -> bool:
    if _versions(model, pk)[-1].history_change == hand.change_id:
        return True
    record: Any = model._base_manager.filter(pk=pk).first()
    if record is None or not resource.reaches(record):
        return False
    lock(record)
    record.refresh_from_db()
    versions = _versions(model, pk)
    if not _is_ours(batch, versions[-1]):
        return False
    record.hand = hand
    before = [version for version in versions if not _is_ours(batch, version)]
    try:
        with transaction.atomic():
            resource.restore(record, before[-1]) if before else resource.void(record)
    except (CannotUndo, ProtectedError):  # what another record holds on to stays
        return False
    return True


def _versions(model: type[Recorded], pk: Any) -> list[Any]:
    versions = model.history.filter(**{model._meta.pk.attname: pk})  # type: ignore[attr-defined]
    return list(versions.order_by("history_id"))


def _is_ours(batch: Batch, version: Any) -> bool:
    return bool(version.history_change == batch.change_id)
