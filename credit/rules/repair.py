"""信用修复: how an application for repair moves, under the order in force on the day of the application.

The limits are those of Order 36 alone: no limit of the orders before it could be read, so that no clock runs under
them. The identifying unit decides (谁认定、谁修复); what another organ decided is registered from its paper.
"""

from datetime import date
from typing import Any

from bureau.audit.spoken import spoken
from bureau.casework.refusals import Missing, Refused, Warned
from bureau.law.articles import Article, Phrase
from bureau.law.limits import Binding, TimeLimit, Unit
from bureau.law.workflow import OPENING, Duty, Move, Workflow
from credit.rules.publicity import ORDER_36, ORDER_527
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

PLAN_22 = Article(
    "国办发〔2025〕22号《关于进一步完善信用修复制度的实施方案》", "State Council Office plan 22 (2025) on credit repair"
)
VERIFIED = Article(
    "《信用修复管理办法》（国家发展改革委令第36号）：情况复杂或者需要核查的延长10个工作日",
    "NDRC Order 36 (2025): 10 working days more where it is complex or has to be verified",
)
ACCEPTANCE = TimeLimit(3, Unit.WORKDAY, PLAN_22)  # from the day on which the unit received it, not the applicant's
RESULT = TimeLimit(7, Unit.WORKDAY, ORDER_36)
RESULT_VERIFIED = TimeLimit(17, Unit.WORKDAY, VERIFIED)
FEEDBACK = TimeLimit(10, Unit.WORKDAY, PLAN_22, Binding.INTERNAL)  # the site's own, and "in general"

# 两书同达: from this day a decision on a penalty is served together with the notice that says how it is repaired.
TWO_LETTERS_FROM = date(2025, 6, 22)


def is_served_with_a_notice(decided_on: date) -> bool:
    return decided_on >= TWO_LETTERS_FROM


class TooEarly(Refused):
    """The duty is not done, or the shortest period is not over."""


class Barred(Refused):
    """False material or a broken commitment keeps the party from repair."""


class NotOurs(Refused):
    """Another organ identified it: its decision is registered from its paper."""


class TooLate(Refused):
    """What had to be told before a day is told after it."""


NOT_DONE = Phrase("没有登记义务履行完毕的日期。", "The day on which the duty was done is not entered.")
NO_COMMITMENT = Phrase("没有信用承诺书。", "The public commitment is missing.")
TRAINING = Phrase("信用修复培训日期", "the day of the credit training")
REPORT = Phrase("信用报告编号", "the number of the credit report")
ASKED_OF_THE_SEVERE = Phrase(
    "严重失信行政处罚信息的修复（{article}）还缺：{names}。",
    "For the repair of a severe penalty ({article}) there is still missing: {names}.",
)
TOO_EARLY = Phrase(
    "最早自{since}起可以申请修复（{article}），申请日期为{applied}。",
    "Repair can be asked for from {since} ({article}); it was asked for on {applied}.",
)
BARRED = Phrase("该主体因{since}的虚假材料或者违背承诺，至{until}不得申请修复。",
                "False material or a broken commitment of {since} bars this party until {until}.")  # fmt: skip
BARRED_SOMEHOW = Phrase(
    "该主体{since}有虚假材料或者违背承诺的记录；本局没有设定不得申请的年限。",
    "False material or a broken commitment of {since} is on record; for how many years that bars is not set.",
)
ENDED_ALREADY = Phrase(
    "最长公示期已于{until}届满，公示已自动停止。", "The longest period ended on {until}: publication has stopped."
)
STOPPED = Phrase(
    "该信息已于{until}终止公示或者移出名单。", "It ended on {until}, or was removed from its list on that day."
)
NOT_OVER = Phrase("最长公示期至{until}。", "The longest period lasts until {until}.")
NOT_OURS = Phrase(
    "本条信息由{organ}认定，不由本局决定：请按其文书登记。",
    "{organ} identified it and decides, not this bureau: register what its paper says.",
)
TOLD_LATE = Phrase("办理期限已于{due}届满，延长须事先告知。", "The limit ended on {due}: a longer one is told before.")


