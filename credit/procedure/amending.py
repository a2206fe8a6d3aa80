"""What is put right at the platform: a record that failed goes again, one that no longer stands is withdrawn.

Nothing is ever deleted: a record that was withdrawn stays here, with the day, the reason and the platform's answer.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.hand import Hand
from credit.models import Push, PushState
from credit.models.pushes import SENT_BACK, UNDER_WAY


def again(hand: Hand, pushes: Iterable[Push]) -> int:
    """What the platform sent back was put right, and goes with the next batch; how many. The others are left."""
    given = list(pushes)
    if not given:
        return 0
    lines: Any = type(given[0]).objects
    with transaction.atomic():
        rows = list(_locked(lines.failed(), given))
        for push in rows:
            if push.state in SENT_BACK:
                push.state = PushState.WAITING
            push.refusal = push.refusal_code = ""
        lines.record_many(hand, rows)
    return len(rows)


def withdraw(hand: Hand, push: Push, since: date, reason: str) -> Push:
    """The decision was changed, revoked or found unlawful on that day: it is taken back from the platform.

    What the platform never had is simply no longer to be sent. Where a batch with it is unanswered, the days run from
    here, and what becomes of it is settled with the answer. Raises ValidationError.
    """
    reason = reason.strip()
    with transaction.atomic():
        lines: Any = type(push).objects
        kept = _locked_all(lines, [push]).get()
        _demand_withdrawable(kept, since, reason, timezone.localdate(hand.at))
        kept.withdraw_since, kept.reason = since, reason[:500]
        if not lines.filter(UNDER_WAY, pk=kept.pk).exists():  # asked under the lock: an answer may just have come
            kept.take_back()
        kept.hand = hand
        kept.save()
    return kept


def _demand_withdrawable(kept: Any, since: date, reason: str, today: date) -> None:
    if kept.is_taken_back:
        raise ValidationError(_("It is withdrawn already."))
    if not reason:
        raise ValidationError({"reason": _("State a reason.")})
    if since > today:
        raise ValidationError({"since": _("The day lies in the future.")})
    if since < kept.record.decided_on:
        raise ValidationError({"since": _("The day lies before the decision.")})


def _locked(lines: Any, given: list[Push]) -> Any:
    """Those of them that are in no open batch."""
    return _locked_all(lines.exclude(UNDER_WAY), given)


def _locked_all(lines: Any, given: list[Push]) -> Any:
    rows = lines.filter(pk__in=[push.pk for push in given])
    return rows.select_for_update(of=("self",)).select_related("record__bureau").order_by("pk")
