"""Reckoning anew: what a change of the calendar does to the cases that are open."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import Exists, OuterRef, Q

from bureau.audit.hand import Hand
from bureau.casework.docket import Docket, case_of
from bureau.casework.terms import Moved, Term, reckon_terms


class Shift(NamedTuple):
    """A term of an open case whose day is another by the calendar as it now stands."""

    docket: Docket
    moved: Moved


def reckon_anew(hand: Hand, *, write: bool, since: date | None = None) -> Iterator[Shift]:
    """Bring the terms of open cases in line with the calendar, case by case, each in a transaction; tell what moves.

    With `since` only cases are looked at that a calendar can have moved which changed from that day on. Closed cases
    keep the day that they were judged by.
    """
    dockets = Docket.objects.filter(closed_on__isnull=True)
    if since is not None:
        waiting = Q(watch_on__isnull=True) | Q(watch_on__gte=since)
        dockets = dockets.filter(Exists(Term.objects.filter(waiting, docket=OuterRef("pk"), met_on__isnull=True)))
    for docket in dockets.order_by("pk").iterator():
        with transaction.atomic():
            case = case_of(Docket.objects.select_for_update().get(pk=docket.pk))
            for moved in reckon_terms(case, hand, write=write):
                yield Shift(docket, moved)
