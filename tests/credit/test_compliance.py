"""Compliance counts rows that were sent, not records; and each number of the page of rates leads to what it counts."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from bureau.casework.calendar import workdays
from bureau.law.rates import Rate
from bureau.models import Section, Staff
from bureau.people.roles import Role
from credit.models import Licence, LicencePush, Organ, Penalty, PushBatch
from credit.procedure import accept, again, change, enter, refuse, report, withdraw
from credit.procedure.months import month_of
from credit.procedure.pushing import answered, begin, drop, locked, prepare, sent
from credit.procedure.rates import Sent, Tally, everything, rates_of
from credit.rules.pushing import Answer, Outcome, refused
from tests.credit.conftest import TODAY, hand
from tests.credit.test_rates import RATES
from tests.credit.test_screens import desk, today
from tests.records import a_person, a_section
from tests.sample_credit import ORGAN, organs_of, unsaved

__all__ = ["desk", "today"]  # fixtures

pytestmark = pytest.mark.django_db
MAY = (date(2026, 5, 1), TODAY)


def sending(officer: Staff, on: date, *outcomes: Outcome | None) -> PushBatch:
    """What waits goes in one batch that day, and its rows are answered so; None is no answer yet."""
    (batch,) = prepare(hand(officer, on=on), officer.section.bureau, officer)
    begin(hand(officer, on=on), batch)
    sent(hand(officer, on=on), batch, on)
    told = [
        Answer(row, outcome) if outcome is Outcome.ACCEPTED else refused(row, "2002", "样例")
        for row, outcome in enumerate(outcomes, 2)
        if outcome
    ]
    answered(hand(officer, on=on), locked(batch.pk), told, on)
    return locked(batch.pk)


def licences(organ: Organ, source: Organ, *numbers: int) -> None:
    for number in numbers:
        enter(hand(), unsaved(Licence, organ, source, paper_no=f"阳海样许〔2026〕{number}号"))


def tally(organ: Organ, period: tuple[date, date] = MAY, kind: str = "licencepush") -> Tally:
    (one,) = rates_of(Organ.objects.filter(pk=organ.pk), everything(), period, TODAY, workdays())
    return one.kinds[kind]


def correct(licence: Licence | Penalty) -> None:
    licence.content = "样例更正"
    change(hand(reason="样例"), licence)


def test_what_was_refused_once_and_then_accepted_counts_two_rows_and_one_accepted(
    officer: Staff, organ: Organ, licence: Licence
) -> None:
    sending(officer, date(2026, 5, 18), Outcome.REFUSED)
    again(hand(), LicencePush.objects.all())
    sending(officer, date(2026, 5, 20), Outcome.ACCEPTED)
    counted = tally(organ)
    assert (counted.batches, counted.compliance) == (Sent(2, 1, 0), Rate(1, 2))
    assert (counted.reported, counted.on_time) == (1, 1)
    assert tally(organ, (date(2026, 5, 19), TODAY)).compliance == Rate(1, 1)  # by the day of the batch


def test_rows_that_nobody_has_answered_are_shown_apart_and_are_in_no_rate(
    officer: Staff, organ: Organ, source: Organ
) -> None:
    licences(organ, source, 1, 2, 3)
    sending(officer, date(2026, 5, 18), Outcome.ACCEPTED, Outcome.MISMATCH, None)
    counted = tally(organ)
    assert (counted.sent, counted.unanswered, counted.compliance) == (3, 1, Rate(1, 2))


def test_a_correction_is_a_row_that_was_sent_and_a_withdrawal_is_none(
    officer: Staff, organ: Organ, licence: Licence
) -> None:
    sending(officer, date(2026, 5, 18), Outcome.ACCEPTED)
    correct(licence)
    sending(officer, date(2026, 5, 19), Outcome.REFUSED)
    assert tally(organ).compliance == Rate(1, 2)
    withdraw(hand(), LicencePush.objects.get(), date(2026, 5, 20), "样例")
    assert sending(officer, date(2026, 5, 20), Outcome.ACCEPTED).act == "withdraw"
    assert tally(organ).batches == Sent(2, 1, 0)


def test_what_was_put_into_a_batch_and_not_sent_counts_as_nothing(
    officer: Staff, organ: Organ, licence: Licence
) -> None:
    (batch,) = prepare(hand(officer), officer.section.bureau, officer)
    assert tally(organ).sent == 0
    drop(hand(officer), batch)
    assert tally(organ).sent == 0


def test_what_was_registered_by_hand_counts_as_a_row_of_its_own(officer: Staff, organ: Organ, licence: Licence) -> None:
    (push,) = LicencePush.objects.all()
    report(hand(), [push], date(2026, 5, 18))
    assert (tally(organ).hand, tally(organ).compliance) == (Sent(1, 0, 1), Rate(0, 0))
    refuse(hand(), [push], date(2026, 5, 18), "2002", "样例")
    assert (tally(organ).hand, tally(organ).compliance) == (Sent(1, 0, 0), Rate(0, 1))
    again(hand(), [push])
    sending(officer, date(2026, 5, 20), Outcome.ACCEPTED)
    counted = tally(organ)
    assert (counted.hand, counted.batches, counted.compliance) == (Sent(1, 0, 0), Sent(1, 1, 0), Rate(1, 2))


def test_what_a_batch_of_an_earlier_day_carried_was_not_put_there_by_hand(
    officer: Staff, organ: Organ, licence: Licence
) -> None:
    """Entered today, as of the day on which it went."""
    (batch,) = prepare(hand(officer), officer.section.bureau, officer, date(2026, 5, 18))
    begin(hand(officer), batch)
    sent(hand(officer), batch, date(2026, 5, 18))
    answered(hand(officer), locked(batch.pk), [Answer(2, Outcome.ACCEPTED)], date(2026, 5, 18))
    assert (tally(organ).batches, tally(organ).hand) == (Sent(1, 1, 0), Sent())


def test_what_was_accepted_by_hand_stays_so_when_its_correction_goes_in_a_batch(
    officer: Staff, organ: Organ, licence: Licence
) -> None:
    (push,) = LicencePush.objects.all()
    report(hand(), [push], date(2026, 5, 18))
    accept(hand(), [push], date(2026, 5, 18))
    correct(licence)
    sending(officer, date(2026, 5, 20), None)
    counted = tally(organ)
    assert (counted.hand, counted.batches) == (Sent(1, 1, 0), Sent(1, 0, 1))


def test_the_month_of_an_organ_has_the_same_numbers(officer: Staff, organ: Organ, licence: Licence) -> None:
    sending(officer, date(2026, 5, 18), Outcome.REFUSED)
    (month,) = month_of(Organ.objects.filter(pk=organ.pk), date(2026, 5, 1), TODAY, workdays())
    assert month.rates["licencepush"] == tally(organ, (date(2026, 5, 1), date(2026, 5, 31)))


@pytest.fixture
def all_of_it(officer: Staff, organ: Organ, source: Organ) -> None:
    """Of either kind something of each number, by batch and by hand; and another bureau's, which nobody here sees."""
    licences(organ, source, 1, 2, 3)
    enter(hand(), unsaved(Penalty, source, organ, paper_no="样罚1号", decided_on=date(2026, 5, 6)))
    then = hand(officer, on=date(2026, 5, 18))
    licence, penalty = prepare(then, officer.section.bureau, officer)
    for batch in (licence, penalty):
        begin(then, batch)
        sent(then, batch, date(2026, 5, 18))
    answered(hand(officer), locked(licence.pk), [Answer(2, Outcome.ACCEPTED), refused(3, "1", "样例")], TODAY)
    answered(hand(officer), locked(penalty.pk), [Answer(2, Outcome.ACCEPTED)], date(2026, 5, 18))
    licences(organ, source, 4, 5, 6)
    by_hand = LicencePush.objects.filter(record__paper_no__in=[f"阳海样许〔2026〕{n}号" for n in (4, 5)]).order_by("pk")
    report(hand(), by_hand, date(2026, 5, 19))
    accept(hand(), by_hand[:1], date(2026, 5, 20))
    enter(hand(), unsaved(Penalty, organ, source, paper_no="样罚2号", decided_on=date(2023, 6, 1)))
    other = a_section("股", bureau="另一局")
    licences(*organs_of(other), 7)


