"""Records of dual publicity for tests: nobody's, with codes that are valid and names that say that they are samples."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from bureau.casework.calendar import workdays
from bureau.casework.gate import open_case
from bureau.law.codes import uscc_check
from bureau.models import Section, Staff
from credit.models import (
    Campaign,
    CampaignPhoto,
    CreditList,
    Decision,
    Licence,
    ListEntry,
    Measure,
    MeasureTaken,
    MonthlyTotal,
    Objection,
    Organ,
    Penalty,
    Repair,
    RepairNotice,
)
from credit.procedure import enter, objections, repairs, standing_of
from credit.procedure.campaigns import keep_campaign
from credit.procedure.months import issue, keep_total, month_of
from credit.procedure.pushing import answered, begin, prepare, sent
from credit.procedure.standing import Asked, check_all
from credit.rules.fields import LICENCE_FIELDS
from credit.rules.pushing import refused
from credit.rules.standing import Purpose
from tests.bureau.casework.samples import PNG
from tests.records import a_hand, a_person, record

ORGAN, ORGAN_CODE = "样例市场监督管理局", "11440400006988451Y"
SOURCE, SOURCE_CODE = "样例数据报送单位", "1144010600750835X5"
USCC, TRADER, RESIDENT = "91440300708461136T", "92340602MA2PBQAH7E", "441702199101010019"
OF_ORGANS = {"organ_name": ORGAN, "organ_code": ORGAN_CODE, "source_name": SOURCE, "source_code": SOURCE_CODE}
LICENCE: dict[str, Any] = {
    "party_name": "样例海产有限公司",
    "party_kind": "法人及非法人组织",
    "uscc": USCC,
    "representative": "样例甲",
    "paper_name": "关于样例海产有限公司经营许可的决定",
    "paper_no": "阳海样许〔2026〕1号",
    "licence_class": "普通",
    "certificate_name": "样例经营许可证",
    "certificate_no": "样证0001",
    "content": "样例经营范围",
    "decided_on": date(2026, 5, 8),
    "valid_from": date(2026, 5, 8),
    "valid_to": date(2099, 12, 31),
    "state": "1",
    **OF_ORGANS,
}
_WITHOUT = {"uscc": "", "representative": ""}
PERSONS_LICENCE = (
    LICENCE
    | _WITHOUT
    | {
        "party_name": "样例乙",
        "party_kind": "自然人",
        "id_type": "身份证",
        "id_no": RESIDENT,
    }
)
TRADERS_LICENCE = LICENCE | {
    "party_name": "个体工商户",
    "party_kind": "个体工商户",
    "uscc": "0" * 17 + "X",
    "registration_no": "441702600123456",
}
PENALTY: dict[str, Any] = {
    "party_name": "样例海产有限公司",
    "party_kind": "法人及非法人组织",
    "uscc": USCC,
    "representative": "样例甲",
    "paper_no": "阳海样罚〔2026〕1号",
    "violation": "样例违法行为",
    "facts": "样例违法事实",
    "basis": "《样例条例》第一条",
    "penalty_class": "罚款",
    "content": "罚款人民币1000元",
    "fine": Decimal("0.1"),
    "decided_on": date(2026, 5, 8),
    "valid_to": date(2099, 12, 31),
    **OF_ORGANS,
}


def licences(count: int) -> Iterator[dict[str, Any]]:
    """So many records, no two of them one; their counterparts come again and again."""
    for place in range(count):
        body = f"91441702{place % 50:09}"
        own = {"paper_no": f"阳海样许〔2026〕{place + 1}号", "uscc": body + uscc_check(body)}
        yield LICENCE | own | {"content": f"样例经营范围{place}"}


def sheet_of_licences(count: int) -> bytes:
    """As a table of text, under the headings of the standard."""
    headings = {field.name: field.heading for field in LICENCE_FIELDS}
    kept = io.StringIO(newline="")
    writer = csv.DictWriter(kept, list(LICENCE))
    writer.writerow({name: headings[name] for name in LICENCE})
    writer.writerows(licences(count))
    return kept.getvalue().encode()


def organs_of(section: Section) -> tuple[Organ, Organ]:
    """The organ that decides and the unit that sends, of the section's bureau."""
    known = ((ORGAN, ORGAN_CODE), (SOURCE, SOURCE_CODE))
    deciding, sending = (record(Organ, bureau=section.bureau, name=name, uscc=code) for name, code in known)
    return deciding, sending


def unsaved(kind: type[Decision], organ: Organ, source: Organ, **facts: Any) -> Any:
    """The sample, with what is said otherwise."""
    sample = PENALTY if kind is Penalty else LICENCE
    typed = ("typed_name", "typed_id_no")
    own = {field.name for field in kind._meta.fields}
    made = kind(bureau=organ.bureau, organ=organ, source=source)
    for name, value in (sample | facts).items():
        if name in own or name in typed:
            setattr(made, name, value)
    return made


