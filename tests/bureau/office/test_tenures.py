"""Terms of office at a line of work: what begins ends what was before it, and nothing is written into the past."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from bureau.models import Counterpart, Line, LineDepartment, LinePerson, LineSection, Section, Staff
from bureau.office.tenures import Office, begin, enter
from tests.bureau.office.conftest import DAY, because, put
from tests.records import a_hand, a_person, a_section, record

EVE = DAY - timedelta(days=1)


def test_who_begins_ends_the_term_before_on_its_eve(line: Line, first: Staff, second: Staff) -> None:
    before, after = put(first, line, date(2024, 1, 1)), put(second, line, DAY)
    before.refresh_from_db()
    assert (before.until_on, after.until_on) == (EVE, None)
    assert [version.until_on for version in before.history.order_by("history_id")] == [None, EVE]


def test_the_two_rows_of_a_handover_are_one_change(line: Line, first: Staff, second: Staff) -> None:
    put(first, line, date(2024, 1, 1))
    hand = because("轮岗")
    begin(hand, LinePerson(line=line, office=Office.IN_CHARGE, staff=second, since_on=DAY))
    assert LinePerson.history.filter(history_change=hand.change_id, history_change_reason="轮岗").count() == 2


def test_days_that_overlap_are_refused_in_words(line: Line, first: Staff, second: Staff) -> None:
    put(first, line, DAY, date(2026, 6, 30))
    with pytest.raises(ValidationError) as refused:
        put(second, line, date(2026, 6, 30))
    told = refused.value.message_dict["since_on"]
    assert told == ["日期重叠：负责人样例甲（自2026-03-02至2026-06-30）。"]
    put(second, line, date(2026, 7, 1))
    with pytest.raises(ValidationError, match="日期重叠"):
        put(first, line, date(2025, 1, 1), DAY)
    put(first, line, date(2025, 1, 1), EVE)


def test_a_term_before_one_that_is_open_has_an_end(line: Line, first: Staff, second: Staff) -> None:
    put(first, line, DAY)
    with pytest.raises(ValidationError, match="至今）"):
        put(second, line, date(2025, 1, 1))
    put(second, line, date(2025, 1, 1), EVE)


def test_nobody_is_in_charge_and_deputy_on_one_day(line: Line, first: Staff, second: Staff) -> None:
    put(first, line, DAY)
    with pytest.raises(ValidationError, match="日期重叠"):
        put(first, line, date(2026, 4, 1), office=Office.DEPUTY)
    put(second, line, DAY, office=Office.DEPUTY)
    other = record(Line, bureau=line.bureau, name="口岸")
    put(first, other, DAY, office=Office.DEPUTY)


def test_what_was_entered_is_not_written_over(line: Line, first: Staff, second: Staff) -> None:
    row = put(first, line, DAY)
    for name, value in (("staff", second), ("since_on", EVE), ("office", Office.DEPUTY), ("paper", "x")):
        again = LinePerson.objects.get(pk=row.pk)
        setattr(again, name, value)
        again.hand = because()
        with pytest.raises(ValidationError, match="另起"):
            again.save()
    with pytest.raises(ValidationError, match="不删除"):
        row.delete()


def test_an_end_that_has_passed_stays_and_one_to_come_may_be_moved(line: Line, first: Staff) -> None:
    today = timezone.localdate()
    row = put(first, line, DAY, today + timedelta(days=30))
    row.until_on, row.hand = today, a_hand()
    row.save()
    row.until_on, row.hand = EVE + timedelta(days=9), because()
    row.save()
    row.until_on, row.hand = today, because()
    with pytest.raises(ValidationError, match="已经结束"):
        row.save()


@pytest.mark.parametrize(("days", "needed"), [(-1, True), (0, False), (1, False)])
def test_what_takes_effect_before_today_needs_a_reason(line: Line, first: Staff, days: int, needed: bool) -> None:
    row = LinePerson(line=line, office=Office.IN_CHARGE, staff=first)
    row.since_on = timezone.localdate() + timedelta(days=days)
    if not needed:
        begin(a_hand(), row)
        return
    with pytest.raises(ValidationError, match="原因"):
        begin(a_hand(), row)


def test_a_row_entered_in_error_counts_no_more_and_stays_in_sight(line: Line, first: Staff, second: Staff) -> None:
    row = put(first, line, DAY)
    row.is_void, row.hand = True, a_hand()
    with pytest.raises(ValidationError, match="原因"):
        row.save()
    row.hand = because("录错人")
    row.save()
    assert put(second, line, DAY).until_on is None
    row.is_void, row.hand = False, because()
    with pytest.raises(ValidationError, match="录错"):
        row.save()
    assert LinePerson.objects.count() == 2


def test_a_line_has_one_section_and_any_number_of_departments(
    line: Line, section: Section, department: Counterpart
) -> None:
    other = record(Counterpart, bureau=line.bureau, name="市投资促进局")
    for each in (department, other):
        begin(because(), LineDepartment(line=line, department=each, since_on=DAY))
    begin(because(), LineSection(line=line, section=section, since_on=DAY))
    begin(because(), LineSection(line=line, section=a_section("综合股"), since_on=date(2026, 4, 1)))
    assert LineSection.objects.get(section=section).until_on == date(2026, 3, 31)
    assert LineDepartment.objects.filter(until_on__isnull=True).count() == 2


def test_what_belongs_to_another_bureau_answers_for_no_line_of_this_one(line: Line) -> None:
    abroad = a_section("丙股", bureau="另一样例局")
    rows = [
        LineSection(section=abroad),
        LinePerson(office=Office.DEPUTY, staff=a_person("abroad", abroad)),
        LineDepartment(department=record(Counterpart, bureau=abroad.bureau, name="市商务局")),
    ]
    for row in rows:
        row.line, row.since_on = line, DAY
        with pytest.raises(ValidationError, match="另一个局"):
            begin(because(), row)


def test_ends_are_entered_before_what_begins_or_nothing_is(line: Line, first: Staff, second: Staff) -> None:
    boss, deputy = put(first, line, DAY), put(second, line, DAY, office=Office.DEPUTY)
    swap = date(2026, 5, 1)
    boss.until_on = deputy.until_on = swap - timedelta(days=1)
    new = [LinePerson(line=line, office=Office.IN_CHARGE, staff=second, since_on=swap)]
    new.append(LinePerson(line=line, office=Office.DEPUTY, staff=second, since_on=swap))
    with pytest.raises(ValidationError, match="日期重叠"):
        enter(because(), [boss, deputy], new)
    assert LinePerson.objects.filter(until_on__isnull=True).count() == 2
    new = [LinePerson(line=line, office=one.office, staff=one.staff, since_on=swap) for one in new]
    new[1].staff = first
    enter(because(), [boss, deputy], new)
    assert LinePerson.objects.count() == 4


def test_the_database_itself_refuses_two_open_terms_and_one_that_runs_backwards(line: Line, first: Staff) -> None:
    put(first, line, DAY)
    facts = {"line": line, "office": Office.IN_CHARGE, "staff": first}
    for days in ({"since_on": date(2027, 1, 1)}, {"since_on": DAY, "until_on": EVE}):
        with pytest.raises(IntegrityError), transaction.atomic():
            _insert(LinePerson(**facts, **days))


def _insert(row: LinePerson) -> None:
    """Past the checks of `save`, as another program might."""
    row.hand = a_hand()
    super(LinePerson.__mro__[1], row).save(force_insert=True)


def test_a_line_and_a_department_stay_in_their_bureau(line: Line, department: Counterpart) -> None:
    abroad = a_section("丙股", bureau="另一样例局").bureau
    for row in (line, department):
        row.bureau, row.hand = abroad, a_hand()
        with pytest.raises(ValidationError, match="留在"):
            row.save()
