"""The Administrative Licensing Law (2019): acceptance and the limit of a decision. Its days are working days (82)."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bureau.law.articles import LICENSING_32, LICENSING_42
from bureau.law.clock import on_time, run
from bureau.law.limits import LICENSING_45_GROUNDS, Post, TimeLimit, Unit
from bureau.law.workdays import Workdays


class Nature(StrEnum):
    """What an item is by law. Deemed acceptance follows from a licence alone, never from a filing."""

    LICENCE = "licence"  # 行政许可 (企业投资项目核准)
    APPROVAL = "approval"  # 政府投资项目审批: internal
    OTHER_POWER = "other_power"  # 其他行政权力 (备案)
    SERVICE = "service"  # 公共服务


DEFECT_NOTICE = TimeLimit(5, Unit.WORKDAY, LICENSING_32)
DECISION = TimeLimit(
    20,
    Unit.WORKDAY,
    LICENSING_42,
    may_extend=10,
    extended_by=frozenset({Post.RESPONSIBLE, Post.HEAD}),
    extension_article=LICENSING_42,
    extension_is_told=True,
    stopped_by=LICENSING_45_GROUNDS,
)


@dataclass(frozen=True, slots=True)
class Acceptance:
    """`notice_limit` is the last day to tell what is missing, None while its year is not announced.

    `accepted_on` is None while acceptance is open.
    """

    notice_limit: date | None
    accepted_on: date | None
    deemed: bool


def acceptance(
    received: date,
    *,
    today: date,
    days: Workdays,
    defect_notice: date | None = None,
    completed: date | None = None,
    nature: Nature = Nature.LICENCE,
) -> Acceptance:
    """When an application that was received with defects counts as accepted, seen from `today`.

    Told in time (on the spot or within five days, at once and completely), it is accepted when the supplement is
    complete. Not told in time, a licence is deemed accepted on the day on which the material was received
    (art. 32(1)(4)); nothing else is ever deemed accepted. While the limit's year is not announced nothing is deemed.
    Raises ValueError for a notice or a supplement before the receipt.
    """
    for later in (defect_notice, completed):
        if later is not None and later < received:
            raise ValueError(f"{later} lies before the receipt on {received}")
    limit = run(received, DEFECT_NOTICE, days=days).due_on
    told = defect_notice or today
    deemed = nature is Nature.LICENCE and limit is not None and not on_time(min(today, told), limit)
    return Acceptance(limit, received if deemed else completed, deemed)
