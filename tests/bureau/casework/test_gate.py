"""Each part of the gate, by the refusal that is missing when that part is."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, models

from bureau.audit import history
from bureau.audit.appended import Bypassed
from bureau.casework import terms
from bureau.casework.archive import archive
from bureau.casework.gate import open_case, replay
from bureau.casework.refusals import Archived, Missing, NotYours, SameHand, Stale, Warned, WrongDay, WrongState
from bureau.law.archives import Retention
from bureau.models import Act, Delegation, Docket, Section, Staff, Suspension, Term
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand, later
from tests.permits import procedure
from tests.permits.models import Permit
from tests.permits.rules import WORKFLOW, NoStanding
from tests.records import a_hand, a_person, a_section, appoint, record


def nothing_happened(permit: Permit) -> bool:
    """Whether the case stands as it was opened: no act, no term, one version of everything."""
    stored = Permit.objects.select_related("docket").get(pk=permit.pk)
    traces = (Act.objects.count(), Term.objects.count(), stored.history.count(), stored.docket.history.count())
    return (stored.state, stored.docket.version, *traces) == ("received", 1, 0, 0, 1, 1)


def test_the_tests_own_table_is_sound() -> None:
    assert WORKFLOW.faults() == []


def test_an_act_writes_state_fact_docket_act_terms_and_history_by_one_hand(permit: Permit, officer: Staff) -> None:
    by = hand(officer)
    done = procedure.accept(permit, by, on=OPENED)
    stored = Permit.objects.select_related("docket").get(pk=permit.pk)
    assert (done.state, stored.state, stored.accepted_on) == ("accepted", "accepted", OPENED)
    act = Act.objects.get()
    assert (act.move, act.state_before, act.state_after, act.on, act.at) == (
        "accept",
        "received",
        "accepted",
        OPENED,
        by.at,
    )
    assert (act.by, act.by_name, act.role, act.acting_for) == (officer, "样例经办", Role.OFFICER, None)
    assert (stored.docket.version, stored.docket.closed_on) == (2, None)
    assert {term.duty for term in Term.objects.all()} == {"decision", "promise"}
    versions = [stored.history.first(), stored.docket.history.first(), *Term.history.all(), act]
    assert {getattr(version, "history_change", None) or version.change for version in versions} == {by.change_id}


def test_a_case_is_opened_at_the_start_of_its_table_with_its_docket(permit: Permit, section: Section) -> None:
    assert (permit.state, permit.docket.kind, permit.docket.section, permit.docket.version) == (
        "received",
        "permit",
        section,
        1,
    )
    assert nothing_happened(permit)


def test_a_number_is_given_once_to_a_kind(permit: Permit, officer: Staff, section: Section) -> None:
    facts = {"number": permit.docket.number, "title": "x", "section": section, "opened_on": OPENED}
    with pytest.raises(ValidationError):
        open_case(Permit, a_hand(officer), **facts)
    assert Docket.objects.count() == 1


def test_the_second_of_two_who_saw_the_same_is_told_who_was_first(
    permit: Permit, officer: Staff, colleague: Staff
) -> None:
    procedure.accept(permit, hand(officer), on=OPENED, version=1)
    with pytest.raises(Stale, match="样例经办"):
        procedure.withdraw(permit, hand(colleague), on=OPENED, version=1)
    assert Act.objects.count() == 1


def test_a_machine_that_saw_no_version_acts_on_the_case_as_it_is(accepted: Permit, officer: Staff) -> None:
    assert procedure.withdraw(Permit(pk=accepted.pk), hand(officer), on=OPENED).state == "withdrawn"


def test_a_move_that_the_table_does_not_know_here_is_refused(permit: Permit, officer: Staff) -> None:
    with pytest.raises(WrongState):
        procedure.propose(permit, hand(officer), on=OPENED)
    assert nothing_happened(permit)


def test_without_the_role_the_case_does_not_move(permit: Permit, head: Staff) -> None:
    with pytest.raises(NotYours):
        procedure.accept(permit, hand(head), on=OPENED)
    assert nothing_happened(permit)


def test_the_role_of_another_section_is_none_here(permit: Permit) -> None:
    stranger = a_person("stranger", a_section("投资促进股"), Role.OFFICER)
    stranger_section = a_section("另一股", bureau="另一样例局")
    for person in (stranger, a_person("abroad", stranger_section, Role.OFFICER)):
        with pytest.raises(NotYours):
            procedure.accept(permit, hand(person), on=OPENED)
    assert nothing_happened(permit)


def test_a_machine_moves_no_case(permit: Permit) -> None:
    with pytest.raises(NotYours):
        procedure.accept(permit, a_hand(), on=OPENED)


def test_who_accepted_may_not_grant(proposed: Permit, officer: Staff, section: Section) -> None:
    for role in (Role.SECTION_HEAD, Role.LEADER):
        both = {"staff": officer, "role": role, "bureau": section.bureau, "since_on": date(2020, 1, 1)}
        record(type_of_appointment(), section=None if role == Role.LEADER else section, **both)
    with pytest.raises(SameHand):
        procedure.grant(proposed, hand(officer), on=OPENED)
    assert Permit.objects.get().state == "proposed"


def type_of_appointment() -> type[models.Model]:
    return Section._meta.apps.get_model("bureau", "Appointment")


def test_who_stands_in_for_an_earlier_hand_may_not_grant_in_that_name(
    proposed: Permit, officer: Staff, colleague: Staff, section: Section
) -> None:
    facts = {"bureau": section.bureau, "section": section, "since_on": date(2020, 1, 1)}
    record(type_of_appointment(), staff=officer, role=Role.SECTION_HEAD, **facts)
    record(Delegation, giver=officer, taker=colleague, since_on=OPENED)
    with pytest.raises(SameHand):
        procedure.grant(proposed, hand(colleague), on=OPENED)


def test_a_substitute_grants_in_the_name_of_the_head(proposed: Permit, head: Staff, colleague: Staff) -> None:
    record(Delegation, giver=head, taker=colleague, since_on=OPENED, until_on=OPENED)
    procedure.grant(proposed, hand(colleague), on=OPENED)
    act = Act.objects.last()
    assert (act.by, act.acting_for, act.role) == (colleague, head, Role.SECTION_HEAD)


def test_a_guard_of_the_app_is_asked(accepted: Permit, officer: Staff, head: Staff) -> None:
    proposed = procedure.propose(accepted, hand(officer), on=OPENED)
    with pytest.raises(NoStanding):
        procedure.grant(proposed, hand(head), on=OPENED)
    assert Permit.objects.get().state == "proposed"


def test_a_warning_stops_whoever_was_not_shown_it_and_passes_whoever_sets_it_aside(
    accepted: Permit, officer: Staff, head: Staff
) -> None:
    proposed = procedure.propose(accepted, hand(officer), on=OPENED)
    for unaware in (hand(head), hand(head).overriding("another_warning", "急件")):
        with pytest.raises(Warned, match="尚未查询信用") as warning:
            procedure.refuse(proposed, unaware, on=OPENED, reason="材料虚假")
    procedure.refuse(proposed, hand(head).overriding(f"other {warning.value.code}", "材料虚假"), on=OPENED)
    act, version = Act.objects.last(), proposed.docket.history.first()
    assert (act.override, act.reason, version.history_override) == ("no_credit_query", "材料虚假", "no_credit_query")


def test_what_nobody_was_warned_of_is_not_kept_as_set_aside(proposed: Permit, head: Staff) -> None:
    procedure.refuse(proposed, hand(head).overriding("no_credit_query", "材料虚假"), on=OPENED)
    assert (Act.objects.last().override, proposed.docket.history.first().history_override) == ("", "")


def test_a_case_in_the_archive_does_not_move(permit: Permit, officer: Staff) -> None:
    withdrawn = procedure.withdraw(permit, hand(officer), on=OPENED)
    archive(withdrawn.docket, hand(officer), Retention.TEN_YEARS, OPENED)
    with pytest.raises(Archived):
        procedure.accept(permit, hand(officer), on=OPENED)
    assert Act.objects.count() == 1


@pytest.mark.parametrize("on", [later(1), later(-1)], ids=["in the future", "before it was opened"])
def test_a_day_that_cannot_be_is_refused(permit: Permit, officer: Staff, on: date) -> None:
    with pytest.raises(WrongDay):
        procedure.accept(permit, hand(officer), on=on, reason="x")
    assert nothing_happened(permit)


def test_an_act_does_not_lie_before_the_act_before_it(permit: Permit, officer: Staff) -> None:
    accepted = procedure.accept(permit, hand(officer, later(3)), on=later(2), reason="周末补录")
    with pytest.raises(WrongDay):
        procedure.query_credit(accepted, hand(officer, later(3)), on=later(1), reason="x")


def test_what_is_recorded_after_its_day_needs_a_reason_and_is_marked(permit: Permit, officer: Staff) -> None:
    with pytest.raises(Missing):
        procedure.accept(permit, hand(officer, later(2)), on=OPENED)
    assert nothing_happened(permit)
    procedure.accept(permit, hand(officer, later(2)), on=OPENED, reason="系统停机")
    act = Act.objects.get()
    assert (act.recorded_late, act.reason, act.on) == (True, "系统停机", OPENED)
    assert permit.docket.history.first().history_change_reason == "系统停机"


def test_whose_role_has_ended_records_nothing_of_the_days_when_it_held(permit: Permit, section: Section) -> None:
    gone = a_person("gone", section)
    appoint(gone, Role.OFFICER, section, until=later(1))
    with pytest.raises(NotYours, match="已终止"):
        procedure.accept(permit, hand(gone, later(2)), on=OPENED, reason="补录")
    assert nothing_happened(permit)
    procedure.accept(permit, hand(gone, later(1)), on=OPENED, reason="补录")


def test_today_is_today_in_shanghai(permit: Permit, officer: Staff) -> None:
    """At 17:00 in London of the day before, the day has begun in Shanghai."""
    late_evening = hand(officer)
    at = late_evening.at.replace(day=1, hour=17)
    procedure.accept(permit, type(late_evening)(officer, late_evening.source, at), on=OPENED)
    assert not Act.objects.get().recorded_late


def test_a_fact_or_a_reason_that_the_move_asks_for_is_demanded(accepted: Permit, officer: Staff) -> None:
    with pytest.raises(Missing, match="paper"):
        procedure.stop(accepted, hand(officer), on=OPENED, paper="", reason="听证")
    with pytest.raises(Missing):
        procedure.stop(accepted, hand(officer), on=OPENED, paper="听证告知书1号")
    assert Suspension.objects.count() == 0


def test_a_fact_that_the_record_does_not_allow_is_told_by_its_field(permit: Permit, officer: Staff) -> None:
    with pytest.raises(ValidationError) as refusal:
        procedure.tell_defects(permit, hand(officer), on=OPENED, paper="长" * 51)
    assert list(refusal.value.message_dict) == ["grounds"]
    assert nothing_happened(permit)


@pytest.mark.parametrize("part", [Act, Term, Term.history.model, Docket.history.model, Permit.history.model])
def test_if_any_part_fails_nothing_is_left(
    permit: Permit, officer: Staff, monkeypatch: pytest.MonkeyPatch, part: type[models.Model]
) -> None:
    one, together, copied = models.QuerySet._insert, history.insert, history.copy_rows

    def unless(model: type[models.Model], write: Callable[[], Any]) -> Any:
        if model is part:
            raise DatabaseError("the disk is full")
        return write()

    def inserts(self: models.QuerySet, *args: Any, **options: Any) -> Any:
        return unless(self.model, lambda: one(self, *args, **options))

    def enters(rows: Sequence[Any], using: str) -> None:
        unless(type(rows[0]), lambda: together(rows, using))

    def copies(source: Any, into: Any, *args: Any, **options: Any) -> None:
        unless(into, lambda: copied(source, into, *args, **options))

    monkeypatch.setattr(models.QuerySet, "_insert", inserts)
    monkeypatch.setattr(history, "insert", enters)
    monkeypatch.setattr(history, "copy_rows", copies)
    with pytest.raises(DatabaseError):
        procedure.accept(permit, hand(officer), on=OPENED)
    monkeypatch.undo()
    assert nothing_happened(permit)


def test_the_end_of_the_table_closes_the_docket(proposed: Permit, head: Staff) -> None:
    granted = procedure.grant(proposed, hand(head), on=OPENED)
    assert (granted.state, granted.docket.closed_on) == ("granted", OPENED)
    with pytest.raises(WrongState):
        procedure.withdraw(granted, hand(head), on=OPENED)


def test_replaying_the_acts_gives_the_state(proposed: Permit, head: Staff) -> None:
    granted = procedure.grant(proposed, hand(head), on=OPENED)
    assert replay(granted) == granted.state == "granted"


def test_an_act_is_never_changed_or_removed(accepted: Permit) -> None:
    act = Act.objects.get()
    for way in (act.save, act.delete):
        with pytest.raises(Bypassed):
            way()


def test_the_state_is_on_no_form() -> None:
    fixed = {"state": Permit, "version": Docket, "closed_on": Docket}
    assert [name for name, model in fixed.items() if model._meta.get_field(name).editable] == []


def test_an_act_costs_no_more_queries_than_this(permit: Permit, officer: Staff, django_assert_max_num_queries) -> None:
    terms.workdays()
    with django_assert_max_num_queries(18):
        procedure.accept(permit, hand(officer), on=OPENED)


def test_spaces_are_neither_a_fact_nor_a_reason(accepted: Permit, officer: Staff) -> None:
    for facts in ({"paper": "  ", "reason": "样例"}, {"paper": "1", "reason": " \t "}):
        with pytest.raises(Missing):
            procedure.stop(accepted, hand(officer), on=OPENED, **facts)
    with pytest.raises(ValueError, match="for a reason"):
        hand(officer).overriding("no_credit_query", "  ")


def test_no_case_is_opened_on_a_day_to_come(section: Section, officer: Staff) -> None:
    facts = {"number": "样许2号", "title": "样例事项", "section": section}
    with pytest.raises(ValidationError, match="opened_on"):
        open_case(Permit, hand(officer), opened_on=later(1), **facts)
    assert open_case(Permit, hand(officer), opened_on=OPENED, **facts).docket.opened_on == OPENED
