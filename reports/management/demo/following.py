"""What the office of the sample bureau follows: assignments, returns, and the help that was given."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from bureau.casework.entry import enter
from bureau.casework.terms import Term
from bureau.office.assignments import procedure as assignments
from bureau.office.assignments.models import Assignment
from bureau.office.assignments.rules import Origin
from bureau.office.help import HelpGiven, Way
from bureau.office.returns.models import ReportingDuty
from bureau.office.returns.procedure import open_returns, send
from bureau.office.returns.rules import ONE_DAY, Counts, Rhythm
from bureau.people.staff import Staff
from reports.management.demo.bureau import head_of, officer_of
from reports.management.demo.filings import YEAR, Making

OPENED = 30  # working days ago


@dataclass(frozen=True, slots=True)
class Task:
    """An assignment of so many days from today; `reported` and `accepted` are working days ago."""

    origin: Origin
    paper: str
    title: str
    section: int
    due: int
    progress: str = ""
    reported: int | None = None
    accepted: int | None = None


PLAN, ENVIRONMENT = "样例：年度重点工作计划", "样例：优化营商环境行动方案"
KEY, WORD = "样例：“百千万工程”重点任务清单", "样例：领导批示〔2026〕第{}号"
TASKS = (
    Task(Origin.ANNUAL_PLAN, PLAN, "样例：编制项目储备清单", 3, -20, reported=20, accepted=18),
    Task(Origin.ANNUAL_PLAN, PLAN, "样例：开展粮食库存检查", 4, -10, reported=6, accepted=4),  # late
    Task(Origin.ANNUAL_PLAN, PLAN, "样例：完成能源消费统计核查", 5, 40, progress="已核查一半企业（样例）"),
    Task(Origin.BUSINESS_ENVIRONMENT, ENVIRONMENT, "样例：压减备案材料", 3, -15, reported=16, accepted=15),
    Task(
        Origin.BUSINESS_ENVIRONMENT, ENVIRONMENT, "样例：建立企业诉求台账", 2, -2, progress="台账已建（样例）"
    ),  # late
    Task(Origin.BUSINESS_ENVIRONMENT, ENVIRONMENT, "样例：公布惠企政策清单", 7, 20),
    Task(Origin.KEY_TASK, KEY, "样例：镇域商贸设施改造", 7, 3, progress="完成选址（样例）"),
    Task(Origin.KEY_TASK, KEY, "样例：冷链设施项目入库", 5, 55),
    Task(Origin.INSTRUCTION, WORD.format(3), "样例：协调渔港项目用地", 2, 1, progress="已召开协调会（样例）"),
    Task(Origin.INSTRUCTION, WORD.format(5), "样例：核实投资增速原因", 6, 6, reported=1),
    Task(Origin.INSTRUCTION, WORD.format(1), "样例：走访停工企业", 5, -8, reported=9, accepted=8),
    Task(Origin.MEETING, "样例：局务会第12次会议纪要", "样例：整理三年行动台账", 1, 12),
)


@dataclass(frozen=True, slots=True)
class Owed:
    """A return; since so many days ago. What is due already has been sent: the last of it on time, late, or not yet."""

    name: str
    recipient: str
    paper: str
    rhythm: Rhythm
    counts: Counts
    number: int
    section: int
    since: int
    last: str = "on time"
    month: int | None = None


REPORT, REPORT_DAY = "厅字〔2019〕28号第二十四条", (Rhythm.YEARLY, Counts.NEXT_YEAR, 1)
RETURNS = (
    Owed("样例：招商引资周报", "样例市投资促进局", "样例：周报制度", Rhythm.WEEKLY, Counts.WITHIN, 5, 2, 28, "late"),
    Owed("样例：固定资产投资月报", "样例市统计局", "样例：统计报表制度", Rhythm.MONTHLY, Counts.WITHIN, 27, 6, 100),
    Owed(
        "样例：工业运行季报",
        "样例市工信局",
        "样例：季报通知",
        Rhythm.QUARTERLY,
        Counts.WORKDAYS_AFTER,
        8,
        5,
        270,
        "not yet",
    ),
    Owed(
        "样例：政府信息公开工作年度报告",
        "样例政务公开主管部门",
        "《政府信息公开条例》第四十九条",
        Rhythm.YEARLY,
        Counts.MONTHS_AFTER,
        1,
        1,
        500,
    ),
    Owed("样例：法治政府建设年度报告报送", "样例区政府和市级主管部门", REPORT, *REPORT_DAY, 1, 500, month=3),
    Owed("样例：法治政府建设年度报告公开", "样例区政府门户网站", REPORT, *REPORT_DAY, 1, 500, month=4),
)
HELP = (
    ("样例：咨询项目备案材料", Way.WINDOW, 3, "已指导补齐"),
    ("样例：反映用电报装进度", Way.PHONE, 5, "已转供电部门"),
    ("样例：了解技改政策", Way.VISIT, 5, "已送政策清单"),
    ("样例：咨询信用修复", Way.ONLINE, 3, "已告知网上入口"),
    ("样例：招商项目选址", Way.VISIT, 2, "已约现场踏勘"),
    ("样例：询问统计入库条件", Way.PHONE, 6, ""),
)


def load(making: Making) -> None:
    """Whatever of it is missing, known by its name: the days are those of the first run."""
    with transaction.atomic():
        known = set(Assignment.objects.values_list("docket__title", flat=True))
        for task in TASKS:
            if task.title not in known:
                _assign(making, task)
        owed = set(ReportingDuty.objects.values_list("name", flat=True))
        for each in RETURNS:
            if each.name not in owed:
                _owe(making, each)
        if not HelpGiven.objects.filter(section__bureau=making.house.bureau).exists():
            _help(making)


def _assign(making: Making, task: Task) -> None:
    officer, opened, leader = officer_of(making.house, task.section), making.ago(OPENED), _leader(making)
    given: dict[str, Any] = {"section": officer.section, "officer": officer, "leader": leader, "opened_on": opened}
    given |= {"title": task.title, "due_on": making.today + timedelta(days=task.due)}
    given |= {"origin": task.origin, "paper": task.paper, "task": "按期办结并报送佐证（样例）"}
    given |= {"given_by": "样例领导"} if task.origin == Origin.INSTRUCTION else {}
    number = assignments.number_of(making.house.bureau, opened.year)
    made = enter(Assignment, making.hand(head_of(making.house, 1)), secrecy="none", number=number, **given)
    if task.progress:
        made = assignments.tell_progress(made, making.hand(officer), on=making.ago(5), progress=task.progress)
    if task.reported is not None:
        made = assignments.report_done(
            made, making.hand(officer), on=making.ago(task.reported), result="已办结，附佐证（样例）"
        )
    if task.accepted is not None:
        assignments.accept(made, making.hand(leader), on=making.ago(task.accepted))


def _leader(making: Making) -> Staff:
    return making.house.staff["sample-leader"]


def _owe(making: Making, owed: Owed) -> None:
    section = head_of(making.house, owed.section).section
    facts: dict[str, Any] = {"section": section, "officer": officer_of(making.house, owed.section)}
    facts |= {"recipient": owed.recipient, "paper": owed.paper, "form": "样例报表", "rhythm": owed.rhythm}
    since = making.today - timedelta(days=owed.since)
    hand = making.hand(head_of(making.house, 1))
    duty = ReportingDuty.objects.record(
        hand, name=owed.name, counts=owed.counts, month=owed.month, number=owed.number, since_on=since, **facts
    )
    opened = open_returns(duty, hand)
    terms = Term.objects.filter(docket__in=[each.pk for each in opened], due_on__lt=making.today)
    due: dict[int, date] = {term.docket_id: term.due_on for term in terms if term.due_on}
    past = [each for each in opened if each.pk in due]
    for each in past[:-1] if owed.last == "not yet" else past:
        is_late = owed.last == "late" and each is past[-1]
        day = due[each.pk] + ONE_DAY if is_late else max(due[each.pk] - ONE_DAY, each.docket.opened_on)
        officer = making.hand(officer_of(making.house, owed.section))
        send(each, officer, on=day, sent_as=f"{owed.name}（已通过样例平台报送）")


def _help(making: Making) -> None:
    for place, (about, way, section, outcome) in enumerate(HELP):
        officer = officer_of(making.house, section)
        facts: dict[str, Any] = {"about": about, "way": way, "outcome": outcome, "helper": officer}
        facts |= {"section": officer.section, "given_on": making.ago(place * 2), "asked_by": "样例企业"}
        HelpGiven.objects.record(making.hand(officer), platform_number=f"样例{YEAR}-{place + 1:03}", **facts)
