"""Who answers for what in the sample bureau.

The departments and lines are those of the report on 2024. Which department leads which line, and who answers for it,
is not in the report: all of that is made up, and marked as a sample.
"""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from bureau.audit.hand import Hand
from bureau.office.lines import Counterpart, Line
from bureau.office.tenures import LineDepartment, LinePerson, LineSection, Office, begin
from bureau.people.appointments import Delegation
from bureau.people.staff import Staff
from reports.management.demo.bureau import SINCE, House, head_of, officer_of

DEPARTMENTS = (
    *("市投资促进局", "市发改局", "市政服务和数据管理局", "市工信局"),
    *("市科技局", "市统计局", "国家统计局阳江调查队", "市商务局"),
)
# Line of work, its sample departments, and the number of its sample section.
LINES = (
    ("投资促进", ("市投资促进局",), 2),
    ("招商", ("市投资促进局", "市商务局"), 2),
    ("发改", ("市发改局",), 3),
    ("数据管理", ("市政服务和数据管理局",), 3),
    ("人防", ("市发改局",), 4),
    ("价格", ("市发改局",), 4),
    ("粮食", ("市发改局",), 4),
    ("信用", ("市发改局", "市政服务和数据管理局"), 3),
    ("能源", ("市发改局",), 5),
    ("统计与普查", ("市统计局", "国家统计局阳江调查队"), 6),
    ("工业", ("市工信局",), 5),
    ("信息化", ("市工信局", "市政服务和数据管理局"), 5),
    ("中小微企业", ("市工信局",), 5),
    ("科技", ("市科技局",), 7),
    ("商务", ("市商务局",), 7),
    ("口岸", ("市商务局",), 7),
)
HANDED_OVER, HANDED_OVER_ON = "信用", date(2025, 7, 1)
WITHOUT_DEPUTY = "口岸"  # so that the list of duties without a person has something to show
AWAY, AWAY_FOR = 2, timedelta(days=4)  # the head of this section, from the first run on


def assign(house: House, hand: Hand) -> None:
    """Whatever of it is missing; what is there stays as it is."""
    rows: Any = Counterpart.objects
    for place, name in enumerate(DEPARTMENTS, 1):
        if not rows.filter(bureau=house.bureau, name=name).exists():
            rows.record(hand, bureau=house.bureau, name=name, position=place, since_on=SINCE)
    departments = {row.name: row for row in rows.filter(bureau=house.bureau)}
    for place, (name, answers_to, section) in enumerate(LINES, 1):
        if not Line.objects.filter(bureau=house.bureau, name=name).exists():
            line = Line.objects.record(hand, bureau=house.bureau, name=name, position=place, since_on=SINCE)
            _fill(hand, line, house, [departments[each] for each in answers_to], section)
    _absence(hand, head_of(house, AWAY), officer_of(house, AWAY))


def _fill(hand: Hand, line: Line, house: House, departments: list[Counterpart], section: int) -> None:
    head, officer = head_of(house, section), officer_of(house, section)
    facts: dict[str, Any] = {"line": line, "is_sample": True}
    for department in departments:
        begin(hand, LineDepartment(department=department, since_on=SINCE, **facts))
    begin(hand, LineSection(section=head.section, since_on=SINCE, **facts))
    in_charge = facts | {"office": Office.IN_CHARGE}
    if line.name == HANDED_OVER:
        begin(hand, LinePerson(staff=house.staff["sample-officer-2"], since_on=SINCE, **in_charge))
        begin(hand, LinePerson(staff=head, since_on=HANDED_OVER_ON, **in_charge))
    else:
        begin(hand, LinePerson(staff=head, since_on=SINCE, **in_charge))
    if line.name != WITHOUT_DEPUTY:
        begin(hand, LinePerson(office=Office.DEPUTY, staff=officer, since_on=SINCE, **facts))


def _absence(hand: Hand, away: Staff, stands_in: Staff) -> None:
    if not Delegation.objects.filter(giver=away).exists():
        today = timezone.localdate(hand.at)
        days = {"since_on": today, "until_on": today + AWAY_FOR, "paper": "样例：外出学习"}
        Delegation.objects.record(hand, giver=away, taker=stands_in, **days)
