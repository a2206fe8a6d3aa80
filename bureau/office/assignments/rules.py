"""督办: how what was assigned moves. No law sets its day: whoever assigns it does, and only they may set another."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from bureau.audit.spoken import spoken
from bureau.casework.refusals import Refused
from bureau.law.articles import Article, Phrase
from bureau.law.limits import Binding
from bureau.law.workflow import OPENING, Duty, Move, Workflow
from bureau.people.roles import Role

ASSIGNED = Article("交办要求", "the assignment")


class Origin(StrEnum):
    """Where an assignment comes from."""

    ANNUAL_PLAN = "annual_plan"
    BUSINESS_ENVIRONMENT = "business_environment"
    KEY_TASK = "key_task"
    INSTRUCTION = "instruction"
    MEETING = "meeting"
    SUPERIOR = "superior"


ORIGINS: Mapping[Origin, Phrase] = {
    Origin.ANNUAL_PLAN: Phrase("年度工作计划", "annual plan"),
    Origin.BUSINESS_ENVIRONMENT: Phrase("优化营商环境行动方案", "business environment action plan"),
    Origin.KEY_TASK: Phrase("“百千万工程”重点任务", "key task of the 百千万 project"),
    Origin.INSTRUCTION: Phrase("领导批示", "a leader's written instruction"),
    Origin.MEETING: Phrase("会议议定", "a meeting"),
    Origin.SUPERIOR: Phrase("上级来文", "a paper from above"),
}


class NotLater(Refused):
    """Another day that has passed already, or is the one that stands."""


NOT_LATER = Phrase(
    "新的期限（{day}）须晚于当日，且不同于原期限。", "The new day ({day}) must lie ahead and be another one."
)


def the_new_day_lies_ahead(case: object, *, hand: object, on: date, new_day: date, **asks: object) -> None:
    """Raises NotLater."""
    if new_day <= on or new_day == getattr(case, "due_on", None):
        raise NotLater(spoken(NOT_LATER).format(day=new_day))


HANDLERS = frozenset({Role.OFFICER.value, Role.SECTION_HEAD.value})
LEADERS = frozenset({Role.SECTION_HEAD.value, Role.LEADER.value})
LEADER = frozenset({Role.LEADER.value})
UNDER_WAY = frozenset({"open", "reported"})

WORKFLOW = Workflow(
    start="open",
    final=frozenset({"done", "cancelled"}),
    moves=(
        Move("tell_progress", frozenset({"open"}), "open", HANDLERS, asks=("progress",)),
        Move("report_done", frozenset({"open"}), "reported", HANDLERS, asks=("result",)),
        Move("accept", frozenset({"reported"}), "done", LEADERS, not_by=("report_done",), registered_by=HANDLERS),
        Move("send_back", frozenset({"reported"}), "open", LEADERS, needs_reason=True),
        Move(
            "set_another_day",
            frozenset({"open"}),
            "open",
            LEADER,
            asks=("new_day",),
            needs_reason=True,
            guards=(the_new_day_lies_ahead,),
            registered_by=HANDLERS,
            confirmed_by=LEADERS,
        ),
        Move("cancel", UNDER_WAY, "cancelled", LEADER, needs_reason=True, registered_by=HANDLERS, confirmed_by=LEADERS),
    ),
    # What was reported is still open until it is accepted: sent back, its day would otherwise pass in silence.
    duties=(Duty("due", OPENING, "assigned", frozenset({"accept", "cancel"}), binding=Binding.INTERNAL),),
    path=("open", "reported", "done"),
    words={
        "open": Phrase("办理中", "under way"),
        "reported": Phrase("待销号", "to be accepted"),
        "done": Phrase("已销号", "done"),
        "cancelled": Phrase("已撤销", "cancelled"),
        "tell_progress": Phrase("报送进展", "tell progress"),
        "report_done": Phrase("报请销号", "report as done"),
        "accept": Phrase("同意销号", "accept"),
        "send_back": Phrase("退回续办", "send back"),
        "set_another_day": Phrase("调整期限", "set another day"),
        "cancel": Phrase("撤销", "cancel"),
        "due": Phrase("办结期限", "to be done by"),
        "progress": Phrase("进展情况", "progress"),
        "result": Phrase("办理结果", "result"),
        "new_day": Phrase("新的期限", "new day"),
    },
)
