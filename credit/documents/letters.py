"""What an organ is told on paper about its month: a reminder to report, or the monthly bulletin. In Chinese, as sent.

The words are drafted here after common practice; no form is prescribed by a text that was read.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from bureau.law.rates import Rate
from credit.models import OrganLetter

KINDS = {"licencepush": "行政许可", "penaltypush": "行政处罚"}
STANDINGS = {
    "unconfirmed": "尚未确认当月总数",
    "agrees": "与收到数一致",
    "to_explain": "有差异，待说明",
    "explained": "有差异，已说明",
}


@dataclass(frozen=True, slots=True)
class Letter:
    """The words of the paper; `rows` are a table with `heading`."""

    title: str
    number: str
    to: str
    paragraphs: tuple[str, ...]
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    authority: str
    on: str


def letter(kept: OrganLetter) -> Letter:
    """From the facts that were frozen when it was issued, and from nothing newer."""
    is_urging = kept.kind == OrganLetter.Kind.URGING
    month = f"{kept.month.year}年{kept.month.month}月"
    title = f"关于{month}双公示信息报送的{'催报通知' if is_urging else '通报'}"
    words = _urging(kept.facts, month) if is_urging else _bulletin(kept.facts, month)
    heading = ("类别", "贵单位确认", "已收到", "差异", "逾期未公示", "及时率", "合规率")
    return Letter(
        title,
        str(kept),
        kept.organ.name,
        tuple(words),
        heading,
        tuple(_rows(kept.facts)),
        kept.bureau.name,
        day(kept.on),
    )


def _urging(facts: dict[str, Any], month: str) -> Iterator[str]:
    if facts["standing"] == "unconfirmed":
        yield f"贵单位尚未确认{month}作出的行政许可、行政处罚决定总数。没有的，也请报送零报告。"
    if facts["standing"] == "to_explain":
        yield f"贵单位确认的{month}总数与已收到的记录有差异（见下表），请补报，或者书面说明原因。"
    if any(facts["late"]):
        yield (
            "下表所列“逾期未公示”的决定，已超过自作出之日起7个工作日的公示期限（发改办财金〔2018〕424号），"
            "请立即报送并核对退回的记录。"
        )
    yield "请按照“谁产生、谁负责”的原则尽快办理。"


def _bulletin(facts: dict[str, Any], month: str) -> Iterator[str]:
    yield f"现将贵单位{month}双公示信息报送情况通报如下。总数确认情况：{STANDINGS[facts['standing']]}。"
    if facts["explanation"]:
        yield f"贵单位的说明：{facts['explanation']}"
    if (lapsed := facts["rates"].get("penaltypush", {}).get("lapsed")) is not None:
        yield f"截至印发之日，贵单位期满未公示的行政处罚（公示期届满时仍未公示，已不能再公示）：{lapsed}件。"
    if unanswered := sum(rates.get("unanswered", 0) for rates in facts["rates"].values()):
        yield f"平台尚未答复的{unanswered}行未计入合规率。"
    yield "及时率、合规率由本系统按登记的报送日期和平台答复计算，仅供参考，以平台公布的为准；没有可计算的，不列比率。"


def _rows(facts: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for place, (name, words) in enumerate(KINDS.items()):
        rates = facts["rates"].get(name, {})
        told = facts["told"]
        yield (
            words,
            str(told[place]) if told else "未确认",
            str(facts["received"][place]),
            str(facts["gap"][place]) if told else "—",
            str(facts["late"][place]),
            _percent(Rate(rates.get("on_time", 0), rates.get("reported", 0))),
            _percent(Rate(rates.get("accepted", 0), rates.get("sent", 0) - rates.get("unanswered", 0))),
        )


def _percent(rate: Rate) -> str:
    return "—" if rate.percent is None else f"{rate.percent}%"


def day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"
