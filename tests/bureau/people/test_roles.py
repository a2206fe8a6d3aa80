"""The role table, and what the same person may not hold."""

from datetime import date
from itertools import combinations

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation

from bureau.audit.access import AccessLog, Event
from bureau.models import Appointment, Delegation, Section, Staff
from bureau.people.appointments import needs_second_factor, standings
from bureau.people.confirming import confirm
from bureau.people.roles import ACTING, ADMINISTRATORS, EVERYBODY, RULES, TABLE, Role, exclusion_of, exclusions
from bureau.people.scope import scope_of
from tests.records import a_hand, a_person, a_section, appoint, record

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 23)
AUDIT, SYSTEM, SECURITY = Role.AUDIT_ADMINISTRATOR, Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR


@pytest.fixture
def section() -> Section:
    return a_section()


def an_appointment(staff: Staff, role: str, **days: date) -> Appointment:
    assert staff.section
    of = None if TABLE[Role(role)].of_the_bureau else staff.section
    made = Appointment(staff=staff, role=role, bureau=staff.section.bureau, section=of, **{"since_on": DAY} | days)
    made.hand = a_hand()
    return made


def given(staff: Staff, role: str, by: Staff) -> Appointment:
    made = an_appointment(staff, role)
    made.hand = a_hand(by)
    made.save()
    return made


# The table


def test_every_role_has_its_line_and_says_in_both_languages_what_it_may_do() -> None:
    assert list(TABLE) == list(Role)
    for language in ("zh-hans", "en"):
        with translation.override(language):
            told = [str(rule.may) for rule in RULES]
            assert all(any("\u4e00" <= char <= "\u9fff" for char in may) == (language == "zh-hans") for may in told)


def test_administrators_have_no_business_and_supervisors_move_nothing() -> None:
    assert {SYSTEM, SECURITY, AUDIT} == ADMINISTRATORS
    assert ADMINISTRATORS | {Role.SUPERVISOR} == EVERYBODY - ACTING


def test_two_persons_suffice_at_level_two_and_three_are_needed_at_level_three(settings) -> None:
    pairs = {frozenset(pair) for pair in combinations(ADMINISTRATORS, 2)}
    for three, forbidden in ((False, pairs - {frozenset({SYSTEM, SECURITY})}), (True, pairs)):
        settings.THREE_ADMINISTRATORS = three
        assert {frozenset((one, other)) for one, other, _rule in exclusions()} & pairs == forbidden


def test_a_second_factor_is_asked_of_whoever_the_table_names(section: Section, settings) -> None:
    people = {role: a_person(role, section, role) for role in Role}
    root = a_person("root", section, is_superuser=True)
    assert not any(needs_second_factor(person, DAY) for person in (*people.values(), root))
    settings.SECOND_FACTOR = "required"
    assert {role for role, person in people.items() if needs_second_factor(person, DAY)} == ADMINISTRATORS
    assert needs_second_factor(root, DAY)
    assert not needs_second_factor(people[AUDIT], date(2019, 12, 31))


# What may not meet


@pytest.mark.parametrize(("one", "other"), [pair[:2] for pair in exclusions()])
def test_a_forbidden_pair_is_refused_with_both_roles_and_the_reason(section: Section, one: Role, other: Role) -> None:
    person = a_person("both", section, one, name="样例甲")
    with pytest.raises(ValidationError) as refusal:
        an_appointment(person, other).full_clean()
    [told] = refusal.value.message_dict["role"]
    rule = exclusion_of(one, other)
    assert rule
    assert all(str(word) in told for word in ("样例甲", one.label, other.label, rule.why))


def test_roles_that_follow_each_other_do_not_meet(section: Section) -> None:
    person = a_person("moved", section)
    appoint(person, Role.OFFICER, section, until=date(2026, 11, 22))
    an_appointment(person, Role.SUPERVISOR).full_clean()
    with pytest.raises(ValidationError):
        an_appointment(person, Role.SUPERVISOR, since_on=date(2026, 11, 22)).full_clean()


def test_an_appointment_that_ends_before_the_other_begins_may_be_saved_so(section: Section) -> None:
    person = a_person("both", section, Role.OFFICER, Role.SUPERVISOR)
    held = person.appointments.get(role=Role.OFFICER)
    held.until_on, held.since_on = date(2019, 12, 31), date(2019, 1, 1)
    held.full_clean()


