"""A filing from its submission to the end of its two years, through the gate."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from bureau.casework.calendar import workdays
from bureau.casework.foresight import consequences
from bureau.casework.gate import replay
from bureau.casework.paper import Decider, OnPaper
from bureau.casework.refusals import NotYours, SameHand, Warned, WrongState
from bureau.casework.signatures import waiting_for
from bureau.casework.telling import told, told_meeting
from bureau.desk.pieces.lights import Clock, light_of
from bureau.models import Act, Staff, Term
from projects.models import Filing
from projects.procedure import filings
from projects.rules.changes import CHANGES, NotTogether
from tests.projects.conftest import CONTENT, RECEIVED, TITLE, hand

COMPLETE, FILED, AFTER = date(2026, 3, 4), date(2026, 3, 6), date(2028, 3, 7)


def terms(filing: Filing) -> dict[str, tuple[date | None, date | None]]:
    return {term.duty: (term.due_on, term.met_on) for term in Term.objects.filter(docket=filing.pk)}


@pytest.fixture
def complete(filing: Filing, officer: Staff) -> Filing:
    return filings.complete(filing, hand(officer, COMPLETE), on=COMPLETE)


@pytest.fixture
def filed(complete: Filing, officer: Staff) -> Filing:
    return filings.file(complete, hand(officer, FILED), on=FILED)


@pytest.fixture
def reminded(filed: Filing, officer: Staff) -> Filing:
    asked = filings.ask_explanation(filed, hand(officer, AFTER), on=AFTER)
    return filings.remind(asked, hand(officer, AFTER), on=AFTER)


def test_the_two_years_are_waited_for_and_nobody_is_late_by_them(filed: Filing, officer: Staff) -> None:
    term = Term.objects.get(duty="start_check")
    lights = [light_of(filed, term, [], Clock(moment, workdays())) for moment in (_noon(FILED), _noon(AFTER))]
    assert [(light.kind, light.on) for light in lights] == [("wait", date(2028, 3, 6)), ("ripe", date(2028, 3, 6))]
    [settled] = consequences(filed, "ask_explanation", AFTER, _noon(AFTER)).meets
    assert told_meeting(settled, "zh") == "两年开工核查（2028-03-06到期）就此了结"
    filings.ask_explanation(filed, hand(officer, AFTER), on=AFTER)
    term.refresh_from_db()
    assert (term.waits, term.met_on, term.is_late) == (True, AFTER, False)


def _noon(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def changing(filing: Filing, **facts: object) -> dict[str, object]:
    return {name: getattr(filing, name) for name in CHANGES if name != "ground"} | {"ground": "other"} | facts


def test_no_clock_runs_while_something_is_missing_and_guidance_may_be_given_again(filing, officer) -> None:
    once = filings.guide(filing, hand(officer), on=RECEIVED, missing="产业政策声明")
    again = filings.guide(once, hand(officer), on=RECEIVED, missing="投资估算表")
    assert (again.state, again.missing, terms(again)) == ("guided", "投资估算表", {})


def test_both_limits_run_from_the_day_on_which_the_information_was_complete(complete: Filing) -> None:
    assert terms(complete) == {
        "filing_promised": (date(2026, 3, 9), None),
        "filing_statutory": (date(2026, 4, 1), None),
    }


def test_what_filing_will_bring_is_told_before_it_is_done(complete: Filing) -> None:
    seen = consequences(complete, "file", FILED)
    assert [(meets.duty.name, meets.in_time, meets.used) for meets in seen.meets] == [
        ("filing_promised", True, 2),
        ("filing_statutory", True, 2),
    ]
    assert [begins.reckoning.due_on for begins in seen.begins] == [date(2028, 3, 6)]


def test_a_filing_is_not_closed_and_its_two_years_are_watched(filed: Filing) -> None:
    assert (filed.filed_on, filed.docket.closed_on, replay(filed)) == (FILED, None, "filed")
    watched = Term.objects.get(docket=filed.pk, duty="start_check")
    assert (watched.state, watched.watch_on) == ("running", date(2028, 3, 6))


def test_an_item_whose_guide_names_no_statutory_limit_runs_the_promised_one_alone(filing, officer, monkeypatch) -> None:
    monkeypatch.setattr(Filing, "statutory", None)
    assert [begins.duty.name for begins in consequences(filing, "complete", COMPLETE).begins] == ["filing_promised"]
    done = filings.complete(filing, hand(officer, COMPLETE), on=COMPLETE)
    assert list(terms(done)) == ["filing_promised"]


def test_the_start_of_construction_closes_the_docket_and_a_change_may_still_follow(filed: Filing, officer) -> None:
    started = filings.register_start(filed, hand(officer, FILED), on=FILED)
    assert (started.docket.closed_on, terms(started)["start_check"]) == (FILED, (date(2028, 3, 6), FILED))
    asked = changing(started, ground="name_or_site", site="样例镇2号")
    changed = filings.change(started, hand(officer, FILED), on=FILED, reason="企业告知", **asked)
    assert (changed.state, changed.site, changed.changed_on) == ("started", "样例镇2号", FILED)


def test_name_and_content_are_not_changed_at_once_and_nothing_is_written(filed: Filing, officer: Staff) -> None:
    asked = changing(filed, ground="content", project_name="样例别的项目", scale_and_content="别的内容")
    with pytest.raises(NotTogether):
        filings.change(filed, hand(officer, FILED), on=FILED, reason="企业告知", **asked)
    filed.refresh_from_db()
    assert (filed.project_name, filed.scale_and_content) == (TITLE, CONTENT)


def test_a_change_below_a_fifth_is_warned_of_and_may_be_set_aside_for_a_reason(filed: Filing, officer) -> None:
    asked = changing(filed, ground="investment_or_scale", total_investment=Decimal(13000))
    with pytest.raises(Warned):
        filings.change(filed, hand(officer, FILED), on=FILED, reason="企业告知", **asked)
    going_on = hand(officer, FILED).overriding("below_a_fifth", "企业要求更新备案信息")
    done = filings.change(filed, going_on, on=FILED, **asked)
    assert (done.total_investment, Act.objects.last().override) == (Decimal(13000), "below_a_fifth")


def test_a_changed_name_is_the_dockets_too(filed: Filing, officer: Staff) -> None:
    asked = changing(filed, ground="name_or_site", project_name="样例新名称")
    assert (
        filings.change(filed, hand(officer, FILED), on=FILED, reason="企业告知", **asked).docket.title == "样例新名称"
    )


def test_whoever_explains_keeps_the_filing(reminded: Filing, officer: Staff) -> None:
    kept = filings.explain(reminded, hand(officer, AFTER), on=AFTER, explanation="样例：受用地影响，将于年内开工")
    assert (kept.state, kept.docket.closed_on) == ("filed", None)


def test_a_removal_takes_two_persons(reminded: Filing, head: Staff, leader: Staff, officer: Staff) -> None:
    with pytest.raises(NotYours):
        filings.remove(reminded, hand(officer, AFTER), on=AFTER, reason="提醒后仍未处理")
    waits = filings.remove(reminded, hand(head, AFTER), on=AFTER, reason="提醒后仍未处理")
    assert (waits.state, waiting_for(waits, "remove")) == ("reminded", 1)
    with pytest.raises(SameHand):
        filings.remove(waits, hand(head, AFTER), on=AFTER)
    removed = filings.remove(waits, hand(leader, AFTER), on=AFTER)
    assert (removed.state, removed.docket.closed_on) == ("removed", AFTER)


def test_a_removal_on_paper_is_registered_and_confirmed(reminded: Filing, head: Staff, officer: Staff) -> None:
    paper = OnPaper((Decider("样例某某", "局长"), Decider("样例某某二", "副局长")), "样文〔2028〕3号")
    for person in (officer, head):
        done = filings.remove(reminded, hand(person, AFTER), on=AFTER, on_paper=paper, reason="提醒后仍未处理")
    assert done.state == "removed"
    assert told(Act.objects.last(), "zh").startswith("登记：局长样例某某、副局长样例某某二 2028-03-07 移除备案")


def test_an_enterprise_withdraws_and_nothing_lapses_by_itself(filed: Filing, officer: Staff) -> None:
    withdrawn = filings.withdraw(filed, hand(officer, AFTER), on=AFTER, reason="企业不再实施")
    assert (withdrawn.state, withdrawn.filed_on) == ("withdrawn", FILED)
    with pytest.raises(WrongState):
        filings.remove(withdrawn, hand(officer, AFTER), on=AFTER, reason="x")


def test_the_wrong_track_is_told_and_of_a_filed_project_the_departments_too(filed: Filing, officer: Staff) -> None:
    asked = {"finding": "needs_verification", "departments": "样例自然资源局"}
    told_so = filings.tell_wrong_track(filed, hand(officer, FILED), on=FILED, reason="属核准目录", **asked)
    assert (told_so.state, told_so.wrong_track) == ("redirected", "needs_verification")
    assert told_so.departments_told == "样例自然资源局"


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"capital": Decimal(12801)}, "capital"),
        ({"plan_start": date(2027, 2, 1), "plan_end": date(2027, 1, 1)}, "plan_end"),
        ({"project_code": ""}, "project_code"),
        ({"project_code": "2603-1"}, "project_code"),
    ],
)
def test_facts_that_contradict_each_other_are_refused_at_their_field(filing, facts, field: str) -> None:
    for name, value in facts.items():
        setattr(filing, name, value)
    with pytest.raises(ValidationError) as refused:
        filing.full_clean()
    assert field in refused.value.message_dict


@pytest.mark.parametrize(
    "facts",
    [
        {"filed_on": FILED},
        {"complete_on": COMPLETE, "state": "complete", "filed_on": FILED},
        {"state": "filed", "complete_on": COMPLETE},
        {"state": "started", "complete_on": COMPLETE, "filed_on": FILED},
        {"state": "complete", "complete_on": date(2026, 3, 1)},
        {"changed_on": FILED},
        {"taken_over_from": "x"},
        {"state": "redirected"},
        {"capital": Decimal(12801)},
    ],
)
def test_the_database_holds_the_days_of_each_state_together(filing: Filing, facts: dict[str, object]) -> None:
    for name, value in facts.items():
        setattr(filing, name, value)
    filing.hand = hand(None, name="a test")
    with pytest.raises(IntegrityError), transaction.atomic():
        filing.save(moved=True)
