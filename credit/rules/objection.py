"""信用异议: somebody says that a record is wrong, published too long, or not to be published at all.

How many days there are is set by the bureau; the defaults are Guangzhou's, since no text for this city was read. While
an objection is open the record is marked so.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from bureau.audit.spoken import spoken
from bureau.casework.refusals import Missing, Refused, Warned
from bureau.law.articles import Article, Phrase
from bureau.law.limits import TimeLimit, Unit
from bureau.law.workflow import OPENING, Duty, Move, Workflow
from credit.rules.receivers import (
    AT_THE_WINDOW,
    HANDLERS,
    LEADERS,
    everybody_was_told,
    naming,
    telling,
    the_platform_was_told,
)
from credit.rules.receivers import WORDS as OF_RECEIVERS
from credit.rules.standing import Removal

ORDINANCE = Article("《广东省社会信用条例》", "Guangdong ordinance on social credit (2021)")
SET = Article(
    "《广东省社会信用条例》；期限由本局设定（默认参照广州市信用异议办理指南）",
    "Guangdong ordinance on social credit; limits set by the bureau, by default those of Guangzhou's guide",
)


class Ground(StrEnum):
    """What is said to be wrong."""

    WRONG = "wrong"
    MISSING = "missing"
    TWICE = "twice"
    OVERDUE = "overdue"
    NOT_TO_PUBLISH = "not_to_publish"
    OTHER_PARTY = "other_party"
    DIFFERS = "differs"


GROUNDS: Mapping[Ground, Phrase] = {
    Ground.WRONG: Phrase("信息错误", "wrong"),
    Ground.MISSING: Phrase("信息遗漏", "something is missing"),
    Ground.TWICE: Phrase("重复公示", "published twice"),
    Ground.OVERDUE: Phrase("超期公示", "published too long"),
    Ground.NOT_TO_PUBLISH: Phrase("不应公示", "not to be published"),
    Ground.OTHER_PARTY: Phrase("主体错误", "another party's"),
    Ground.DIFFERS: Phrase("与认定机关不一致", "differs from the identifying organ's"),
}


class Finding(StrEnum):
    """What the check has found, and so what happens to the record."""

    CORRECT = "correct"
    WITHDRAW = "take_back"
    END = "end"
    REVOKE = "revoke"
    EXPIRE = "expire"
    KEEP = "keep"


FINDINGS: Mapping[Finding, Phrase] = {
    Finding.CORRECT: Phrase("属实，更正", "true: it is corrected"),
    Finding.WITHDRAW: Phrase("属实，撤回公示", "true: it is withdrawn"),
    Finding.END: Phrase("属实，终止公示（超期）", "true: its publication ends"),
    Finding.REVOKE: Phrase("属实，撤销列入，移出名单", "true: the listing is revoked and the entry removed"),
    Finding.EXPIRE: Phrase("属实，期满移出名单（超期）", "true: the term is over and the entry removed"),
    Finding.KEEP: Phrase("不属实，维持", "not true: it stays"),
}
# What may be found of each kind of record: a licence is published for no time, and an entry is removed from its list.
FITS: Mapping[str, tuple[Finding, ...]] = {
    "penalty": (Finding.CORRECT, Finding.WITHDRAW, Finding.END, Finding.KEEP),
    "licence": (Finding.CORRECT, Finding.WITHDRAW, Finding.KEEP),
    "entry": (Finding.CORRECT, Finding.REVOKE, Finding.EXPIRE, Finding.KEEP),
}
REMOVES = {Finding.REVOKE: Removal.REVOKED, Finding.EXPIRE: Removal.TERM}


def limit(workdays: int) -> TimeLimit:
    return TimeLimit(workdays, Unit.WORKDAY, SET)


class NotCorrected(Refused):
    """The record stands as it stood when it was found to be wrong."""


NOT_CORRECTED = Phrase(
    "认定属实后，该记录还没有更正：请先在记录页面更正。",
    "The record has not been changed since it was found wrong: correct it on its page first.",
)
NO_COMMITMENT = Phrase("没有《异议申诉信用承诺书》。", "The commitment for objections is missing.")
UNFIT = Phrase("“{finding}”不适用于该类信息。", "“{finding}” does not fit a record of this kind.")
TRUE = Phrase("异议属实：请先处理该记录。", "The objection is true: put the record right first.")
NOT_TRUE = Phrase("异议不属实，记录维持不变。", "The objection is not true: the record stays.")


def the_finding_fits(case: Any, *, hand: object, on: date, finding: str, **asks: object) -> None:
    """Raises Missing."""
    if finding not in FITS[case.of]:
        raise Missing(spoken(UNFIT).format(finding=spoken(FINDINGS[Finding(finding)])))


def the_commitment_is_there(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises Warned: it is a city's practice (Zhanjiang), not known to be asked here."""
    if not case.has_commitment:
        raise Warned("no_commitment", spoken(NO_COMMITMENT))


