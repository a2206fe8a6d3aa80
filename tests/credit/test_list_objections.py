"""Objection to an entry of a list: marked while it is open; corrected on its page, removed, or left as it is."""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from bureau.casework.gate import replay
from bureau.casework.refusals import Missing, Refused
from bureau.models import Section, Staff
from bureau.people.roles import Role
from bureau.sheets.readers import read
from credit.documents.checks import answer as workbook
from credit.models import ListEntry, Objection, Penalty, StandingQuery
from credit.procedure import objections as acts
from credit.procedure import standing_of
from credit.procedure.lists import keep_entry
from credit.procedure.standing import Asked, check_all
from credit.rules.objection import FINDINGS, FITS, NotCorrected
from credit.rules.standing import Purpose
from tests.credit import test_objections as objections
from tests.credit.conftest import TODAY, hand
from tests.credit.list_cases import KEEPER, PAPER, a_list, a_measure, an_entry, page_of
from tests.credit.test_repairs import screen
from tests.records import a_person
from tests.sample_credit import USCC

pytestmark = pytest.mark.django_db
LISTED = {"paper_no": PAPER, "ground": "other_party", "claim": "列入的不是本单位（样例）"}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hand().at)


@pytest.fixture
def head(section: Section) -> Staff:
    return a_person("head", section, Role.SECTION_HEAD, name="样例股长", is_staff=True)


@pytest.fixture
def entry(section: Section) -> ListEntry:
    return an_entry(a_list(section))


def typed(section: Section, **facts: Any) -> dict[str, Any]:
    return objections.typed(section, **LISTED | facts)


def entered(officer: Staff, **facts: Any) -> Objection:
    return objections.entered(officer, **LISTED | facts)


def answered(officer: Staff, head: Staff, finding: str, **facts: Any) -> Objection:
    return objections.answered(officer, head, finding, **LISTED | facts)


def test_it_is_entered_by_the_number_of_the_decision_and_one_is_open_at_a_time(
    entry: ListEntry, officer: Staff
) -> None:
    objection = entered(officer)
    assert (objection.record, objection.docket.title) == (entry, f"信用异议：{PAPER}")
    assert "已有未办结的异议" in screen(officer).post(objections.ADD, typed(officer.section)).text
    assert f'<a href="{page_of(entry)}">{PAPER}</a>' in screen(officer).get(page_of(objection)).text


