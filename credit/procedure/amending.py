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
from credit.models.pushes import GONE, ON_THE_PLATFORM, SENT_BACK, UNDER_WAY


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

    What the platform never had is simply no longer to be sent. Raises ValidationError.
    """
    reason = reason.strip()
    with transaction.atomic():
        lines: Any = type(push).objects
        kept = _locked(lines.all(), [push]).first()
        _demand_withdrawable(kept, since, reason, timezone.localdate(hand.at))
        kept.state = PushState.WITHDRAW if kept.state in ON_THE_PLATFORM else PushState.WITHDRAWN
        kept.withdraw_since, kept.reason, kept.refusal, kept.refusal_code = since, reason[:500], "", ""
        kept.hand = hand
        kept.save()
    return kept


def _demand_withdrawable(kept: Any, since: date, reason: str, today: date) -> None:
    if kept is None:
        raise ValidationError(_("It is in a batch that the platform has not answered yet."))
    if kept.state in GONE:
        raise ValidationError(_("It is withdrawn already."))
    if not reason:
        raise ValidationError({"reason": _("State a reason.")})
    if since > today:
        raise ValidationError({"since": _("The day lies in the future.")})
    if since < kept.record.decided_on:
        raise ValidationError({"since": _("The day lies before the decision.")})


def _locked(lines: Any, given: list[Push]) -> Any:
    """Those of them that are in no open batch."""
    rows = lines.filter(pk__in=[push.pk for push in given]).exclude(UNDER_WAY)
    return rows.select_for_update(of=("self",)).select_related("record__bureau").order_by("pk")
