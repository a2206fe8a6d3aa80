"""What stands against a party, or speaks for it, on a day: which records count, and what they come to.

The four results are those of the embedding of credit in approvals. How records come to a result is a convention of
ours, and no act follows from it by itself: whoever asks reads what stands below and decides.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from bureau.law.articles import Phrase
from credit.rules.enumerations import STATES
from credit.rules.publicity import Severity


class Result(StrEnum):
    CLEAR = "clear"
    GENERAL = "general"
    SEVERE = "severe"
    REWARDED = "rewarded"
    UNCLEAR = "unclear"


class Purpose(StrEnum):
    """What a standing is asked for."""

    APPROVAL = "approval"
    SUPERVISION = "supervision"
    TRADING = "trading"
    AWARDS = "awards"


class Shown(StrEnum):
    """Where a penalty stands in its publication."""

    PUBLISHED = "published"
    ENDED = "ended"
    NOT_YET = "not_yet"
    BY_RULE = "by_rule"
    WITHDRAWN = "withdrawn"


RESULTS = {
    Result.CLEAR: Phrase("无不良信息", "nothing adverse"),
    Result.GENERAL: Phrase("一般失信", "general breach of trust"),
    Result.SEVERE: Phrase("严重失信", "severe breach of trust"),
    Result.REWARDED: Phrase("守信激励对象", "to be rewarded"),
    Result.UNCLEAR: Phrase("名称对应多个主体，请按代码查询", "several bear this name: ask by code"),
}
PURPOSES = {
    Purpose.APPROVAL: Phrase("行政审批", "approval"),
    Purpose.SUPERVISION: Phrase("事中事后监管", "follow-up supervision"),
    Purpose.TRADING: Phrase("公共资源交易", "public resource trading"),
    Purpose.AWARDS: Phrase("评优评先", "awards"),
}
SHOWN = {
    Shown.PUBLISHED: Phrase("公示中", "published"),
    Shown.ENDED: Phrase("公示期已满", "period of publication over"),
    Shown.NOT_YET: Phrase("应公示未公示", "to be published, not yet"),
    Shown.BY_RULE: Phrase("依规定不公示", "not published, by rule"),
    Shown.WITHDRAWN: Phrase("已撤回或待撤回", "withdrawn, or to be withdrawn"),
}
COUNTS = (Shown.PUBLISHED, Shown.NOT_YET)


def stands(state: str, decided_on: date) -> bool:
    """Whether a licence stands by the word of its record, in the list of the day of its decision."""
    return state == ("1" if decided_on >= STATES[-1].since else "0")


def shown(*, publish: bool, is_reported: bool, is_withdrawn: bool, until: date, today: date) -> Shown:
    """Its last day of publication is still a day of it. A penalty that was revoked counts for nothing."""
    if is_withdrawn:
        return Shown.WITHDRAWN
    if not publish:
        return Shown.BY_RULE
    if until < today:
        return Shown.ENDED
    return Shown.PUBLISHED if is_reported else Shown.NOT_YET


def result_of(severities: Iterable[Severity]) -> Result:
    """What penalties that count come to. One that is not published by rule, or no longer, counts for nothing."""
    found = set(severities)
    if Severity.SEVERE in found:
        return Result.SEVERE
    return Result.GENERAL if found else Result.CLEAR
