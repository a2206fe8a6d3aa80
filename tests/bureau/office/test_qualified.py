"""The share of qualified staff, from dated rows; and who is told of a certificate that runs out."""

from datetime import date
from typing import Any

import pytest

from bureau.models import Certificate, Section, Staff
from bureau.notices.outbox import Notice
from bureau.notices.owing import Watch
from bureau.notices.records import points_of, record_mails, told_of
from bureau.office.qualified import Step, certified_on, ends, established_on, shares, undated
from bureau.people.staff import Employment
from tests.bureau.notices.nights import at
from tests.records import a_hand, a_person, a_section, record

pytestmark = pytest.mark.django_db
CARD = {"issued_on": date(2024, 5, 1), "valid_until_on": date(2026, 4, 30)}
TODAY = date(2026, 9, 15)


@pytest.fixture
def section() -> Section:
    return a_section()


def employed(name: str, section: Section, since: date | None = date(2020, 1, 1), **facts: Any) -> Staff:
    post = {"employment": Employment.ADMINISTRATIVE, "established_on": since}
    return a_person(name, section, name=f"样例{name}", **post | facts)


def carded(name: str, section: Section, **facts: Any) -> Staff:
    person = employed(name, section)
    record(Certificate, staff=person, number=f"证{name}", **CARD | facts)
    return person


def test_the_share_at_each_quarters_end_is_told_from_the_days_of_post_and_card(section: Section) -> None:
    carded("甲", section)
    carded("乙", section, state="withdrawn", stopped_on=date(2025, 8, 1))
    employed("丙", section, date(2025, 2, 1))
    employed("丁", section, left_on=date(2025, 6, 30))
    a_person("合同", section, employment=Employment.CONTRACT)
    found = {each.day: (each.certified, each.established) for each in shares(section.bureau, TODAY, Step.QUARTER)}
    assert found == {
        date(2024, 9, 30): (2, 3),
        date(2024, 12, 31): (2, 3),
        date(2025, 3, 31): (2, 4),
        date(2025, 6, 30): (2, 4),
        date(2025, 9, 30): (1, 3),
        date(2025, 12, 31): (1, 3),
        date(2026, 3, 31): (1, 3),
        date(2026, 6, 30): (0, 3),
        TODAY: (0, 3),
    }


def test_a_share_of_nobody_is_none_and_one_that_lacks_somebody_is_never_all(section: Section) -> None:
    before = shares(section.bureau, TODAY, Step.YEAR)
    assert {each.rate.percent for each in before} == {None}
    for number in range(3):
        carded(f"甲{number}", section, valid_until_on=date(2030, 1, 1))
    assert str(shares(section.bureau, TODAY, Step.YEAR)[-1].rate.percent) == "100.00"
    employed("丁", section)
    assert str(shares(section.bureau, TODAY, Step.YEAR)[-1].rate.percent) == "75.00"


def test_whoever_holds_two_cards_is_one_person(section: Section) -> None:
    person = carded("甲", section)
    record(Certificate, staff=person, number="证二", **CARD)
    day = date(2025, 1, 1)
    assert (shares(section.bureau, day, Step.YEAR)[-1].certified, certified_on(section.bureau, day).count()) == (1, 1)


def test_each_number_is_that_of_the_rows_behind_it(section: Section) -> None:
    carded("甲", section)
    carded("乙", section, state="valid", stopped_on=date(2025, 2, 1), resumed_on=date(2025, 5, 1))
    employed("丙", section, date(2025, 4, 1))
    for each in shares(section.bureau, TODAY, Step.QUARTER):
        rows = (certified_on(section.bureau, each.day).count(), established_on(section.bureau, each.day).count())
        assert rows == (each.certified, each.established)


def test_who_has_no_day_of_the_post_is_counted_on_none_and_is_said_to_be(section: Section) -> None:
    unknown, closed = employed("甲", section, None), employed("乙", section, is_active=False)
    assert set(undated(section.bureau)) == {unknown, closed}
    assert shares(section.bureau, TODAY, Step.YEAR)[-1].established == 0


@pytest.mark.parametrize(
    ("day", "step", "last"),
    [
        (date(2026, 9, 30), Step.QUARTER, [date(2026, 6, 30), date(2026, 9, 30)]),
        (date(2026, 9, 29), Step.QUARTER, [date(2026, 3, 31), date(2026, 6, 30)]),
        (date(2026, 12, 31), Step.YEAR, [date(2025, 12, 31), date(2026, 12, 31)]),
        (date(2026, 12, 30), Step.YEAR, [date(2024, 12, 31), date(2025, 12, 31)]),
    ],
)
def test_the_ends_are_those_that_have_come(day: date, step: Step, last: list[date]) -> None:
    found = ends(day, step)
    assert (found[-2:], len(found)) == (last, 8 if step is Step.QUARTER else 6)


def test_the_shares_cost_one_query(section: Section, django_assert_num_queries) -> None:
    carded("甲", section)
    with django_assert_num_queries(1):
        shares(section.bureau, TODAY, Step.QUARTER)


# Who is told of a card that runs out


@pytest.fixture
def holder(section: Section) -> Staff:
    head = a_person("head", section, "section_head", email="head@example.com")
    assert head.section == section
    return a_person("holder", section, "officer", email="holder@example.com", employment="administrative")


def told(day: date) -> set[str]:
    return {Staff.objects.get(pk=one).username for one in told_of(Watch.of(day))}


# The card ends on Friday, 26 June 2026. Sixty, twenty and five working days before it, by the calendar of 2026.
@pytest.mark.parametrize(
    ("day", "whom"),
    [
        (date(2026, 3, 30), {"holder"}),
        (date(2026, 3, 31), set()),
        (date(2026, 5, 28), {"head", "holder"}),
        (date(2026, 6, 18), {"holder"}),
        (date(2026, 6, 26), {"head", "holder"}),
        (date(2026, 6, 29), set()),
    ],
)
def test_the_holder_and_the_head_are_told_on_the_days_of_the_rungs(holder: Staff, day: date, whom: set[str]) -> None:
    record(Certificate, staff=holder, number="1", issued_on=date(2021, 6, 27), valid_until_on=date(2026, 6, 26))
    assert told(day) == whom


def test_a_card_that_was_renewed_or_taken_away_is_told_of_no_more(holder: Staff) -> None:
    old = record(Certificate, staff=holder, number="1", issued_on=date(2021, 6, 27), valid_until_on=date(2026, 6, 26))
    assert told(date(2026, 6, 26)) == {"head", "holder"}
    record(Certificate, staff=holder, number="2", issued_on=date(2026, 6, 1), valid_until_on=date(2031, 6, 1))
    assert told(date(2026, 6, 26)) == set()
    other = Certificate.objects.get(number="2")
    other.state, other.stopped_on, other.hand = "cancelled", date(2026, 6, 2), a_hand()
    other.save()
    assert told(date(2026, 6, 26)) == {"head", "holder"}
    old.state, old.stopped_on, old.hand = "withdrawn", date(2026, 6, 3), a_hand()
    old.save()
    assert told(date(2026, 6, 26)) == set()


def test_the_mail_says_how_many_and_where(holder: Staff) -> None:
    record(Certificate, staff=holder, number="1", issued_on=date(2021, 6, 27), valid_until_on=date(2026, 6, 26))
    day = date(2026, 6, 26)
    assert record_mails(Watch.of(day), at(day)) == 2
    [point] = points_of(Notice.objects.get(recipient=holder))
    assert (point.words, point.late, point.due) == ("待换发的执法证", 0, 1)
    assert point.link.endswith("/bureau/certificate/?standing=ending")
