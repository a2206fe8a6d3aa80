from datetime import date

import pytest

from reports.rules import about, over, publish_by, submit_by


def test_the_report_on_a_year_is_submitted_and_published_in_the_next_spring() -> None:
    assert (submit_by(2024), publish_by(2024)) == (date(2025, 3, 1), date(2025, 4, 1))


@pytest.mark.parametrize(("exact", "said"), [(168, 170), (4_287, 4_300), (4_250, 4_300), (7, 7)])
def test_about_rounds_to_two_digits(exact: int, said: int) -> None:
    assert about(exact) == said


@pytest.mark.parametrize(
    ("exact", "said"), [(1_013, (1000, True)), (1_000, (1000, False)), (999, (900, True)), (7, (7, False))]
)
def test_over_is_the_round_number_below_and_a_round_number_is_itself(exact: int, said: tuple[int, bool]) -> None:
    assert over(exact) == said
