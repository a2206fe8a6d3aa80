"""Who answers for a line on any day, across a handover, a delegation and a closed account; and what nobody does."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core import checks
from django.core.exceptions import ValidationError
from django.utils import timezone

from bureau.models import Counterpart, Delegation, Line, LineDepartment, LineSection, ReportingDuty, Section, Staff
from bureau.office.answers import (
    answer_on,
    answers_on,
    departments_on,
    duties_without_a_person,
    every_duty_has_its_person,
    returns_without_a_person,
    who_answers,
)
from bureau.office.tenures import Office, begin
from bureau.people.roles import Role
from tests.bureau.office.conftest import DAY, because, put
from tests.records import a_hand, a_person, a_section, appoint, record

SWAP = date(2026, 7, 1)


def delegate(giver: Staff, taker: Staff, since: date, until: date | None) -> Any:
    return record(Delegation, giver=giver, taker=taker, since_on=since, until_on=until)


def close(staff: Staff, on: date | None = None) -> None:
    """Now, or on that day."""
    at = {"at": datetime(on.year, on.month, on.day, 2, tzinfo=UTC)} if on else {}
    staff.is_active, staff.hand = False, a_hand(**at)
    staff.save()


def test_as_of_any_day_the_right_person_answers_across_a_handover_and_a_delegation(
    line: Line, first: Staff, second: Staff, third: Staff
) -> None:
    put(first, line, DAY)
    put(second, line, SWAP)
    delegate(first, third, date(2026, 6, 29), date(2026, 7, 2))
    delegate(second, third, date(2026, 8, 3), date(2026, 8, 7))
    days = [(3, 1), (3, 2), (6, 28), (6, 29), (6, 30), (7, 1), (7, 2), (8, 2), (8, 3), (8, 7), (8, 8)]
    answers = [who_answers(line, date(2026, *on)) for on in days]
    expected = [None, first, first, third, third, second, second, second, third, third, second]
    assert answers == expected


def test_where_nobody_is_in_charge_the_deputy_answers_and_for_the_deputy_whoever_stands_in(
    line: Line, first: Staff, second: Staff, third: Staff
) -> None:
    put(first, line, DAY, date(2026, 3, 31))
    put(second, line, DAY, office=Office.DEPUTY)
    delegate(second, third, date(2026, 4, 20), date(2026, 4, 21))
    assert [who_answers(line, date(2026, *on)) for on in ((3, 31), (4, 1), (4, 20))] == [first, second, third]


def test_what_was_delegated_is_not_passed_on(line: Line, first: Staff, second: Staff, third: Staff) -> None:
    put(first, line, DAY)
    delegate(first, second, DAY, None)
    delegate(second, third, DAY, None)
    assert who_answers(line, DAY) == second


def test_a_closed_account_answers_no_more_from_that_day_and_the_days_before_stay(
    line: Line, first: Staff, second: Staff, third: Staff
) -> None:
    put(first, line, DAY)
    put(second, line, DAY, office=Office.DEPUTY)
    close(first, date(2026, 12, 1))
    assert [who_answers(line, date(2026, *on)) for on in ((11, 30), (12, 1))] == [first, second]
    delegate(first, third, date(2026, 12, 1), None)
    assert who_answers(line, date(2026, 12, 2)) == third


def test_a_stand_in_whose_account_is_closed_stands_in_for_nobody(line, first, second, third) -> None:
    put(first, line, DAY)
    delegate(first, second, DAY, None)
    delegate(first, third, DAY, None)
    close(second, date(2026, 12, 1))
    assert [who_answers(line, date(2026, *on)) for on in ((11, 30), (12, 1))] == [second, third]


def test_an_answer_tells_section_departments_and_what_is_missing(
    line: Line, section: Section, department: Counterpart, first: Staff
) -> None:
    begin(because(), LineDepartment(line=line, department=department, since_on=DAY))
    begin(because(), LineSection(line=line, section=section, since_on=DAY))
    put(first, line, DAY)
    answer = answer_on(line, DAY)
    assert ([row.department for row in answer.departments], answer.section.section) == ([department], section)
    assert list(answer.gaps()) == ["没有协助负责人"]
    section.closed_on, section.hand = DAY, a_hand()
    section.save()
    assert list(answer_on(line, DAY).gaps()) == ["没有协助负责人", "牵头股室已撤销"]


def test_every_duty_without_a_person_is_known(line: Line, first: Staff) -> None:
    other = record(Line, bureau=line.bureau, name="口岸", position=1)
    nobody = ["没有负责人", "没有协助负责人", "没有牵头股室", "没有对口部门"]
    assert duties_without_a_person(line.bureau, DAY) == [(other, nobody), (line, nobody)]
    put(first, line, DAY)
    assert duties_without_a_person(line.bureau, DAY)[1] == (line, nobody[1:])


def test_a_line_that_is_closed_is_nobodys_duty(line: Line) -> None:
    line.closed_on, line.hand = DAY, a_hand()
    line.save()
    assert [len(answers_on(line.bureau, day)) for day in (DAY - timedelta(days=1), DAY)] == [1, 0]
    with pytest.raises(Line.DoesNotExist):
        answer_on(line, DAY)


def test_a_line_is_on_the_list_from_its_first_day_on_and_one_of_before_such_days_were_kept_always(
    line: Line, department: Counterpart
) -> None:
    eve, bureau = DAY - timedelta(days=1), line.bureau
    later = record(Line, bureau=bureau, name="口岸", position=9, since_on=DAY)
    customs = record(Counterpart, bureau=bureau, name="样例口岸局", position=9, since_on=DAY)
    assert [[answer.line for answer in answers_on(bureau, day)] for day in (eve, DAY)] == [[line], [line, later]]
    assert [departments_on(bureau, day) for day in (eve, DAY)] == [[department], [department, customs]]
    with pytest.raises(Line.DoesNotExist):
        answer_on(later, eve)


def test_neither_a_term_of_office_nor_its_end_lies_before_the_first_day_of_its_line(line: Line, first: Staff) -> None:
    eve = DAY - timedelta(days=1)
    later = record(Line, bureau=line.bureau, name="口岸", since_on=DAY)
    with pytest.raises(ValidationError) as refused:
        put(first, later, eve)
    assert list(refused.value.message_dict) == ["since_on"]
    put(first, later, DAY)
    for facts, field in (({"closed_on": eve}, "closed_on"), ({"since_on": DAY + timedelta(days=1)}, "since_on")):
        wrong = Line.objects.get(pk=later.pk)
        for name, value in facts.items():
            setattr(wrong, name, value)
        with pytest.raises(ValidationError) as refused:
            wrong.full_clean()
        assert field in refused.value.message_dict
    customs = record(Counterpart, bureau=line.bureau, name="样例口岸局", since_on=DAY)
    with pytest.raises(ValidationError):
        begin(because(), LineDepartment(line=line, department=customs, since_on=eve))


def test_the_system_check_knows_the_duties_without_a_person(line: Line, first: Staff) -> None:
    [warning] = every_duty_has_its_person(databases=["default"])
    assert warning.id == "bureau.W004"
    assert "招商 (没有负责人、没有协助负责人" in warning.msg
    put(first, line, timezone.localdate())
    assert "招商 (没有协助负责人" in every_duty_has_its_person(databases=["default"])[0].msg
    assert every_duty_has_its_person(databases=None) == []


def test_it_knows_the_returns_that_nobody_sends(section: Section, first: Staff) -> None:
    today = timezone.localdate()
    facts = {"recipient": "样例市局", "paper": "样例制度", "rhythm": "weekly", "counts": "within", "number": 5}
    for name, officer in (("样例周报", None), ("样例月报", first)):
        record(ReportingDuty, section=section, officer=officer, name=name, since_on=today, **facts)
    ended = today - timedelta(days=1)
    record(ReportingDuty, section=section, name="样例旧报", since_on=ended, until_on=ended, **facts)
    assert [(str(duty), gaps) for duty, gaps in returns_without_a_person(section.bureau, today)] == [
        ("样例周报", ["没有经办人"]),
        ("样例月报", ["经办人已不在该股室任职"]),
    ]
    appoint(first, Role.OFFICER, section)
    assert len(returns_without_a_person(section.bureau, today)) == 1


def test_the_check_is_asked_at_every_start(line: Line, first: Staff) -> None:
    told = checks.run_checks(tags=[checks.Tags.database], databases=["default"])
    assert [each for each in told if each.id == "bureau.W004" and "招商" in each.msg]


def test_the_system_check_knows_whose_account_or_section_was_closed(line: Line, section: Section, first: Staff) -> None:
    today = timezone.localdate()
    put(first, line, today)
    begin(because(), LineSection(line=line, section=section, since_on=today))
    close(first)
    section.closed_on, section.hand = today, a_hand()
    section.save()
    [warning] = every_duty_has_its_person(databases=["default"])
    assert "负责人的账号已停用" in warning.msg
    assert "牵头股室已撤销" in warning.msg


def test_a_stand_in_of_the_one_before_is_nobody_of_the_one_after(line, first, second, third) -> None:
    """Across a handover a delegation stays with its giver, also where it outlasts the giver's term."""
    put(first, line, DAY)
    delegate(first, third, DAY, None)
    put(second, line, SWAP)
    days = [SWAP - timedelta(days=1), SWAP, SWAP + timedelta(days=30)]
    assert [who_answers(line, day) for day in days] == [third, second, second]


def test_another_bureau_has_its_own_lines(line: Line) -> None:
    abroad = a_section("丙股", bureau="另一样例局").bureau
    record(Line, bureau=abroad, name="招商")
    assert [answer.line for answer in answers_on(line.bureau, DAY)] == [line]


def test_the_answers_cost_the_same_queries_however_many_lines(line, section, django_assert_num_queries) -> None:
    for number in range(8):
        more = record(Line, bureau=line.bureau, name=f"样例线{number}")
        person = a_person(f"p{number}", section)
        put(person, more, DAY)
        delegate(person, a_person(f"q{number}", section), DAY, None)
    with django_assert_num_queries(6):
        told = [(answer.who, answer.section, list(answer.gaps())) for answer in answers_on(line.bureau, DAY)]
    assert len(told) == 9
