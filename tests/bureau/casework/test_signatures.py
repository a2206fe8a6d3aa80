"""A move that takes several persons: all but the last only sign, and each is asked what a single one is asked."""

import json
from datetime import date
from typing import Any

import pytest
from django.db import models

from bureau.audit.appended import Bypassed
from bureau.casework.asked import readable
from bureau.casework.past import Past
from bureau.casework.refusals import Missing, NotYours, OtherFacts, SameHand, Stale, WrongDay
from bureau.casework.signatures import signatures, take_back, waiting_for
from bureau.casework.telling import told
from bureau.law.limits import Ground
from bureau.models import Act, Delegation, Docket, Signature, Staff, Term
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand, later
from tests.permits.models import Permit
from tests.permits.procedure import grant_together, propose, publish, withdraw
from tests.permits.rules import NoStanding
from tests.records import a_person, appoint, record

FACTS: dict[str, Any] = {"on": OPENED, "paper": "样许决〔2026〕1号", "phone": "13800000000"}


def rows() -> list[int]:
    kept: list[type[models.Model]] = [Act, Term, Term.history.model, Docket.history.model, Permit.history.model]
    return [model.objects.count() for model in kept]


def test_the_first_of_two_signs_and_changes_nothing_and_the_second_makes_it_effective(
    proposed: Permit, head: Staff, leader: Staff
) -> None:
    before, version = rows(), proposed.docket.version
    waits = grant_together(proposed, hand(head), version=version, **FACTS)
    assert (waits.state, waits.docket.version, rows()) == ("proposed", version, before)
    assert (waiting_for(waits, "grant_together"), [row.by for row in signatures(waits, "grant_together")]) == (
        1,
        [head],
    )
    done = grant_together(proposed, hand(leader), version=version, **FACTS)
    assert (done.state, done.docket.version, waiting_for(done, "grant_together")) == ("granted", version + 1, 0)
    assert Permit.objects.get().grounds == FACTS["paper"]


def test_an_act_of_several_leads_to_all_of_them(proposed: Permit, head: Staff, leader: Staff) -> None:
    for person in (head, leader):
        grant_together(proposed, hand(person), **FACTS)
    act = Act.objects.last()
    assert (act.by, [row.by for row in act.co_signers]) == (leader, [head])
    assert told(act, "zh") == "样例负责、样例局长 集体准予许可"
    assert told(act, "en") == "样例负责, 样例局长: grant together"


def test_a_signature_keeps_whose_it_is_and_what_was_signed_for_without_what_is_personal(
    proposed: Permit, head: Staff
) -> None:
    by = hand(head).because("集体研究")
    grant_together(proposed, by, **FACTS)
    row = Signature.objects.get()
    assert (row.docket, row.move, row.version, row.on) == (proposed.docket, "grant_together", 4, OPENED)
    assert (row.by, row.by_name, row.role, row.acting_for) == (head, "样例负责", Role.SECTION_HEAD, None)
    assert (row.at, row.source, row.reason, row.change) == (by.at, "screen", "集体研究", by.change_id)
    assert row.facts == {"paper": FACTS["paper"]}
    assert FACTS["phone"] not in json.dumps([str(value) for value in vars(row).values()])


def test_nobody_signs_twice(proposed: Permit, head: Staff) -> None:
    grant_together(proposed, hand(head), **FACTS)
    with pytest.raises(SameHand):
        grant_together(proposed, hand(head), **FACTS)
    assert (Signature.objects.count(), Permit.objects.get().state) == (1, "proposed")


def test_nobody_signs_in_the_name_of_someone_who_has_signed(proposed: Permit, head: Staff, colleague: Staff) -> None:
    record(Delegation, giver=head, taker=colleague, since_on=OPENED)
    grant_together(proposed, hand(head), **FACTS)
    with pytest.raises(SameHand, match=r"stand in|代"):
        grant_together(proposed, hand(colleague), **FACTS)


def test_nobody_signs_after_someone_has_in_their_name(proposed: Permit, head: Staff, colleague: Staff) -> None:
    record(Delegation, giver=head, taker=colleague, since_on=OPENED)
    grant_together(proposed, hand(colleague), **FACTS)
    with pytest.raises(SameHand):
        grant_together(proposed, hand(head), **FACTS)
    assert Signature.objects.get().acting_for == head


def test_who_signs_for_other_facts_is_told_what_was_signed(proposed: Permit, head: Staff, leader: Staff) -> None:
    grant_together(proposed, hand(head), **FACTS)
    with pytest.raises(OtherFacts, match=r"样例负责.*样许决〔2026〕1号"):
        grant_together(proposed, hand(leader), **FACTS | {"paper": "样许决〔2026〕2号"})
    with pytest.raises(OtherFacts) as refusal:
        grant_together(proposed, hand(leader), **FACTS | {"phone": "13900000000"})
    assert FACTS["phone"] not in str(refusal.value)
    assert rows()[0] == 3