def some_decisions(section: Section) -> None:
    """A licence of an organisation, one of a person, and a penalty with something to be looked at.

    The licences were pushed: one was not taken, the other waits. Their organ has confirmed its month, and has a letter.
    """
    organs = organs_of(section)
    person = {"party_kind": "自然人", "uscc": "", "representative": "", "id_type": "身份证", "party_name": ""}
    typed = {"typed_name": "样例乙", "typed_id_no": RESIDENT, "paper_no": "阳海样许〔2026〕2号"}
    enter(a_hand(), unsaved(Licence, *organs, valid_from=date(2026, 5, 1)))
    enter(a_hand(), unsaved(Licence, *organs, **person | typed))
    some_pushes(section, a_person("sample-pusher", section))
    enter(a_hand(), unsaved(Penalty, *organs))
    some_months(organs[0])
    some_listed(section)
    some_questions(section)
    some_cases(section, a_person("sample-handler", section, "officer"))
    a_campaign(section)


def some_pushes(section: Section, by: Staff) -> None:
    with transaction.atomic():
        for batch in prepare(a_hand(), section.bureau, by):
            begin(a_hand(), batch)
            sent(a_hand(), batch, timezone.localdate())
            if batch.layout == "organisations":
                told = refused(2, "1001", "名称与代码不一致")
                answered(a_hand(), batch, [told], timezone.localdate())


def some_months(organ: Organ) -> None:
    total = MonthlyTotal(organ=organ, month=date(2026, 5, 1), licences=3, penalties=1, confirmed_on=date(2026, 6, 1))
    keep_total(a_hand(), total)
    (one,) = month_of(Organ.objects.filter(pk=organ.pk), total.month, date(2026, 6, 1), workdays())
    issue(a_hand(), Staff.objects.earliest("pk"), "urging", one)


def some_listed(section: Section) -> ListEntry:
    """Somebody on a list, with a measure that was sent to be applied."""
    facts = {"name": "样例名单", "kind": "watch", "identified_by": ORGAN, "basis": "《样例法》第一条", "months": 36}
    of = record(CreditList, bureau=section.bureau, **facts)
    facts = {"edition": "样例清单（2025年版）", "since": date(2025, 1, 1), "number": "1", "name": "样例措施"}
    facts |= {"kind": "management", "basis": "《样例法》第三条", "applied_by": "样例实施单位"}
    measure = record(Measure, bureau=section.bureau, **facts)
    facts = {"party_name": LICENCE["party_name"], "uscc": USCC, "paper_no": "样列字〔2026〕1号", "cause": "样例事由"}
    entry = record(ListEntry, of_list=of, basis="《样例办法》第二条", decided_on=date(2026, 5, 8), **facts)
    record(MeasureTaken, entry=entry, measure=measure, sent_to="样例实施单位", sent_on=date(2026, 5, 20))
    return entry


def a_campaign(section: Section) -> CampaignPhoto:
    """The photograph of a campaign."""
    facts: dict[str, Any] = {"held_on": date(2026, 5, 8), "name": "样例诚信宣传", "place": "样例广场"}
    campaign = Campaign(section=section, staff=10, leaflets=300, consultations=70, **facts)
    kept = keep_campaign(a_hand(), campaign, [("样例.png", io.BytesIO(PNG))])
    found: CampaignPhoto = kept.photos.get()
    return found


def some_questions(section: Section) -> None:
    """An organisation of which something stands, and a person of whom little does."""
    for party in (Asked(code=USCC), Asked(id_no=RESIDENT)):
        standing_of(a_hand(), section.bureau, party, Purpose.APPROVAL, "样例事项1号")
    asked = {2: Asked(code=USCC), 3: Asked(name="样例无记录有限公司")}
    check_all(a_hand(), section.bureau, asked, Purpose.TRADING, "样例招标1号")


def some_cases(section: Section, officer: Staff) -> None:
    """An objection to the penalty and an application for its repair, each with a letter and somebody to be told."""
    today, penalty = timezone.localdate(), Penalty.objects.earliest("pk")
    own = {"section": section, "officer": officer, "opened_on": today, "penalty": penalty}
    facts: dict[str, Any] = {"title": "信用异议（样例）", "ground": "wrong", "claim": "样例：金额与决定书不符"}
    objection = open_case(Objection, a_hand(officer), number="样例异议1号", has_commitment=True, **own, **facts)
    objection = objections.accept(objection, a_hand(officer), on=today)
    objection = objections.ask_unit(objection, a_hand(officer), on=today)
    asked = {"receivers": "样例银行", "received_on": today}
    objections.name_receivers(objection, a_hand(officer), on=today, **asked)
    facts = {"title": "信用修复（样例）", "severity": "一般", "duty_done_on": penalty.decided_on}
    repair = open_case(Repair, a_hand(officer), number="样例修复1号", has_commitment=True, **own, **facts)
    repairs.ask_supplement(repair, a_hand(officer), on=today, missing="样例：履行证明")
    repairs.serve_notice(a_hand(officer), RepairNotice(penalty=penalty, served_on=penalty.decided_on))
