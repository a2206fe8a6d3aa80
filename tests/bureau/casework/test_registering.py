"""What was decided on paper or in the office system is registered, and reads registered everywhere."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from bureau.casework.paper import Decider, OnPaper
from bureau.casework.past import Past
from bureau.casework.refusals import Missing, NotYours, OtherFacts, SameHand
from bureau.casework.signatures import waiting_for
from bureau.casework.telling import timeline, told
from bureau.models import Act, Delegation, Extension, Section, Staff, Suspension, Term
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand, later
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_person, appoint, record

NUMBER, SCAN = "样文〔2026〕3号", "a" * 64


def a_paper(*staff: Staff, **facts: Any) -> OnPaper:
    by = tuple(Decider(str(person), "局长", person) for person in staff) or (Decider("样例某某", "局长"),)
    return OnPaper(**{"by": by, "number": NUMBER, "scan": SCAN} | facts)


def test_a_registered_decision_takes_effect_when_another_hand_confirms_it(
    proposed: Permit, officer: Staff, head: Staff
) -> None:
    waits = procedure.grant(proposed, hand(officer, later(3)), on=OPENED, on_paper=a_paper())
    assert (waits.state, waiting_for(waits, "grant"), Act.objects.count()) == ("proposed", 1, 3)
    done = procedure.grant(proposed, hand(head, later(3)), on=OPENED, on_paper=a_paper())
    assert (done.state, done.decided_on) == ("granted", OPENED)
    assert {term.met_on for term in Term.objects.all()} == {OPENED}


def test_a_registered_act_says_who_decided_by_which_paper_who_registered_and_who_confirmed(
    proposed: Permit, officer: Staff, head: Staff
) -> None:
    for person in (officer, head):
        procedure.grant(proposed, hand(person, later(3)), on=OPENED, on_paper=a_paper())
    act = Act.objects.last()
    assert (act.registered, act.decided_by, act.paper_number, act.scan_sha256) == (True, "局长样例某某", NUMBER, SCAN)
    assert (act.by, act.by_name, act.role) == (officer, "样例经办", Role.OFFICER)
    assert (act.confirmed_by, act.confirmed_by_name, act.deciders) == (head, "样例负责", [])
    assert (act.on, act.recorded_late, act.reason) == (OPENED, True, "")


def test_it_reads_registered_in_the_timeline_and_in_the_history(proposed: Permit, officer: Staff, head: Staff) -> None:
    for person in (officer, head):
        procedure.grant(proposed, hand(person), on=OPENED, on_paper=a_paper())
    said = "登记：局长样例某某 2026-03-02 准予许可，样文〔2026〕3号；样例经办登记，样例负责确认"
    act, version = Act.objects.select_related("docket").last(), Permit.history.first()
    assert told(act, "zh") == said
    assert (
        told(act, "en")
        == "Registered: 局长样例某某, 2026-03-02, grant, 样文〔2026〕3号; by 样例经办, confirmed by 样例负责"
    )
    assert (version.history_change_reason, version.history_actor) == (said, "样例负责")


def test_the_timeline_tells_every_act_in_two_queries(
    proposed: Permit, head: Staff, leader: Staff, colleague: Staff, django_assert_num_queries
) -> None:
    record(Delegation, giver=head, taker=colleague, since_on=OPENED)
    for person in (leader, colleague):
        done = procedure.grant_together(proposed, hand(person), on=OPENED, paper="1", phone="1")
    with django_assert_num_queries(2):
        said = [sentence for _act, sentence in timeline(done, "zh")]
    assert said[::3] == ["样例经办 受理", "样例局长、colleague（代样例负责） 集体准予许可"]
    assert told(Act.objects.last(), "en") == "样例局长, colleague (for 样例负责): grant together"


def test_what_was_decided_here_reads_as_decided_here(proposed: Permit, head: Staff) -> None:
    procedure.grant(proposed, hand(head), on=OPENED)
    act = Act.objects.last()
    assert (told(act, "zh"), told(act, "en"), act.registered) == ("样例负责 准予许可", "样例负责: grant", False)


def test_without_a_confirming_role_one_hand_registers(proposed: Permit, officer: Staff) -> None:
    done = procedure.refuse(proposed, hand(officer), on=OPENED, on_paper=a_paper(), reason="材料虚假")
    assert (done.state, Act.objects.last().confirmed_by) == ("refused", None)
    assert done.history.first().history_change_reason == (
        "登记：局长样例某某 2026-03-02 不予许可，样文〔2026〕3号；样例经办登记；材料虚假"
    )


def test_registering_is_not_deciding_and_asks_for_the_roles_of_registering(
    proposed: Permit, officer: Staff, colleague: Staff, leader: Staff
) -> None:
    with pytest.raises(NotYours):
        procedure.grant(proposed, hand(leader), on=OPENED, on_paper=a_paper())
    procedure.grant(proposed, hand(officer), on=OPENED, on_paper=a_paper())
    with pytest.raises(NotYours):
        procedure.grant(proposed, hand(colleague), on=OPENED, on_paper=a_paper())
    assert Permit.objects.get().state == "proposed"


def test_nobody_confirms_what_they_registered(proposed: Permit, officer: Staff) -> None:
    appoint(officer, Role.SECTION_HEAD, proposed.docket.section)
    procedure.grant(proposed, hand(officer), on=OPENED, on_paper=a_paper())
    with pytest.raises(SameHand):
        procedure.grant(proposed, hand(officer), on=OPENED, on_paper=a_paper())


def test_whoever_did_an_earlier_step_cannot_have_decided_on_paper(
    proposed: Permit, officer: Staff, colleague: Staff
) -> None:
    with pytest.raises(SameHand):
        procedure.grant(proposed, hand(colleague), on=OPENED, on_paper=a_paper(officer))


def test_a_step_that_the_table_does_not_let_register_is_refused(permit: Permit, officer: Staff) -> None:
    with pytest.raises(NotYours):
        procedure.accept(permit, hand(officer), on=OPENED, on_paper=a_paper())


@pytest.mark.parametrize(
    "other",
    [a_paper(number="样文〔2026〕4号"), a_paper(scan="b" * 64), a_paper(by=(Decider("另一样例", "局长"),)), None],
    ids=["number", "scan", "decider", "no paper"],
)
def test_what_is_confirmed_is_what_was_registered(
    proposed: Permit, officer: Staff, head: Staff, other: OnPaper | None
) -> None:
    procedure.grant(proposed, hand(officer), on=OPENED, on_paper=a_paper())
    with pytest.raises(OtherFacts, match="样文〔2026〕3号"):
        procedure.grant(proposed, hand(head), on=OPENED, on_paper=other)


def test_the_day_of_the_paper_is_confirmed_too(proposed: Permit, officer: Staff, head: Staff) -> None:
    procedure.grant(proposed, hand(officer, later(2)), on=OPENED, on_paper=a_paper())
    with pytest.raises(OtherFacts, match="2026-03-02"):
        procedure.grant(proposed, hand(head, later(2)), on=later(1), on_paper=a_paper())


def test_a_decision_of_two_names_two(proposed: Permit, officer: Staff, head: Staff) -> None:
    facts = {"on": OPENED, "paper": "1", "phone": "1"}
    for number in (1, 3):
        by = tuple(Decider(f"样例{i}", "委员") for i in range(number))
        with pytest.raises(Missing):
            procedure.grant_together(proposed, hand(officer), on_paper=a_paper(by=by), **facts)
    two = a_paper(by=(Decider("样例甲", "局长"), Decider("样例乙", "副局长")))
    for person in (officer, head):
        done = procedure.grant_together(proposed, hand(person), on_paper=two, **facts)
    assert (done.state, Act.objects.last().decided_by) == ("granted", "局长样例甲、副局长样例乙")


def test_one_person_in_two_posts_has_decided_once(proposed: Permit, officer: Staff, leader: Staff) -> None:
    twice = a_paper(by=(Decider("样例局长", "局长", leader), Decider("样例局长", "组长", leader)))
    with pytest.raises(Missing):
        procedure.grant_together(proposed, hand(officer), on=OPENED, on_paper=twice, paper="1", phone="1")


def test_the_hand_that_a_later_step_excludes_is_who_decided_not_who_registered(
    proposed: Permit, officer: Staff, head: Staff, leader: Staff
) -> None:
    for person in (officer, head):
        done = procedure.grant(proposed, hand(person), on=OPENED, on_paper=a_paper(leader))
    assert Past.of(done, done.workflow.moves).hands_of({"grant"}) == {leader.pk}
    with pytest.raises(SameHand):
        procedure.publish(done, hand(leader), on=OPENED)
    procedure.publish(done, hand(head), on=OPENED)


def test_an_extension_granted_on_paper_is_granted_by_who_signed_the_paper(accepted: Permit, officer: Staff) -> None:
    procedure.extend(accepted, hand(officer), on=OPENED, amount=10, on_paper=a_paper())
    assert (Extension.objects.get().approver, Act.objects.last().by) == ("局长样例某某", officer)
    assert Term.objects.get(duty="decision").due_on == date(2026, 4, 14)


def test_a_paper_has_a_number_and_says_who_decided() -> None:
    for wrong in ({"by": ()}, {"number": ""}):
        with pytest.raises(ValueError, match="paper"):
            a_paper(**wrong)


@pytest.mark.parametrize(
    "facts",
    [{"registered": True}, {"registered": True, "decided_by": "局长"}, {"decided_by": "局长"}, {"scan_sha256": SCAN}],
)
def test_the_database_keeps_the_facts_of_a_paper_together(permit: Permit, facts: dict[str, Any]) -> None:
    row = {"docket": permit.docket, "move": "grant", "on": OPENED, "at": hand_at(), "version": 1}
    with pytest.raises(IntegrityError), transaction.atomic():
        Act(**row, change="00000000-0000-0000-0000-000000000000", **facts).save()
    assert Act.objects.count() == Suspension.objects.count() == 0


def hand_at() -> Any:
    return hand(Staff(), date(2026, 3, 2)).at


def test_whoever_registers_holds_the_role_today_and_need_not_have_held_it_on_the_day_of_the_paper(
    proposed: Permit, section: Section
) -> None:
    new = a_person("new", section)
    appoint(new, Role.OFFICER, section, since=later(2), until=later(3))
    with pytest.raises(NotYours):
        procedure.refuse(proposed, hand(new, later(4)), on=later(2), on_paper=a_paper(), reason="材料虚假")
    done = procedure.refuse(proposed, hand(new, later(3)), on=OPENED, on_paper=a_paper(), reason="材料虚假")
    assert (done.state, Act.objects.last().by) == ("refused", new)
