"""Records of dual publicity for tests: nobody's, with codes that are valid and names that say that they are samples."""

from datetime import date
from decimal import Decimal
from typing import Any

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
