"""两书同达: a decision on a list is served together with the notice of repair too."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from bureau.models import Section, Staff
from credit.models import Penalty, RepairNotice
from tests.credit.conftest import hand
from tests.credit.list_cases import KEEPER, PAPER, a_list, an_entry, page_of
from tests.credit.test_repairs import NOTICE, screen

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hand().at)


def test_a_decision_on_a_list_is_served_together_with_the_notice_of_repair(section: Section, officer: Staff) -> None:
    entry = an_entry(a_list(section), decided_on=date(2026, 5, 4))
    lacking = "信用修复告知书应当与决定书同时送达"
    assert lacking in screen(officer).get(page_of(entry)).text
    form = {"paper_no": PAPER, "served_on": date(2026, 5, 6)}
    assert screen(officer).post(NOTICE, form).status_code == 302
    notice = RepairNotice.objects.get()
    assert (notice.number, notice.entry, notice.bureau) == ("修复告知〔2026〕1号", entry, section.bureau)
    letter = screen(officer).get(page_of(notice, "notice", to="paper")).text
    for told in (f"将贵方列入样例名单severe的决定（{PAPER}", "2027年5月4日", "2029年5月4日", KEEPER):
        assert told in letter
    assert lacking not in screen(officer).get(page_of(entry)).text
    assert "已登记" in screen(officer).post(NOTICE, form).text
    assert PAPER in screen(officer).get(reverse("admin:credit_repairnotice_changelist")).text


def test_the_notices_of_penalties_and_of_lists_have_one_series(
    section: Section, penalty: Penalty, officer: Staff
) -> None:
    an_entry(a_list(section, "watch"), decided_on=date(2026, 5, 4))
    for number in (penalty.paper_no, PAPER):
        screen(officer).post(NOTICE, {"paper_no": number, "served_on": date(2026, 5, 9)})
    assert [notice.number for notice in RepairNotice.objects.order_by("pk")] == [
        "修复告知〔2026〕1号",
        "修复告知〔2026〕2号",
    ]
    letter = screen(officer).get(page_of(RepairNotice.objects.latest("pk"), "notice", to="paper")).text
    assert "原则上不公示；确需公示的，最长至2026年8月4日" in letter
