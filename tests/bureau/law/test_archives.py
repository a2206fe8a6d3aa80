from datetime import date

from bureau.law.archives import RETENTIONS, Retention, transfer_due


def test_a_file_is_due_at_the_county_archives_ten_years_after_it_was_made() -> None:
    assert transfer_due(date(2026, 3, 2)) == date(2036, 3, 2)
    assert transfer_due(date(2024, 2, 29)) == date(2034, 2, 28)


def test_the_three_terms_have_their_words() -> None:
    assert [RETENTIONS[term].zh for term in Retention] == ["永久", "30年", "10年"]