def test_the_database_holds_that_it_is_about_one_record(entry: ListEntry, penalty: Penalty, officer: Staff) -> None:
    objection = entered(officer)
    objection.penalty, objection.hand = penalty, hand(officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        objection.save()


def test_while_it_is_open_the_entry_is_marked_on_its_page_and_in_every_standing(
    section: Section, entry: ListEntry, penalty: Penalty, officer: Staff
) -> None:
    def asked() -> StandingQuery:
        return standing_of(hand(officer), section.bureau, Asked(code=USCC), Purpose.APPROVAL, "样例事项1号")

    objection = entered(officer)
    marked = asked()
    assert [marked.facts[name][0]["disputed"] for name in ("lists", "penalties")] == [True, False]
    assert screen(officer).get(page_of(marked)).text.count("异议中") == 1
    assert "办理中：信用异议（信用异议〔2026〕1号）" in screen(officer).get(page_of(entry)).text
    assert "在列 · 异议中" in screen(officer).get(reverse("admin:credit_listentry_changelist")).text
    acts.withdraw(objection, hand(officer), on=TODAY, reason="样例")
    assert asked().facts["lists"][0]["disputed"] is False
    assert "异议中" in screen(officer).get(page_of(marked)).text  # as it stood
    assert "办理中" not in screen(officer).get(page_of(entry)).text


def test_the_workbook_of_many_marks_it_too(section: Section, entry: ListEntry, officer: Staff) -> None:
    entered(officer)
    check = check_all(hand(officer), section.bureau, {2: Asked(code=USCC)}, Purpose.TRADING, "样例招标")
    assert f"样例名单severe（{PAPER}，异议中）" in str(read(workbook(check)))


def test_the_letter_asks_the_organ_that_keeps_the_list(entry: ListEntry, officer: Staff) -> None:
    objection = acts.accept(entered(officer), hand(officer), on=TODAY)
    objection = acts.ask_unit(objection, hand(officer), on=TODAY)
    letter = screen(officer).get(page_of(objection, "inquiry", to="paper")).text
    assert (f"{KEEPER}：" in letter, PAPER in letter, "标注“异议中”" in letter) == (True, True, True)


@pytest.mark.parametrize("ground", ["wrong", "missing", "overdue", "other_party", "not_to_publish"])
def test_it_may_be_objected_to_on_every_ground(entry: ListEntry, officer: Staff, ground: str) -> None:
    assert entered(officer, ground=ground).ground == ground


def test_what_is_to_be_corrected_is_corrected_on_its_own_page_first(
    entry: ListEntry, officer: Staff, head: Staff
) -> None:
    objection = answered(officer, head, "correct", ground="wrong")
    with pytest.raises(NotCorrected, match="还没有更正"):
        acts.put_right(objection, hand(officer), on=TODAY)
    address, facts = page_of(entry), {"of_list": entry.of_list_id, "measures-TOTAL_FORMS": 0}
    for name in ("party_name", "uscc", "basis", "paper_no", "decided_on", "ends_on"):
        facts[name] = getattr(entry, name) or ""
    facts |= {"measures-INITIAL_FORMS": 0, "cause": "更正后的事由（样例）", "reason_for_change": "异议属实（样例）"}
    facts["seen"] = screen(officer).get(address).context["adminform"].form.initial["seen"]
    assert screen(officer).post(address, facts).status_code == 302
    objection = acts.put_right(objection, hand(officer), on=TODAY)
    entry.refresh_from_db()
    assert (objection.state, entry.cause, entry.removed_on) == ("put_right", "更正后的事由（样例）", None)


@pytest.mark.parametrize(("finding", "removal"), [("revoke", "revoked"), ("expire", "term")])
def test_what_is_not_to_stand_is_removed_with_its_reason_and_never_deleted(
    section: Section, officer: Staff, head: Staff, finding: str, removal: str
) -> None:
    entry = an_entry(a_list(section), a_measure(section))
    taken = entry.measures.get()
    taken.sent_to, taken.sent_on, taken.hand = "样例实施单位", date(2026, 5, 4), hand(officer)
    taken.save()
    objection = acts.put_right(answered(officer, head, finding), hand(officer), on=TODAY)
    entry.refresh_from_db()
    assert (entry.removed_on, entry.removal) == (TODAY, removal)
    assert entry.history.first().history_change_reason == "信用异议属实（信用异议〔2026〕1号）"
    with pytest.raises(Refused, match="尚未告知：样例实施单位"):
        acts.close(objection, hand(officer), on=TODAY)
    told = list(objection.receivers.waiting())
    objection = acts.tell(objection, hand(officer), on=TODAY, told=told, how="函告（样例）")
    objection = acts.close(objection, hand(officer), on=TODAY)
    assert (objection.state, replay(objection)) == ("closed", "closed")


def test_what_is_not_true_leaves_the_entry_as_it_is(entry: ListEntry, officer: Staff, head: Staff) -> None:
    objection = answered(officer, head, "keep")
    with pytest.raises(Refused, match="维持不变"):
        acts.put_right(objection, hand(officer), on=TODAY)
    assert acts.keep(objection, hand(officer), on=TODAY).state == "kept"
    assert (entry.history.count(), ListEntry.objects.get().removed_on) == (1, None)


def test_the_screen_offers_what_fits_the_record_and_nothing_else_is_taken(
    entry: ListEntry, penalty: Penalty, officer: Staff
) -> None:
    for number, of in ((PAPER, "entry"), (penalty.paper_no, "penalty")):
        objection = acts.accept(entered(officer, paper_no=number), hand(officer), on=TODAY)
        text = screen(officer).get(page_of(objection)).text
        offered = {finding for finding, words in FINDINGS.items() if f'value="{finding}"' in text and words.zh in text}
        assert offered == set(FITS[of])
        (other,) = {"entry": ["take_back"], "penalty": ["revoke"]}[of]
        with pytest.raises(Missing, match="不适用于该类信息"):
            acts.find(objection, hand(officer), on=TODAY, finding=other, findings="样例")


def test_an_entry_that_its_organ_has_removed_meanwhile_stays_as_it_says(
    entry: ListEntry, officer: Staff, head: Staff
) -> None:
    objection = answered(officer, head, "revoke")
    entry.removed_on, entry.removal = date(2026, 5, 20), "early"
    keep_entry(hand(officer), entry)
    assert acts.put_right(objection, hand(officer), on=TODAY).state == "put_right"
    entry.refresh_from_db()
    assert (entry.removed_on, entry.removal) == (date(2026, 5, 20), "early")
