"""What would follow is shown before anybody confirms it, and is what then follows."""

from datetime import date

import pytest
from django.utils.translation import gettext

from bureau.casework.calendar import workdays
from bureau.casework.foresight import Offer, consequences, standing_moves
from bureau.casework.paper import Decider, OnPaper
from bureau.casework.telling import told_beginning, told_meeting
from bureau.law.articles import LICENSING_32
from bureau.law.limits import Binding, TimeLimit, Unit
from bureau.law.workflow import NotAllowed
from bureau.models import Act, Delegation, Staff, Term
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand, later
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import appoint, record


def test_a_move_shows_its_article_and_the_days_that_it_will_bring(permit: Permit, officer: Staff) -> None:
    seen = consequences(permit, "accept", OPENED)
    assert (seen.said.zh, seen.article, seen.target.zh, seen.meets) == ("受理", LICENSING_32, "已受理", ())
    shown = {(begun.said.zh, begun.limit.binding, begun.reckoning.due_on) for begun in seen.begins}
    assert shown == {
        ("作出决定", Binding.STATUTORY, date(2026, 3, 30)),
        ("承诺办结", Binding.PROMISED, date(2026, 3, 9)),
    }
    assert (Act.objects.count(), Term.objects.count()) == (0, 0)
    procedure.accept(permit, hand(officer), on=OPENED)
    assert {term.due_on for term in Term.objects.all()} == {begun.reckoning.due_on for begun in seen.begins}


def test_a_move_shows_what_it_meets_and_whether_in_time(accepted: Permit, officer: Staff) -> None:
    seen = consequences(accepted, "withdraw", later(8))
    assert seen.begins == ()
    assert [(met.duty.name, met.due_on, met.in_time, met.used) for met in seen.meets] == [
        ("decision", date(2026, 3, 30), True, 6),
        ("promise", date(2026, 3, 9), False, 6),
    ]
    procedure.withdraw(accepted, hand(officer, later(8)), on=later(8))
    assert {(term.duty, term.is_late) for term in Term.objects.all()} == {("decision", False), ("promise", True)}


def test_what_a_move_would_bring_is_told_in_both_languages(permit: Permit, officer: Staff) -> None:
    begins = consequences(permit, "accept", OPENED).begins[0]
    article = "《行政许可法》第四十二条第一款、第八十二条"
    assert told_beginning(begins, "zh") == f"作出决定：法定时限20个工作日，2026-03-30到期（{article}）"
    article = "Administrative Licensing Law arts. 42(1) and 82"
    said = f"decision: Statutory limit, 20 working days, due on 2026-03-30 ({article})"
    assert told_beginning(begins, "en") == said
    accepted = procedure.accept(permit, hand(officer), on=OPENED)
    on_time, late = consequences(accepted, "withdraw", later(8)).meets
    assert told_meeting(on_time, "zh") == "作出决定：2026-03-30到期，已用6个工作日，按期"
    assert told_meeting(late, "en") == "promised decision: due on 2026-03-09, 6 working days used, late"


def test_a_due_day_that_awaits_a_notice_is_told_as_the_earliest(permit: Permit) -> None:
    begins = consequences(permit, "accept", date(2026, 12, 25)).begins[0]
    assert begins.reckoning.due_on is None
    assert f"最早{begins.reckoning.earliest_on}到期，待国务院公布放假安排" in told_beginning(begins, "zh")


def test_days_in_a_stop_are_not_used(accepted: Permit, officer: Staff) -> None:
    procedure.stop(accepted, hand(officer, later(1)), on=later(1), paper="听证告知书1号", reason="听证")
    stopped = Permit.objects.select_related("docket__section").get()
    seen = consequences(stopped, "withdraw", later(8))
    assert [(met.in_time, met.used) for met in seen.meets] == [(None, 0), (None, 0)]
    assert told_meeting(seen.meets[0], "zh") == "作出决定：到期日待定，已用0个工作日，是否按期待定"


def test_a_limit_in_hours_needs_the_moment(permit: Permit, monkeypatch: pytest.MonkeyPatch) -> None:
    hours = TimeLimit(2, Unit.HOUR, LICENSING_32)
    monkeypatch.setattr(Permit, "promised", hours)
    at = hand(Staff(), OPENED).at
    assert [begun.reckoning is None for begun in consequences(permit, "accept", OPENED).begins] == [False, True]
    assert "到期日待定" in told_beginning(consequences(permit, "accept", OPENED).begins[1], "zh")
    timed = consequences(permit, "accept", OPENED, at).begins[1]
    assert (timed.reckoning.due_at - at).total_seconds() == 7200


def test_a_move_that_the_table_does_not_know_has_no_consequences(permit: Permit) -> None:
    with pytest.raises(NotAllowed):
        consequences(permit, "grant", OPENED)


def offers(permit: Permit, person: Staff) -> dict[str, Offer]:
    return {offer.move.name: offer for offer in standing_moves(permit, person, OPENED)}


def allowed(permit: Permit, person: Staff) -> list[str]:
    return [name for name, offer in offers(permit, person).items() if not offer.why_not]


def test_everyone_is_offered_what_they_may_do_the_likeliest_first(
    proposed: Permit, officer: Staff, head: Staff
) -> None:
    assert allowed(proposed, head) == ["grant", "refuse", "grant_together"]
    assert allowed(proposed, officer) == ["withdraw"]
    assert offers(proposed, officer)["grant"].why_not == gettext("Your role does not allow this here.")


def test_an_earlier_hand_is_told_why_not(proposed: Permit, officer: Staff, section: object) -> None:
    appoint(officer, Role.SECTION_HEAD, proposed.docket.section)
    offer = offers(proposed, officer)["grant"]
    assert (allowed(proposed, officer), offer.why_not) == (
        ["withdraw"],
        gettext("Whoever did the earlier step may not do this one."),
    )


def test_a_substitute_is_offered_what_the_other_may_do(proposed: Permit, head: Staff, colleague: Staff) -> None:
    record(Delegation, giver=head, taker=colleague, since_on=OPENED)
    assert "grant" in allowed(proposed, colleague)


def test_who_has_signed_is_shown_and_not_asked_again(proposed: Permit, head: Staff, leader: Staff) -> None:
    procedure.grant_together(proposed, hand(head), on=OPENED, paper="1", phone="1")
    offer = offers(proposed, leader)["grant_together"]
    assert (offer.why_not, offer.signed, offer.hands) == ("", ("样例负责",), 2)
    assert offers(proposed, head)["grant_together"].why_not
    assert offers(proposed, leader)["grant_together"].why_not_register


def test_registering_is_offered_to_those_who_may_and_then_confirming(
    proposed: Permit, officer: Staff, head: Staff
) -> None:
    assert [offers(proposed, person)["grant"].why_not_register == "" for person in (officer, head)] == [True, False]
    assert offers(proposed, officer)["withdraw"].why_not_register is None
    paper = OnPaper((Decider("样例某某", "局长"),), "样文〔2026〕3号")
    procedure.grant(proposed, hand(officer), on=OPENED, on_paper=paper)
    assert [offers(proposed, person)["grant"].why_not_register == "" for person in (officer, head)] == [False, True]
    assert offers(proposed, head)["grant"].why_not


def test_looking_ahead_costs_few_queries(proposed: Permit, head: Staff, django_assert_num_queries) -> None:
    workdays()
    with django_assert_num_queries(4):
        consequences(proposed, "grant", OPENED)
    with django_assert_num_queries(4):
        standing_moves(proposed, head, OPENED)
