"""After its longest period the publication of a penalty stops by itself: the platform is told, as of a correction.

Where the organ has set a day of its own (the duty is still not done, and its rule says so), that day stands; but what
is slight and was published all the same ends after three months.
"""

from datetime import datetime, timedelta

from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.law.months import months_after
from bureau.notices.rhythm import every
from credit.models import Penalty
from credit.models.penalties import MAY_BE_OVER
from credit.models.pushes import ON_THE_PLATFORM
from credit.procedure import end_publication
from credit.rules.publicity import PERIODS_ORDER_36

REASON = "最长公示期于{until}届满，自动停止公示（{article}）"
SHORTEST = min(longest for _shortest, longest in PERIODS_ORDER_36.values())  # months: nothing ends sooner


@every(timedelta(days=1))
def end_what_is_over(now: datetime) -> None:
    """Of what the platform has, by the order in force today; run late or twice it does the same."""
    today = timezone.localdate(now)
    there = Penalty.objects.filter(MAY_BE_OVER, push__state__in=ON_THE_PLATFORM)
    for penalty in there.filter(decided_on__lt=months_after(today, -SHORTEST)).order_by("pk"):
        if (last := penalty.published_until(today)) < today and last != penalty.publish_until:
            told = REASON.format(until=last, article=penalty.period(today).article.zh)
            end_publication(Hand(None, Source.JOB, now, reason=told, name="credit"), penalty, last)
