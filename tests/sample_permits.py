"""Permits as a bureau might have them one morning, made through the gate: for the screens' tests and pictures.

The morning is Friday, 9 October 2026: two working days after the leave of National Day, the day before a Saturday that
is worked. All names are made up and say so.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

from bureau.audit.hand import Hand, Source
from bureau.casework.gate import open_case
from bureau.casework.parties import enterprise_of
from bureau.casework.terms import reckon_terms
from bureau.models import Appointment, Bureau, Section, Staff
from bureau.people.roles import OF_THE_BUREAU, Role
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import LONG_AGO

MORNING = datetime(2026, 10, 9, 1, 5, tzinfo=UTC)  # 09:05 in Shanghai
TITLES = [
    "屋顶分布式光伏发电项目（一期，样例）",
    "滨海民宿集群改造提升工程（样例）",
    "深水网箱自动化养殖技术改造（样例）",
    "海岛充电站及储能配套设施（样例）",
    "海产品冷链加工车间扩建项目（样例）",
    "渔港冷库制冷系统节能改造（样例）",
    "智慧旅游数据平台建设（样例）",
    "十里海湾游客服务中心新建（样例）",
    "修造船舶分段车间迁建项目（样例）",
    "海洋牧场展示馆（样例）",
    "海水淡化示范装置（样例）",
    "预制菜中央厨房建设项目（样例）",
    "风电叶片检测中心（样例）",
    "水上运动俱乐部码头（样例）",
]


@dataclass(frozen=True)
class Sample:
    """Who works there, and the case that is looked at closely. The newcomer's section has no case yet."""

    section: Section
    officer: Staff
    head: Staff
    permit: Permit
    supervisor: Staff
    newcomer: Staff


def at(day: date, hour: int = 10, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


class Desk:
    """Opens permits and moves them, each act on a day of its own."""

    def __init__(self) -> None:
        self.count = self.hands = 0
        bureau = self._record(Bureau, name="样例区经济发展局")
        self.section = self._record(Section, bureau=bureau, name="规划、审批和数据股")
        self.officer = self.person("officer", "样例经办员甲", Role.OFFICER)
        self.colleague = self.person("colleague", "样例经办员乙", Role.OFFICER)
        self.head = self.person("head", "样例股长丙", Role.SECTION_HEAD)

    def person(self, username: str, name: str, role: Role, section: Section | None = None) -> Staff:
        joined = {"is_staff": True, "date_joined": at(day(9, 1))}
        of = section or self.section
        person: Staff = self._record(Staff, username=username, name=name, section=of, **joined)
        held = {"role": role, "bureau": of.bureau, "section": None if role in OF_THE_BUREAU else of}
        self._record(Appointment, staff=person, since_on=LONG_AGO, **held)
        return person

    def _record(self, model: Any, **facts: Any) -> Any:
        return model.objects.record(self.hand(None, at(day(9, 1))), **facts)

    def open(self, on: date, promised: int = 5, officer: Staff | None = None, **facts: Any) -> Permit:
        self.count += 1
        named = {"number": f"样许〔2026〕{self.count}号", "title": TITLES[self.count - 1], "section": self.section}
        hand = self.hand(officer or self.officer, at(on, 9))
        return open_case(Permit, hand, opened_on=on, officer=officer, promised_days=promised, **named | facts)

    def hand(self, by: Staff | None, moment: datetime) -> Hand:
        """Numbered, so that whatever is drawn by the number of a change is drawn alike each time."""
        self.hands += 1
        number = uuid5(NAMESPACE_OID, str(self.hands))
        if by is None:
            return Hand(None, Source.COMMAND, moment, name="样例数据", change_id=number)
        return Hand(by, Source.SCREEN, moment, change_id=number)

    def do(self, act: Callable[..., Permit], permit: Permit, on: date, by: Staff | None = None, **asks: Any) -> Permit:
        return act(permit, self.hand(by or self.officer, at(on)), on=on, **asks)

    def accepted(self, on: date, promised: int = 5, officer: Staff | None = None) -> Permit:
        return self.do(procedure.accept, self.open(on, promised, officer), on)


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def a_morning() -> Sample:
    """Fourteen permits: late, due today, soon, later, stopped, not yet running, done, withdrawn."""
    desk = Desk()
    desk.accepted(day(9, 17), 6, desk.colleague)
    desk.accepted(day(9, 23), 5, desk.officer)
    desk.accepted(day(9, 23), 6, desk.officer)
    desk.accepted(day(9, 28), 4, desk.colleague)
    permit = _looked_at(desk)
    desk.accepted(day(9, 30), 3, desk.officer)
    desk.accepted(day(9, 30), 4, desk.colleague)
    desk.accepted(day(9, 29), 7, desk.officer)
    desk.do(procedure.propose, desk.accepted(day(9, 29), 9, desk.officer), day(10, 8))
    _stopped(desk)
    desk.open(day(10, 8), officer=desk.officer)
    desk.open(day(10, 9))
    _granted(desk)
    desk.do(
        procedure.withdraw, desk.accepted(day(9, 24), 5, desk.officer), day(9, 29), reason="企业调整投资计划（样例）"
    )
    return Sample(desk.section, desk.officer, desk.head, permit, *_who_came_last(desk))


def _who_came_last(desk: Desk) -> tuple[Staff, Staff]:
    """A supervisor of the bureau, and an officer of a section in which nothing has been entered."""
    other = desk._record(Section, bureau=desk.section.bureau, name="投资促进股")
    supervisor = desk.person("supervisor", "样例监督员丁", Role.SUPERVISOR)
    return supervisor, desk.person("newcomer", "样例经办员戊", Role.OFFICER, other)


def _looked_at(desk: Desk) -> Permit:
    applicant = enterprise_of(desk.hand(desk.officer, at(day(9, 24), 8)), "91441702123456788K", "样例海风水产有限公司")
    permit = desk.open(day(9, 24), 5, desk.officer, applicant=applicant)
    permit = desk.do(procedure.tell_defects, permit, day(9, 24), paper="样补告〔2026〕37号")
    permit = desk.do(procedure.accept, permit, day(9, 29))
    permit = desk.do(procedure.query_credit, permit, day(9, 30))
    permit.promised_days = 6
    permit.hand = desk.hand(desk.officer, at(day(10, 8), 16, 40)).because("承诺时限录入有误，按办事指南更正")
    permit.save()
    reckon_terms(permit, permit.hand)
    return permit


def _stopped(desk: Desk) -> None:
    permit = desk.accepted(day(9, 21), 5, desk.officer)
    paper = {"paper": "样听告〔2026〕4号", "reason": "利害关系人申请听证（样例）"}
    desk.do(procedure.stop, permit, day(9, 22), **paper)


def _granted(desk: Desk) -> None:
    permit = desk.accepted(day(9, 21), 5, desk.colleague)
    permit = desk.do(procedure.query_credit, permit, day(9, 22))
    permit = desk.do(procedure.propose, permit, day(9, 23))
    desk.do(procedure.grant, permit, day(9, 24), by=desk.head)
