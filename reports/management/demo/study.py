"""What the sample bureau studied: 2024 as the report counts it, this year so far, training, and who is qualified."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from bureau.office.returns.models import ReportingDuty
from bureau.office.returns.procedure import open_returns
from bureau.office.returns.rules import Counts, Rhythm
from bureau.office.study.entering import fill, meet_duties
from bureau.office.study.kinds import Gathering
from bureau.office.study.models import Meeting, Planned, YearPlan
from bureau.people.certificates import Certificate
from bureau.people.staff import Staff
from reports.management.demo.bureau import House, head_of, officer_of
from reports.management.demo.filings import YEAR, Making

CONVEYED, MEETINGS = 124, 24  # items and meetings of the report's year
NOT_COUNTED = 3  # one meeting in so many conveyed a law too
SECTIONS = range(1, 8)
PLANS = ((Planned.ITEMS, 120), (Planned.MEETINGS, 24), (Planned.LEGAL, 1), (Planned.TRAININGS, 4), (Planned.HOURS, 40))
TRAININGS = (
    ("样例：行政许可法专题培训", "培训", 3, "8"),
    ("样例：公平竞争审查讲座", "讲座", 6, "4"),
    ("样例：旁听行政诉讼庭审", "旁听庭审", 9, "4"),
    ("样例：行政执法资格考试", "考试", 11, "24"),
)
# Whose certificate, and in how many days it runs out.
CERTIFICATES = (("sample-officer-1", 24), ("sample-officer-2", 61), ("sample-head", 700), ("sample-clerk-5", -12))
ISSUED_ON = date(2022, 1, 10)
LEGAL_MEETING = "样例：法治政府建设年度专题会议"


def load(making: Making) -> None:
    """Whatever of it is missing; each year by its sheets, the yearly meeting as it is entered on the screen."""
    clerk, house = officer_of(making.house, 1), making.house
    years = ((YEAR, _year(house)), (making.today.year, _this_year(house, making.today)))
    for year, rows in years:
        making.send(list(_attended(house, rows)), f"学习台账{year}（样例）.xlsx", "study_items", clerk)
    for year in sorted({YEAR, making.today.year}):
        making.send(list(_trained(making, year)), f"培训台账{year}（样例）.xlsx", "trainings", clerk)
    with transaction.atomic():
        _qualify(making)
        _plan(making)
        _meet(making)


def _chair(house: House) -> str:
    return house.staff["sample-leader"].name


def _year(house: House) -> Iterator[tuple[Any, ...]]:
    """Two meetings a month: 124 items that count, some that do not, and a theory group that never does."""
    chair = _chair(house)
    for number in range(MEETINGS):
        day = date(YEAR, number // 2 + 1, 8 + 12 * (number % 2))
        first, last = CONVEYED * number // MEETINGS, CONVEYED * (number + 1) // MEETINGS
        for item in range(first + 1, last + 1):
            what = "重要指示批示" if item % 3 == 0 else "重要讲话"
            yield "党组会议", day, chair, f"样例{what}精神（{item}）", "样例日报"
        if number % NOT_COUNTED == 0:
            yield "党组会议", day, chair, f"《样例条例》（{number // NOT_COUNTED + 1}）", "样例公报"
    for quarter in (3, 6, 9, 12):
        yield "理论学习中心组", date(YEAR, quarter, 27), chair, f"样例重要讲话选读（{quarter // 3}）", "样例读本"


def _this_year(house: House, today: date) -> Iterator[tuple[Any, ...]]:
    for month in range(1, today.month + 1):
        day = date(today.year, month, 10)
        if day <= today and today.year != YEAR:
            for part in (1, 2):
                yield "党组会议", day, _chair(house), f"样例重要讲话精神（{today.year}-{month}-{part}）", "样例日报"


def _attended(house: House, rows: Iterator[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """The first row of each meeting says who was there, all but one head in turn, and the number of its minutes."""
    meetings: set[tuple[Any, Any]] = set()
    for row in rows:
        gathering, day = row[:2]
        if (gathering, day) in meetings:
            yield *row, "", ""
            continue
        away = len(meetings) % len(SECTIONS)
        meetings.add((gathering, day))
        there = [person.name for place, person in enumerate(_everybody(house)) if place != away]
        yield *row, "、".join(there), f"样例纪要〔{day.year}〕{len(meetings)}号"


def _trained(making: Making, year: int) -> Iterator[tuple[Any, ...]]:
    """One of each section at a time, and those who file at all of them."""
    people = [officer_of(making.house, section) for section in SECTIONS]
    for place, (subject, form, month, hours) in enumerate(TRAININGS):
        day = date(year, month, 15)
        there = {person.pk: person for person in (*people[place::2], *making.officers)}
        for seat, person in enumerate(there.values() if day <= making.today else ()):
            yield subject, form, day, hours, person.name, 78 + 3 * seat if form == "考试" else ""


def _qualify(making: Making) -> None:
    """Of the sample staff: one certificate has run out and two will soon."""
    for place, (username, days) in enumerate(CERTIFICATES, 1):
        facts = {"number": f"样例证{place:04}", "staff": making.house.staff[username], "field": "样例：发展改革"}
        if not Certificate.objects.filter(number=facts["number"]).exists():
            until = making.today + timedelta(days=days)
            Certificate.objects.record(_office(making), issued_on=ISSUED_ON, valid_until_on=until, **facts)


def _plan(making: Making) -> None:
    for year in sorted({YEAR, making.today.year}):
        for what, planned in PLANS:
            known = {"bureau": making.house.bureau, "year": year, "what": what}
            if not YearPlan.objects.filter(**known).exists():
                YearPlan.objects.record(_office(making), planned=planned, paper=f"样例：{year}年学习计划", **known)


def _meet(making: Making) -> None:
    """The yearly meeting of every year before this one was held, and met its duty; this year's is owed."""
    office, leader = head_of(making.house, 1), making.house.staff["sample-leader"]
    if ReportingDuty.objects.filter(section=office.section, name=LEGAL_MEETING).exists():
        return
    duty: ReportingDuty = ReportingDuty.objects.record(
        _office(making),
        name=LEGAL_MEETING,
        recipient="局党组",
        paper="样例：法治政府建设工作要点",
        rhythm=Rhythm.YEARLY,
        counts=Counts.WITHIN,
        number=366,
        meeting=Gathering.LEGAL,
        section=office.section,
        officer=officer_of(making.house, 1),
        since_on=date(YEAR, 1, 1),
    )
    open_returns(duty, _office(making))
    for year in range(YEAR, making.today.year):
        facts = {"kind": Gathering.LEGAL, "held_on": date(year, 12, 5), "chair": leader, "subject": LEGAL_MEETING}
        held: Meeting = Meeting.objects.record(_office(making), bureau=making.house.bureau, minutes="样例纪要", **facts)
        fill(held, _office(making), [f"样例：{year}年法治政府建设情况报告"], _everybody(making.house))
        meet_duties(held, making.hand(office))


def _everybody(house: House) -> list[Staff]:
    return [head_of(house, section) for section in SECTIONS]


def _office(making: Making) -> Any:
    return making.hand(head_of(making.house, 1))
