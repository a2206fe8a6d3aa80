"""The Administrative Licensing Law (2019): acceptance and the limit of a decision. Its days are working days (82)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bureau.law.articles import LICENSING_32, LICENSING_42, Phrase
from bureau.law.clock import on_time, run
from bureau.law.limits import LICENSING_45_GROUNDS, Post, TimeLimit, Unit
from bureau.law.workdays import Workdays


class Nature(StrEnum):
    """What an item is by law; what follows from that is said in CONSEQUENCES."""

    LICENCE = "licence"  # 行政许可 (企业投资项目核准)
    APPROVAL = "approval"  # 政府投资项目审批: internal
    OTHER_POWER = "other_power"  # 其他行政权力 (备案)
    SERVICE = "service"  # 公共服务


NATURES: Mapping[Nature, Phrase] = {
    Nature.LICENCE: Phrase("行政许可", "administrative licence"),
    Nature.APPROVAL: Phrase("政府投资项目审批（内部审批）", "approval of government investment (internal)"),
    Nature.OTHER_POWER: Phrase("其他行政权力（备案等）", "other administrative power (filing)"),
    Nature.SERVICE: Phrase("公共服务", "public service"),
}


@dataclass(frozen=True, slots=True)
class Consequences:
    """What follows from the nature of an item.

    `decides`: it is examined and may be refused; a filing knows neither, receiving all of it is the filing (Order 673
    art. 13). `deemed_acceptance`: Licensing Law 32(1)(4). `tells_review`: a refusal gives reasons and tells of the
    right to review and suit (38). `credit_gate`: the party's credit standing is asked before the decision.
    `dual_publicity`: the decision is collected and published as a licence.
    """

    decides: bool
    deemed_acceptance: bool
    tells_review: bool
    credit_gate: bool
    dual_publicity: bool


NOTHING_FOLLOWS = Consequences(
    decides=False, deemed_acceptance=False, tells_review=False, credit_gate=False, dual_publicity=False
)
CONSEQUENCES: Mapping[Nature, Consequences] = {
    Nature.LICENCE: Consequences(
        decides=True, deemed_acceptance=True, tells_review=True, credit_gate=True, dual_publicity=True
    ),
    Nature.APPROVAL: Consequences(
        decides=True, deemed_acceptance=False, tells_review=False, credit_gate=True, dual_publicity=False
    ),
    Nature.OTHER_POWER: NOTHING_FOLLOWS,
    Nature.SERVICE: NOTHING_FOLLOWS,
}

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
    deemed = CONSEQUENCES[nature].deemed_acceptance and limit is not None and not on_time(min(today, told), limit)
    return Acceptance(limit, received if deemed else completed, deemed)
