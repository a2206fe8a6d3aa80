"""Powers of a sample bureau, and a sheet of them as an office sends it. The credit code is made up and checks."""

from datetime import date
from typing import Any

from bureau.law.codes import org_check, uscc_check
from bureau.models import Bureau, Power, PowerList
from bureau.office.powers.versions import publish
from bureau.people.bureaus import Section
from tests.records import a_hand, record

_FIRST = "11441702" + "00001234" + org_check("00001234")
ORGAN = _FIRST + uscc_check(_FIRST)
FILING, LICENCE, PENALTY = "441010001000", "440125001000", "440202001000"
SINCE = date(2025, 1, 1)
SECTION = "规划股"
NAMES = {FILING: "样例备案", LICENCE: "样例核准", PENALTY: "样例处罚"}
HEADING = (
    *("实施编码", "职权类别", "职权名称", "设定依据", "实施主体", "实施主体性质", "承办机构", "权力来源", "责任事项"),
    *("责任依据", "追责情形", "追责依据", "监督方式"),
)


def code(basic: str, level: str = "4") -> str:
    return f"{ORGAN}{level}{basic}"


def says(basic: str = FILING, **other: Any) -> dict[str, Any]:
    """What one power says, by the names of its fields."""
    usual = {
        "code": code(basic),
        "category": basic[2:4],
        "name": NAMES.get(basic, "样例职权"),
        "establishing_basis": "《样例条例》第十三条",
        "organ": "样例局",
        "organ_nature": "statutory",
        "section": SECTION,
        "origin": "own_level",
        "duties": "受理：接收材料\n决定：出具样例证明",
        "duties_basis": "《样例条例》第十四条",
        "accountability": "不履行责任事项的（样例）",
        "accountability_basis": "《样例条例》第二十条",
        "supervision": "监督电话 0662-3881234",
    }
    return usual | other


def a_row(basic: str = FILING, **other: str) -> list[str]:
    """One row below HEADING; `other` replaces cells by their heading."""
    words = {"01": "行政许可", "02": "行政处罚", "10": "其他行政权力"}
    given = says(basic)
    cells = dict(zip(HEADING, [given.get(name, "") for name in _FIELDS], strict=True))
    cells |= {"职权类别": words[basic[2:4]], "实施主体性质": "法定机关", "权力来源": "法定本级行使"} | other
    return [cells[heading].replace("\n", "；") for heading in HEADING]


_FIELDS = (
    *("code", "category", "name", "establishing_basis", "organ", "organ_nature", "section", "origin", "duties"),
    *("duties_basis", "accountability", "accountability_basis", "supervision"),
)


def pasted(*rows: list[str]) -> str:
    return "\n".join("\t".join(row) for row in (HEADING, *rows))


def a_draft(bureau: Bureau, *basics: str, number: int = 1) -> PowerList:
    draft: PowerList = record(PowerList, bureau=bureau, number=number)
    for basic in basics:
        record(Power, list=draft, **says(basic))
    return draft


def a_list_in_force(section: Section, *basics: str) -> PowerList:
    """Of the section's bureau, whose sections it names."""
    draft = record(PowerList, bureau=section.bureau, number=1)
    for basic in basics or (FILING, LICENCE):
        record(Power, list=draft, **says(basic, section=section.name))
    return publish(draft, a_hand().because("样例"), SINCE, "样例〔2025〕1号")