def test_every_hand_is_asked_for_role_earlier_hands_day_and_facts(
    proposed: Permit, officer: Staff, colleague: Staff, head: Staff, leader: Staff, section: Any
) -> None:
    appoint(officer, Role.LEADER, section)
    for signed in (False, True):
        with pytest.raises(NotYours):
            grant_together(proposed, hand(colleague), **FACTS)
        with pytest.raises(SameHand):
            grant_together(proposed, hand(officer), **FACTS)
        with pytest.raises(WrongDay):
            grant_together(proposed, hand(leader), **FACTS | {"on": later(1)})
        with pytest.raises(Missing):
            grant_together(proposed, hand(leader), **FACTS | {"paper": ""})
        if not signed:
            grant_together(proposed, hand(head), **FACTS)
    assert Signature.objects.count() == 1


def test_the_guards_are_asked_before_the_first_hand_too(accepted: Permit, officer: Staff, head: Staff) -> None:
    unasked = propose(accepted, hand(officer), on=OPENED)
    with pytest.raises(NoStanding):
        grant_together(unasked, hand(head), **FACTS)
    assert Signature.objects.count() == 0


def test_each_signs_on_a_day_of_their_own_and_not_before_the_one_before(
    proposed: Permit, head: Staff, leader: Staff
) -> None:
    grant_together(proposed, hand(head, later(1)), **FACTS | {"on": later(1)})
    with pytest.raises(WrongDay):
        grant_together(proposed, hand(leader, later(2)), **FACTS, reason="补录")
    grant_together(proposed, hand(leader, later(2)), **FACTS | {"on": later(2)})
    assert Act.objects.last().on == later(2)


def test_a_signature_is_void_once_the_case_has_moved_on(
    proposed: Permit, head: Staff, leader: Staff, officer: Staff
) -> None:
    seen = grant_together(proposed, hand(head), **FACTS).docket.version
    withdraw(proposed, hand(officer), on=OPENED)
    with pytest.raises(Stale):
        grant_together(proposed, hand(leader), version=seen, **FACTS)
    assert (Signature.objects.count(), signatures(Permit.objects.get(), "grant_together")) == (1, [])


def test_a_signature_for_an_older_version_does_not_count(proposed: Permit, head: Staff, leader: Staff) -> None:
    grant_together(proposed, hand(head), **FACTS)
    docket = Docket.objects.get()
    docket.version, docket.hand = docket.version + 1, hand(head)
    docket.save(held=True)
    assert grant_together(proposed, hand(leader), **FACTS).state == "proposed"
    assert grant_together(proposed, hand(head), **FACTS).state == "granted"


def test_what_was_signed_can_be_taken_back_and_signed_anew(proposed: Permit, head: Staff, leader: Staff) -> None:
    grant_together(proposed, hand(head), **FACTS | {"paper": "错号"})
    with pytest.raises(NotYours):
        take_back(proposed, "grant_together", hand(leader))
    take_back(proposed, "grant_together", hand(head))
    assert waiting_for(proposed, "grant_together") == 0
    for person in (head, leader):
        done = grant_together(proposed, hand(person), **FACTS)
    assert (done.state, Signature.objects.count()) == ("granted", 3)
    with pytest.raises(NotYours):
        take_back(done, "grant_together", hand(head))


def test_each_of_several_hands_is_an_earlier_hand(proposed: Permit, head: Staff, leader: Staff, section: Any) -> None:
    for person in (head, leader):
        done = grant_together(proposed, hand(person), **FACTS)
    assert Past.of(done, done.workflow.moves).hands_of({"grant_together"}) == {head.pk, leader.pk}
    for person in (head, leader):
        with pytest.raises(SameHand):
            publish(done, hand(person), on=OPENED)
    third = a_person("third", section, Role.SECTION_HEAD)
    assert publish(done, hand(third), on=OPENED).docket.version == done.docket.version + 1


def test_a_signature_is_never_changed_or_removed(proposed: Permit, head: Staff) -> None:
    grant_together(proposed, hand(head), **FACTS)
    row, every = Signature.objects.get(), Signature.objects.all()
    for way in (row.save, row.delete, every.delete, lambda: every.update(by_name="x"), row.save_base):
        with pytest.raises(Bypassed):
            way()


def test_facts_are_signed_for_as_they_read() -> None:
    values = ["x", 3, True, None, date(2026, 3, 2), Ground.HEARING, (date(2026, 3, 2), "y")]
    told = ["x", 3, True, None, "2026-03-02", "hearing", ["2026-03-02", "y"]]
    assert [readable(value) for value in values] == told
    with pytest.raises(TypeError):
        readable(object())