def it_is_true(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises Refused, and NotCorrected where it is to be corrected and nobody has."""
    if case.finding == Finding.KEEP:
        raise Refused(spoken(NOT_TRUE))
    if case.finding == Finding.CORRECT and not case.was_corrected:
        raise NotCorrected(spoken(NOT_CORRECTED))


def it_is_not_true(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises Refused."""
    if case.finding != Finding.KEEP:
        raise Refused(spoken(TRUE))


RECEIVED, ACCEPTED, ASKED = (frozenset({state}) for state in ("received", "accepted", "asked"))
FOUND, ANSWERED = frozenset({"found"}), frozenset({"answered"})
OPEN = RECEIVED | ACCEPTED | ASKED | FOUND | ANSWERED
FINAL = frozenset({"closed", "kept", "not_accepted", "withdrawn"})
LEFT = frozenset({"withdraw"})

WORKFLOW = Workflow(
    start="received",
    final=FINAL,
    moves=(
        Move(
            "accept",
            RECEIVED,
            "accepted",
            AT_THE_WINDOW,
            article=SET,
            guards=(the_commitment_is_there,),
        ),
        Move("refuse_acceptance", RECEIVED, "not_accepted", HANDLERS, needs_reason=True, article=SET),
        Move("ask_unit", ACCEPTED, "asked", HANDLERS, article=SET),
        Move(
            "find",
            ACCEPTED | ASKED,
            "found",
            HANDLERS,
            asks=("finding", "findings"),
            article=SET,
            guards=(the_finding_fits,),
            registered_by=HANDLERS,
        ),
        Move("answer", FOUND, "answered", LEADERS, article=ORDINANCE, registered_by=HANDLERS),
        Move("put_right", ANSWERED, "put_right", HANDLERS, article=ORDINANCE, guards=(it_is_true,)),
        Move("keep", ANSWERED, "kept", HANDLERS, article=ORDINANCE, guards=(it_is_not_true,)),
        telling("put_right", ORDINANCE),
        Move(
            "close",
            frozenset({"put_right"}),
            "closed",
            HANDLERS,
            article=ORDINANCE,
            guards=(everybody_was_told, the_platform_was_told),
        ),
        *naming(ACCEPTED | ASKED | FOUND | ANSWERED | {"put_right"}),
        Move("withdraw", RECEIVED | ACCEPTED | ASKED | FOUND, "withdrawn", AT_THE_WINDOW, needs_reason=True),
    ),
    duties=(
        Duty("acceptance", OPENING, "acceptance_limit", frozenset({"accept", "refuse_acceptance"}) | LEFT),
        Duty("own_check", "accept", "own_limit", frozenset({"ask_unit", "find"}) | LEFT),
        Duty("unit_check", "ask_unit", "unit_limit", frozenset({"find"}) | LEFT),
    ),
    path=("received", "accepted", "asked", "found", "answered", "put_right", "closed"),
    words={
        **OF_RECEIVERS,
        "received": Phrase("已收到", "received"),
        "accepted": Phrase("已受理", "accepted"),
        "asked": Phrase("已发协查函", "source unit asked"),
        "found": Phrase("已核查", "checked"),
        "answered": Phrase("已答复", "answered"),
        "put_right": Phrase("已处理记录", "put right"),
        "closed": Phrase("已办结", "closed"),
        "kept": Phrase("维持", "kept as it is"),
        "not_accepted": Phrase("不予受理", "not accepted"),
        "withdrawn": Phrase("已撤回", "withdrawn"),
        "accept": Phrase("受理", "accept"),
        "refuse_acceptance": Phrase("不予受理", "do not accept"),
        "ask_unit": Phrase("向数据来源单位发协查函", "ask the source unit"),
        "find": Phrase("登记核查结果", "enter what was found"),
        "answer": Phrase("答复异议人", "answer"),
        "keep": Phrase("维持原记录", "keep the record"),
        "close": Phrase("办结", "close"),
        "withdraw": Phrase("撤回异议", "withdraw"),
        "finding": Phrase("核查结果", "finding"),
        "findings": Phrase("核查情况", "what was found"),
        "acceptance": Phrase("决定是否受理", "decision on acceptance"),
        "own_check": Phrase("核对本级数据", "check of our own data"),
        "unit_check": Phrase("来源单位核查答复", "answer of the source unit"),
    },
)
