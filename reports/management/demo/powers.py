"""A sample power list: a version that was superseded, the one in force, and the record of its publication.

The powers are such as this bureau is likely to have; codes, sections and texts are made up and marked as samples. The
credit code of the organ passes every check and names a region that does not exist.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

import tablib
from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.casework.items import ServiceItem
from bureau.casework.materials import Material
from bureau.casework.versions import bring_into_force
from bureau.law.codes import org_check, uscc_check
from bureau.law.licensing import Nature
from bureau.office.powers.models import PowerList
from bureau.office.powers.portal import bundle
from bureau.office.powers.publishing import record_publication
from bureau.office.powers.versions import publish
from reports.management.demo.bureau import FILING_SECTION, ITEM_CODE, SAMPLE_SECTIONS, SINCE, House
from reports.management.demo.platform import deliver

BY = "sample-legal"
SECOND_ON, PUBLISHED_ON = date(2025, 7, 1), date(2025, 7, 4)
ADDRESS = "https://portal.sample.invalid/qzqd/"
_ORGAN = "11" + "449999" + "00000001" + org_check("00000001")
HEAD = f"{_ORGAN}{uscc_check(_ORGAN)}4"  # of every code here: the organ, and the level of a county
APPROVAL_CODE, APPROVAL_NAME = "440199001000", "企业投资项目核准（样例）"
GUIDE: dict[str, Any] = {
    "name": APPROVAL_NAME,
    "nature": Nature.LICENCE,
    "basis": "《企业投资项目核准和备案管理条例》（国务院令第673号）第三条",
    "statutory_amount": 20,
    "statutory_unit": "workday",
    "statutory_article": "办事指南公布的法定办结时限（样例）",
    "promised_amount": 10,
    "promised_unit": "workday",
    "promised_article": "办事指南公布的承诺办结时限（样例）",
    "conditions": "列入核准目录的企业投资项目（样例）",
    "handling": "promised",
    "result": "项目核准文件（样例）",
    "fee": "不收费",
    "quantity_limit": "无数量限制",
}
MATERIALS: tuple[dict[str, Any], ...] = (
    {
        "name": "项目申请书（样例）",
        "form": "either",
        "kind": "original",
        "copies": 2,
        "source": "applicant",
        "template_url": "https://portal.sample.invalid/forms/application.docx",
    },
    {
        "name": "用地预审意见（样例）",
        "is_secondary": True,
        "form": "paper",
        "kind": "copy",
        "copies": 1,
        "source": "government",
        "issuer": "样例自然资源部门",
    },
    {
        "name": "营业执照（样例）",
        "form": "electronic",
        "source": "government",
        "issuer": "样例市场监管部门",
        "shared_data": "电子证照：营业执照（样例）",
    },
)
# Basic code, category, name and basis; the section by its name.
APPROVAL = (APPROVAL_CODE, "行政许可", APPROVAL_NAME, "国务院令第673号第三条", FILING_SECTION)
ENERGY = ("440199002000", "行政许可", "固定资产投资项目节能审查（样例）", "《节约能源法》第十五条", FILING_SECTION)
PRICES = ("440299001000", "行政处罚", "违反价格监测规定的处罚（样例）", "《价格监测规定》（样例）", SAMPLE_SECTIONS[0])
SHELTERS = ("440499001000", "行政征收", "防空地下室易地建设费（样例）", "《人民防空法》（样例）", SAMPLE_SECTIONS[0])
FILING = (ITEM_CODE, "其他行政权力", "企业投资项目备案（样例）", "国务院令第673号第十三条", FILING_SECTION)
PROPOSAL = ("441099002000", "其他行政权力", "政府投资项目建议书审批（样例）", "国务院令第712号第九条", FILING_SECTION)
STUDY = ("441099003000", "其他行政权力", "政府投资项目可研报告审批（样例）", "国务院令第712号第九条", FILING_SECTION)
GRAIN = ("441099004000", "其他行政权力", "粮食收购企业备案（样例）", "《粮食流通管理条例》第九条", SAMPLE_SECTIONS[0])
FIRST = (APPROVAL, ENERGY, PRICES, SHELTERS, FILING, PROPOSAL, GRAIN)
SECOND = (APPROVAL, ENERGY, PRICES, FILING, PROPOSAL, STUDY, GRAIN)
SAME: dict[str, str] = {
    "实施主体": "海陵试验区经济发展局（样例）",
    "实施主体性质": "法定机关",
    "行使层级": "县级",
    "权力来源": "法定本级行使",
    "责任事项": "受理：一次性告知所需材料\n审查：依法审查\n决定：作出决定\n送达：送达并公开\n事后监管：监督检查",
    "责任依据": "与设定依据相同（样例）",
    "追责情形": "不履行或者不正确履行责任事项的（样例）",
    "追责依据": "《行政许可法》第七章等（样例）",
    "监督方式": "监督电话0662-0000000（样例）",
    "办理流程图": "申请\n受理\n审查\n决定\n送达",
    "公开日期": "2024-01-05",
    "生效日期": "2024-01-01",
    "状态": "在用",
    "调整依据": "",
}
# What the second version says otherwise, by the basic code.
OTHERWISE: dict[str, dict[str, str]] = {
    ENERGY[0]: {"权力来源": "上级下放", "调整依据": "样例调整文件〔2025〕6号"},
    GRAIN[0]: {"状态": "暂停", "调整依据": "样例调整文件〔2025〕6号", "监督方式": "监督信箱（样例）"},
    STUDY[0]: {"生效日期": "2025-07-01", "公开日期": "2025-07-04", "调整依据": "样例调整文件〔2025〕6号"},
}


def load(house: House, hand: Hand) -> None:
    """Both versions by their sheets, where there is none yet."""
    if PowerList.objects.filter(bureau=house.bureau).exists():
        return
    _guide(house, hand)
    theirs = Hand(house.staff[BY], Source.COMMAND, hand.at, reason=hand.reason)
    _publish(_workbook(FIRST, {}), "样例权责清单第1版.xlsx", theirs, SINCE, "样例〔2024〕1号")
    version = _publish(_workbook(SECOND, OTHERWISE), "样例权责清单第2版.xlsx", theirs, SECOND_ON, "样例〔2025〕6号")
    made = bundle(version, timezone.localdate(hand.at))
    record_publication(version, theirs, PUBLISHED_ON, ADDRESS, made.sha256)


def _publish(sheet: bytes, name: str, hand: Hand, on: date, paper: str) -> PowerList:
    """The sheet as its reviewer sends it, and the draft that it became in force from that day on."""
    by: Any = hand.user
    deliver("powers", sheet, name, by)
    return publish(PowerList.objects.get(bureau=by.section.bureau, since_on=None), hand, on, paper)


def _guide(house: House, hand: Hand) -> None:
    draft = ServiceItem.objects.record(hand, bureau=house.bureau, code=APPROVAL_CODE, **GUIDE)
    for position, says in enumerate(MATERIALS, 1):
        Material.objects.record(hand, item=draft, position=position, **says)
    bring_into_force(draft, hand, SINCE)


def _workbook(rows: Sequence[tuple[str, ...]], otherwise: dict[str, dict[str, str]]) -> bytes:
    data = tablib.Dataset(title="清单")
    for basic, category, name, basis, section in rows:
        own = {"实施编码": HEAD + basic, "基本编码": basic, "职权类别": category, "职权名称": name}
        own |= {"设定依据": basis, "实施依据": basis, "承办机构": section}
        cells = own | SAME | otherwise.get(basic, {})
        data.headers = list(cells)
        data.append(list(cells.values()))
    written: bytes = data.export("xlsx")
    return written
