"""Terms follow the acts, the stops, the extensions and the calendar; they are never counted down."""

from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command

from bureau.casework.terms import reckon_terms
from bureau.models import HolidayNotice, HolidayPeriod, Staff, Suspension, Term
from tests.bureau.casework.conftest import OPENED, hand, later
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_hand, record


def term(duty: str = "decision", number: int = 1) -> Term:
    return Term.objects.get(duty=duty, round=number)


def told(command: str, **options: object) -> str:
    out = StringIO()
    call_command(command, stdout=out, **options)
    return out.getvalue()


def take_a_day(day: date, year: int | None = None) -> None:
    """The State Council gives a day off that was worked."""
    notice = record(HolidayNotice, number=f"测试{day}", year=year or day.year, issued_on=date(2026, 2, 1))
    record(HolidayPeriod, notice=notice, name="放假", first_on=day, last_on=day)


def test_both_days_are_kept_the_statutory_and_the_promised(accepted: Permit) -> None:
    assert (term("decision").due_on, term("promise").due_on) == (date(2026, 3, 30), date(2026, 3, 9))
    assert (term().state, term().watch_on) == (Term.State.RUNNING, date(2026, 3, 30))


def test_an_open_stop_leaves_no_due_day_and_its_end_gives_a_new_one(accepted: Permit, officer: Staff) -> None:
    stopped = procedure.stop(accepted, hand(officer, later(7)), on=later(7), paper="听证告知书1号", reason="听证")
    assert (term().state, term().due_on, term().watch_on) == (Term.State.STOPPED, None, None)
    procedure.resume(stopped, hand(officer, later(11)), on=later(11))
    assert (term().state, term().due_on) == (Term.State.RUNNING, date(2026, 4, 7))  # five working days, and Qingming


def test_an_extension_moves_only_the_duty_that_it_names(accepted: Permit, head: Staff) -> None:
    procedure.extend(accepted, hand(head), on=OPENED, amount=10)
    assert (term("decision").due_on, term("promise").due_on) == (date(2026, 4, 14), date(2026, 3, 9))


def test_a_cancelled_stop_is_as_if_it_had_not_been_and_both_rows_remain(accepted: Permit, officer: Staff) -> None:
    procedure.stop(accepted, hand(officer, later(7)), on=later(7), paper="听证告知书1号", reason="听证")
    wrong = Suspension.objects.get()
    record(Suspension, docket=accepted.docket, ground=wrong.ground, first_on=wrong.first_on, cancels=wrong)
    reckon_terms(Permit.objects.get(), a_hand())
    assert term().due_on == date(2026, 3, 30)
    assert Suspension.objects.count() == 2


def test_a_duty_that_is_met_keeps_its_due_day_and_says_when(accepted: Permit, officer: Staff) -> None:
    procedure.withdraw(accepted, hand(officer, later(28)), on=later(28))
    assert (term().state, term().due_on, term().met_on, term().watch_on) == ("met", later(28), later(28), None)
    assert (term("decision").is_late, term("promise").is_late) == (False, True)


def test_a_duty_that_begins_again_is_another_round(permit: Permit, officer: Staff) -> None:
    told_once = procedure.tell_defects(permit, hand(officer), on=OPENED, paper="补正告知书1号")
    procedure.tell_defects(told_once, hand(officer, later(1)), on=later(1), paper="补正告知书2号")
    first, second = (term("next_notice", number) for number in (1, 2))
    assert (first.due_on, second.due_on) == (date(2026, 3, 9), date(2026, 3, 10))


def test_reckoning_again_writes_nothing(accepted: Permit) -> None:
    versions = Term.history.count()
    assert reckon_terms(accepted, a_hand()) == []
    assert Term.history.count() == versions
    assert told("reckon", check=True) == "0 terms would move\n"


def test_a_new_notice_first_shows_and_then_moves_with_the_reason_in_the_history(accepted: Permit) -> None:
    take_a_day(date(2026, 3, 30))
    shown = told("reckon", dry_run=True)
    assert "样许〔2026〕1号 decision: 2026-03-30 -> 2026-03-31 (running)" in shown
    assert term().due_on == date(2026, 3, 30)
    with pytest.raises(SystemExit):
        told("reckon", check=True)
    assert told("reckon", reason="国务院调整放假").splitlines()[-1] == "1 terms moved"
    version = term().history.first()
    assert (version.due_on, version.history_change_reason, version.history_actor) == (
        date(2026, 3, 31),
        "国务院调整放假",
        "reckon",
    )
    assert term("promise").history.count() == 1  # it did not move, and nothing was written


def test_a_closed_case_keeps_the_day_that_it_was_judged_by(accepted: Permit, officer: Staff) -> None:
    procedure.withdraw(accepted, hand(officer, later(28)), on=later(28))
    take_a_day(date(2026, 3, 30))
    assert told("reckon") == "0 terms moved\n"
    assert reckon_terms(Permit.objects.get(), a_hand()) == []


def test_a_stop_that_a_notice_has_put_after_the_due_day_is_left_out(accepted: Permit, officer: Staff) -> None:
    """It was in time when it was made; a worked weekend since brings the promised day before it."""
    procedure.stop(accepted, hand(officer, later(7)), on=later(7), paper="听证告知书1号", reason="听证")
    notice = record(HolidayNotice, number="测试调休", year=2026, issued_on=date(2026, 2, 1))
    for day in (date(2026, 3, 7), date(2026, 3, 8)):
        record(HolidayPeriod, notice=notice, name="调休上班", first_on=day, last_on=day, works=True)
    told("reckon")
    assert (term("promise").state, term("promise").due_on) == ("running", date(2026, 3, 7))
    assert term("decision").state == "stopped"


def test_a_term_that_needs_an_unannounced_year_awaits_it_and_then_has_its_day(permit: Permit, officer: Staff) -> None:
    procedure.accept(permit, hand(officer, date(2026, 12, 25)), on=date(2026, 12, 25))
    found = term()
    assert (found.state, found.due_on, found.earliest_on) == ("provisional", None, found.watch_on)
    take_a_day(date(2027, 1, 1))
    told("reckon")
    assert (term().state, term().due_on, term().earliest_on) == ("running", date(2027, 1, 25), None)
