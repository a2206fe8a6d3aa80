"""The publication of a penalty ends: by repair, by an objection, or by itself. Nothing is deleted.

The record keeps the day in `publish_until`, and its line waits for a correction, so that the platform is told: unless
that was the very day that it took in with the record.
"""

from datetime import date

from django.db import transaction
from django.db.models import Max

from bureau.audit.hand import Hand
from bureau.audit.history import versions_table
from credit.models import Penalty, PushRow, PushState
from credit.procedure.records import change, keep


def end_publication(hand: Hand, penalty: Penalty, on: date) -> bool:
    """Its last day is this one, unless it has ended before; whether anything was changed. The hand has the reason."""
    with transaction.atomic():
        fresh = Penalty.objects.select_for_update(of=("self",)).get(pk=penalty.pk)
        if fresh.publish_until is not None and fresh.publish_until <= on:
            return False
        keep_it = keep if _is_known_there(fresh, on) else change
        fresh.publish_until = on
        keep_it(hand, fresh)
    return True


def _is_known_there(penalty: Penalty, last: date) -> bool:
    """Whether what the platform took in last is the record as it stands, and went with this last day."""
    row = penalty.sent.exclude(outcome=PushRow.Outcome.DROPPED).select_related("batch").last()
    if row is None:
        return False
    newest = versions_table(Penalty).objects.filter(id=penalty.pk).aggregate(newest=Max("history_id"))["newest"]
    is_there = penalty.push.state == PushState.ACCEPTED and row.outcome == PushRow.Outcome.ACCEPTED
    return is_there and row.version == newest and row.batch.says_until(penalty) == last
