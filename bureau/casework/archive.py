"""Archiving in place of deletion: a closed docket is put away with its term, and nothing is written to it any more."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from bureau.casework.destruction import Destroyed
from bureau.casework.docket import Docket, hold
from bureau.law.archives import Retention, transfer_due


def archive(docket: Docket, hand: Hand, retention: str, on: date) -> Docket:
    """The closed docket is in the archive from that day on, for so long as the bureau's schedule says.

    Raises Archived where it is there already, ValidationError for an open docket, another term or a wrong day.
    """
    with transaction.atomic():
        fresh = hold(docket.pk)
        if fresh.closed_on is None:
            raise ValidationError(_("Only a closed case is archived."))
        if retention not in set(Retention):
            raise ValidationError({"retention": _("Please give the term of the bureau's schedule.")})
        if not fresh.closed_on <= on <= timezone.localdate(hand.at):
            raise ValidationError({"archived_on": _("It is archived on or after the day of closing, and by today.")})
        fresh.retention, fresh.archived_on = retention, on
        return _written(fresh, hand)


def restore(docket: Docket, hand: Hand, reason: str) -> Docket:
    """Takes the docket out of the archive, for a reason; its term stays. Raises ValidationError."""
    if not reason.strip():
        raise ValidationError(_("Please give the reason."))
    with transaction.atomic():
        fresh: Docket = Docket.objects.select_for_update().get(pk=docket.pk)
        if fresh.archived_on is None:
            raise ValidationError(_("This case is not in the archive."))
        if Destroyed.objects.filter(docket=fresh).exists():
            raise ValidationError(_("It has been destroyed already."))
        fresh.archived_on = None
        return _written(fresh, hand.because(reason.strip()))


def transfer_due_on(docket: Docket) -> date | None:
    """When the file is due at the county archives: ten years after it was complete. None while the case is open."""
    return transfer_due(docket.closed_on) if docket.closed_on else None


def _written(docket: Docket, hand: Hand) -> Docket:
    docket.version += 1
    docket.hand = hand
    docket.save(held=True)
    return docket