def the_duty_is_done(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises Missing."""
    if case.duty_done_on is None:
        raise Missing(spoken(NOT_DONE))
    if not case.has_commitment:
        raise Missing(spoken(NO_COMMITMENT))


def training_and_report_are_there(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Of a severe penalty under notice 527. Raises Missing that names what is not there."""
    if not case.needs_training:
        return
    of_each = ((case.training_on, TRAINING), (case.report_no, REPORT))
    if lacking := [spoken(words) for given, words in of_each if not given]:
        raise Missing(spoken(ASKED_OF_THE_SEVERE).format(article=spoken(ORDER_527), names="、".join(lacking)))


def the_shortest_period_is_over(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Of the order in force on the day of the application. Raises TooEarly."""
    since = case.may_apply_from
    if since is None or case.applied_on < since:
        told = {"since": since, "article": spoken(case.period.article), "applied": case.applied_on}
        raise TooEarly(spoken(TOO_EARLY).format(**told))


def nobody_is_barred(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises Barred; Warned where the bureau has not set for how long."""
    for since, until in case.bars():
        if until is None:
            raise Warned("barred", spoken(BARRED_SOMEHOW).format(since=since))
        if case.applied_on <= until:
            raise Barred(spoken(BARRED).format(since=since, until=until))


def it_is_still_published(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises Warned: what has ended by itself is not published again, and may yet be used somewhere."""
    stopped, longest = case.record.stopped_on, case.period.max_end
    if on > (stopped or longest):
        raise Warned("ended", spoken(STOPPED if stopped else ENDED_ALREADY).format(until=stopped or longest))


def the_longest_period_is_over(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises TooEarly: the corresponding day itself still belongs to the period."""
    if on <= (until := case.period.max_end):
        raise TooEarly(spoken(NOT_OVER).format(until=until))


def the_applicant_is_told_before(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises TooLate after the seven working days."""
    if (due := case.result_due_on) is not None and on > due:
        raise TooLate(spoken(TOLD_LATE).format(due=due))


RECEIVED, FORWARDED = frozenset({"received", "supplement"}), frozenset({"forwarded"})
AT_WORK = frozenset({"accepted", "verifying"})
OPEN = RECEIVED | FORWARDED | AT_WORK
FOLLOWED = AT_WORK | {"granted", "ended"}
FINAL = frozenset({"closed", "denied", "not_accepted", "withdrawn", "lapsed", "false_material"})
ON_PAPER: dict[str, Any] = {"registered_by": HANDLERS}
CONDITIONS = (
    the_duty_is_done,
    training_and_report_are_there,
    the_shortest_period_is_over,
    nobody_is_barred,
    it_is_still_published,
)
LEFT = frozenset({"withdraw", "end_by_itself", "record_false_material"})
DECIDED = frozenset({"grant", "deny"}) | LEFT

MOVES = (
    Move("forward", RECEIVED, "forwarded", AT_THE_WINDOW, article=PLAN_22),
    Move("ask_supplement", RECEIVED | FORWARDED, "supplement", HANDLERS, asks=("missing",), article=ORDER_36),
    Move("accept", FORWARDED, "accepted", HANDLERS, article=ORDER_36, guards=CONDITIONS, **ON_PAPER),
    Move("refuse_acceptance", FORWARDED, "not_accepted", HANDLERS, needs_reason=True, article=ORDER_36, **ON_PAPER),
    Move("grant", AT_WORK, "granted", LEADERS, article=ORDER_36, **ON_PAPER),
    Move("deny", AT_WORK, "denied", LEADERS, needs_reason=True, article=ORDER_36, **ON_PAPER),
    Move(
        "verify",
        frozenset({"accepted"}),
        "verifying",
        HANDLERS,
        needs_reason=True,
        article=VERIFIED,
        guards=(the_applicant_is_told_before,),
        **ON_PAPER,
    ),
    Move("end_publication", frozenset({"granted"}), "ended", HANDLERS, article=ORDER_36),
    telling("ended", ORDER_36),
    Move(
        "close",
        frozenset({"ended"}),
        "closed",
        HANDLERS,
        article=ORDER_36,
        guards=(everybody_was_told, the_platform_was_told),
    ),
    *naming(FOLLOWED),
    Move(
        "record_false_material",
        FORWARDED | AT_WORK | {"closed"},
        "false_material",
        LEADERS,
        needs_reason=True,
        article=ORDER_36,
        **ON_PAPER,
    ),
    Move("withdraw", OPEN, "withdrawn", AT_THE_WINDOW, needs_reason=True),
    Move("end_by_itself", OPEN, "lapsed", HANDLERS, article=ORDER_36, guards=(the_longest_period_is_over,)),
)

WORKFLOW = Workflow(
    start="received",
    final=FINAL,
    moves=MOVES,
    duties=(
        Duty(
            "acceptance",
            "forward",
            "acceptance_limit",
            frozenset({"accept", "refuse_acceptance", "ask_supplement"}) | LEFT,
        ),
        Duty("result", "accept", "result_limit", DECIDED),
        Duty(
            "feedback",
            OPENING,
            "feedback_limit",
            frozenset({"refuse_acceptance"}) | DECIDED,
            binding=Binding.INTERNAL,
        ),
        Duty(
            "automatic_end",
            OPENING,
            "longest_limit",
            frozenset({"refuse_acceptance", "deny", "end_publication"}) | LEFT,
            binding=Binding.INTERNAL,
            waits=True,
        ),
    ),
    path=("received", "forwarded", "accepted", "granted", "ended", "closed"),
    words={
        **OF_RECEIVERS,
        "received": Phrase("已收件", "received"),
        "supplement": Phrase("待补正", "to be completed"),
        "forwarded": Phrase("已转认定单位", "with the identifying unit"),
        "accepted": Phrase("已受理", "accepted"),
        "verifying": Phrase("核查中", "being verified"),
        "granted": Phrase("准予修复", "granted"),
        "ended": Phrase("已终止公示", "publication ended"),
        "closed": Phrase("已办结", "closed"),
        "denied": Phrase("不予修复", "denied"),
        "not_accepted": Phrase("不予受理", "not accepted"),
        "withdrawn": Phrase("已撤回", "withdrawn"),
        "lapsed": Phrase("期满自动停止", "ended by itself"),
        "false_material": Phrase("虚假材料或违背承诺", "false material or broken commitment"),
        "forward": Phrase("转认定单位", "forward to the unit"),
        "ask_supplement": Phrase("告知补正", "ask to complete"),
        "accept": Phrase("受理", "accept"),
        "refuse_acceptance": Phrase("不予受理", "do not accept"),
        "grant": Phrase("准予修复", "grant"),
        "deny": Phrase("不予修复", "deny"),
        "verify": Phrase("需要核查，已告知申请人", "verify, the applicant told"),
        "end_publication": Phrase("终止公示", "end publication"),
        "close": Phrase("办结", "close"),
        "record_false_material": Phrase("记入虚假材料或违背承诺", "record false material"),
        "withdraw": Phrase("撤回申请", "withdraw"),
        "end_by_itself": Phrase("期满停止公示", "let it end by itself"),
        "missing": Phrase("需要补正的材料", "what is missing"),
        "acceptance": Phrase("决定是否受理", "decision on acceptance"),
        "result": Phrase("作出修复决定", "decision on repair"),
        "feedback": Phrase("网站反馈申请人", "the site answers the applicant"),
        "automatic_end": Phrase("最长公示期届满", "end of the longest period"),
    },
)
