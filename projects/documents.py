"""What is on paper: a sample of the certificate that the platform prints. It proves nothing and names no validity."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from projects.models import Filing

TITLE = "广东省企业投资项目备案证"
MARK = "仅供内部打印/样式参考"
MEANING = "备案证以省投资项目在线审批监管平台打印的为准。"
WORDS = {
    "category": {"construction": "基建", "renovation": "技改", "other": "其他"},
    "construction": {
        "new": "新建",
        "extension": "扩建",
        "rebuilding": "改建",
        "relocation": "迁建",
        "other": "其他",
    },
}


@dataclass(frozen=True, slots=True)
class Certificate:
    """The words of the paper, in Chinese whatever the language of the screen; `rows` are label and value."""

    title: str
    mark: str
    rows: tuple[tuple[str, str], ...]
    authority: str
    on: str
    meaning: str


def certificate(filing: Filing) -> Certificate:
    rows = (
        ("项目代码", filing.project_code),
        ("申报企业名称", filing.enterprise.name),
        ("统一社会信用代码", filing.enterprise.uscc),
        ("项目名称", filing.project_name),
        ("建设地点", filing.site),
        ("建设类别", WORDS["category"][filing.category]),
        ("建设性质", WORDS["construction"][filing.construction]),
        ("建设规模及内容", filing.scale_and_content),
        ("项目总投资", amount(filing.total_investment)),
        ("项目资本金", amount(filing.capital)),
        ("计划开工时间", month(filing.plan_start)),
        ("计划竣工时间", month(filing.plan_end)),
        ("更新日期", day(filing.changed_on)),
        ("备注", filing.note),
    )
    authority = filing.docket.section.bureau.name
    return Certificate(TITLE, MARK, rows, authority, day(filing.filed_on), MEANING)


def amount(value: Decimal | None) -> str:
    """In 万元, with thousands separated."""
    return "" if value is None else f"{value:,.2f}万元"


def day(on: date | None) -> str:
    return f"{on.year}年{on.month}月{on.day}日" if on else ""


def month(on: date | None) -> str:
    return f"{on.year}年{on.month}月" if on else ""
