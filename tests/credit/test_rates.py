"""Timeliness and compliance of each organ, licences and penalties apart; and what is not yet published."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bureau.casework.calendar import workdays
from bureau.casework.committed import committed_notices
from bureau.law.rates import Rate
from bureau.law.workdays import UnknownYear, Workdays
from bureau.models import Staff
from credit.models import Licence, LicencePush, Organ, Penalty, PenaltyPush
from credit.procedure import accept, again, change, enter, refuse, report, withdraw
from credit.procedure.counted import of_lines
from credit.procedure.rates import Tally, everything, rates_of
from credit.rules.publishing import is_timely
from tests.credit.conftest import TODAY, hand
from tests.credit.test_screens import desk, today
from tests.records import record
from tests.sample_credit import USCC, unsaved

__all__ = ["desk", "today"]  # fixtures

pytestmark = pytest.mark.django_db
RATES = reverse("admin:credit_organ_rates")


@pytest.fixture
def month(organ: Organ, source: Organ) -> None:
    """Five licences decided on 8 May, due on the 18th, and a penalty that waits."""

    def made(number: str, reported_on: date | None, **facts: Any) -> LicencePush:
        enter(hand(), unsaved(Licence, organ, source, paper_no=number, **facts))
        push = LicencePush.objects.get(record__paper_no=number)
        if reported_on:
            report(hand(), [push], reported_on)
        return push

    accept(hand(), [made("in time", date(2026, 5, 18))], date(2026, 5, 20))
    refuse(hand(), [made("late", date(2026, 5, 19))], TODAY, "1001", "名称与代码不匹配", mismatch=True)
    made("not public", date(2026, 5, 29), withheld="privacy")
    made("waiting", None)
    made("fresh", None, decided_on=date(2026, 5, 29), valid_from=date(2026, 5, 29))
    enter(hand(), unsaved(Penalty, organ, source))


def tallies(first: date, last: date) -> dict[str, dict[str, Tally]]:
    found = rates_of(Organ.objects.all(), everything(), (first, last), TODAY, workdays())
    return {one.organ.name: one.kinds for one in found}


def test_each_kind_is_told_apart(month: None, organ: Organ, source: Organ) -> None:
    found = tallies(date(2026, 5, 1), TODAY)
    licences, penalties = found[organ.name].values()
    assert (licences.timeliness, licences.compliance) == (Rate(1, 2), Rate(1, 2))
    assert (licences.unanswered, licences.unpublished, licences.late) == (1, 3, 2)  # what was sent back is not there
    assert (penalties.timeliness.percent, penalties.unpublished, penalties.late) == (None, 1, 1)
    assert found[source.name]["licencepush"] == Tally()


def test_a_period_counts_what_was_reported_in_it(month: None, organ: Organ) -> None:
    licences = tallies(date(2026, 5, 19), date(2026, 5, 19))[organ.name]["licencepush"]
    assert (licences.timeliness, licences.sent) == (Rate(0, 1), 1)


def test_what_the_platform_took_counts_whatever_became_of_it_and_what_it_has_not_answered_does_not(
    organ: Organ, licence: Licence, penalty: Penalty
) -> None:
    def counts(kind: str) -> tuple[int, int]:
        tally = tallies(date(2026, 5, 1), TODAY)[organ.name][kind]
        return tally.accepted, tally.unanswered

    taken, answers_yet = LicencePush.objects.get(), PenaltyPush.objects.get()
    for push in (taken, answers_yet):
        report(hand(), [push], date(2026, 5, 18))
    accept(hand(), [taken], date(2026, 5, 18))
    withdraw(hand(), taken, date(2026, 5, 29), "样例")
    penalty.content = "样例更正"
    change(hand(reason="样例"), penalty)
    assert (counts("licencepush"), counts("penaltypush")) == ((1, 0), (0, 1))


def test_a_correction_that_was_sent_back_leaves_what_the_platform_has(licence: Licence) -> None:
    push = LicencePush.objects.get()
    report(hand(), [push], date(2026, 5, 18))
    accept(hand(), [push], date(2026, 5, 18))
    licence.content = "样例更正"
    change(hand(reason="样例"), licence)
    report(hand(), [push], date(2026, 5, 19))
    refuse(hand(), [push], TODAY, "2002", "样例")
    push.refresh_from_db()
    assert (push.state, push.refusal) == ("corrected", "样例")
    assert not LicencePush.objects.late(TODAY, workdays()).exists()


def test_what_ended_unpublished_waits_no_more_and_stays_counted(
    desk: Client, officer: Staff, organ: Organ, source: Organ
) -> None:
    """Decided in June 2023; at the longest it would have been published until Order 36 came."""
    missed = enter(hand(), unsaved(Penalty, organ, source, decided_on=date(2023, 6, 1)))
    assert not PenaltyPush.objects.late(TODAY, workdays()).exists()
    assert PenaltyPush.objects.late(date(2026, 3, 31), workdays()).get().record == missed
    tally = tallies(date(2026, 5, 1), TODAY)[organ.name]["penaltypush"]
    assert (tally.unpublished, tally.late, tally.lapsed) == (0, 0, 1)
    assert "尚未公示的行政处罚" not in desk.get(reverse("admin:index")).text
    for view, count in {"unpublished": 0, "soon": 0, "late": 0, "lapsed": 1}.items():
        page = desk.get(reverse("admin:credit_penalty_changelist"), {"view": view})
        assert page.context["cl"].result_count == count, view
    assert "期满未公示" in page.text
    assert PenaltyPush.objects.to_go().get().record == missed  # it is collected all the same
    report(hand(), PenaltyPush.objects.all(), TODAY)
    tally = tallies(date(2026, 5, 1), TODAY)[organ.name]["penaltypush"]
    assert (tally.timeliness, tally.lapsed) == (Rate(0, 1), 0)


def test_in_time_is_what_the_clock_says_of_each_pair_of_days(organ: Organ, source: Organ) -> None:
    """Around the leave of October 2025, and over the end of a calendar that knows no later year."""
    days = Workdays.of(each.notice for each in committed_notices() if each.notice.year < 2026)
    decided = [date(2025, 9, 26), date(2025, 9, 30), date(2025, 12, 19), date(2025, 12, 22), date(2025, 12, 23)]
    told = [date(2025, 10, 14), date(2025, 10, 15), date(2025, 10, 16), date(2025, 12, 31), date(2026, 1, 5)]
    pairs = [(first, then) for first in decided for then in told if first <= then]
    for place, (first, then) in enumerate(pairs):
        facts = {"paper_no": f"样许{place}号", "decided_on": first, "valid_from": first}
        push = enter(hand(), unsaved(Licence, organ, source, **facts)).push
        report(hand(), [push], then)

    def timely(first: date, then: date) -> bool | None:
        try:
            return is_timely(first, then, days)
        except UnknownYear:
            return None

    counted = of_lines(LicencePush.objects.all(), days)
    found = {name: LicencePush.objects.filter(counted[name]) for name in ("reported", "on_time")}
    shown = {name: sorted(rows.values_list("record__decided_on", "reported_on")) for name, rows in found.items()}
    assert shown["on_time"] == sorted(pair for pair in pairs if timely(*pair))
    assert shown["reported"] == sorted(pair for pair in pairs if timely(*pair) is not None)
    assert 0 < len(shown["on_time"]) < len(shown["reported"]) < len(pairs)


def test_more_organs_and_records_ask_no_more(
    month: None, organ: Organ, source: Organ, django_assert_num_queries: Any
) -> None:
    record(Organ, bureau=organ.bureau, name="样例第三机关", uscc=USCC)
    days = workdays()
    with django_assert_num_queries(9):
        rates_of(Organ.objects.all(), everything(), (date(2026, 1, 1), TODAY), TODAY, days)


def test_the_page_prints_rates_and_none_of_nothing(desk: Client, month: None) -> None:
    text = desk.get(RATES, {"first": "2026-05-01", "last": "2026-06-01"}).text
    assert "50.00%" in text
    assert "100" not in text.split("content-main")[1].split("</table>")[1]
    assert "—" in text
    wrong = desk.get(RATES, {"first": "2026-06-01", "last": "2026-05-01"})
    assert list(wrong.context["form"].errors) == ["last"]


def test_the_start_page_leads_to_what_is_not_yet_published(desk: Client, month: None, officer: Staff) -> None:
    tiles = {tile.name: tile for tile in desk.get(reverse("admin:index")).context["start"]["tiles"]}
    tile = tiles["尚未公示的行政许可"]
    assert (tile.value, tile.note, tile.kind) == ("3", "逾期：2", "late")
    assert desk.get(tile.url).context["cl"].result_count == 3
    assert tiles["尚未公示的行政处罚"].value == "1"


def test_the_start_page_leads_to_exactly_what_the_platform_sent_back(desk: Client, month: None, officer: Staff) -> None:
    def tiles() -> dict[str, Any]:
        return {tile.name: tile for tile in desk.get(reverse("admin:index")).context["start"]["tiles"]}

    failed = LicencePush.objects.failed().order_by("pk")
    tile = tiles()["平台退回的行政许可"]
    assert (tile.value, tile.kind) == (str(failed.count()), "late")
    assert sorted(row.pk for row in desk.get(tile.url).context["cl"].result_list) == [row.pk for row in failed]
    with CaptureQueriesContext(connection) as before:
        tiles()
    again(hand(officer), failed)
    with CaptureQueriesContext(connection) as after:
        assert "平台退回的行政许可" not in tiles()
    assert len(after) == len(before)
