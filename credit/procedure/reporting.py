"""What became of records on the platform, registered by whoever put them there: reported, accepted, refused."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from credit.models import Push, PushState
from credit.models.pushes import UNDER_WAY

BEFORE_REPORTING = (PushState.WAITING, PushState.REFUSED, PushState.MISMATCH, PushState.CORRECTED)


def report(hand: Hand, pushes: Iterable[Push], on: date) -> int:
    """They were put on the platform that day; how many. The first day stays: by it the seven days are kept or not."""

    def reported(push: Push) -> None:
        push.state, push.reported_on = PushState.PUSHED, push.reported_on or on
        push.refusal = push.refusal_code = ""

    return _each(hand, pushes, on, BEFORE_REPORTING, reported)


def accept(hand: Hand, pushes: Iterable[Push], on: date) -> int:
    """The platform has taken them in; how many."""

    def accepted(push: Push) -> None:
        push.state, push.accepted_on = PushState.ACCEPTED, on

    return _each(hand, pushes, on, (PushState.PUSHED,), accepted)


def refuse(hand: Hand, pushes: Iterable[Push], on: date, code: str, reason: str, *, mismatch: bool = False) -> int:
    """The platform sent them back; how many. That name and code do not match is a state of its own."""
    if not reason.strip():
        raise ValidationError({"refusal": _("The reason that the platform gives is needed.")})

    def refused(push: Push) -> None:
        push.send_back(code.strip(), reason.strip(), is_mismatch=mismatch)

    return _each(hand, pushes, on, (PushState.PUSHED,), refused)


def _each(
    hand: Hand, pushes: Iterable[Push], on: date, states: tuple[PushState, ...], becomes: Callable[[Push], None]
) -> int:
    """All at once, those that stand in one of these states; the others are left. Raises ValidationError for a day."""
    if on > timezone.localdate(hand.at):
        raise ValidationError({"on": _("The day lies in the future.")})
    given = list(pushes)
    if not given:
        return 0
    lines: Any = type(given[0]).objects
    with transaction.atomic():
        found = lines.exclude(UNDER_WAY).select_for_update(of=("self",)).select_related("record__bureau")
        rows = list(found.filter(pk__in=[push.pk for push in given], state__in=states).order_by("pk"))
        if early := next((row for row in rows if on < row.record.decided_on), None):
            told = _("%(number)s was decided on %(day)s: it cannot have been reported before.")
            raise ValidationError({"on": told % {"number": early, "day": early.record.decided_on}})
        for row in rows:
            becomes(row)
        lines.record_many(hand, rows)
    return len(rows)
