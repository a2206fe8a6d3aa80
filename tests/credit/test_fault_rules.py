"""V1 to V13: each case is wrong in one thing, and only the rule of that thing finds it."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from credit.rules import faults as law
from credit.rules.faults import RULES, Fault, Rule, faults, key, party_kind_of
from credit.rules.fields import LICENCE_FIELDS, PENALTY_FIELDS
from tests.sample_credit import LICENCE, PENALTY, PERSONS_LICENCE, RESIDENT, TRADERS_LICENCE

TODAY = date(2026, 6, 30)
Facts = dict[str, Any]


def of_licence(facts: Facts, **options: Any) -> list[Fault]:
    return faults(LICENCE_FIELDS, facts, today=TODAY, **options)


def of_penalty(facts: Facts, **options: Any) -> list[Fault]:
    return faults(PENALTY_FIELDS, facts, today=TODAY, **options)


def told(found: list[Fault]) -> list[tuple[str, str]]:
    return [(fault.rule, fault.field) for fault in found]


@pytest.mark.parametrize("facts", [LICENCE, PERSONS_LICENCE, TRADERS_LICENCE], ids=["organisation", "person", "trader"])
def test_a_right_licence_has_no_fault(facts: Facts) -> None:
    assert of_licence(facts) == []


def test_a_right_penalty_has_no_fault() -> None:
    assert of_penalty(PENALTY) == []


LONG = "长" * 5001
# The rule that finds it, by its function; what it is called; the field; the record that is wrong.
WRONG: list[tuple[Rule, str, str, Facts]] = [
    (law.required, "R", "content", LICENCE | {"content": ""}),
    (law.required, "R", "certificate_no", LICENCE | {"certificate_no": ""}),
    (law.v_state, "R", "state", LICENCE | {"state": "7"}),
    (law.v1, "V1", "party_kind", LICENCE | {"party_kind": "公司"}),
    (law.v2, "V2", "uscc", LICENCE | {"uscc": ""}),
    (law.v2, "V2", "representative", LICENCE | {"representative": ""}),
    (law.v2, "V2", "id_no", LICENCE | {"id_no": "X1234567"}),
    (law.v3, "V3", "id_type", PERSONS_LICENCE | {"id_type": ""}),
    (law.v3, "V3", "id_type", PERSONS_LICENCE | {"id_type": "工作证"}),
    (law.v3, "V3", "id_no", PERSONS_LICENCE | {"id_no": "441702199101010010"}),
    (law.v3, "V3", "representative", PERSONS_LICENCE | {"representative": "样例甲"}),
    (law.v4, "V4", "uscc", LICENCE | {"uscc": "0" * 17 + "X"}),
    (law.v4, "V4", "registration_no", TRADERS_LICENCE | {"registration_no": ""}),
    (law.v5, "V5", "uscc", LICENCE | {"uscc": "91440300708461136O"}),
    (law.v5, "V5", "organ_code", LICENCE | {"organ_code": "11440400006988451X"}),
    (law.v5, "V5", "source_code", LICENCE | {"source_code": "0" * 17 + "X"}),
    (law.v5, "V5", "org_code", LICENCE | {"org_code": "715267260"}),
    (law.v6, "V6", "decided_on", LICENCE | {"decided_on": date(2026, 7, 1), "valid_from": date(2026, 7, 1)}),
    (law.v6, "V6", "valid_to", LICENCE | {"valid_to": date(2026, 3, 1)}),
    (law.v6, "V6", "valid_from", LICENCE | {"valid_from": date(2026, 3, 1)}),
    (law.v7, "V7", "licence_class", LICENCE | {"licence_class": "其他"}),
    (law.v7, "V7", "licence_class", LICENCE | {"licence_class": "其他-"}),
    (law.v8, "V8", "penalty_class", PENALTY | {"penalty_class": "罚款;罚金"}),
    (law.v8, "V8", "fine", PENALTY | {"fine": None}),
    (law.v8, "V8", "fine", PENALTY | {"fine": Decimal(-1)}),
    (law.v8, "V8", "confiscated", PENALTY | {"confiscated": Decimal(1)}),
    (law.v8, "V8", "suspended", PENALTY | {"penalty_class": "罚款;吊销许可证件"}),
    (law.v9, "V9", "fine", PENALTY | {"fine": Decimal("1000000.000001")}),
    (law.v12, "V12", "party_name", LICENCE | {"party_name": "样例\x07有限公司"}),
    (law.v12, "V12", "paper_no", LICENCE | {"paper_no": "样例\x00号"}),
    (law.v12, "V12", "registration_no", LICENCE | {"registration_no": "４４１７０２"}),
    (law.v13, "V13", "content", LICENCE | {"content": LONG[:4001]}),
    (law.v13, "V13", "facts", PENALTY | {"facts": LONG}),
    (law.personal, "P", "content", LICENCE | {"content": f"负责人样例甲（身份证{RESIDENT}）"}),
    (law.personal, "P", "remark", LICENCE | {"remark": f"联系人{RESIDENT}。"}),
    (law.personal, "P", "facts", PENALTY | {"facts": f"当事人{RESIDENT}未按规定申报"}),
    (law.personal, "P", "basis", PENALTY | {"basis": f"《样例条例》第一条，{RESIDENT}"}),
]


@pytest.mark.parametrize(("rule", "called", "field", "facts"), WRONG, ids=[f"{one[1]}-{one[2]}" for one in WRONG])
def test_each_rule_finds_what_no_other_rule_finds(rule: Rule, called: str, field: str, facts: Facts) -> None:
    of = of_penalty if "penalty_class" in facts else of_licence
    assert told(of(facts)) == [(called, field)]
    assert of(facts, rules=[other for other in RULES if other is not rule]) == []
    (fault,) = of(facts)
    assert fault.says.zh != fault.says.en
    assert fault.says.en.isascii() or fault.says.en != fault.says.zh


def test_every_rule_is_tried() -> None:
    assert {rule for rule, *_others in WRONG} == set(RULES)


def test_a_licence_that_began_before_its_decision_is_told_and_not_refused() -> None:
    (fault,) = of_licence(LICENCE | {"valid_from": date(2026, 3, 1)})
    assert (fault.is_warning, fault.may_be_confirmed) == (True, False)


def test_an_identity_number_in_a_free_text_is_told_and_never_quoted() -> None:
    (fault,) = of_licence(LICENCE | {"content": f"样例甲{RESIDENT}"})
    assert (fault.is_warning, fault.may_be_confirmed) == (True, False)
    assert RESIDENT[-4:] not in f"{fault.says.zh}{fault.says.en}"


@pytest.mark.parametrize(
    "text", ["441702199101010010", f"A{RESIDENT}", f"{RESIDENT}1", LICENCE["uscc"], "44170219910101001"]
)
def test_a_number_that_is_nobodys_is_none(text: str) -> None:
    assert of_licence(LICENCE | {"content": f"样例许可证编号{text}，样例经营范围"}) == []


def test_an_amount_that_looks_like_yuan_may_be_confirmed() -> None:
    (fault,) = of_penalty(PENALTY | {"fine": Decimal(1_000_001)})
    assert (fault.is_warning, fault.may_be_confirmed) == (False, True)
    assert of_penalty(PENALTY | {"fine": Decimal(1_000_000)}) == []


def test_a_platform_may_want_less_than_the_standard() -> None:
    facts = PENALTY | {"penalty_class": "罚款;没收违法所得;责令停产停业", "confiscated": Decimal(1)}
    assert of_penalty(facts) == []
    assert told(of_penalty(facts, limits={"penalty_class": 10})) == [("V13", "penalty_class")]


def test_v10_the_same_number_counterpart_code_and_day_are_one_record_however_they_are_typed() -> None:
    one = key("阳海样许〔2026〕1号", "样例（阳江）有限公司", "91440300708461136T", date(2026, 5, 8))
    assert one == key(" 阳海样许〔2026〕1号", "样例(阳江) 有限公司", "91440300708461136t", date(2026, 5, 8))
    assert one != key("阳海样许〔2026〕1号", "样例（阳江）有限公司", "91440300708461136T", date(2026, 5, 9))
    assert one != key("阳海样许〔2026〕2号", "样例（阳江）有限公司", "91440300708461136T", date(2026, 5, 8))


def test_without_a_column_for_it_the_category_follows_from_the_codes() -> None:
    assert party_kind_of({"id_no": "441702199101010019"}) == "自然人"
    assert party_kind_of({"uscc": "92340602MA2PBQAH7E"}) == "个体工商户"
    assert party_kind_of({"uscc": "0" * 17 + "X"}) == "个体工商户"
    assert party_kind_of({"uscc": "91440300708461136T"}) == "法人及非法人组织"
