"""Whose desk a case lies on, and that its terms follow it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from bureau.casework.archive import archive
from bureau.casework.gate import open_case
from bureau.casework.handover import hand_over, hand_over_all, take_up
from bureau.casework.refusals import Archived, NotYours
from bureau.law.archives import Retention
from bureau.models import Section, Staff, Term
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand, later
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section


@pytest.fixture
def accepted(permit: Permit, officer: Staff) -> Permit:
    return procedure.accept(permit, hand(officer), on=OPENED)


def test_who_works_in_the_section_takes_up_what_nobody_has(accepted: Permit, officer: Staff, colleague: Staff) -> None:
    taken = take_up(accepted, hand(officer))
    assert taken.docket.officer == officer
    assert set(Term.objects.values_list("officer", flat=True)) == {officer.pk}
    assert taken.docket.version == accepted.docket.version + 1
    with pytest.raises(ValidationError, match="已有人"):
        take_up(accepted, hand(colleague))
    assert taken.state == "accepted"


def test_a_stranger_a_machine_and_a_supervisor_take_up_nothing(accepted: Permit, section: Section) -> None:
    stranger = a_person("stranger", a_section("乙股"), Role.OFFICER)
    for by in (hand(stranger), a_hand(), hand(a_person("supervisor", section, Role.SUPERVISOR))):
        with pytest.raises(NotYours):
            take_up(accepted, by)


def test_the_head_gives_a_case_to_somebody_of_the_section(accepted: Permit, head: Staff, officer: Staff) -> None:
    given = hand_over(accepted, hand(head), section=accepted.docket.section, officer=officer)
    assert given.docket.officer == officer
    with pytest.raises(NotYours):
        hand_over(accepted, hand(officer), section=accepted.docket.section, officer=None)


def test_taking_it_away_needs_a_reason_and_stands_in_the_history(accepted, head, officer, colleague) -> None:
    hand_over(accepted, hand(head), section=accepted.docket.section, officer=officer)
    with pytest.raises(ValidationError, match="原因"):
        hand_over(accepted, hand(head), section=accepted.docket.section, officer=colleague)
    hand_over(accepted, hand(head).because("轮岗"), section=accepted.docket.section, officer=colleague)
    newest = accepted.docket.history.first()
    assert (newest.officer, newest.history_change_reason) == (colleague, "轮岗")
    assert Term.history.filter(history_change_reason="轮岗").count() == 2


def test_another_section_gets_it_with_its_terms_and_then_it_is_theirs(accepted, head, officer) -> None:
    other = a_section("乙股")
    by = hand(head).because("职责调整")
    given = hand_over(accepted, by, section=other, officer=None)
    assert set(Term.objects.values_list("section", "officer")) == {(other.pk, None)}
    with pytest.raises(NotYours):
        procedure.query_credit(given, hand(officer), on=OPENED)
    theirs = a_person("theirs", other, Role.OFFICER)
    assert take_up(given, hand(theirs)).docket.officer == theirs


@pytest.mark.parametrize("fault", ["another bureau", "closed", "not of that section"])
def test_it_goes_only_to_where_somebody_can_work_on_it(accepted: Permit, head: Staff, fault: str) -> None:
    beside = a_section("乙股")
    person = a_person("person", beside, Role.OFFICER)
    section = {"another bureau": a_section("丙股", bureau="另一样例局"), "closed": beside}.get(fault)
    if fault == "closed":
        beside.closed_on, beside.hand = date(2026, 2, 28), a_hand()
        beside.save()
    with pytest.raises(ValidationError):
        hand_over(
            accepted,
            hand(head).because("x"),
            section=section or accepted.docket.section,
            officer=None if section else person,
        )
    assert accepted.docket.history.count() == 2


def test_several_go_by_one_hand_all_or_none(accepted: Permit, head: Staff, officer: Staff, colleague: Staff) -> None:
    here, by = accepted.docket.section, hand(head).because("轮岗")
    facts = {"title": "样例", "section": here, "opened_on": OPENED, "officer": officer}
    others = [open_case(Permit, hand(officer), number=f"样许{number}号", **facts) for number in (2, 3)]
    hand_over(accepted, hand(head), section=here, officer=officer)
    keys = [others[1].pk, accepted.pk, others[0].pk]
    given = hand_over_all(keys, officer, by, officer=colleague)
    assert [case.pk for case in given] == sorted(keys)
    assert {case.docket.officer for case in given} == {colleague}
    assert given[0].docket.history.first().history_change == given[2].docket.history.first().history_change
    with pytest.raises(ValidationError, match="已不在样例经办手上"):
        hand_over_all(keys, officer, by, officer=colleague)
    stranger = hand(a_person("stranger", a_section("乙股"), Role.SECTION_HEAD)).because("x")
    with pytest.raises(NotYours):
        hand_over_all(keys, colleague, stranger, officer=officer)


def test_what_is_closed_or_archived_lies_on_nobodys_desk(accepted: Permit, officer: Staff) -> None:
    withdrawn = procedure.withdraw(accepted, hand(officer, later(1)), on=later(1))
    with pytest.raises(ValidationError, match="办结"):
        take_up(withdrawn, hand(officer))
    archive(withdrawn.docket, hand(officer, later(1)), Retention.TEN_YEARS, later(1))
    with pytest.raises(Archived):
        take_up(withdrawn, hand(officer))
