"""A permit: received, accepted, stopped and resumed, proposed by one hand and decided by another."""

from datetime import date

from bureau.casework.refusals import Warned
from bureau.law.articles import LICENSING_32, LICENSING_42, Article, Phrase
from bureau.law.licensing import DECISION, DEFECT_NOTICE
from bureau.law.limits import Binding
from bureau.law.workflow import Duty, Move, Workflow
from bureau.people.roles import Role

OFFICER = frozenset({Role.OFFICER.value})
LEADERS = frozenset({Role.SECTION_HEAD.value, Role.LEADER.value})
DECIDED = frozenset({"grant", "grant_together", "refuse", "withdraw"})
PROMISE = Article("服务承诺", "service promise")


class NoStanding(ValueError):
    """The guard of these tests: a party without a credit query is not granted anything."""


def credit_was_queried(case: object, *, hand: object, on: date, **asks: object) -> None:
    if not getattr(case, "credit_queried_on", None):
        raise NoStanding("no credit query")


def warn_without_a_credit_query(case: object, *, hand: object, on: date, **asks: object) -> None:
    if not getattr(case, "credit_queried_on", None):
        raise Warned("no_credit_query", "样例：尚未查询信用")


WORKFLOW = Workflow(
    start="received",
    final=frozenset({"granted", "refused", "withdrawn"}),
    moves=(
        Move("accept", frozenset({"received"}), "accepted", OFFICER, article=LICENSING_32),
        Move("tell_defects", frozenset({"received"}), "received", OFFICER, asks=("paper",)),
        Move("query_credit", frozenset({"accepted"}), "accepted", OFFICER),
        Move("stop", frozenset({"accepted"}), "stopped", OFFICER, asks=("paper",), needs_reason=True),
        Move("resume", frozenset({"stopped"}), "accepted", OFFICER),
        Move("extend", frozenset({"accepted"}), "accepted", LEADERS, asks=("amount",), registered_by=OFFICER),
        Move("propose", frozenset({"accepted"}), "proposed", OFFICER),
        Move(
            "grant",
            frozenset({"proposed"}),
            "granted",
            LEADERS,
            not_by=("accept", "propose"),
            article=LICENSING_42,
            guards=(credit_was_queried,),
            registered_by=OFFICER,
            confirmed_by=LEADERS,
        ),
        Move(
            "refuse",
            frozenset({"proposed"}),
            "refused",
            LEADERS,
            not_by=("propose",),
            overridden_by=frozenset({Role.LEADER.value}),
            needs_reason=True,
            guards=(warn_without_a_credit_query,),
            registered_by=OFFICER,
        ),
        Move(
            "grant_together",
            frozenset({"proposed"}),
            "granted",
            LEADERS,
            not_by=("propose",),
            asks=("paper", "phone"),
            persons=2,
            personal=frozenset({"phone"}),
            guards=(credit_was_queried,),
            registered_by=OFFICER,
            confirmed_by=LEADERS,
        ),
        Move("publish", frozenset({"granted"}), "granted", LEADERS, not_by=("grant", "grant_together")),
        Move("withdraw", frozenset({"received", "accepted", "stopped", "proposed"}), "withdrawn", OFFICER),
    ),
    duties=(
        Duty("decision", "accept", DECISION, DECIDED, stoppable=True),
        Duty("promise", "accept", "promised", DECIDED, stoppable=True, binding=Binding.PROMISED),
        Duty("next_notice", "tell_defects", DEFECT_NOTICE, frozenset({"accept", "withdraw"})),
    ),
    path=("received", "accepted", "proposed", "granted"),
    words={
        "received": Phrase("已收件", "received"),
        "accepted": Phrase("已受理", "accepted"),
        "stopped": Phrase("已停钟", "stopped"),
        "proposed": Phrase("待决定", "proposed"),
        "granted": Phrase("已准予", "granted"),
        "refused": Phrase("不予许可", "refused"),
        "withdrawn": Phrase("已撤回", "withdrawn"),
        "accept": Phrase("受理", "accept"),
        "tell_defects": Phrase("告知补正", "tell defects"),
        "query_credit": Phrase("查询信用", "query credit"),
        "stop": Phrase("停钟", "stop the clock"),
        "resume": Phrase("恢复计时", "resume"),
        "extend": Phrase("延长期限", "extend"),
        "propose": Phrase("提出意见", "propose"),
        "grant": Phrase("准予许可", "grant"),
        "grant_together": Phrase("集体准予许可", "grant together"),
        "publish": Phrase("公示", "publish"),
        "refuse": Phrase("不予许可", "refuse"),
        "withdraw": Phrase("撤回", "withdraw"),
        "decision": Phrase("作出决定", "decision"),
        "promise": Phrase("承诺办结", "promised decision"),
        "next_notice": Phrase("补正答复", "answer to the notice of defects"),
        "paper": Phrase("文书编号", "document number"),
        "phone": Phrase("联系电话", "telephone"),
        "amount": Phrase("延长工作日数", "working days more"),
    },
)

ITEM_WORKFLOW = Workflow(
    start="received",
    final=frozenset({"granted"}),
    moves=(
        Move("take_on", frozenset({"received"}), "accepted", OFFICER),
        Move("allow", frozenset({"accepted"}), "granted", LEADERS, not_by=("take_on",)),
    ),
    duties=(
        Duty("decision", "take_on", "statutory", frozenset({"allow"}), stoppable=True),
        Duty("promise", "take_on", "promised", frozenset({"allow"}), stoppable=True, binding=Binding.PROMISED),
    ),
    path=("received", "accepted", "granted"),
    words={
        **{name: WORKFLOW.words[name] for name in ("received", "accepted", "granted", "decision", "promise")},
        "take_on": Phrase("受理", "take on"),
        "allow": Phrase("准予", "allow"),
    },
)
