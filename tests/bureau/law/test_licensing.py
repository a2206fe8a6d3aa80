from datetime import date

import pytest

from bureau.law.licensing import CONSEQUENCES, DECISION, DEFECT_NOTICE, NOTHING_FOLLOWS, Nature, acceptance
from bureau.law.limits import Extra, Post
from bureau.law.reckoning import reckon
from bureau.law.workdays import Workdays

RECEIVED = date(2024, 6, 3)  # 10 June is a holiday: the fifth working day is the 11th
LIMIT = date(2024, 6, 11)
LATER = date(2024, 7, 31)


def test_the_limits_of_the_licensing_law() -> None:
    assert (DEFECT_NOTICE.amount, DECISION.amount, DECISION.may_extend) == (5, 20, 10)
    assert DECISION.extended_by == {Post.RESPONSIBLE, Post.HEAD}


def test_told_in_time_it_is_accepted_when_the_supplement_is_complete(days: Workdays) -> None:
    told = {"defect_notice": date(2024, 6, 7), "completed": date(2024, 6, 19)}
    found = acceptance(RECEIVED, today=LATER, days=days, **told)
    assert (found.notice_limit, found.accepted_on, found.deemed) == (LIMIT, date(2024, 6, 19), False)


def test_told_on_the_last_day_it_waits_for_the_applicant(days: Workdays) -> None:
    found = acceptance(RECEIVED, today=LATER, days=days, defect_notice=LIMIT)
    assert (found.accepted_on, found.deemed) == (None, False)


@pytest.mark.parametrize("defect_notice", [None, date(2024, 6, 12)])
def test_not_told_in_time_a_licence_is_deemed_accepted_on_receipt(days: Workdays, defect_notice: date | None) -> None:
    found = acceptance(RECEIVED, today=LATER, days=days, defect_notice=defect_notice, completed=date(2024, 6, 20))
    assert (found.accepted_on, found.deemed) == (RECEIVED, True)


def test_until_the_fifth_day_has_passed_nothing_is_deemed(days: Workdays) -> None:
    assert not acceptance(RECEIVED, today=LIMIT, days=days).deemed
    assert acceptance(RECEIVED, today=date(2024, 6, 12), days=days).deemed


@pytest.mark.parametrize("nature", [nature for nature in Nature if nature is not Nature.LICENCE])
def test_nothing_but_a_licence_is_ever_deemed_accepted(days: Workdays, nature: Nature) -> None:
    found = acceptance(RECEIVED, today=LATER, days=days, nature=nature)
    assert (found.accepted_on, found.deemed) == (None, False)


def test_at_the_end_of_a_year_the_screen_stays_usable(days: Workdays) -> None:
    """2027 is not announced: the fifth day is unknown, and so nothing is deemed; what was done still counts."""
    told = {"defect_notice": date(2026, 12, 29), "completed": date(2026, 12, 30)}
    found = acceptance(date(2026, 12, 28), today=date(2026, 12, 31), days=days, **told)
    assert (found.notice_limit, found.accepted_on, found.deemed) == (None, date(2026, 12, 30), False)
    assert acceptance(date(2026, 12, 28), today=date(2026, 12, 31), days=days).accepted_on is None


@pytest.mark.parametrize("event", ["defect_notice", "completed"])
def test_what_lies_before_the_receipt_is_refused(days: Workdays, event: str) -> None:
    with pytest.raises(ValueError, match="before the receipt"):
        acceptance(RECEIVED, today=LATER, days=days, **{event: date(2024, 5, 1)})


def test_an_extension_of_which_the_applicant_was_not_told_is_irregular(days: Workdays) -> None:
    silent, told = (Extra(10, RECEIVED, "someone", Post.HEAD, paper) for paper in ("", "notice"))
    assert reckon(RECEIVED, DECISION, [], [silent], days=days).irregular == ("extension_not_told:2024-06-03",)
    assert reckon(RECEIVED, DECISION, [], [told], days=days).irregular == ()


def test_what_follows_from_a_nature_follows_from_a_licence_alone_or_from_a_decision() -> None:
    licence, approval, other_power, service = (CONSEQUENCES[nature] for nature in Nature)
    of_a_licence = ("decides", "deemed_acceptance", "tells_review", "credit_gate", "dual_publicity")
    assert all(getattr(licence, name) for name in of_a_licence)
    assert [name for name in of_a_licence if getattr(approval, name)] == ["decides", "credit_gate"]
    assert other_power == service == NOTHING_FOLLOWS
    assert not any(getattr(NOTHING_FOLLOWS, name) for name in of_a_licence)
