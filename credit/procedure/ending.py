"""The publication of a penalty ends, an entry leaves its list: by repair, by an objection, by itself.

Nothing is deleted. A penalty keeps the day in `publish_until`, and its line waits for a correction, so that the
platform is told; an entry keeps the day and the reason of its removal.
"""

from datetime import date

from django.db import transaction

from bureau.audit.hand import Hand
from credit.models import ListEntry, Penalty
from credit.procedure.lists import keep_entry
from credit.procedure.records import change
from credit.rules.standing import Removal


def end_publication(hand: Hand, penalty: Penalty, on: date) -> bool:
    """Its last day is this one, unless it has ended before; whether anything was changed. The hand has the reason."""
    with transaction.atomic():
        fresh = Penalty.objects.select_for_update(of=("self",)).get(pk=penalty.pk)
        if fresh.publish_until is not None and fresh.publish_until <= on:
            return False
        fresh.publish_until = on
        change(hand, fresh)
    return True


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
