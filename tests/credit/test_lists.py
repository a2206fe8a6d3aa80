"""Lists of the organs that identify: mirrored with basis, term and removal; measures of the edition in force."""

from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.models import Section, Staff
from bureau.people.roles import CASEWORKERS
from bureau.sheets.importers import importer
from bureau.sheets.kinds import kind_named
from bureau.sheets.safe import opened
from bureau.sheets.staging import Upload, stage
from bureau.sheets.undo import undo_chunk
from bureau.sheets.work import confirm
from bureau.sheets.writing import check_now, write_now
from credit.models import CreditList, ListEntry, Measure, MeasureTaken, Organ, Penalty
from credit.procedure import enter, standing_of
from credit.procedure.lists import keep_entry
from credit.procedure.standing import Asked
from credit.rules.standing import Purpose, Result
from tests.credit import list_cases
from tests.credit.conftest import TODAY, hand
from tests.credit.list_cases import a_measure
from tests.sample_credit import RESIDENT, USCC, unsaved

pytestmark = pytest.mark.django_db
LISTED: dict[str, Any] = {
    "party_name": "样例海产有限公司",
    "uscc": USCC,
    "cause": "样例事由",
    "basis": "《样例办法》第二条",
    "paper_no": "样列字〔2026〕1号",
    "decided_on": date(2026, 5, 8),
}
NAMES = "名单名称 主体名称 统一社会信用代码 证件号码 列入事由 列入依据 决定文书号 列入日期 管理措施 移出日期 移出原因"
HEADINGS = NAMES.replace(" ", ",")


@pytest.fixture
def severe(section: Section) -> CreditList:
    return a_list(section)


@pytest.fixture
def measure(section: Section) -> Measure:
    return a_measure(section)


def a_list(section: Section, kind: str = "severe", **facts: Any) -> CreditList:
    return list_cases.a_list(section, kind, **{"months": 36} | facts)


def an_entry(of: CreditList, *measures: Measure, **facts: Any) -> ListEntry:
    return list_cases.an_entry(of, *measures, **LISTED | facts)


def result(section: Section, on: date = TODAY, **who: str) -> Result:
    party = Asked(**who or {"code": USCC})
    return Result(standing_of(hand(on=on), section.bureau, party, Purpose.APPROVAL, "样例").result)


def test_the_term_is_counted_from_the_decision_and_its_last_day_is_one_of_it(
    section: Section, severe: CreditList
) -> None:
    entry = an_entry(severe)
    assert entry.ends_on == date(2029, 5, 8)
    assert result(section, date(2029, 5, 8)) == Result.SEVERE
    assert result(section, date(2029, 5, 9)) == Result.CLEAR
    assert list(ListEntry.objects.outlived(date(2029, 5, 9))) == [entry]


def test_who_was_removed_stays_here_and_counts_no_longer(section: Section, severe: CreditList) -> None:
    entry = an_entry(severe)
    entry.removed_on, entry.removal = TODAY, "early"
    keep_entry(hand(), entry)
    assert result(section) == Result.CLEAR
    assert ListEntry.objects.get().history.count() == 2


@pytest.mark.parametrize(
    ("kinds", "penalised", "comes_to"),
    [
        (["severe", "reward"], False, Result.SEVERE),
        (["watch"], False, Result.GENERAL),
        (["reward"], False, Result.REWARDED),
        (["reward"], True, Result.GENERAL),
    ],
)
def test_a_reward_does_not_outweigh_a_breach(
    section: Section, organ: Organ, kinds: list[str], penalised: bool, comes_to: Result
) -> None:
    for kind in kinds:
        an_entry(a_list(section, kind))
    if penalised:
        enter(hand(), unsaved(Penalty, organ, organ))
    assert result(section) == result(section, name=LISTED["party_name"]) == comes_to


def test_a_person_on_a_list_is_sealed_and_found_by_the_number(section: Section, severe: CreditList) -> None:
    entry = ListEntry(of_list=severe, **LISTED | {"uscc": "", "party_name": "样例乙"})
    entry.typed_name, entry.typed_id_no = "样例乙", RESIDENT
    keep_entry(hand(), entry)
    assert (entry.party_name, str(entry.person.name)) == ("样**", "样**")  # type: ignore[union-attr]
    assert result(section, id_no=RESIDENT) == Result.SEVERE
    assert result(section, name="样例乙") == Result.CLEAR


