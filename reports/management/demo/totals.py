"""What the organs of the sample zone said of each month of 2024; of most that there was nothing, which is a report."""

from datetime import date, timedelta

from credit.models import MonthlyTotal, Organ
from credit.procedure.months import keep_total, received, span
from reports.management.demo.filings import YEAR, Making
from reports.management.demo.organs import ORGANS

MONTHS = [date(YEAR, month, 1) for month in range(1, 13)]
# Who counts one licence more than it has sent, in which month, and why.
MORE, MORE_IN, WHY = ORGANS[3], date(YEAR, 12, 1), "样例：有一件年末作出，次月报送"


def load(making: Making) -> None:
    """Whatever of them is missing, confirmed on the first working day of the next month."""
    organs = list(Organ.objects.filter(bureau=making.house.bureau, uscc__in=[one.uscc for one in ORGANS]))
    known = set(MonthlyTotal.objects.filter(organ__in=organs).values_list("organ", "month"))
    missing = [(organ, month) for month in MONTHS for organ in organs if (organ.pk, month) not in known]
    ours = received((organ.pk, month) for organ, month in missing)
    for organ, month in missing:
        licences, penalties = ours[organ.pk, month]
        is_more = (organ.uscc, month) == (MORE.uscc, MORE_IN)
        on = making.days.next(span(month)[1] + timedelta(days=1))
        total = MonthlyTotal(organ=organ, month=month, licences=licences + is_more, penalties=penalties)
        total.confirmed_on, total.explanation = on, WHY if is_more else ""
        keep_total(making.hand(making.officers[0]), total)
