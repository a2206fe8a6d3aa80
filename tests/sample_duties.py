"""Who answers for what in the bureau of `sample_permits`, for the pictures: across a handover and an absence."""

from datetime import date, datetime, timedelta
from typing import Any

from bureau.audit.hand import Hand, Source
from bureau.models import Certificate, Counterpart, Delegation, Line, LineDepartment, LinePerson, LineSection
from bureau.office.tenures import Office, begin
from tests.sample_permits import Sample

DEPARTMENTS = ("市投资促进局", "市发改局", "市政服务和数据管理局", "市工信局", "市商务局")
LINES = (("招商", (0, 4)), ("发改", (1,)), ("数据管理", (2,)), ("信用", (1, 2)), ("工业", (3,)), ("口岸", (4,)))
SINCE, HANDED_OVER = date(2024, 1, 1), date(2026, 7, 1)


def some_duties(sample: Sample, at: datetime) -> None:
    hand, bureau = Hand(None, Source.COMMAND, at, name="样例数据", reason="样例"), sample.section.bureau
    departments = [_record(Counterpart, hand, bureau=bureau, name=name, since_on=SINCE) for name in DEPARTMENTS]
    for place, (name, answers_to) in enumerate(LINES):
        line = _record(Line, hand, bureau=bureau, name=name, position=place, since_on=SINCE)
        for number in answers_to:
            begin(hand, LineDepartment(line=line, department=departments[number], since_on=SINCE))
        begin(hand, LineSection(line=line, section=sample.section, since_on=SINCE))
        if name != "口岸":
            begin(hand, LinePerson(line=line, office=Office.DEPUTY, staff=sample.officer, since_on=SINCE))
        begin(hand, LinePerson(line=line, office=Office.IN_CHARGE, staff=sample.head, since_on=SINCE))
    colleague = sample.section.staff.get(username="colleague")
    port = Line.objects.get(name="口岸")
    begin(hand, LinePerson(line=port, office=Office.IN_CHARGE, staff=colleague, since_on=HANDED_OVER))
    today = at.date()
    away = {"since_on": today, "until_on": today + timedelta(days=3), "paper": "外出学习（样例）"}
    _record(Delegation, hand, giver=colleague, taker=sample.officer, **away)
    for number, ends in (("样例-01", date(2029, 6, 30)), ("样例-02", date(2026, 12, 1))):
        card = {"number": number, "issued_on": date(2024, 7, 1), "valid_until_on": ends, "field": "投资项目监管"}
        _record(Certificate, hand, staff=sample.officer, **card)


def _record(model: Any, hand: Hand, **facts: Any) -> Any:
    return model.objects.record(hand, **facts)
