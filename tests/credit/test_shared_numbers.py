"""One decision punishes and lists, or lists several: whose record is meant is asked, and never guessed at."""

import re
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from bureau.models import Section, Staff
from credit.models import Objection, Penalty, Repair, RepairNotice
from tests.credit.conftest import TODAY, hand
from tests.credit.list_cases import a_list, an_entry, typed
from tests.credit.test_repairs import ADD, NOTICE, screen
from tests.sample_credit import TRADER

pytestmark = pytest.mark.django_db
OBJECT = reverse("admin:credit_objection_add")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezone, "now", lambda: hand().at)


@pytest.fixture
def shared(section: Section, penalty: Penalty) -> dict[str, Any]:
    """A penalty, and two parties that were listed by the same paper."""
    of = a_list(section)
    own = {"paper_no": penalty.paper_no, "decided_on": penalty.decided_on}
    other = an_entry(of, party_name="样例二店", uscc=TRADER, **own)
    return {"penalty": penalty, "entry": an_entry(of, **own), "other": other}


def test_nothing_is_asked_where_one_record_alone_has_the_number(penalty: Penalty, officer: Staff) -> None:
    assert 'type="hidden" name="which"' in screen(officer).get(ADD).text
    assert (
        screen(officer).post(ADD, typed(officer.section, paper_no=penalty.paper_no, duty_done_on=TODAY)).status_code
        == 302
    )


def test_each_of_several_is_offered_and_the_chosen_one_is_meant(
    section: Section, shared: dict[str, Any], officer: Staff
) -> None:
    form = typed(section, paper_no=shared["penalty"].paper_no, duty_done_on=TODAY)
    text = screen(officer).post(ADD, form).text
    assert "请选择是哪一条" in text
    assert all(words in text for words in ("行政处罚记录：样例海产有限公司", "样例名单severe：样例二店"))
    offered = re.findall(r'type="radio" name="which" value="([\w-]+)"', text)
    assert set(offered) == {f"penalty-{shared['penalty'].pk}", *(f"entry-{shared[of].pk}" for of in ("entry", "other"))}
    assert screen(officer).post(ADD, form | {"which": "entry-0"}).status_code == 200
    assert screen(officer).post(ADD, form | {"which": f"entry-{shared['other'].pk}"}).status_code == 302
    assert Repair.objects.get().record == shared["other"]


def test_of_a_notice_and_of_an_objection_it_is_asked_too(
    section: Section, shared: dict[str, Any], officer: Staff
) -> None:
    number, chosen = shared["penalty"].paper_no, {"which": f"entry-{shared['entry'].pk}"}
    notice: dict[str, Any] = {"paper_no": number, "served_on": TODAY}
    objection = {"secrecy": "none", "paper_no": number, "section": section.pk, "opened_on": TODAY}
    objection |= {"objector": "party", "ground": "wrong", "claim": "样例", "has_commitment": "on"}
    for address, form, kind in ((NOTICE, notice, RepairNotice), (OBJECT, objection, Objection)):
        assert "请选择是哪一条" in screen(officer).post(address, form).text
        assert screen(officer).post(address, form | chosen).status_code == 302
        assert kind.objects.get().record == shared["entry"]
