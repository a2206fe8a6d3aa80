"""Objections to the records of the sample zone and repairs of its penalties, before Order 36 and under it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from bureau.casework.entry import enter
from bureau.casework.paper import Decider, OnPaper
from credit.models import Licence, Objection, Penalty, Repair
from credit.procedure import change, objections, repairs
from credit.rules.objection import Finding
from reports.management.demo.bureau import head_of
from reports.management.demo.filings import YEAR, Making
from reports.management.demo.publicity import Sending

BEFORE_ORDER_36 = date(2025, 3, 10)
OBJECTED = date(2025, 3, 3)
RECEIVED_BY = "样例银行"


def load(to: Sending) -> None:
    """Some are done, some at work; those that change a record are closed once the platform has what they changed."""
    making, pushed_on = to.making, BEFORE_ORDER_36 + timedelta(days=14)
    repaired, corrected = _repaired(making), _corrected(making)
    _kept(making)
    _under_order_36(making)
    _at_work(making)
    to.push(pushed_on)
    _told_and_closed(making, repairs, repaired, pushed_on)
    _told_and_closed(making, objections, corrected, pushed_on)


def _penalties(making: Making, **asked: Any) -> Any:
    return Penalty.objects.filter(organ__bureau=making.house.bureau, **asked).order_by("decided_on", "pk")


def _enter(making: Making, kind: Any, acts: Any, on: date, record: Any, **facts: Any) -> Any:
    officer = making.officers[1]
    of = {"penalty" if isinstance(record, Penalty) else "licence": record}
    words = "信用修复" if kind is Repair else "信用异议"
    own = {"number": acts.number_of(making.house.bureau, on.year), "title": f"样例{words}：{record.paper_no}"}
    own |= {"section": making.house.section, "officer": officer, "opened_on": on, "has_commitment": True}
    return enter(kind, making.hand(officer), secrecy="none", **own, **of, **facts)


def _act(making: Making, act: Callable[..., Any], case: Any, on: date, **asks: Any) -> Any:
    """By the officer, each by a hand of its own: what one hand writes is one change."""
    return act(case, making.hand(making.officers[1]), on=on, **asks)


def _paper(record: Penalty, number: int) -> OnPaper:
    """What the organ that identified it has decided."""
    return OnPaper((Decider("样例某某", f"{record.organ.name}局长"),), f"样例修复决定〔{YEAR + 1}〕{number}号")


# Repairs


def _applied(making: Making, on: date, penalty: Penalty) -> Repair:
    facts = {"duty_done_on": penalty.decided_on + timedelta(days=20), "proof": "样例缴款凭证"}
    repair: Repair = _enter(making, Repair, repairs, on, penalty, **facts)
    return repair


def _repaired(making: Making) -> Repair:
    """Under Order 58: granted by the organ, registered here, its publication ended."""
    penalty, on = _penalties(making, penalty_class="罚款")[0], BEFORE_ORDER_36
    repair = _act(making, repairs.forward, _applied(making, on, penalty), on + timedelta(days=1))
    repair = _act(making, repairs.accept, repair, on + timedelta(days=2), on_paper=_paper(penalty, 1))
    repair = _act(making, repairs.grant, repair, on + timedelta(days=8), on_paper=_paper(penalty, 2))
    ended: Repair = _act(making, repairs.end_publication, repair, on + timedelta(days=9))
    return ended


def _under_order_36(making: Making) -> None:
    """Of a severe one, whose longest period is three years: being verified."""
    penalty = _penalties(making, penalty_class="责令停产停业")[0]
    repair = _act(making, repairs.forward, _applied(making, making.ago(6), penalty), making.ago(5))
    repair = _act(making, repairs.accept, repair, making.ago(4), on_paper=_paper(penalty, 3))
    hand = making.hand(making.officers[1], reason="样例：需现场核查整改情况")
    repairs.verify(repair, hand, on=making.ago(2))


def _at_work(making: Making) -> None:
    """Of these days: an application to be completed, and an objection that waits for the source unit."""
    penalty, licence = _penalties(making, penalty_class="责令停产停业")[1], Licence.objects.latest("pk")
    repair = _applied(making, making.ago(2), penalty)
    _act(making, repairs.ask_supplement, repair, making.ago(1), missing="样例：履行义务的证明")
    claim = {"ground": "wrong", "claim": "样例：许可内容与许可证不符"}
    objection = _enter(making, Objection, objections, making.ago(2), licence, **claim)
    objection = _act(making, objections.accept, objection, making.ago(2))
    _act(making, objections.ask_unit, objection, making.ago(1))


# Objections


def _found(making: Making, record: Any, finding: Finding, claim: str) -> Objection:
    on, facts = OBJECTED, {"ground": "wrong", "claim": claim}
    objection = _act(making, objections.accept, _enter(making, Objection, objections, on, record, **facts), on)
    objection = _act(making, objections.ask_unit, objection, on + timedelta(days=1))
    told = {"finding": finding.value, "findings": "来源单位核查后答复（样例）"}
    objection = _act(making, objections.find, objection, on + timedelta(days=8), **told)
    head = making.hand(head_of(making.house, 3))
    answered: Objection = objections.answer(objection, head, on=on + timedelta(days=9))
    return answered


def _corrected(making: Making) -> Objection:
    """What was found true is corrected on the record, and waits for the platform."""
    penalty: Any = _penalties(making, penalty_class="罚款")[1]
    objection = _found(making, penalty, Finding.CORRECT, "样例：违法事实的日期有误")
    penalty.facts = "样例违法事实（日期已更正）"
    change(making.hand(making.officers[1], reason="异议属实，更正（样例）"), penalty)
    right: Objection = _act(making, objections.put_right, objection, OBJECTED + timedelta(days=10))
    return right


def _kept(making: Making) -> None:
    objection = _found(making, Licence.objects.earliest("pk"), Finding.KEEP, "样例：认为不应公示")
    _act(making, objections.keep, objection, OBJECTED + timedelta(days=10))


def _told_and_closed(making: Making, acts: Any, case: Any, on: date) -> None:
    case = _act(making, acts.name_receivers, case, on, receivers=RECEIVED_BY, received_on=on - timedelta(days=60))
    told = {"told": list(case.receivers.all()), "how": "样例：书面告知"}
    _act(making, acts.close, _act(making, acts.tell, case, on, **told), on)
