from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bureau.audit.appended import Bypassed
from bureau.models import Appointment, Bureau, Delegation, Section, Staff
from bureau.people.appointments import Standing, holders
from bureau.people.appointments import standings as held_by
from bureau.people.roles import Role
from tests.records import a_hand, a_person, a_section, appoint, record

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)


@pytest.fixture
def section() -> Section:
    return a_section()


def standings(staff: Staff, section: Section, day: date) -> list[Standing]:
    return list(held_by(staff, section, day))


def delegate(giver: Staff, taker: Staff, since: date = DAY, until: date | None = DAY) -> Delegation:
    return record(Delegation, giver=giver, taker=taker, since_on=since, until_on=until, paper="A/B岗")


def test_a_role_is_held_from_its_first_day_through_its_last(section: Section) -> None:
    clerk = a_person("clerk", section)
    appoint(clerk, Role.OFFICER, section, since=date(2026, 11, 2), until=date(2026, 11, 6))
    held = {day: bool(standings(clerk, section, date(2026, 11, day))) for day in (1, 2, 6, 7)}
    assert held == {1: False, 2: True, 6: True, 7: False}


def test_a_role_of_one_section_is_none_in_another(section: Section) -> None:
    clerk = a_person("clerk", section, Role.OFFICER)
    assert standings(clerk, a_section("投资促进股"), DAY) == []


def test_a_leader_leads_every_section_of_the_bureau_and_none_of_another(section: Section) -> None:
    leader = a_person("leader", section, Role.LEADER)
    assert standings(leader, a_section("投资促进股"), DAY) == [Standing(Role.LEADER)]
    assert standings(leader, a_section("规划股", bureau="另一样例局"), DAY) == []


def test_a_substitute_acts_for_the_other_on_those_days_only(section: Section) -> None:
    head, clerk = a_person("head", section, Role.SECTION_HEAD), a_person("clerk", section, Role.OFFICER)
    delegate(head, clerk)
    assert standings(clerk, section, DAY) == [Standing(Role.OFFICER), Standing(Role.SECTION_HEAD, acting_for=head)]
    assert standings(clerk, section, date(2026, 11, 24)) == [Standing(Role.OFFICER)]


def test_what_was_delegated_is_not_passed_on(section: Section) -> None:
    leader, head, clerk = (a_person(name, section) for name in ("leader", "head", "clerk"))
    appoint(leader, Role.LEADER, section)
    delegate(leader, head)
    delegate(head, clerk)
    assert standings(head, section, DAY) == [Standing(Role.LEADER, acting_for=leader)]
    assert standings(clerk, section, DAY) == []


def test_a_delegation_ends_with_the_givers_role(section: Section) -> None:
    head, clerk = a_person("head", section), a_person("clerk", section)
    appoint(head, Role.SECTION_HEAD, section, until=date(2026, 11, 22))
    delegate(head, clerk)
    assert standings(clerk, section, DAY) == []


def test_an_inactive_account_may_do_nothing_but_can_be_stood_in_for(section: Section) -> None:
    head, clerk = a_person("head", section, Role.SECTION_HEAD, is_active=False), a_person("clerk", section)
    delegate(head, clerk)
    assert standings(head, section, DAY) == []
    assert standings(clerk, section, DAY) == [Standing(Role.SECTION_HEAD, acting_for=head)]


def test_as_of_any_day_the_right_person_holds_the_role_across_a_handover(section: Section) -> None:
    before, after = a_person("before", section), a_person("after", section)
    appoint(before, Role.SECTION_HEAD, section, until=date(2026, 6, 30))
    appoint(after, Role.SECTION_HEAD, section, since=date(2026, 7, 1))
    assert holders(Role.SECTION_HEAD, section, date(2026, 6, 30)) == [before]
    assert holders(Role.SECTION_HEAD, section, date(2026, 7, 1)) == [after]


def test_standings_cost_two_queries_however_many_stood_in_for(section: Section, django_assert_num_queries) -> None:
    clerk = a_person("clerk", section, Role.OFFICER)
    with django_assert_num_queries(1):
        assert next(held_by(clerk, section, DAY)) == Standing(Role.OFFICER)
    for name in ("a", "b", "c"):
        delegate(a_person(name, section, Role.OFFICER), clerk)
    with django_assert_num_queries(2):
        assert len(standings(clerk, section, DAY)) == 4


def test_a_role_of_the_bureau_has_no_section_and_any_other_has_one(section: Section) -> None:
    clerk = a_person("clerk", section)
    facts = {"staff": clerk, "bureau": section.bureau, "since_on": DAY}
    for role, wrong in ((Role.LEADER, section), (Role.OFFICER, None)):
        with pytest.raises(ValidationError) as refusal:
            Appointment(role=role, section=wrong, **facts).full_clean()
        assert list(refusal.value.message_dict) == ["section"]


def test_a_section_of_another_bureau_is_refused(section: Section) -> None:
    other = record(Bureau, name="另一样例局")
    facts = {"staff": a_person("clerk", section), "role": Role.OFFICER, "section": section, "since_on": DAY}
    with pytest.raises(ValidationError, match="另一个局"):
        Appointment(bureau=other, **facts).full_clean()


def test_the_database_itself_refuses_what_runs_backwards_or_to_oneself(section: Section) -> None:
    clerk = a_person("clerk", section)
    with pytest.raises(IntegrityError), transaction.atomic():
        appoint(clerk, Role.OFFICER, section, since=DAY, until=date(2026, 11, 22))
    with pytest.raises(IntegrityError), transaction.atomic():
        delegate(clerk, clerk)


def test_a_bureau_has_one_intake_section(section: Section) -> None:
    record(Section, bureau=section.bureau, name="综合办公室", is_intake=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        record(Section, bureau=section.bureau, name="收发室", is_intake=True)


def test_an_appointment_is_told_in_the_history_of_its_section(section: Section) -> None:
    appointment = appoint(a_person("clerk", section), Role.OFFICER, section)
    assert appointment.history.get().history_section == section.pk
    appointment.until_on, appointment.hand = DAY, a_hand()
    appointment.save()
    assert appointment.history.count() == 2


def test_a_role_is_held_by_somebody_of_the_bureau(section: Section) -> None:
    """Else what they looked at would be told to no supervisor of the bureau in which they did."""
    for stranger in (a_person("nobody"), a_person("abroad", a_section("丙股", bureau="另一样例局"))):
        facts = {"staff": stranger, "role": Role.OFFICER, "bureau": section.bureau, "section": section}
        with pytest.raises(ValidationError, match="staff"):
            Appointment(**facts, since_on=date(2026, 1, 1)).full_clean()


def test_an_account_is_deactivated_and_never_deleted(section: Section) -> None:
    person = a_person("clerk", section)
    person.hand = a_hand()
    for delete in (person.delete, Staff.objects.all().delete):
        with pytest.raises(Bypassed):
            delete()
    assert Staff.objects.get() == person
