"""What notice 527 asked beside the rest: a credit training and a credit report, of severe penalties alone."""

from datetime import date
from typing import Any

import pytest
from django.utils import timezone

from bureau.casework.refusals import Missing
from bureau.models import Staff
from credit.models import Organ, Penalty, Repair
from credit.procedure import enter
from credit.procedure import repairs as acts
from tests.credit.conftest import TODAY, hand
from tests.credit.list_cases import PAPER, forwarded, page_of, paper
from tests.credit.test_repairs import screen
from tests.sample_credit import unsaved

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hand().at)


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({}, "信用修复培训日期、信用报告编号"),
        ({"training_on": date(2023, 3, 1)}, "还缺：信用报告编号"),
        ({"report_no": "样报1号"}, "还缺：信用修复培训日期"),
    ],
)
def test_notice_527_asked_a_training_and_a_report_of_a_severe_penalty(
    organ: Organ, source: Organ, officer: Staff, given: dict[str, Any], missing: str
) -> None:
    enter(hand(), unsaved(Penalty, organ, source, decided_on=date(2022, 6, 1), paper_no=PAPER, severity="严重"))
    own = {"opened_on": date(2023, 4, 28), "duty_done_on": date(2022, 8, 1)}
    repair = forwarded(officer, **own)
    assert "信用报告编号" in screen(officer).get(page_of(repair)).text
    given_on_its_page(repair, officer, **given)
    with pytest.raises(Missing, match=missing):
        acts.accept(repair, hand(officer), on=TODAY, on_paper=paper())
    given_on_its_page(repair, officer, training_on=date(2023, 3, 1), report_no="样报1号")
    by = hand(officer).overriding("ended", "仍在使用（样例）")  # three years are over by now
    assert acts.accept(repair, by, on=TODAY, on_paper=paper()).state == "accepted"


def given_on_its_page(repair: Repair, officer: Staff, **facts: Any) -> None:
    shown = screen(officer).get(page_of(repair)).context["adminform"].form
    names = [name for name, field in shown.fields.items() if not field.disabled]
    kept = {name: shown[name].value() for name in names}
    typed = {name: value for name, value in (kept | facts).items() if value not in (None, False)}
    inlines = {f"receivers-{part}_FORMS": 0 for part in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")}
    screen(officer).post(page_of(repair), typed | inlines)
    repair.refresh_from_db()
    assert {name: getattr(repair, name) for name in facts} == facts


@pytest.mark.parametrize(("severity", "on"), [("一般", date(2023, 4, 28)), ("严重", date(2023, 5, 1)), ("严重", TODAY)])
def test_it_was_asked_of_nobody_else(organ: Organ, source: Organ, officer: Staff, severity: str, on: date) -> None:
    enter(hand(), unsaved(Penalty, organ, source, decided_on=date(2022, 6, 1), paper_no=PAPER, severity=severity))
    repair = forwarded(officer, opened_on=on, duty_done_on=date(2022, 8, 1))
    assert "信用报告编号" not in screen(officer).get(page_of(repair)).text
    by = hand(officer).overriding("ended", "仍在使用（样例）")
    assert acts.accept(repair, by, on=TODAY, on_paper=paper()).state == "accepted"
