"""One of everything that an office does for the whole bureau, for tests that go over every page."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from bureau.casework.gate import open_case
from bureau.models import (
    Assignment,
    Attendance,
    HelpGiven,
    Meeting,
    PowerList,
    Publication,
    ReportingDuty,
    RuleDocument,
    Section,
    Staff,
    StudyItem,
    Training,
    TrainingResult,
    YearPlan,
)
from bureau.office.assignments import procedure
from bureau.office.assignments.rules import Origin
from bureau.office.powers.versions import next_draft
from bureau.office.returns.procedure import open_returns
from bureau.office.returns.rules import Counts, Rhythm
from bureau.office.ruledocs import procedure as drafting
from bureau.office.ruledocs.rules import Sort
from tests.records import a_hand, record
from tests.sample_powers import a_list_in_force


def work_of_an_office(section: Section, officer: Staff, head: Staff) -> None:
    today = timezone.localdate()
    facts: dict[str, Any] = {"origin": Origin.INSTRUCTION, "paper": "样例批示〔2026〕1号", "given_by": "样例领导"}
    facts |= {
        "task": "于期限内报送情况（样例）",
        "due_on": today + timedelta(days=9),
        "section": section,
        "opened_on": today,
    }
    for place, title in enumerate(("样例督办：整理企业诉求", "样例督办：协调用地"), 1):
        made = open_case(
            Assignment, a_hand(officer), number=f"督办〔2026〕样例{place}号", title=title, officer=officer, **facts
        )
    procedure.report_done(made, a_hand(officer), on=today, result="已办结（样例）")
    duty = {"name": "样例投资月报", "recipient": "样例市统计局", "paper": "样例统计报表制度", "rhythm": Rhythm.MONTHLY}
    duty |= {"counts": Counts.WITHIN, "number": 25, "since_on": today.replace(day=1), "section": section}
    open_returns(record(ReportingDuty, officer=officer, **duty), a_hand())
    bureau = section.bureau
    meeting = record(
        Meeting, bureau=bureau, held_on=date(2026, 3, 2), chair=head, subject="样例议题", minutes="样例纪要1号"
    )
    record(StudyItem, meeting=meeting, title="样例重要讲话精神", source="样例日报")
    record(Attendance, meeting=meeting, staff=officer)
    training = record(Training, bureau=bureau, subject="样例培训", held_on=date(2026, 3, 3), hours=4)
    record(TrainingResult, training=training, staff=officer, hours=4, score=90)
    about = {"about": "样例：咨询备案材料", "asked_by": "样例企业", "helper": officer, "section": section}
    record(HelpGiven, given_on=today, **about)
    record(YearPlan, bureau=bureau, year=today.year + 1, what="items", planned=10)
    a_document(section, officer, head)
    a_power_list(section)


def a_power_list(section: Section) -> None:
    """A version that is in force, with its publication, and the draft of the next; of a sample bureau the draft."""
    if not PowerList.objects.filter(bureau=section.bureau).exists():
        version = a_list_in_force(section)
        facts = {"address": "https://portal.example.gov.cn/", "sha256": "0" * 64, "powers": 2, "by_name": "样例"}
        Publication(list=version, on=date(2026, 3, 2), at=timezone.now(), **facts).save()
    next_draft(section.bureau, a_hand())


def a_document(section: Section, officer: Staff, head: Staff) -> RuleDocument:
    """About which two departments were asked, one of which has said something."""
    today = timezone.localdate()
    facts: dict[str, Any] = {"sort": Sort.OWN, "concerns_operators": True, "drafter": officer, "officer": officer}
    own = {"number": f"样例文件{section.pk}号", "title": "样例规范性文件", "section": section, "opened_on": today}
    made = open_case(RuleDocument, a_hand(officer), **own, **facts)
    until = today + timedelta(days=9)
    made = drafting.ask(made, a_hand(head), on=today, departments="样例市监局\n样例财政局", answer_by=until)
    row = made.consulted.earliest("pk")
    said: RuleDocument = drafting.register_opinion(
        made, a_hand(officer), on=today, consulted=row, opinion="样例：建议删去第三条"
    )
    return said