@pytest.mark.parametrize("asked", [{}, {"first": "2026-05-19"}, {"first": "2026-05-01", "last": "2026-05-18"}])
def test_each_number_leads_to_exactly_what_it_counts(desk: Client, all_of_it: None, asked: dict[str, str]) -> None:
    answer = desk.get(RATES, asked)
    counted: Counter[str] = Counter()
    for number in numbers_of(answer):
        assert number.page.replace("&", "&amp;") in answer.text
        assert desk.get(number.page).context["cl"].result_count == number.count, number.page
        counted[number.name] += number.count
    if not asked:
        of_rows = {"sent": 4, "unanswered": 1, "accepted": 2}
        of_lines = {"on_time": 3, "reported": 6, "by_hand": 2, "by_hand_accepted": 1, "by_hand_unanswered": 1}
        assert counted == of_rows | of_lines | {"unpublished": 2, "late": 2, "lapsed": 1}


def test_the_lists_say_of_which_days_they_are(desk: Client, all_of_it: None) -> None:
    pages = {number.name: number.page for number in numbers_of(desk.get(RATES, {"first": "2026-05-18"}))}
    for name, of in {"on_time": "报送日期", "by_hand": "报送日期", "sent": "推送日期"}.items():
        assert f"<span>{of}：2026-05-18 – 2026-06-01</span>" in desk.get(pages[name]).text
    lines = reverse("admin:credit_licencepush_changelist")
    assert "<span>报送日期：" not in desk.get(lines).text
    assert (
        "<span>报送日期：今天</span>"
        in desk.get(lines, {"reported_on__gte": "2026-06-01", "reported_on__lt": "2026-06-02"}).text
    )


