from datetime import date

from bureau.casework.committed import committed_notices
from bureau.law.limits import Ground, Post
from bureau.law.workdays import Workdays
from projects.rules import EVALUATION_CAP, VERIFICATION, evaluation, validity

DAYS = Workdays.of(committed.notice for committed in committed_notices())


def test_a_verification_is_decided_in_twenty_working_days_and_extended_by_forty_at_most() -> None:
    assert (VERIFICATION.amount, VERIFICATION.may_extend, VERIFICATION.extended_by) == (20, 40, {Post.HEAD})
    assert Ground.EVALUATION in VERIFICATION.stopped_by


def test_an_evaluation_is_capped_unless_complex() -> None:
    assert evaluation(date(2024, 1, 15), None, "notice").cap == EVALUATION_CAP == 30
    assert evaluation(date(2024, 1, 15), None, "notice", is_complex=True).cap is None


def test_a_verification_holds_for_two_years_and_is_extended_once_by_one() -> None:
    found = validity(date(2024, 2, 29), days=DAYS)
    assert (found.expires_on, found.extended_to) == (date(2026, 2, 28), date(2027, 2, 28))


def test_thirty_working_days_lie_after_the_last_day_to_apply() -> None:
    found = validity(date(2023, 6, 30), days=DAYS)
    assert (found.apply_by, found.apply_by_workday) == (date(2025, 5, 18), date(2025, 5, 16))
    assert DAYS.count(found.apply_by, found.expires_on) == 30


def test_while_its_last_year_is_not_announced_a_validity_has_its_end_and_no_day_to_apply() -> None:
    found = validity(date(2026, 11, 23), days=DAYS)
    assert (found.expires_on, found.extended_to) == (date(2028, 11, 23), date(2029, 11, 23))
    assert (found.apply_by, found.apply_by_workday) == (None, None)
