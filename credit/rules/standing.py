"""What stands against a party, or speaks for it, on a day: which records count, and what they come to.

The four results are those of the embedding of credit in approvals. How records come to a result is a convention of
ours, and no act follows from it by itself: whoever asks reads what stands below and decides.
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from bureau.law.articles import Phrase
from bureau.law.months import months_after
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


class ListKind(StrEnum):
    """What a list of an identifying organ says of those on it; each by a law or a policy (国办发〔2020〕49号)."""

    SEVERE = "severe"
    WATCH = "watch"
    REWARD = "reward"


class MeasureKind(StrEnum):
    """The three kinds of the national list of measures (发改财金规〔2021〕1827号), and rewards."""

    RIGHTS = "rights"
    MANAGEMENT = "management"
    MARKET = "market"
    REWARD = "reward"


class Removal(StrEnum):
    """移出原因"""

    TERM = "term"
    EARLY = "early"
    REVOKED = "revoked"


LIST_KINDS = {
    ListKind.SEVERE: Phrase("严重失信主体名单", "list of severe breaches of trust"),
    ListKind.WATCH: Phrase("异常名录、重点关注名单", "list of irregularities or of special attention"),
    ListKind.REWARD: Phrase("守信激励名单（红名单）", "list of those to be rewarded"),
}
MEASURE_KINDS = {
    MeasureKind.RIGHTS: Phrase("减损权益或增加义务", "takes rights or adds duties"),
    MeasureKind.MANAGEMENT: Phrase("管理措施", "administrative management"),
    MeasureKind.MARKET: Phrase("市场和社会主体自主措施", "by others on their own"),
    MeasureKind.REWARD: Phrase("激励措施", "reward"),
}
REMOVALS = {
    Removal.TERM: Phrase("期满移出", "term over"),
    Removal.EARLY: Phrase("提前移出", "removed early"),
    Removal.REVOKED: Phrase("撤销", "revoked"),
}
RESULTS = {
    Result.CLEAR: Phrase("无不良信息", "nothing adverse"),
    Result.GENERAL: Phrase("一般失信", "general breach of trust"),
    Result.SEVERE: Phrase("严重失信", "severe breach of trust"),
    Result.REWARDED: Phrase("守信激励对象", "to be rewarded"),
    Result.UNCLEAR: Phrase("名称对应多个主体，请按代码查询", "several bear this name: ask by code"),
}
# The class under Order 36 of whoever stands on a list of this kind; a reward is not repaired, and has none.
SEVERITY_OF = {ListKind.SEVERE: Severity.SEVERE, ListKind.WATCH: Severity.SLIGHT}
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


def list_ends_on(decided_on: date, months: int | None) -> date | None:
    """The last day on a list: counted from the decision, where the organ's rule names a term."""
    return months_after(decided_on, months) if months else None


def result_of(severities: Iterable[Severity], lists: Iterable[str] = ()) -> Result:
    """What penalties that count, and lists on which the party stands today, come to.

    A penalty that is not published by rule, or no longer, counts for nothing. A reward does not outweigh a breach.
    """
    found, on = set(severities), set(lists)
    if Severity.SEVERE in found or ListKind.SEVERE in on:
        return Result.SEVERE
    if found or ListKind.WATCH in on:
        return Result.GENERAL
    return Result.REWARDED if ListKind.REWARD in on else Result.CLEAR
