"""Entries of lists for the tests of cases about them, and the cases as an officer enters them on the screen."""

from datetime import date
from typing import Any

from django.urls import reverse

from bureau.casework.paper import Decider, OnPaper
from bureau.models import Section, Staff
from credit.models import CreditList, ListEntry, Measure, Repair
from credit.procedure import repairs as acts
from credit.procedure.lists import keep_entry
from tests.credit import test_repairs as repairs
from tests.credit.conftest import TODAY, hand
from tests.records import record
from tests.sample_credit import USCC

LISTED, PAPER, KEEPER = date(2025, 4, 1), "样列字〔2025〕9号", "样例认定机关"


def a_list(section: Section, kind: str = "severe", **facts: Any) -> CreditList:
    own = {"name": f"样例名单{kind}", "kind": kind, "identified_by": KEEPER, "basis": "《样例法》第一条"}
    return record(CreditList, bureau=section.bureau, **own | facts)


def an_entry(of: CreditList, *measures: Measure, **facts: Any) -> ListEntry:
    own = {"party_name": "样例海产有限公司", "uscc": USCC, "cause": "样例事由", "basis": "《样例办法》第二条"}
    entry = ListEntry(of_list=of, **own | {"paper_no": PAPER, "decided_on": LISTED} | facts)
    entry.hand = hand()
    entry.full_clean()
    return keep_entry(hand(), entry, measures)


def a_measure(section: Section, **facts: Any) -> Measure:
    own = {"edition": "样例清单（2025年版）", "since": date(2025, 1, 1), "number": "2.1", "name": "样例限制"}
    own |= {"kind": "management", "basis": "《样例法》第三条", "applied_by": "样例实施单位"}
    return record(Measure, bureau=section.bureau, **own | facts)


def page_of(kept: Any, *more: Any, to: str = "change") -> str:
    return reverse(f"admin:credit_{kept._meta.model_name}_{to}", args=[kept.pk, *more])


def typed(section: Section, **facts: Any) -> dict[str, Any]:
    return repairs.typed(section, **{"paper_no": PAPER} | facts)


def applied(officer: Staff, **facts: Any) -> Repair:
    return repairs.applied(officer, **{"paper_no": PAPER} | facts)


def paper(organ: str = KEEPER) -> OnPaper:
    return OnPaper((Decider("样例某某", f"{organ}局长"),), "样认修〔2026〕1号")


def forwarded(officer: Staff, **facts: Any) -> Repair:
    made: Repair = acts.forward(applied(officer, **facts), hand(officer), on=TODAY, reason="样例")
    return made


def accepted(officer: Staff, **facts: Any) -> Repair:
    made: Repair = acts.accept(forwarded(officer, **facts), hand(officer), on=TODAY, on_paper=paper())
    return made


def granted(officer: Staff, **facts: Any) -> Repair:
    made: Repair = acts.grant(accepted(officer, **facts), hand(officer), on=TODAY, on_paper=paper())
    return made
