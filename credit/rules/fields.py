"""The fields of the two records of dual publicity, with code, name, length and requirement, in the national order."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache

from bureau.law.articles import Phrase


class Need(StrEnum):
    """Of which counterpart a field is required."""

    ALWAYS = "Y"
    ORGANISATION = "O"  # an organisation or an individual business
    PERSON = "P"
    OPTIONAL = "N"


class Holds(Enum):
    TEXT = "text"
    CODE = "code"
    DAY = "day"
    AMOUNT = "amount"  # in 万元, six decimals


@dataclass(frozen=True, slots=True, eq=False)
class Field:
    """`name` is what the rules and the records call it. `longest` counts characters; 0 for days and amounts.

    `others` are the headings of other layouts that mean the same.
    """

    name: str
    code: str
    heading: str
    longest: int
    need: Need
    english: str
    holds: Holds = Holds.TEXT
    others: tuple[str, ...] = ()

    @property
    def phrase(self) -> Phrase:
        return Phrase(self.heading, self.english)


Y, O, P, N = Need.ALWAYS, Need.ORGANISATION, Need.PERSON, Need.OPTIONAL  # noqa: E741 - the letters of the standard
CODE, DAY, AMOUNT = Holds.CODE, Holds.DAY, Holds.AMOUNT


def _party(head: str, representative: str) -> tuple[Field, ...]:
    """The counterpart of the decision, alike in both records but for the first letters of the codes."""
    number = "行政相对人代码"
    return (
        Field("party_name", f"{head}_XDR_MC", "行政相对人名称", 200, Y, "name of the counterpart"),
        Field("party_kind", f"{head}_XDR_LB", "行政相对人类别", 16, Y, "kind of counterpart"),
        Field(
            *("uscc", f"{head}_XDR_SHXYM", f"{number}_1(统一社会信用代码)", 18, O, "unified social credit code", CODE),
            (f"{number}_1", "统一社会信用代码"),
        ),
        Field(
            *("registration_no", f"{head}_XDR_GSZC", f"{number}_2(工商注册号)", 50, N, "business registration", CODE),
            (f"{number}_2", "工商注册号"),
        ),
        Field(
            *("org_code", f"{head}_XDR_ZZJG", f"{number}_3(组织机构代码)", 9, N, "organisation code", CODE),
            (f"{number}_3", "组织机构代码"),
        ),
        Field(
            *("tax_no", f"{head}_XDR_SWDJ", f"{number}_4(税务登记号)", 15, N, "tax registration", CODE),
            (f"{number}_4", "税务登记号"),
        ),
        Field(
            *("institution_no", f"{head}_XDR_SYDW", f"{number}_5(事业单位证书号)", 12, N, "institution's certificate"),
            *(CODE, (f"{number}_5", "事业单位证书号")),
        ),
        Field(
            *("society_no", f"{head}_XDR_SHZZ", f"{number}_6(社会组织登记证号)", 50, N, "social organisation's number"),
            *(CODE, (f"{number}_6", "社会组织登记证号")),
        ),
        Field("representative", representative, "法定代表人", 50, O, "legal representative"),
        Field(
            *("id_type", f"{head}_XDR_ZJLX", "自然人证件类型", 64, P, "kind of the person's document"),
            *(Holds.TEXT, ("证件类型",)),
        ),
        Field(
            *("id_no", f"{head}_XDR_ZJHM", "自然人证件号码", 64, P, "number of the person's document", CODE),
            ("证件号码",),
        ),
    )


def _organ(decides: tuple[str, str, str], sends: tuple[str, str]) -> tuple[Field, ...]:
    """The organ that decided; and below it, where the standard has it, the unit that sends."""
    code, heading, english = decides
    unified = "统一社会信用代码"
    return (
        Field("organ_name", code, heading, 200, Y, english),
        Field("organ_code", f"{code}DM", f"{heading}{unified}", 18, Y, f"code of the {english}", CODE),
        Field("source_name", sends[0], "数据来源单位", 200, Y, "source unit"),
        Field("source_code", sends[1], f"数据来源单位{unified}", 18, Y, "code of the source unit", CODE),
    )


_LICENSING = _organ(("XK_XKJG", "许可机关", "licensing organ"), ("XK_LYDW", "XK_LYDWDM"))
_PENALISING = _organ(("CF_CFJG", "处罚机关", "penalising organ"), ("CF_SJLY", "CF_SJLYDM"))
_REMARK = Field("remark", "BZ", "备注", 512, N, "remark")

LICENCE_FIELDS: tuple[Field, ...] = (
    *_party("XK", "XK_FRDB"),
    Field("paper_name", "XK_XKWS", "行政许可决定文书名称", 64, Y, "name of the decision"),
    Field("paper_no", "XK_WSH", "行政许可决定文书号", 64, Y, "number of the decision"),
    Field("licence_class", "XK_XKLB", "许可类别", 256, Y, "class of licence"),
    Field("certificate_name", "XK_XKZS", "许可证书名称", 64, N, "name of the certificate"),
    Field("certificate_no", "XK_XKBH", "许可编号", 64, N, "number of the licence"),
    Field("content", "XK_NR", "许可内容", 4000, Y, "content of the licence"),
    Field("decided_on", "XK_JDRQ", "许可决定日期", 0, Y, "day of the decision", DAY),
    Field("valid_from", "XK_YXQZ", "有效期自", 0, Y, "valid from", DAY),
    Field("valid_to", "XK_YXQZI", "有效期至", 0, Y, "valid to", DAY),
    *_LICENSING[:2],
    Field("state", "XK_ZT", "当前状态", 1, Y, "present state"),
    *_LICENSING[2:],
    _REMARK,
)
PENALTY_FIELDS: tuple[Field, ...] = (
    *_party("CF", "CF_FRDB"),
    Field("paper_no", "CF_WSH", "行政处罚决定书文号", 128, Y, "number of the decision"),
    Field("violation", "CF_WFXW", "违法行为类型", 2000, Y, "type of violation"),
    Field("facts", "CF_SY", "违法事实", 5000, Y, "facts of the violation"),
    Field("basis", "CF_YJ", "处罚依据", 2048, Y, "basis of the penalty"),
    Field("penalty_class", "CF_CFLB", "处罚类别", 255, Y, "classes of penalty"),
    Field("content", "CF_NR", "处罚内容", 4000, Y, "content of the penalty"),
    Field("fine", "CF_NR_FK", "罚款金额(万元)", 0, N, "fine (10,000 yuan)", AMOUNT),
    Field(
        *("confiscated", "CF_NR_WFFF", "没收违法所得、没收非法财物的金额(万元)", 0, N, "confiscated (10,000 yuan)"),
        AMOUNT,
    ),
    Field("suspended", "CF_NR_ZKDX", "暂扣或吊销证照名称及编号", 200, N, "permit suspended or revoked"),
    Field("decided_on", "CF_JDRQ", "处罚决定日期", 0, Y, "day of the decision", DAY),
    Field("valid_to", "CF_YXQ", "处罚有效期", 0, Y, "valid to", DAY),
    Field("publish_until", "CF_GSJZQ", "公示截止期", 0, N, "published until", DAY),
    *_PENALISING,
    _REMARK,
)
# 法定代表人证件类型和号码: in the layouts, and by default not collected (the platforms advise against them; PIPL 6).
NOT_COLLECTED = ("法定代表人证件类型", "法定代表人证件号码", "法定代表人身份证号")
FOR_ORGANISATIONS = (
    *("uscc", "registration_no", "org_code", "tax_no", "institution_no", "society_no", "representative"),
)
FOR_PERSONS = ("id_type", "id_no")


@lru_cache
def by_name(fields: tuple[Field, ...]) -> Mapping[str, Field]:
    return {field.name: field for field in fields}


@lru_cache
def demanded(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """The names of those that are required of every counterpart."""
    return tuple(field.name for field in fields if field.need is Need.ALWAYS)


# The layouts of the sheets: which headings stand in which order. The first names columns by the names above.


@dataclass(frozen=True, slots=True)
class Layout:
    """`party_kind` is what the file itself says where the sheet has no column for it: 法人 or 自然人."""

    name: str
    headings: tuple[str, ...]
    is_of_persons: bool | None = None


def _one_sheet(fields: tuple[Field, ...]) -> tuple[str, ...]:
    """National order: the representative's own document stands behind the representative."""
    found = []
    for field in fields:
        found.append(field.heading)
        if field.name == "representative":
            found += NOT_COLLECTED[:2]
    return tuple(found)


def _of_organisations(fields: tuple[Field, ...]) -> tuple[str, ...]:
    left_out = {"party_kind", *FOR_PERSONS}
    found = []
    for field in fields:
        if field.name not in left_out:
            found.append(field.heading)
        if field.name == "representative":
            found.append(NOT_COLLECTED[2])
    return tuple(found)


def _of_persons(fields: tuple[Field, ...]) -> tuple[str, ...]:
    left_out = {"party_kind", *FOR_ORGANISATIONS}
    headings = {"id_type": "证件类型", "id_no": "证件号码"}
    return tuple(headings.get(field.name, field.heading) for field in fields if field.name not in left_out)


LICENCE_LAYOUTS = (
    Layout("one_sheet", _one_sheet(LICENCE_FIELDS)),
    Layout("organisations", _of_organisations(LICENCE_FIELDS), is_of_persons=False),
    Layout("persons", _of_persons(LICENCE_FIELDS), is_of_persons=True),
)
PENALTY_LAYOUTS = (
    Layout("one_sheet", _one_sheet(PENALTY_FIELDS)),
    Layout("organisations", _of_organisations(PENALTY_FIELDS), is_of_persons=False),
    Layout("persons", _of_persons(PENALTY_FIELDS), is_of_persons=True),
)
