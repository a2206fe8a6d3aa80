"""What each number of the page of rates counts, as a condition: so the list that a number leads to shows the very same.

Timeliness counts records, compliance the rows that went to the platform: those of its batches, and one for a record
that was put there by hand, with what its line says.
"""

from datetime import date, timedelta
from typing import Any

from django.db.models import Case, DateField, Exists, OuterRef, Q, QuerySet, Value, When

from bureau.law.workdays import Workdays
from credit.models import PushBatch, PushRow, PushState
from credit.models.pushes import ON_THE_PLATFORM
from credit.rules.publishing import TO_PUBLISH, last_decision_due, last_late_decision

SENT = Q(batch__act=PushBatch.Act.SEND, batch__sent_on__isnull=False)  # rows that the platform was to take in
OF_ROWS = {"sent": Q(), "accepted": Q(outcome=PushRow.Outcome.ACCEPTED), "unanswered": Q(outcome="")}
BY_HAND = ("by_hand", "by_hand_accepted", "by_hand_unanswered")


def of_lines(lines: QuerySet[Any], days: Workdays) -> dict[str, Q]:
    """By name, among `lines` that were reported in some period. One query: on which days they were."""
    return _reported(lines, days) | _by_hand(lines)


def _reported(lines: QuerySet[Any], days: Workdays) -> dict[str, Q]:
    """What must be published and was reported, and of it what was so in time.

    What cannot be judged yet, because a year is not announced, is not counted.
    """
    last = last_decision_due(days.settled_to, days) or date.min
    judged = Q(record__rule__in=TO_PUBLISH, reported_on__isnull=False)
    judged &= Q(record__decided_on__range=(days.settled_from, last))
    on = lines.filter(reported_on__isnull=False).order_by().values_list("reported_on", flat=True).distinct()
    beyond = days.settled_to + timedelta(days=1)
    late = [When(reported_on=day, then=Value(last_late_decision(min(day, beyond), days) or date.min)) for day in on]
    in_time = Q(record__decided_on__gt=Case(*late, output_field=DateField())) if late else Q(pk__in=[])
    return {"reported": judged, "on_time": judged & in_time}


def _by_hand(lines: QuerySet[Any]) -> dict[str, Q]:
    """What was on the platform before a batch had carried it there; each once, however often it was put there.

    What a batch carried on before it was accepted had not been taken.
    """
    carried = PushRow.objects.filter(SENT, **{record_of(lines): OuterRef("record")})

    def before(day: str) -> Q:
        """The platform's own day may lie before the batch was sent, and a batch may be entered after it was."""
        by_then = Q(batch__made_at__date__lte=OuterRef(day)) | Q(batch__sent_on__lte=OuterRef(day))
        return Q(~Exists(carried.filter(by_then)), **{f"{day}__isnull": False})

    here = before("reported_on")
    waits = Q(~Exists(carried), state__in=[*ON_THE_PLATFORM, PushState.WITHDRAW], accepted_on=None, refusal="")
    return dict(zip(BY_HAND, (here, here & before("accepted_on"), here & waits), strict=True))


def record_of(lines: QuerySet[Any]) -> str:
    """The kind of record of these lines, as a batch names it: licence, penalty."""
    return str(lines.model._meta.get_field("record").related_model._meta.model_name)
