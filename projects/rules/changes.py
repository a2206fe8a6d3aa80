"""变更备案: when a change of a filed project is filed, and what may not be changed at once."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from bureau.audit.spoken import spoken
from bureau.casework.refusals import Missing, Refused, Warned
from bureau.law.articles import Article, Phrase

ORDER_673_14 = Article(
    "《企业投资项目核准和备案管理条例》第十四条；广东省发展改革委2022年7月19日答复",
    "Order 673 art. 14; answer of the Guangdong DRC of 2022-07-19",
)

CHANGE_SHARE = Decimal("0.20")  # of the investment; a smaller change needs no change filing


class ChangeGround(StrEnum):
    """When a change filing is needed, as the Guangdong DRC answered on 2022-07-19."""

    NAME_OR_SITE = "name_or_site"
    INVESTMENT_OR_SCALE = "investment_or_scale"
    CONTENT = "content"
    HOLDERS = "holders"
    OTHER = "other"


CHANGE_GROUNDS: Mapping[ChangeGround, Phrase] = {
    ChangeGround.NAME_OR_SITE: Phrase("项目名称或建设地点变更", "name or site"),
    ChangeGround.INVESTMENT_OR_SCALE: Phrase("总投资或建设规模变化20%及以上", "investment or scale by a fifth or more"),
    ChangeGround.CONTENT: Phrase("建设内容发生较大变更", "a larger change of what is built"),
    ChangeGround.HOLDERS: Phrase("法人或股权结构发生重大变化", "legal person or shares, substantially"),
    ChangeGround.OTHER: Phrase("其他需要变更的情形", "other"),
}


class NotTogether(Refused):
    """Name and main content of a project are not changed at once."""


UNKNOWN = Phrase("请从列表中选择：{given}", "Choose from the list: {given}")
TOGETHER = Phrase(
    "项目名称和主要建设内容不能同时变更：两者都变的是另一个项目，应当重新备案。",
    "Name and main content may not both be changed: that is another project, to be filed anew.",
)
NOTHING_CHANGED = Phrase("没有与变更情形相符的变更内容。", "Nothing was changed that this ground is about.")
BELOW_A_FIFTH = Phrase(
    "总投资变化为{share}%，不足20%，一般不需要变更备案。",
    "The investment changes by {share} %, less than a fifth: as a rule no change filing is needed.",
)

CHANGES = ("ground", "project_name", "site", "scale_and_content", "total_investment")


def name_and_content_are_not_both_changed(case: Any, *, hand: object, on: date, **asks: Any) -> None:
    """Raises NotTogether."""
    if changed(case, "project_name", asks) and changed(case, "scale_and_content", asks):
        raise NotTogether(spoken(TOGETHER))


def the_change_fits_its_ground(case: Any, *, hand: object, on: date, **asks: Any) -> None:
    """The ground is one of the five, and what it is about did change. Raises Missing; Warned below a fifth."""
    ground = asks["ground"]
    if ground not in CHANGE_GROUNDS:
        raise Missing(spoken(UNKNOWN).format(given=ground))
    about = {
        ChangeGround.NAME_OR_SITE: ("project_name", "site"),
        ChangeGround.INVESTMENT_OR_SCALE: ("total_investment", "scale_and_content"),
        ChangeGround.CONTENT: ("scale_and_content",),
    }.get(ground, ())
    if about and not any(changed(case, name, asks) for name in about):
        raise Missing(spoken(NOTHING_CHANGED))
    if ground == ChangeGround.INVESTMENT_OR_SCALE and not changed(case, "scale_and_content", asks):
        share = share_of_change(case.total_investment, asks["total_investment"])
        if share < CHANGE_SHARE:
            raise Warned("below_a_fifth", spoken(BELOW_A_FIFTH).format(share=round(share * 100, 2)))


def changed(case: Any, name: str, asks: Mapping[str, Any]) -> bool:
    return bool(asks.get(name) is not None and asks[name] != getattr(case, name))


def share_of_change(before: Decimal, after: Decimal) -> Decimal:
    """By which part of what it was an amount changes, up or down; 1 where there was none."""
    return abs(after - before) / before if before else Decimal(1)