def test_the_measures_stand_in_the_answer(section: Section, severe: CreditList, measure: Measure) -> None:
    an_entry(severe, measure)
    found = standing_of(hand(), section.bureau, Asked(code=USCC), Purpose.TRADING, "样例招标")
    (one,) = found.facts["lists"]
    assert (one["list"], one["organ"], one["measures"]) == ("样例名单severe", "样例认定机关", ["2.1 样例限制"])


@pytest.mark.parametrize(
    ("of", "facts"),
    [
        ("severe", {"since": date(2026, 5, 9)}),
        ("severe", {"until": date(2026, 5, 7)}),
        ("severe", {"kind": "reward"}),
        ("reward", {}),
    ],
)
def test_a_measure_is_of_the_edition_in_force_and_of_the_lists_own_kind(
    section: Section, of: str, facts: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        an_entry(a_list(section, of), a_measure(section, **facts))
    assert not ListEntry.objects.exists()


def test_neither_a_list_nor_a_measure_is_without_a_basis(section: Section) -> None:
    for made in (a_list, a_measure):
        with pytest.raises(IntegrityError), transaction.atomic():
            made(section, basis="")


@pytest.mark.parametrize(
    ("field", "facts"),
    [
        ("uscc", {"uscc": ""}),
        ("decided_on", {"decided_on": date(2026, 6, 2)}),
        ("ends_on", {"ends_on": date(2026, 5, 7)}),
        ("told_on", {"told_on": date(2026, 5, 9)}),
        ("removal", {"removed_on": date(2026, 5, 9)}),
        ("cause", {"cause": ""}),
        ("basis", {"basis": ""}),
    ],
)
def test_what_is_wrong_with_an_entry_is_told_at_its_field(
    severe: CreditList, field: str, facts: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError) as wrong:
        an_entry(severe, **facts)
    assert field in wrong.value.message_dict


# From the organ's sheet


def imported(officer: Staff, *rows: str) -> Any:
    who = importer(officer, CASEWORKERS, hand().at)
    batch = stage(kind_named("list_entries"), Upload("\n".join((HEADINGS, *rows)).encode(), "名单.csv"), who)
    check_now(batch, who)
    return batch


def row(paper: str = "样列字〔2026〕1号", **cells: str) -> str:
    own = {"list": "样例名单severe", "name": LISTED["party_name"], "uscc": USCC, "id": "", "cause": "样例事由"}
    own |= {"basis": "《样例办法》第二条", "paper": paper, "on": "2026-05-08", "measures": "样例限制"}
    return ",".join((own | {"off": "", "why": ""} | cells).values())


def outcomes(batch: Any) -> dict[int, str]:
    return dict(batch.rows.values_list("number", "outcome"))


def test_a_sheet_says_what_is_new_and_what_is_wrong_row_by_row(
    officer: Staff, severe: CreditList, measure: Measure
) -> None:
    batch = imported(
        officer,
        row(),
        row("样列字〔2026〕2号", name="样例乙", uscc="", id=RESIDENT),
        row("样列字〔2026〕3号", list="自设名单"),
        row("样列字〔2026〕4号", measures="自设措施"),
        row("样列字〔2026〕5号", off="2026-05-20"),
    )
    assert outcomes(batch) == {2: "new", 3: "new", 4: "refused", 5: "refused", 6: "refused"}
    assert RESIDENT not in str(batch.rows.values())
    assert not ListEntry.objects.exists()


def test_a_word_that_two_measures_in_force_bear_is_refused_and_never_guessed_at(
    officer: Staff, section: Section, severe: CreditList, measure: Measure
) -> None:
    a_measure(section, edition="样例清单（2026年版）", since=date(2026, 1, 1), name="样例另一限制")
    batch = imported(officer, row(measures="2.1"), row("样列字〔2026〕2号", measures="样例另一限制"))
    assert outcomes(batch) == {2: "refused", 3: "new"}
    ((_row, content),) = opened(batch, batch.rows.filter(number=2))
    assert content.problems == [("管理措施", "2026-05-08有效的措施清单中有不止一项叫：2.1。")]


def test_the_organs_next_sheet_removes_and_the_same_again_writes_nothing(
    officer: Staff, severe: CreditList, measure: Measure
) -> None:
    def taken_in(*rows: str) -> dict[int, str]:
        batch = imported(officer, *rows)
        found, who = outcomes(batch), importer(officer, CASEWORKERS, hand().at)
        confirm(batch, who, False, in_background=False)
        write_now(batch, who)
        return found

    persons = row("样列字〔2026〕2号", name="样例乙", uscc="", id=RESIDENT)
    assert taken_in(row(), persons) == {2: "new", 3: "new"}
    assert [taken.measure for taken in MeasureTaken.objects.all()] == [measure, measure]
    assert taken_in(row(off="2026-05-20", why="提前移出"), persons) == {2: "changed", 3: "unchanged"}
    gone = ListEntry.objects.get(uscc=USCC)
    assert (gone.removed_on, gone.removal, gone.ends_on) == (date(2026, 5, 20), "early", date(2029, 5, 8))
    assert ListEntry.objects.get(uscc="").party_name == "样**"


def test_an_entry_that_a_case_is_about_stays_when_its_sheet_is_undone(
    officer: Staff, severe: CreditList, measure: Measure
) -> None:
    batch = imported(officer, row(measures=""), row("样列字〔2026〕2号", measures=""))
    who = importer(officer, CASEWORKERS, hand().at)
    confirm(batch, who, False, in_background=False)
    write_now(batch, who)
    list_cases.applied(officer, paper_no="样列字〔2026〕1号", duty_done_on="")
    batch.undo_change_id = uuid4()
    assert undo_chunk(batch, who, 0, 10) == (2, 2)
    assert (ListEntry.objects.get().paper_no, batch.left) == ("样列字〔2026〕1号", 1)


# On the screen


def test_a_measure_is_sent_and_answered_on_the_page_of_its_entry(
    officer: Staff, severe: CreditList, measure: Measure, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hand().at)
    desk = Client()
    desk.force_login(officer)
    entry = an_entry(severe, measure)
    address = reverse("admin:credit_listentry_change", args=[entry.pk])
    taken, lists = entry.measures.get(), reverse("admin:credit_listentry_changelist")

    def shown(view: str) -> bool:
        return list(desk.get(lists, {"view": view}).context["cl"].result_list) == [entry]

    assert shown("to_send")
    sent = {name: value or "" for name, value in LISTED.items()} | {"of_list": severe.pk, "ends_on": "2029-05-08"}
    sent |= {"measures-TOTAL_FORMS": 1, "measures-INITIAL_FORMS": 1, "measures-0-id": taken.pk}
    sent |= {"measures-0-entry": entry.pk, "measures-0-measure": measure.pk, "measures-0-sent_on": "2026-05-20"}
    sent["seen"] = desk.get(address).context["adminform"].form.initial["seen"]
    assert desk.post(address, sent).status_code == 302
    taken.refresh_from_db()
    assert (taken.sent_to, taken.sent_on) == ("样例实施单位", date(2026, 5, 20))
    assert shown("unanswered")
    assert not shown("to_send")
    sent |= {"measures-0-sent_to": "样例实施单位", "measures-0-answered_on": "2026-05-25"}
    sent["seen"] = desk.get(address).context["adminform"].form.initial["seen"]
    assert desk.post(address, sent).status_code == 200
    assert desk.post(address, sent | {"measures-0-feedback": "已限制"}).status_code == 302
    assert not shown("unanswered")


def test_the_counts_of_measures_lead_to_them_on_the_page_of_their_entry(
    officer: Staff, severe: CreditList, measure: Measure
) -> None:
    desk = Client()
    desk.force_login(officer)
    entry = an_entry(severe, measure)
    page = reverse("admin:credit_listentry_change", args=[entry.pk])
    assert (
        f'<a href="{page}#measures-group">1 / 0 / 0</a>' in desk.get(reverse("admin:credit_listentry_changelist")).text
    )
    told = desk.get(page).text
    assert 'id="measures-group"' in told
    assert "送交单位" in told


def test_a_person_is_typed_onto_a_list_by_name_and_number(officer: Staff, severe: CreditList) -> None:
    desk = Client()
    desk.force_login(officer)
    sent = LISTED | {"of_list": severe.pk, "uscc": "", "party_name": "样例乙", "id_no": RESIDENT}
    sent |= {"measures-TOTAL_FORMS": 0, "measures-INITIAL_FORMS": 0}
    assert desk.post(reverse("admin:credit_listentry_add"), sent).status_code == 302
    entry = ListEntry.objects.get()
    assert (entry.party_name, entry.ends_on) == ("样**", date(2029, 5, 8))
    assert RESIDENT not in desk.get(reverse("admin:credit_listentry_change", args=[entry.pk])).content.decode()
