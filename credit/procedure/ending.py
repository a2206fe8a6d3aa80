"""The publication of a penalty ends, an entry leaves its list: by repair, by an objection, by itself.

Nothing is deleted. A penalty keeps the day in `publish_until`, and its line waits for a correction, so that the
platform is told, unless that was the very day that it took in with the record; an entry keeps the day and the reason
of its removal.
"""

from datetime import date

from django.db import transaction
from django.db.models import Max

from bureau.audit.hand import Hand
from bureau.audit.history import versions_table
from credit.models import ListEntry, Penalty, PushRow, PushState
from credit.procedure.lists import keep_entry
from credit.procedure.records import change, keep
from credit.rules.standing import Removal


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


def remove(hand: Hand, entry: ListEntry, on: date, why: Removal) -> bool:
    """It leaves its list on that day, unless it has before; whether anything was changed. The hand has the reason."""
    with transaction.atomic():
        fresh = ListEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        if fresh.removed_on is not None:
            return False
        fresh.removed_on, fresh.removal = on, why
        keep_entry(hand, fresh)
    return True


def end_term(hand: Hand, entry: ListEntry, last: date) -> bool:
    """Where neither its list nor its organ has set a term, this is its last day; whether anything was changed."""
    with transaction.atomic():
        fresh = ListEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
        if fresh.ends_on is not None or fresh.removed_on is not None:
            return False
        fresh.ends_on = last
        keep_entry(hand, fresh)
    return True
