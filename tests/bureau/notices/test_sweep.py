"""The sweep: each fault by which another system loses or doubles reminders is a test here."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from bureau.casework.handover import hand_over
from bureau.notices.leases import State
from bureau.notices.outbox import Debt, Notice, Reach, Struck
from bureau.notices.rungs import Rung, replace
from bureau.notices.runs import SweepRun
from bureau.notices.sweep import ClockJumped, foresee, sweep, sweep_if_due
from bureau.people.appointments import Delegation
from bureau.people.roles import Role
from tests.bureau.notices.nights import (
    DUE,
    WORKER,
    Box,
    Office,
    at,
    change,
    mails,
    march,
    morning,
    night,
    nights,
    owed_to,
)
from tests.records import a_hand, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def test_the_officer_is_told_before_and_on_the_day_and_the_others_after_it(office: Office) -> None:
    office.term()
    nights(march(9), march(18))
    assert owed_to(office.officer) == [
        ("before", 0, "03-10", False),
        ("before", 0, "03-12", False),
        ("on", 0, "03-13", False),
        ("after", 1, "03-16", False),
        ("after", 2, "03-17", False),
        ("after", 3, "03-18", False),
    ]
    assert [ordinal for _, ordinal, _, _ in owed_to(office.head)] == [1, 2, 3]
    assert owed_to(office.leader) == [("after", 3, "03-18", False)]


def test_one_mail_goes_to_each_person_and_day_however_much_is_due(office: Office) -> None:
    for _ in range(3):
        office.term()
    night(DUE)
    assert mails(office.officer) == [("digest", "03-13", State.QUEUED)]
    assert Notice.objects.get().debts.count() == 3


def test_a_second_sweep_of_the_day_adds_nothing(office: Office) -> None:
    office.term()
    first = night(DUE)
    again = night(DUE, hour=5)
    assert (first.owed, first.notices) == (again.owed, again.notices) == (1, 1)
    assert (Debt.objects.count(), Notice.objects.count()) == (1, 1)


def test_on_a_day_of_rest_nothing_is_owed_and_the_run_is_written_down(office: Office) -> None:
    office.term(due=march(14))  # a Saturday, told on Friday
    nights(march(13), march(15))
    assert owed_to(office.officer) == [("on", 0, "03-13", False)]
    assert list(SweepRun.objects.order_by("day").values_list("is_workday", "owed")) == [
        (True, 1),
        (False, 0),
        (False, 0),
    ]


@pytest.mark.parametrize("missed", [1, 3, 10])
def test_missed_nights_are_made_up_for_in_one_line_marked_late(office: Office, missed: int) -> None:
    office.term()
    silent = [march(12) + timedelta(days=n) for n in range(missed)]
    nights(march(9), march(25), without=silent)
    told = owed_to(office.officer)
    assert [ordinal for _, ordinal, _, _ in told] == [0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]
    assert {day for _, _, day, late in told if late} == {1: {"03-13"}, 3: {"03-16"}, 10: {"03-23"}}[missed]
    assert sum(late for *_, late in told) == {1: 1, 3: 2, 10: 7}[missed]
    assert Notice.objects.filter(recipient=office.officer).count() == len({day for _, _, day, _ in told})


def test_more_than_a_hundred_cases_go_in_parts_and_none_is_left_out(office: Office) -> None:
    for _ in range(205):
        office.term()
    night(DUE)
    parts = Notice.objects.filter(recipient=office.officer).order_by("part")
    assert [(notice.part, notice.debts.count()) for notice in parts] == [(1, 100), (2, 100), (3, 5)]


def test_a_case_that_nobody_has_is_told_to_the_head(office: Office) -> None:
    office.term(officer=None)
    night(DUE)
    assert list(Debt.objects.values_list("recipient", "reach")) == [(office.head.pk, Reach.UNASSIGNED)]


@pytest.mark.parametrize("facts", [{"email": ""}, {"is_active": False}])
def test_whoever_cannot_be_told_is_replaced_by_the_head_and_shown(office: Office, facts: dict[str, object]) -> None:
    office.term(officer=office.person("gone", Role.OFFICER, **facts))
    assert night(DUE).nobody == 1
    assert list(Debt.objects.values_list("recipient", "reach")) == [(office.head.pk, Reach.NOBODY)]


def test_without_a_head_the_leader_is_told(office: Office) -> None:
    change_person(office.head, is_active=False)
    office.term(officer=None)
    night(DUE)
    assert list(Debt.objects.values_list("recipient", "reach")) == [(office.leader.pk, Reach.NOBODY)]


def test_with_nobody_at_all_the_debt_stands_until_there_is_somebody(office: Office) -> None:
    for person in (office.officer, office.head, office.leader):
        change_person(person, email="")
    office.term()
    night(DUE)
    assert list(Debt.objects.values_list("recipient", "struck_because")) == [(None, "")]
    change_person(office.head, email="head@example.cn")
    night(march(16))
    found = Debt.objects.filter(recipient=None, rung__moment="on").get()
    assert found.struck_because == ""  # the day is over; what is owed today is told
    assert Debt.objects.filter(recipient=office.head, ordinal=1).exists()


def change_person(person, **facts) -> None:
    for name, value in facts.items():
        setattr(person, name, value)
    person.hand = a_hand()
    person.save()


def test_whoever_stands_in_is_told_as_well(office: Office) -> None:
    other = office.person("other", Role.OFFICER)
    record(Delegation, giver=office.officer, taker=other, since_on=march(12), until_on=march(13))
    office.term()
    nights(march(10), march(16))
    assert [(moment, day) for moment, _, day, _ in owed_to(other)] == [("before", "03-12"), ("on", "03-13")]
    assert set(Debt.objects.filter(recipient=other).values_list("reach", flat=True)) == {Reach.DELEGATE}


def test_a_new_due_day_owes_anew(office: Office) -> None:
    term = office.term()
    nights(march(9), march(12))
    change(term, march(12), due_on=march(20), watch_on=march(20))
    nights(march(13), march(20))
    assert [(moment, day) for moment, _, day, _ in owed_to(office.officer, due_on=march(20))] == [
        ("before", "03-17"),
        ("before", "03-19"),
        ("on", "03-20"),
    ]


def test_a_new_officer_is_owed_what_stands_and_the_old_one_nothing_more(office: Office) -> None:
    permit = office.permit(march(2))  # promised for Monday the 9th
    nights(march(4), march(5))
    new = office.person("new", Role.OFFICER)
    hand_over(permit, a_hand(office.head, at=at(march(5), 15), reason="样例"), section=office.section, officer=new)
    nights(march(6), march(9))
    assert [(moment, day) for moment, _, day, _ in owed_to(new)] == [("before", "03-06"), ("on", "03-09")]
    assert [(moment, day) for moment, _, day, _ in owed_to(office.officer)] == [("before", "03-04")]


def test_a_provisional_term_is_told_by_its_earliest_possible_day(office: Office) -> None:
    office.term(due_on=None, earliest_on=DUE, state="provisional")
    night(DUE)
    assert owed_to(office.officer) == [("on", 0, "03-13", False)]


def test_what_is_met_stopped_or_closed_is_owed_nothing(office: Office) -> None:
    office.term(state="met", met_on=march(12), watch_on=None)
    office.term(state="stopped", watch_on=None, due_on=None)
    closed = office.term().docket
    closed.closed_on, closed.hand = march(12), a_hand()
    closed.save(held=True)
    assert night(DUE).owed == 0


def test_a_case_from_an_old_ledger_is_told_once_this_morning(office: Office) -> None:
    night(march(12))
    office.term(due=date(2023, 5, 8), since=march(12))
    assert night(DUE).late == 0
    assert [len(owed_to(who)) for who in (office.officer, office.head, office.leader)] == [1, 1, 1]


def test_a_new_ladder_says_nothing_twice_and_changes_no_past(office: Office) -> None:
    office.term()
    nights(march(9), march(10))
    first = Rung.objects.get(case_kind="", moment="before", days=3)
    replace(first, a_hand(at=at(march(10), 9)), march(11), days=2)
    nights(march(11), march(12))
    assert [(moment, day) for moment, _, day, _ in owed_to(office.officer)] == [
        ("before", "03-10"),
        ("before", "03-11"),
        ("before", "03-12"),
    ]


def test_a_year_without_its_notice_is_swept_every_day(office: Office) -> None:
    unknown = date(2027, 6, 5)  # a Saturday
    office.term(due=unknown)
    assert night(unknown).owed == 1


def test_a_sweep_that_broke_off_is_finished_by_the_next_and_says_so(office: Office, monkeypatch) -> None:
    office.term()
    night(march(12))
    Notice.objects.update(state=State.DONE, finished_at=at(march(12)))
    monkeypatch.setattr("bureau.notices.sweep.morning_mails", _killed)
    with pytest.raises(KeyboardInterrupt):
        night(DUE)
    monkeypatch.undo()
    assert (SweepRun.objects.get(day=DUE).finished_at, Debt.objects.filter(notice=None).count()) == (None, 1)
    night(march(16))
    assert owed_to(office.officer)[1:] == [("on", 0, "03-13", True), ("after", 1, "03-16", False)]
    assert Debt.objects.filter(notice=None).count() == 0


def _killed(*_: object) -> None:
    raise KeyboardInterrupt


def test_a_clock_that_stands_before_the_last_run_or_far_after_it_is_not_trusted(office: Office) -> None:
    office.term()
    night(DUE)
    for day in (march(12), DUE + timedelta(days=32)):
        with pytest.raises(ClockJumped):
            night(day)
        assert sweep_if_due(lambda day=day: at(day), WORKER) is None
    with pytest.raises(ClockJumped):
        sweep(DUE, lambda: at(march(12)), WORKER)
    assert SweepRun.objects.count() == 1


def test_somebody_who_looked_at_the_clock_may_say_that_it_is_right(office: Office) -> None:
    office.term()
    night(march(20))
    run = sweep(DUE, lambda: at(DUE), WORKER, sure=True)
    assert (run.day, SweepRun.objects.count()) == (DUE, 1)


def test_a_round_sweeps_once_after_its_hour(office: Office) -> None:
    office.term()
    assert sweep_if_due(lambda: at(DUE, 1, 29), WORKER) is None
    assert sweep_if_due(lambda: at(DUE, 1, 30), WORKER)
    assert sweep_if_due(lambda: at(DUE, 1, 31), WORKER) is None


def test_a_round_leaves_a_sweep_to_whoever_is_at_it_until_it_must_be_dead(office: Office) -> None:
    SweepRun.objects.create(day=DUE, started_at=at(DUE, 2), by="somebody")
    assert sweep_if_due(lambda: at(DUE, 2, 9), WORKER) is None
    assert sweep_if_due(lambda: at(DUE, 2, 10), WORKER)


def test_near_midnight_the_day_is_that_of_shanghai(office: Office) -> None:
    office.term(due=DUE)
    moment = at(DUE, 0, 30)
    assert (moment.date(), timezone.localdate(moment)) == (march(12), DUE)
    with pytest.raises(ClockJumped):
        sweep(march(14), lambda: moment, WORKER)


def test_a_look_ahead_writes_nothing(office: Office) -> None:
    office.term()
    assert foresee(DUE) == {office.officer.pk: 1}
    assert (Debt.objects.count(), SweepRun.objects.count(), Notice.objects.count()) == (0, 0, 0)


def test_what_was_struck_and_is_owed_again_is_told(office: Office) -> None:
    term = office.term()
    night(DUE)
    change(term, DUE, state="stopped", watch_on=None, due_on=None)
    box = Box()
    morning(DUE, box)
    assert (box, Debt.objects.get().struck_because) == ([], Struck.STOPPED)
    change(term, DUE, state="running", watch_on=DUE, due_on=DUE)
    night(DUE, hour=9)
    morning(DUE, box, hour=10)
    assert len(box) == 1