@pytest.mark.parametrize("stands_in", ["by the delegation", "by the appointment"])
def test_nobody_comes_by_a_forbidden_pair_in_standing_in(section: Section, stands_in: str) -> None:
    head, watch = a_person("head", section), a_person("watch", section, Role.SUPERVISOR, name="样例督查")
    delegation = Delegation(giver=head, taker=watch, since_on=DAY, until_on=DAY)
    delegation.hand = a_hand()
    if stands_in == "by the delegation":
        appoint(head, Role.SECTION_HEAD, section)
        with pytest.raises(ValidationError) as refusal:
            delegation.full_clean()
        assert "监督人员" in refusal.value.message_dict["taker"][0]
    else:
        delegation.save()
        with pytest.raises(ValidationError, match="样例督查"):
            an_appointment(head, Role.SECTION_HEAD).full_clean()
        an_appointment(head, Role.SECTION_HEAD, since_on=date(2026, 11, 24)).full_clean()


def test_nobody_stands_in_for_two_who_may_not_be_one(section: Section) -> None:
    watch, head = a_person("watch", section, Role.SUPERVISOR), a_person("head", section, Role.SECTION_HEAD)
    clerk = a_person("clerk", section)
    record(Delegation, giver=watch, taker=clerk, since_on=DAY)
    with pytest.raises(ValidationError, match="taker"):
        Delegation(giver=head, taker=clerk, since_on=DAY).full_clean()


def test_what_administers_the_system_is_not_passed_on(section: Section) -> None:
    system, officer = a_person("system", section, SYSTEM), a_person("officer", section, Role.OFFICER)
    record(Delegation, giver=system, taker=officer, since_on=DAY)
    assert scope_of(officer, DAY).roles == {Role.OFFICER}
    assert [standing.role for standing in standings(officer, section, DAY)] == [Role.OFFICER]


# Giving, and confirming


def test_nobody_appoints_themselves_whatever_they_are(section: Section) -> None:
    for by in (a_person("security", section, SECURITY), a_person("root", section, is_superuser=True)):
        with pytest.raises(ValidationError, match="不能任命自己"):
            given(by, SYSTEM, by)
    assert Appointment.objects.count() == 1


def test_nobody_makes_their_own_appointment_longer_and_may_end_it(section: Section) -> None:
    security = a_person("security", section)
    held = appoint(security, SECURITY, section, until=DAY)
    held.hand = a_hand(security)
    held.until_on = None
    with pytest.raises(ValidationError):
        held.save()
    held.until_on = date(2026, 11, 1)
    held.save()
    assert Appointment.objects.get().until_on == date(2026, 11, 1)


def test_an_administrator_is_one_once_another_has_confirmed(section: Section) -> None:
    security, system = a_person("security", section, SECURITY), a_person("system", section, SYSTEM)
    auditor, officer = a_person("auditor", section), a_person("officer", section, Role.OFFICER)
    waiting = given(auditor, AUDIT, security)
    assert (waiting.waits, scope_of(auditor, DAY).roles) == (True, frozenset())
    for wrong in (security, auditor, officer):
        with pytest.raises(ValidationError):
            confirm(waiting, a_hand(wrong))
    confirmed = confirm(waiting, a_hand(system))
    assert (confirmed.waits, confirmed.given_by, confirmed.confirmed_by) == (False, security, system)
    assert scope_of(auditor, DAY).roles == {AUDIT}
    assert not given(a_person("clerk", section), Role.OFFICER, security).waits


def test_what_is_made_longer_or_of_another_waits_again(section: Section) -> None:
    security, system = a_person("security", section, SECURITY), a_person("system", section, SYSTEM)
    held = appoint(a_person("auditor", section), AUDIT, section, until=DAY)
    held.hand, held.until_on = a_hand(security), None
    held.save()
    assert held.waits
    held = confirm(held, a_hand(system))
    held.hand, held.paper = a_hand(security), "样例〔2026〕1号"
    held.save()
    assert not held.waits


def test_the_account_that_sets_up_appoints_the_first_alone_and_no_second(section: Section) -> None:
    root = a_person("root", section, is_superuser=True)
    first, second = (given(a_person(role, section), role, root) for role in (SECURITY, SYSTEM))
    assert (first.waits, second.waits) == (False, True)
    assert not confirm(second, a_hand(first.staff)).waits


def test_every_change_of_a_role_stands_in_the_access_log(section: Section) -> None:
    by = a_hand(a_person("security", section, SECURITY))
    head, clerk = a_person("head", section), a_person("clerk", section)
    before = AccessLog.objects.count()
    held = given(head, Role.SECTION_HEAD, by.user)  # type: ignore[arg-type]
    held.until_on, held.hand = DAY, by
    held.save()
    delegation = record(Delegation, giver=head, taker=clerk, since_on=DAY)
    held.hand = delegation.hand = by
    delegation.delete()
    held.delete()
    rows = list(AccessLog.objects.order_by("id")[before:])
    assert {row.event for row in rows} == {Event.ROLE_CHANGE}
    assert [row.record for row in rows] == [f"bureau.{each}" for each in ("appointment",) * 2 + ("delegation",) * 2] + [
        "bureau.appointment"
    ]
    assert all("head" in row.purpose for row in rows)
    assert rows[0].actor == by.user
