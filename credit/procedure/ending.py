"""The publication of a penalty ends: by repair, by an objection, or by itself. Nothing is deleted.

The record keeps the day in `publish_until`, and its line waits for a correction, so that the platform is told.
"""

from datetime import date

from django.db import transaction

from bureau.audit.hand import Hand
from credit.models import Penalty
from credit.procedure.records import change


def end_publication(hand: Hand, penalty: Penalty, on: date) -> bool:
    """Its last day is this one, unless it has ended before; whether anything was changed. The hand has the reason."""
    with transaction.atomic():
        fresh = Penalty.objects.select_for_update(of=("self",)).get(pk=penalty.pk)
        if fresh.publish_until is not None and fresh.publish_until <= on:
            return False
        fresh.publish_until = on
        change(hand, fresh)
    return True
