"""The platform's sheet is taken over: what is finished lands finished, contradictions are told."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.management import call_command

from bureau.audit.hand import Source
from bureau.casework.gate import replay
from bureau.casework.parties import Enterprise
from bureau.casework.refusals import NotYours, WrongDay
from bureau.casework.telling import timeline
from bureau.models import Act, Docket, Section, Staff, Term
from projects.models import Filing
from projects.procedure import PlatformRow, Taken, What, filings, take_in_old, take_over
from tests.notices import notices
from tests.projects.conftest import CODE, OTHER_CODE, RECEIVED, USCC, a_row, hand
from tests.racers import racers

__all__ = ["notices"]  # a fixture

pytestmark = pytest.mark.usefixtures("item")
LATER, SHEET = date(2026, 4, 1), "备案清单2026-04-01"
COMPLETE, FILED = date(2026, 3, 4), date(2026, 3, 6)


@pytest.fixture
def taken(officer: Staff, section: Section):
    def take(row: PlatformRow, by: Staff | None = None, on: date = LATER, sheet: str = SHEET) -> Taken:
        return take_over(hand(by or officer, on, Source.IMPORT), row, section=section, sheet=sheet)

    return take


def refused(take, row: PlatformRow) -> dict[str, list[str]]:
    before = (Filing.history.count(), Act.objects.count(), Enterprise.objects.count())
    with pytest.raises(ValidationError) as refusal:
        take(row)
    assert (Filing.history.count(), Act.objects.count(), Enterprise.objects.count()) == before
    return refusal.value.message_dict


def test_a_finished_row_lands_finished_with_its_own_days(taken) -> None:
    found = taken(a_row())
    filing = found.filing
    assert (found.what, found.warnings, filing.state) == (What.NEW, (), "filed")
    assert (filing.submitted_on, filing.complete_on, filing.filed_on) == (RECEIVED, COMPLETE, FILED)
    assert (filing.docket.number, filing.docket.title) == (CODE, "样例冷链加工车间扩建项目")
    assert (filing.plan_start, filing.capital, filing.taken_over_from) == (date(2026, 12, 1), Decimal(3840), SHEET)


def test_its_terms_are_those_of_the_item_and_judged_by_its_own_days(taken) -> None:
    taken(a_row())
    found = Term.objects.values_list("duty", "due_on", "met_on", "state")
    assert list(found) == [
        ("filing_promised", date(2026, 3, 9), FILED, "met"),
        ("filing_statutory", date(2026, 4, 1), FILED, "met"),
        ("start_check", date(2028, 3, 6), None, "running"),
    ]


def test_every_act_reads_as_registered_from_the_platform_on_its_day(taken) -> None:
    filing = taken(a_row()).filing
    acts = [(act.move, act.on, act.registered, act.recorded_late, act.source) for act in Act.objects.all()]
    assert acts == [("complete", COMPLETE, True, True, "import"), ("file", FILED, True, True, "import")]
    said = [sentence for _act, sentence in timeline(filing, "zh")]
    assert said[1] == f"登记：广东省投资项目在线审批监管平台 2026-03-06 完成备案，{SHEET}；样例经办登记"


def test_each_writing_leaves_one_version_by_one_hand_and_the_acts_lead_to_the_state(taken) -> None:
    filing = taken(a_row()).filing
    assert replay(filing) == "filed"
    assert (filing.history.count(), Docket.history.count(), Enterprise.history.count()) == (3, 3, 1)
    assert [version.state for version in filing.history.order_by("history_id")] == ["received", "complete", "filed"]
    assert len(set(Filing.history.values_list("history_change", flat=True))) == 1
    assert {row.history_source for row in filing.history.all()} == {"import"}
    assert all(row.history_change_reason for row in filing.history.all())


def test_the_clocks_agree_with_a_reckoning_anew(taken, capsys) -> None:
    taken(a_row())
    call_command("reckon", check=True)
    assert capsys.readouterr().out == "0 terms would move\n"


def test_the_same_row_again_writes_nothing(taken) -> None:
    taken(a_row())
    before = (Filing.history.count(), Docket.history.count(), Act.objects.count(), Term.history.count())
    again = taken(a_row(), sheet="备案清单2026-05-01")
    assert again.what is What.UNCHANGED
    assert (Filing.history.count(), Docket.history.count(), Act.objects.count(), Term.history.count()) == before


def test_a_newer_sheet_changes_what_the_platform_owns_and_nothing_of_ours(taken, officer: Staff) -> None:
    filing = taken(a_row()).filing
    filing.note, filing.hand = "样例备注", hand(officer, LATER)
    filing.save()
    found = taken(a_row(total_investment=Decimal(15000), project_name="样例新名称", capital=None))
    assert (found.what, found.filing.total_investment, found.filing.capital) == (
        What.CHANGED,
        Decimal(15000),
        Decimal(3840),
    )
    assert (found.filing.note, found.filing.docket.title, found.filing.state) == ("样例备注", "样例新名称", "filed")
    assert (Act.objects.count(), filing.history.count()) == (2, 5)


def test_an_unfinished_row_waits_and_a_newer_sheet_finishes_it(taken) -> None:
    first = taken(a_row(complete_on=None, filed_on=None))
    assert (first.what, first.filing.state) == (What.NEW, "received")
    second = taken(a_row(filed_on=None))
    assert (second.what, second.filing.state) == (What.CHANGED, "complete")
    third = taken(a_row())
    assert (third.what, third.filing.state, replay(third.filing)) == (What.CHANGED, "filed", "filed")


def test_what_an_officer_entered_and_filed_by_hand_is_recognised(taken, filing: Filing, officer: Staff) -> None:
    complete = filings.complete(filing, hand(officer, COMPLETE), on=COMPLETE)
    filings.file(complete, hand(officer, FILED), on=FILED)
    found = taken(a_row())
    assert (found.what, found.filing.pk, Act.objects.count()) == (What.CHANGED, filing.pk, 2)
    assert taken(a_row()).what is What.UNCHANGED


def test_another_day_than_ours_is_for_a_person_to_look_at(taken) -> None:
    taken(a_row())
    assert refused(taken, a_row(filed_on=date(2026, 3, 9))) == {"filed_on": ["此处为2026-03-06，请核对。"]}
    assert list(refused(taken, a_row(submitted_on=date(2026, 3, 3)))) == ["submitted_on"]


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"project_code": "2603-441702-04-01"}, "project_code"),
        ({"uscc": "91441702123456788X"}, "uscc"),
        ({"enterprise_name": "", "uscc": "91440300708461136T"}, "enterprise_name"),
        ({"submitted_on": None}, "submitted_on"),
        ({"complete_on": None}, "complete_on"),
        ({"complete_on": date(2026, 3, 7)}, "filed_on"),
        ({"capital": Decimal(12801)}, "capital"),
        ({"plan_end": date(2026, 11, 1)}, "plan_end"),
        ({"category": "whim"}, "category"),
        ({"submitted_on": date(2023, 12, 29)}, "submitted_on"),
    ],
)
def test_a_row_is_refused_by_its_field_and_leaves_nothing(taken, facts: dict, field: str) -> None:
    assert list(refused(taken, a_row(**facts))) == [field]


def test_another_name_than_the_register_has_is_told_and_nothing_renamed(taken, enterprise: Enterprise) -> None:
    assert enterprise.name in refused(taken, a_row(enterprise_name="样例别的公司"))["enterprise_name"][0]
    assert Enterprise.objects.get(uscc=USCC).name == enterprise.name


def test_a_day_in_the_future_is_refused_and_the_row_leaves_nothing(taken) -> None:
    with pytest.raises(WrongDay):
        taken(a_row(filed_on=date(2026, 4, 2)))
    assert (Filing.objects.count(), Docket.objects.count(), Enterprise.objects.count()) == (0, 0, 0)


def test_a_doubtful_check_digit_is_a_warning_on_a_row_of_the_platform(taken) -> None:
    found = taken(a_row(project_code=CODE[:-1] + "7"))
    assert (found.what, found.filing.code_is_doubtful) == (What.NEW, True)
    assert found.warnings == ("项目代码校验码不符。",)


def test_whoever_takes_over_holds_a_role_today_whatever_the_day_of_the_row(
    taken, section: Section, head: Staff
) -> None:
    appointment = head.appointments.get()
    appointment.since_on, appointment.hand = LATER, hand(head)
    appointment.save()
    assert taken(a_row(), head).filing.state == "filed"
    appointment.until_on = appointment.since_on
    appointment.save()
    with pytest.raises(NotYours):
        taken(a_row(project_code="2406-441702-04-01-123458"), head, on=date(2026, 4, 2))


def test_a_project_that_was_withdrawn_stays_so_until_it_is_filed_anew(taken, officer: Staff) -> None:
    filing = taken(a_row()).filing
    filings.withdraw(filing, hand(officer, LATER), on=LATER, reason="企业撤回")
    assert taken(a_row()).what is What.UNCHANGED
    anew = a_row(submitted_on=LATER, complete_on=LATER, filed_on=LATER)
    found = taken(anew)
    assert (found.what, found.filing.docket.number, found.filing.state) == (What.NEW, f"{CODE}/2", "filed")
    assert taken(anew).what is What.UNCHANGED


def an_old_row(**facts: object) -> PlatformRow:
    none = {"submitted_on": None, "complete_on": None, "filed_on": date(2019, 5, 6)}
    return replace(a_row(), **none | facts)


def test_an_old_ledger_comes_in_with_such_days_as_it_has_and_no_term_runs(officer: Staff, section: Section) -> None:
    by = hand(officer, LATER, Source.IMPORT)
    found = take_in_old(by, an_old_row(project_code="2019-441702-04-03-000123"), section=section, sheet="旧台账2019")
    old = found.filing
    assert (old.state, old.is_historical, old.filed_on, old.complete_on) == ("filed", True, date(2019, 5, 6), None)
    assert (old.docket.opened_on, Term.objects.count(), replay(old)) == (LATER, 0, "filed")
    again = take_in_old(by, an_old_row(project_code="2019-441702-04-03-000123"), section=section, sheet="旧台账2019")
    assert again.what is What.UNCHANGED


def test_an_old_row_without_a_code_gets_a_number_of_ours(officer: Staff, section: Section) -> None:
    by = hand(officer, LATER, Source.IMPORT)
    row = an_old_row(project_code="", filed_on=None)
    first = take_in_old(by, row, section=section, sheet="旧台账")
    assert (first.filing.docket.number, first.filing.filed_on) == ("LS2026-1", None)
    assert take_in_old(by, row, section=section, sheet="旧台账").what is What.UNCHANGED
    assert take_in_old(by, replace(row, project_name="样例另一项目"), section=section, sheet="旧台账").what is What.NEW


def test_only_what_comes_from_an_old_ledger_is_entered_as_such(filing: Filing, officer: Staff) -> None:
    with pytest.raises(Exception, match="只用于旧台账"):
        filings.enter_old(filing, hand(officer), on=RECEIVED)


# Two bureaus


def test_two_bureaus_take_over_the_same_code_and_neither_finds_the_others(
    taken, section: Section, officer: Staff, abroad: Section, stranger: Staff
) -> None:
    theirs = take_over(hand(stranger, LATER, Source.IMPORT), a_row(filed_on=None), section=abroad, sheet=SHEET).filing
    ours = taken(a_row())
    assert (ours.what, ours.filing.docket.number, ours.filing.docket.bureau) == (What.NEW, CODE, section.bureau)
    theirs.refresh_from_db()
    assert (theirs.docket.number, theirs.docket.bureau, theirs.state) == (CODE, abroad.bureau, "complete")
    assert taken(a_row()).what is What.UNCHANGED
    again = take_over(hand(stranger, LATER, Source.IMPORT), a_row(filed_on=None), section=abroad, sheet=SHEET)
    assert (again.what, again.filing) == (What.UNCHANGED, theirs)


def test_a_bureau_counts_the_filings_of_a_code_that_were_given_up_in_it_alone(
    taken, officer: Staff, abroad: Section, stranger: Staff
) -> None:
    by = hand(stranger, LATER, Source.IMPORT)
    theirs = take_over(by, a_row(complete_on=None, filed_on=None), section=abroad, sheet=SHEET).filing
    filings.withdraw(theirs, by, on=LATER, reason="企业撤回（样例）")
    ours = taken(a_row(complete_on=None, filed_on=None)).filing
    assert ours.docket.number == CODE
    filings.withdraw(ours, hand(officer, LATER), on=LATER, reason="企业撤回（样例）")
    assert taken(a_row(submitted_on=LATER, complete_on=None, filed_on=None)).filing.docket.number == f"{CODE}/2"


@pytest.mark.parametrize("code", ["2019-441702-04-03-000123", ""])
def test_two_bureaus_take_in_the_same_old_row(
    officer: Staff, section: Section, abroad: Section, stranger: Staff, code: str
) -> None:
    row = an_old_row(project_code=code)
    for by, where in ((stranger, abroad), (officer, section)):
        told = {"section": where, "sheet": "旧台账"}
        first = take_in_old(hand(by, LATER, Source.IMPORT), row, **told)
        assert (first.what, first.filing.docket.number) == (What.NEW, code or "LS2026-1")
        assert take_in_old(hand(by, LATER, Source.IMPORT), row, **told).what is What.UNCHANGED


# Two at once

PREPARE = """
from bureau.models import Section, Staff
from projects.procedure import take_over
from tests.projects.conftest import a_row, hand
from tests.projects.test_taking_over import LATER, SHEET, Source
section, officer = Section.objects.get(), Staff.objects.get(username="officer")
"""
TAKE_OVER = "take_over(hand(officer, LATER, Source.IMPORT), a_row(project_code=word), section=section, sheet=SHEET)"


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("notices")
def test_what_two_take_over_at_once_is_filed_once(officer: Staff, database_url: str) -> None:
    with racers(2, database_url, PREPARE, TAKE_OVER) as two:
        told = [two.run(code) for code in (CODE, OTHER_CODE)]
    assert all(told_of_one[-1] == "done" for told_of_one in told)
    assert sorted(Filing.objects.values_list("project_code", flat=True)) == sorted((CODE, OTHER_CODE))
    assert sorted(Docket.objects.values_list("number", flat=True)) == sorted((CODE, OTHER_CODE))
