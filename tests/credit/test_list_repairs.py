"""Repair of an entry of a list: from which day, who decides, that it leaves its list, and who is told."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from bureau.casework.gate import open_case, replay
from bureau.casework.refusals import Missing, Refused, Warned
from bureau.casework.terms import Term
from bureau.models import Section, Staff
from bureau.people.roles import Role
from credit.models import ListEntry, Organ, Penalty, Repair, RepairNotice
from credit.procedure import enter, standing_of
from credit.procedure import repairs as acts
from credit.procedure.lists import keep_entry
from credit.procedure.standing import Asked
from credit.rules.repair import Barred, NotOurs, TooEarly
from credit.rules.standing import Purpose, Result
from tests.credit.conftest import TODAY, hand
from tests.credit.list_cases import (
    KEEPER,
    LISTED,
    PAPER,
    a_list,
    a_measure,
    accepted,
    an_entry,
    applied,
    forwarded,
    granted,
    page_of,
    paper,
    typed,
)
from tests.credit.test_repairs import ADD, NOTICE, screen
from tests.records import a_person, a_section
from tests.sample_credit import RESIDENT, USCC, unsaved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hand().at)


@pytest.fixture
def entry(section: Section) -> ListEntry:
    return an_entry(a_list(section))


# Entry


def test_an_entry_is_found_by_the_number_of_its_decision_and_proposed_as_its_list_has_it(
    entry: ListEntry, officer: Staff
) -> None:
    repair = applied(officer)
    assert (repair.entry, repair.penalty, repair.severity) == (entry, None, "严重")
    assert (repair.docket.number, repair.docket.title) == ("信用修复〔2026〕1号", f"信用修复：{PAPER}")
    text = screen(officer).get(page_of(repair)).text
    assert f'<a href="{page_of(entry)}">{PAPER}</a>' in text
    assert "办理中：信用修复（信用修复〔2026〕1号）" in screen(officer).get(page_of(entry)).text


def test_an_entry_has_one_open_application(entry: ListEntry, officer: Staff) -> None:
    first = applied(officer)
    assert "已有未办结的申请" in screen(officer).post(ADD, typed(officer.section)).text
    acts.withdraw(first, hand(officer), on=TODAY, reason="样例")
    assert applied(officer).pk != first.pk


def test_the_database_holds_that_it_is_about_one_record(entry: ListEntry, penalty: Penalty, officer: Staff) -> None:
    repair = applied(officer)
    for of in ({"penalty": penalty}, {"entry": None}):
        kept = Repair.objects.get(pk=repair.pk)
        for name, record in of.items():
            setattr(kept, name, record)
        kept.hand = hand(officer)
        with pytest.raises(IntegrityError), transaction.atomic():
            kept.save()


def test_a_reward_is_not_repaired(section: Section, officer: Staff) -> None:
    an_entry(a_list(section, "reward"))
    for address, form in ((ADD, typed(section)), (NOTICE, {"paper_no": PAPER, "served_on": TODAY})):
        assert "守信激励名单不适用信用修复" in screen(officer).post(address, form).text
    assert not Repair.objects.exists()
    assert not RepairNotice.objects.exists()


def test_another_bureaus_entry_is_not_found(section: Section, officer: Staff) -> None:
    an_entry(a_list(a_section("另一股", "另一样例局")))
    assert "没有此文号的记录" in screen(officer).post(ADD, typed(section)).text


# From which day, and until when


@pytest.mark.parametrize(
    ("kind", "months", "on", "shortest", "longest"),
    [
        ("severe", None, TODAY, date(2026, 4, 1), date(2028, 4, 1)),
        ("severe", 60, TODAY, date(2026, 4, 1), date(2030, 4, 1)),
        ("severe", 6, TODAY, date(2025, 10, 1), date(2025, 10, 1)),
        ("watch", None, TODAY, LISTED, date(2025, 7, 1)),
        ("watch", 36, TODAY, LISTED, date(2028, 4, 1)),
        ("severe", None, date(2026, 3, 31), date(2025, 7, 1), date(2028, 4, 1)),
    ],
)
def test_the_term_of_the_list_is_the_longest_period_and_the_order_of_the_day_has_the_shortest(
    section: Section, officer: Staff, kind: str, months: int | None, on: date, shortest: date, longest: date
) -> None:
    an_entry(a_list(section, kind, months=months))
    repair = applied(officer, opened_on=on)
    assert (repair.period.min_end, repair.period.max_end) == (shortest, longest)
    assert Term.objects.get(docket=repair.pk, duty="automatic_end").due_on == longest
    told = f"{longest:%Y年}{longest.month}月{longest.day}日"
    page = screen(officer).get(page_of(repair)).text
    assert (f"最长公示至{told}" in page, "以名单期限为准（《样例法》第一条）" in page) == (True, months is not None)


def test_nobody_leaves_a_severe_list_within_the_first_year(entry: ListEntry, officer: Staff) -> None:
    early = forwarded(officer, opened_on=date(2026, 4, 1))
    with pytest.raises(TooEarly, match="最早自2026-04-02起"):
        acts.accept(early, hand(officer), on=TODAY, on_paper=paper())
    acts.withdraw(early, hand(officer), on=TODAY, reason="样例")
    assert accepted(officer, opened_on=date(2026, 4, 2)).state == "accepted"


def test_whoever_is_on_another_list_asks_as_soon_as_the_duty_is_done(section: Section, officer: Staff) -> None:
    on = date(2026, 5, 29)
    an_entry(a_list(section, "watch", months=36), decided_on=on)
    undone = forwarded(officer, duty_done_on="")
    with pytest.raises(Missing, match="义务履行完毕"):
        acts.accept(undone, hand(officer), on=TODAY, on_paper=paper())
    acts.withdraw(undone, hand(officer), on=TODAY, reason="样例")
    repair = accepted(officer, opened_on=on, duty_done_on=on)
    assert (repair.severity, repair.state) == ("轻微", "accepted")


def test_whoever_was_removed_already_is_a_warning(entry: ListEntry, officer: Staff) -> None:
    entry.removed_on, entry.removal = date(2026, 5, 20), "early"
    keep_entry(hand(officer), entry)
    with pytest.raises(Warned, match="已于2026-05-20终止公示或者移出名单"):
        acts.accept(forwarded(officer), hand(officer), on=TODAY, on_paper=paper())


# Who decides, and what follows


def test_the_organ_that_keeps_the_list_decides(section: Section, officer: Staff, entry: ListEntry) -> None:
    repair = forwarded(officer)
    with pytest.raises(NotOurs, match=f"{KEEPER}认定"):
        acts.accept(repair, hand(officer), on=TODAY)
    assert acts.accept(repair, hand(officer), on=TODAY, on_paper=paper()).state == "accepted"


def test_the_bureau_decides_on_a_list_that_it_keeps_itself(section: Section, officer: Staff) -> None:
    an_entry(a_list(section, identified_by=section.bureau.name))
    head = a_person("head", section, Role.SECTION_HEAD, name="样例股长")
    repair = acts.accept(forwarded(officer), hand(officer), on=TODAY)
    assert acts.grant(repair, hand(head), on=TODAY).state == "granted"


def result(section: Section, on: date = TODAY) -> Result:
    found = standing_of(hand(on=on), section.bureau, Asked(code=USCC), Purpose.APPROVAL, "样例事项1号")
    return Result(found.result)


def test_repair_removes_the_entry_on_the_day_of_the_decision_in_one_change(
    section: Section, entry: ListEntry, officer: Staff
) -> None:
    repair, later = granted(officer), date(2026, 6, 3)
    assert result(section) == Result.SEVERE
    repair = acts.end_publication(repair, hand(officer, later), on=later)
    entry.refresh_from_db()
    assert (entry.removed_on, entry.removal, repair.ended_on) == (TODAY, "early", TODAY)
    version = entry.history.first()
    assert version.history_change == repair.history.first().history_change
    assert version.history_change_reason == "信用修复（信用修复〔2026〕1号）：提前移出名单"
    assert result(section, later) == Result.CLEAR
    letter = screen(officer).get(page_of(repair, "result", to="paper")).text
    assert ("已于2026年6月1日移出样例名单severe" in letter, f"认定单位{KEEPER}" in letter) == (True, True)


def test_what_the_organ_itself_has_removed_before_stays_as_it_says(entry: ListEntry, officer: Staff) -> None:
    repair = granted(officer)
    entry.removed_on, entry.removal = date(2026, 5, 20), "revoked"
    keep_entry(hand(officer), entry)
    acts.end_publication(repair, hand(officer), on=TODAY)
    entry.refresh_from_db()
    assert (entry.removed_on, entry.removal, entry.history.count()) == (date(2026, 5, 20), "revoked", 2)


def test_everybody_who_had_to_apply_a_measure_or_was_shown_it_is_told_before_it_is_closed(
    section: Section, officer: Staff
) -> None:
    entry = an_entry(a_list(section), a_measure(section), a_measure(section, number="2.2", name="样例未送"))
    taken = entry.measures.earliest("pk")
    taken.sent_to, taken.sent_on, taken.hand = "样例实施单位", date(2026, 5, 4), hand(officer)
    taken.save()
    standing_of(hand(officer), section.bureau, Asked(code=USCC), Purpose.TRADING, "样例招标")
    repair = acts.end_publication(granted(officer), hand(officer), on=TODAY)
    waiting = {row.name: row.received_on for row in repair.receivers.waiting()}
    assert waiting == {"样例实施单位": date(2026, 5, 4), "样例经办（公共资源交易：样例招标）": TODAY}
    with pytest.raises(Refused, match="尚未告知：样例实施单位、样例经办"):
        acts.close(repair, hand(officer), on=TODAY)
    lifted = screen(officer).get(page_of(repair)).text
    assert "惩戒解除日期" in lifted
    told = list(repair.receivers.waiting())
    repair = acts.tell(repair, hand(officer), on=TODAY, told=told, how="函告（样例）")
    repair = acts.close(repair, hand(officer), on=TODAY)
    assert (repair.state, replay(repair)) == ("closed", "closed")


def test_after_the_longest_period_an_entry_without_a_term_ends_with_it_and_no_sooner(
    section: Section, officer: Staff
) -> None:
    entry = an_entry(a_list(section), decided_on=date(2023, 6, 1))
    repair, next_day = applied(officer, duty_done_on=""), TODAY + timedelta(days=1)
    with pytest.raises(TooEarly, match="至2026-06-01"):
        acts.end_by_itself(repair, hand(officer), on=TODAY)
    assert result(section, next_day) == Result.SEVERE
    assert acts.end_by_itself(repair, hand(officer, next_day), on=next_day).state == "lapsed"
    entry.refresh_from_db()
    assert (entry.ends_on, entry.removed_on, result(section, next_day)) == (TODAY, None, Result.CLEAR)
    assert list(ListEntry.objects.outlived(next_day)) == [entry]  # its organ has yet to say that it is removed


def test_false_material_bars_the_party_whatever_kind_of_record_it_was_about(
    entry: ListEntry, organ: Organ, source: Organ, officer: Staff, settings: Any
) -> None:
    settings.REPAIR_BAR_YEARS = 1
    enter(hand(), unsaved(Penalty, organ, source, decided_on=date(2026, 1, 5), paper_no="样罚1号"))
    an_entry(entry.of_list, paper_no="样列2号")
    false = accepted(officer)
    acts.record_false_material(false, hand(officer), on=TODAY, reason="伪造凭证（样例）", on_paper=paper())
    for number in ("样罚1号", "样列2号"):
        with pytest.raises(Barred, match="至2027-06-01不得申请"):
            acts.accept(forwarded(officer, paper_no=number), hand(officer), on=TODAY, on_paper=paper())


def test_a_person_on_a_list_stays_a_mask(section: Section, officer: Staff) -> None:
    entry = ListEntry(of_list=a_list(section), party_name="样例乙", cause="样例", basis="样例法", paper_no=PAPER)
    entry.decided_on, entry.typed_name, entry.typed_id_no = LISTED, "样例乙", RESIDENT
    keep_entry(hand(), entry)
    repair = acts.end_publication(granted(officer), hand(officer), on=TODAY)
    for address in (page_of(repair), page_of(repair, "result", to="paper")):
        text = screen(officer).get(address).text
        assert ("样**" in text, "样例乙" in text, RESIDENT in text) == (True, False, False)


def test_a_case_about_nothing_is_refused(section: Section, officer: Staff) -> None:
    own = {"number": "样1", "title": "样例", "section": section, "opened_on": TODAY}
    with pytest.raises(ValidationError):
        open_case(Repair, hand(officer), **own)
