"""The table of the filing, article by article."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any

import pytest
from django.utils import translation

from bureau.casework.refusals import Missing, Warned
from bureau.law.limits import Unit
from projects.rules import filing as rules
from projects.rules.changes import CHANGE_GROUNDS, CHANGES, ChangeGround, NotTogether
from projects.rules.filing import FOLLOWED, TWO_YEARS, WORKFLOW, TooEarly

FILED_ON = date(2024, 2, 29)


def a_case(**facts: Any) -> Any:
    own = {"project_name": "甲", "site": "一", "scale_and_content": "二", "total_investment": Decimal(1000)}
    return SimpleNamespace(**own | {"filed_on": FILED_ON, "is_historical": False} | facts)


def change(ground: str, **asks: Any) -> None:
    """All guards of 变更备案, as the gate asks them: what is not named stays as it was."""
    case = a_case()
    given = {name: getattr(case, name) for name in CHANGES if name != "ground"} | asks
    for guard in WORKFLOW.move("filed", "change").guards:
        guard(case, hand=None, on=FILED_ON, ground=ground, **given)


def moves(state: str) -> list[str]:
    return [move.name for move in WORKFLOW.moves_from(state)]


def test_the_table_is_sound() -> None:
    assert WORKFLOW.faults() == []


def test_order_673_13_a_filing_knows_neither_examination_nor_refusal() -> None:
    assert moves("complete") == ["file", "withdraw", "tell_wrong_track"]
    names = {move.name for move in WORKFLOW.moves}
    assert not names & {"accept", "examine", "refuse", "reject", "stop", "extend"}


def test_order_673_13_guidance_may_be_given_again_and_no_clock_runs_before_the_information_is_complete() -> None:
    assert "guide" in moves("received")
    assert "guide" in moves("guided")
    duties = {duty.name: duty for duty in WORKFLOW.duties}
    assert {duties[name].since for name in ("filing_promised", "filing_statutory")} == {"complete"}
    assert not any(duty.stoppable for duty in WORKFLOW.duties)


def test_what_is_promised_and_what_is_statutory_comes_from_the_item_and_not_from_here() -> None:
    limits = {duty.name: duty.limit for duty in WORKFLOW.duties}
    assert (limits["filing_promised"], limits["filing_statutory"]) == ("promised", "statutory")


def test_order_14_15_two_years_are_watched_and_a_filing_never_lapses_by_itself() -> None:
    assert (TWO_YEARS.amount, TWO_YEARS.unit, TWO_YEARS.rolls) == (2, Unit.YEAR, False)
    assert not WORKFLOW.final & FOLLOWED
    assert [move.sources for move in WORKFLOW.moves if move.target == "removed"] == [frozenset({"reminded"})]


def test_order_14_15_a_removal_is_a_decision_of_two_and_may_be_registered_from_paper() -> None:
    remove = WORKFLOW.move("reminded", "remove")
    assert (remove.persons, remove.needs_reason) == (2, True)
    assert remove.hands(on_paper=True) == (rules.HANDLERS, rules.LEADERS)


@pytest.mark.parametrize(("on", "early"), [(date(2026, 2, 28), True), (date(2026, 3, 1), False)])
def test_order_14_15_an_explanation_is_asked_for_once_two_years_are_over(on: date, early: bool) -> None:
    guard = WORKFLOW.move("filed", "ask_explanation").guards[0]
    if early:
        with pytest.raises(TooEarly, match="2026-02-28"):
            guard(a_case(), hand=None, on=on)
    else:
        assert guard(a_case(), hand=None, on=on) is None


def test_without_a_day_of_filing_no_two_years_can_be_counted() -> None:
    with pytest.raises(Missing, match="备案日期"):
        rules.two_years_have_passed(a_case(filed_on=None), hand=None, on=FILED_ON)


def test_order_673_15_the_departments_are_told_once_a_project_was_filed() -> None:
    assert WORKFLOW.move("complete", "tell_wrong_track").asks == ("finding",)
    assert WORKFLOW.move("filed", "tell_wrong_track").asks == ("finding", "departments")
    with pytest.raises(Missing):
        rules.the_finding_is_known(a_case(), hand=None, on=FILED_ON, finding="不想办")


def test_order_673_14_the_grounds_of_a_change_filing_are_five() -> None:
    assert list(CHANGE_GROUNDS) == list(ChangeGround)
    assert len(CHANGE_GROUNDS) == 5
    with pytest.raises(Missing, match="请从列表中选择"):
        change("whim", site="三")


def test_name_and_main_content_may_not_both_be_changed() -> None:
    with pytest.raises(NotTogether, match="不能同时变更"):
        change("name_or_site", project_name="乙", scale_and_content="三")
    with translation.override("en"), pytest.raises(NotTogether, match="may not both be changed"):
        change("name_or_site", project_name="乙", scale_and_content="三")
    change("name_or_site", project_name="乙")
    change("content", scale_and_content="三")


@pytest.mark.parametrize(("after", "passes"), [("1199.99", False), ("1200", True), ("800", True), ("800.01", False)])
def test_a_change_of_investment_counts_from_a_fifth_on_up_or_down(after: str, passes: bool) -> None:
    if passes:
        change("investment_or_scale", total_investment=Decimal(after))
        return
    with pytest.raises(Warned, match="不足20%") as warned:
        change("investment_or_scale", total_investment=Decimal(after))
    assert warned.value.code == "below_a_fifth"


@pytest.mark.parametrize("ground", ["name_or_site", "investment_or_scale", "content"])
def test_a_ground_without_a_change_that_it_is_about_is_refused(ground: str) -> None:
    with pytest.raises(Missing, match="没有与变更情形相符"):
        change(ground)


@pytest.mark.parametrize("ground", ["holders", "other"])
def test_what_stands_in_no_field_is_changed_by_its_reason_alone(ground: str) -> None:
    change(ground)
    assert WORKFLOW.move("filed", "change").needs_reason