@pytest.mark.parametrize(
    ("listed", "asked", "found"),
    [
        ("pushrow", "organ=99999999999999999999", 0),
        ("pushrow", "organ=x", 0),
        ("pushrow", "view=x", 4),
        ("licencepush", "counted=x", 6),
        ("licencepush", "counted=on_time", 3),
        ("licencepush", "counted=on_time&reported_on__lte=x", None),
        ("organ", "first=x&last=99999999", None),
    ],
)
def test_what_an_address_makes_up_counts_nothing_and_breaks_nothing(
    desk: Client, all_of_it: None, listed: str, asked: str, found: int | None
) -> None:
    address = RATES if listed == "organ" else reverse(f"admin:credit_{listed}_changelist")
    answer = desk.get(f"{address}?{asked}")
    assert answer.status_code in (200, 302)
    if found is not None:
        assert answer.context["cl"].result_count == found


def numbers_of(answer: Any) -> list[Any]:
    return [
        number
        for kind in answer.context["kinds"]
        for _organ, cells in kind["rows"]
        for cell in cells
        for number in cell.numbers
    ]


def test_whoever_reaches_less_is_led_to_less(all_of_it: None, today: None) -> None:
    elsewhere = Section.objects.get(bureau__name="另一局")
    client = Client()
    client.force_login(a_person("elsewhere", elsewhere, Role.OFFICER, name="样例旁人", is_staff=True))
    numbers = numbers_of(client.get(RATES))
    assert sum(number.count for number in numbers) == 2  # one that is not published, and late
    for number in numbers:
        assert client.get(number.page).context["cl"].result_count == number.count, number.page
    ours = Organ.objects.exclude(bureau=elsewhere.bureau).get(name=ORGAN)
    for page, asked in {
        "licence": "organ__id__exact",
        "licencepush": "record__organ__id__exact",
        "pushrow": "organ",
    }.items():
        found = client.get(reverse(f"admin:credit_{page}_changelist"), {asked: ours.pk})
        assert found.context["cl"].result_count == 0, page


def test_what_ended_unpublished_stands_beside_penalties_only(desk: Client, all_of_it: None) -> None:
    text = desk.get(RATES).text
    tables = [table.split("</table>")[0] for table in text.split('<div class="ledger-table"')[1:]]
    assert ["期满未公示" in table for table in tables] == [False, True]


@pytest.mark.parametrize(
    ("asked", "shown"),
    [
        ({}, ("2026-01-01", "2026-06-01")),
        ({"last": "2026-05-20"}, ("2026-01-01", "2026-05-20")),
        ({"first": "2026-05-18"}, ("2026-05-18", "2026-06-01")),
    ],
)
def test_the_fields_say_the_period_that_is_shown(desk: Client, asked: dict[str, str], shown: tuple[str, str]) -> None:
    text = desk.get(RATES, asked).text
    assert all(f'value="{day}"' in text for day in shown)
