"""The separation of hands: a leader alone sets it aside, where the table lets them, for a reason, and is reported."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.hand import Hand
from bureau.casework.foresight import standing_moves
from bureau.casework.refusals import SAME_HAND, SameHand, Warned
from bureau.checks import faults_beside_the_table
from bureau.desk.ledger import Asked, Ledger, Risk
from bureau.models import Act, Delegation, Section, Signature, Staff
from bureau.people.roles import Role
from bureau.people.scope import scope_of
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_person, appoint, record

WHY = "经办人员外出，事项紧急"
BOTH = f"{SAME_HAND} no_credit_query"


def aside(person: Staff, codes: str = BOTH) -> Hand:
    return hand(person).overriding(codes, WHY)


@pytest.fixture
def by_leader(accepted: Permit, leader: Staff, section: Section) -> Permit:
    """A permit that the leader proposed, and so may not decide."""
    appoint(leader, Role.OFFICER, section)
    return procedure.propose(accepted, hand(leader), on=OPENED)


def test_a_leader_is_warned_and_goes_on_for_a_reason(by_leader: Permit, leader: Staff) -> None:
    with pytest.raises(Warned) as warning:
        procedure.refuse(by_leader, hand(leader), on=OPENED, reason=WHY)
    assert (warning.value.code, Permit.objects.get().state) == (SAME_HAND, "proposed")
    done = procedure.refuse(by_leader, aside(leader), on=OPENED)
    act = Act.objects.last()
    assert (done.state, act.override, act.reason, act.by, act.role) == ("refused", BOTH, WHY, leader, Role.LEADER)


def test_without_a_reason_nothing_is_set_aside(leader: Staff) -> None:
    with pytest.raises(ValueError, match="for a reason"):
        hand(leader).overriding(SAME_HAND, " ")


def test_it_is_reported_to_whoever_supervises(by_leader: Permit, leader: Staff, section: Section) -> None:
    by = replace(aside(leader), at=timezone.now())
    procedure.refuse(by_leader, by, on=timezone.localdate())
    supervisor = a_person("supervisor", section, Role.SUPERVISOR)
    today = timezone.localdate()
    ledger = Ledger(scope_of(supervisor, today), Asked(today - timedelta(days=1), today))
    entry = next(entry for entry in ledger.to_review() if entry.change == by.change_id)
    assert Risk.OVERRIDE in entry.risks
    client = Client()
    client.force_login(supervisor)
    page = client.get(reverse("admin:changes"), {"queue": "review"}).content.decode()
    assert WHY in page


def test_where_nothing_had_to_be_set_aside_nothing_is_told_to_have_been(proposed: Permit, leader: Staff) -> None:
    procedure.refuse(proposed, aside(leader), on=OPENED)
    assert Act.objects.last().override == "no_credit_query" * (not proposed.credit_queried_on)


# By nobody else


def test_a_head_sets_it_aside_for_nothing(accepted: Permit, head: Staff, section: Section) -> None:
    appoint(head, Role.OFFICER, section)
    procedure.propose(accepted, hand(head), on=OPENED)
    for by in (hand(head).because(WHY), aside(head)):
        with pytest.raises(SameHand):
            procedure.refuse(accepted, by, on=OPENED)


@pytest.mark.parametrize("giver_did_it", [False, True], ids=["who stands in did it", "the leader did it"])
def test_whoever_stands_in_for_a_leader_does_not(
    accepted: Permit, leader: Staff, officer: Staff, colleague: Staff, section: Section, giver_did_it: bool
) -> None:
    appoint(leader, Role.OFFICER, section)
    record(Delegation, giver=leader, taker=colleague, since_on=OPENED)
    procedure.propose(accepted, hand(leader if giver_did_it else colleague), on=OPENED)
    with pytest.raises(SameHand):
        procedure.refuse(accepted, aside(colleague), on=OPENED)
    assert not Act.objects.filter(move="refuse").exists()


def test_where_the_table_lets_nobody_no_leader_does(by_leader: Permit, leader: Staff) -> None:
    with pytest.raises(SameHand):
        procedure.grant(by_leader, aside(leader), on=OPENED)


def test_two_persons_are_two_whoever_leads(proposed: Permit, leader: Staff) -> None:
    facts = {"on": OPENED, "paper": "样许决〔2026〕1号", "phone": "13800000000"}
    procedure.grant_together(proposed, hand(leader), **facts)
    with pytest.raises(SameHand):
        procedure.grant_together(proposed, aside(leader), **facts)
    assert Signature.objects.count() == 1


# What is offered, and asked


def test_the_move_is_offered_to_the_leader_and_to_no_other_earlier_hand(
    by_leader: Permit, leader: Staff, section: Section
) -> None:
    offers = {offer.move.name: offer.why_not for offer in standing_moves(by_leader, leader, OPENED)}
    assert offers["refuse"] == ""
    assert offers["grant"] != ""


def test_the_screen_asks_for_each_warning_and_for_the_reason(by_leader: Permit, leader: Staff) -> None:
    client = Client()
    client.force_login(leader)
    address = reverse("admin:permits_permit_move", args=[by_leader.pk, "refuse"])
    sent = {"version": by_leader.docket.version, "on": timezone.localdate(), "reason": WHY}
    codes = ""
    for expected in (SAME_HAND, BOTH):
        page = client.post(address, sent | ({"override": codes} if codes else {}))
        form = next(move.form for move in page.context["case"]["moves"].open if move.name == "refuse")
        codes = form.fields["override"].widget.attrs["value"]
        assert codes == expected
    assert client.post(address, sent | {"override": codes}).status_code == 302
    assert Act.objects.last().override == BOTH


# What the table may not say


def test_only_leaders_may_be_let_and_only_from_what_excludes(monkeypatch: pytest.MonkeyPatch) -> None:
    flow = Permit.workflow
    moves = {move.name: move for move in flow.moves}
    others = replace(moves["refuse"], overridden_by=frozenset({Role.SECTION_HEAD.value}))
    nothing = replace(moves["withdraw"], overridden_by=moves["withdraw"].who)
    assert any("excludes nobody" in fault for fault in replace(flow, moves=(nothing,)).faults())
    kept = tuple(others if move.name == "refuse" else move for move in flow.moves)
    monkeypatch.setattr(Permit, "workflow", replace(flow, moves=kept))
    assert [fault for fault in faults_beside_the_table(Permit) if "others than leaders" in fault]
