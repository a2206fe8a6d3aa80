"""Somebody comes onto a list, with the measures that follow, as the identifying organ has decided."""

from collections.abc import Iterable

from django.db import transaction

from bureau.audit.hand import Hand
from credit.models import ListEntry, Measure, MeasureTaken
from credit.procedure.records import seal_person


def keep_entry(hand: Hand, entry: ListEntry, measures: Iterable[Measure] = ()) -> ListEntry:
    """The entry, new or changed, its person sealed, with these measures beside those that it has.

    Raises ValidationError for a measure that no edition in force at the decision has.
    """
    with transaction.atomic():
        seal_person(hand, entry)
        entry.hand = hand
        entry.save()
        known = set(entry.measures.values_list("measure", flat=True))
        for measure in measures:
            if measure.pk not in known:
                taken = MeasureTaken(entry=entry, measure=measure)
                taken.hand = hand
                taken.full_clean()
                taken.save()
    return entry
