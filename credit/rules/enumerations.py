"""The words that the national field standard lets stand in a record, as data, each list with its editions."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bureau.law.articles import Article, Phrase

STANDARD_790 = Article(
    "发改办财金〔2018〕790号", "NDRC Office notice 790 (2018) on credit data of licences and penalties"
)
OTHER = "其他"
LONG_TERM = date(2099, 12, 31)  # 长期: the standard has no other way to say that something does not end
PLACEHOLDER = "0" * 17 + "X"  # what stands for the code of an individual business that has none


@dataclass(frozen=True, slots=True)
class Edition:
    """What a list holds from a day on. `until` is the last day, None while it is in force."""

    article: Article
    since: date
    until: date | None
    words: dict[str, Phrase]

    def holds(self, on: date) -> bool:
        return self.since <= on and (self.until is None or on <= self.until)


class PartyKind(StrEnum):
    """行政相对人类别"""

    ORGANISATION = "法人及非法人组织"
    PERSON = "自然人"
    TRADER = "个体工商户"


class LicenceClass(StrEnum):
    """许可类别"""

    ORDINARY = "普通"
    CONCESSION = "特许"
    RECOGNITION = "认可"
    VERIFICATION = "核准"
    REGISTRATION = "登记"
    OTHER = OTHER


class PenaltyClass(StrEnum):
    """处罚类别 of the Penalty Law of 2021, article 9."""

    WARNING = "警告"
    CRITICISM = "通报批评"
    FINE = "罚款"
    GAINS = "没收违法所得"
    PROPERTY = "没收非法财物"
    SUSPENSION = "暂扣许可证件"
    DOWNGRADING = "降低资质等级"
    REVOCATION = "吊销许可证件"
    RESTRICTION = "限制开展生产经营活动"
    STOP = "责令停产停业"
    CLOSURE = "责令关闭"
    EMPLOYMENT = "限制从业"
    DETENTION = "行政拘留"
    OTHER = OTHER


PARTY_KINDS = {
    PartyKind.ORGANISATION: Phrase("法人及非法人组织", "organisation"),
    PartyKind.PERSON: Phrase("自然人", "natural person"),
    PartyKind.TRADER: Phrase("个体工商户", "individual business"),
}
ID_TYPES = {
    "身份证": Phrase("身份证", "resident identity card"),
    "护照号": Phrase("护照号", "passport"),
    "港澳居民来往内地通行证": Phrase(
        "港澳居民来往内地通行证", "mainland travel permit of Hong Kong and Macao residents"
    ),
    "台湾居民来往大陆通行证": Phrase("台湾居民来往大陆通行证", "mainland travel permit of Taiwan residents"),
    "外国人永久居留身份证": Phrase("外国人永久居留身份证", "foreigner's permanent residence card"),
}
RESIDENT_ID = "身份证"
LICENCE_CLASSES = {
    LicenceClass.ORDINARY: Phrase("普通", "ordinary"),
    LicenceClass.CONCESSION: Phrase("特许", "concession"),
    LicenceClass.RECOGNITION: Phrase("认可", "recognition"),
    LicenceClass.VERIFICATION: Phrase("核准", "verification"),
    LicenceClass.REGISTRATION: Phrase("登记", "registration"),
    LicenceClass.OTHER: Phrase("其他", "other"),
}
PENALTY_CLASSES = {
    PenaltyClass.WARNING: Phrase("警告", "warning"),
    PenaltyClass.CRITICISM: Phrase("通报批评", "public criticism"),
    PenaltyClass.FINE: Phrase("罚款", "fine"),
    PenaltyClass.GAINS: Phrase("没收违法所得", "confiscation of unlawful gains"),
    PenaltyClass.PROPERTY: Phrase("没收非法财物", "confiscation of unlawful property"),
    PenaltyClass.SUSPENSION: Phrase("暂扣许可证件", "suspension of a permit"),
    PenaltyClass.DOWNGRADING: Phrase("降低资质等级", "lowering of a qualification"),
    PenaltyClass.REVOCATION: Phrase("吊销许可证件", "revocation of a permit"),
    PenaltyClass.RESTRICTION: Phrase("限制开展生产经营活动", "restriction of business"),
    PenaltyClass.STOP: Phrase("责令停产停业", "order to stop business"),
    PenaltyClass.CLOSURE: Phrase("责令关闭", "order to close"),
    PenaltyClass.EMPLOYMENT: Phrase("限制从业", "restriction of employment"),
    PenaltyClass.DETENTION: Phrase("行政拘留", "administrative detention"),
    PenaltyClass.OTHER: Phrase("其他", "other"),
}
STATES = (
    Edition(
        STANDARD_790,
        date(2015, 1, 1),
        date(2019, 1, 31),
        {
            "0": Phrase("正常", "in force"),
            "1": Phrase("撤销", "revoked"),
            "2": Phrase("异议", "objected to"),
            "3": Phrase("其他", "other"),
        },
    ),
    Edition(STANDARD_790, date(2019, 2, 1), None, {"1": Phrase("有效", "valid"), "2": Phrase("无效", "not valid")}),
)
# The words of the standard of 2018 for those of the law of 2021; what it does not know goes up as 其他-word.
PENALTY_CLASSES_2018 = {
    PenaltyClass.WARNING: "警告",
    PenaltyClass.FINE: "罚款",
    PenaltyClass.GAINS: "没收违法所得",
    PenaltyClass.PROPERTY: "没收非法财物",
    PenaltyClass.STOP: "责令停产停业",
    PenaltyClass.SUSPENSION: "暂扣或者吊销许可证",
    PenaltyClass.REVOCATION: "暂扣或者吊销许可证",
    PenaltyClass.DETENTION: "行政拘留",
}


def edition_on(editions: tuple[Edition, ...], on: date) -> Edition:
    """The edition in force that day. Raises LookupError for a day before the first."""
    for edition in editions:
        if edition.holds(on):
            return edition
    raise LookupError(f"no edition of this list was in force on {on}")


def is_other(word: str) -> bool:
    """`其他-` with what is meant."""
    head, dash, text = word.partition("-")
    return head == OTHER and bool(dash and text.strip())


MARKS = re.compile("[;；、，,]")


def classes_of(text: str) -> list[str]:
    """The classes of a penalty, joined by ; or another mark, in their order and each once."""
    parts = MARKS.split(text) if text else ()
    return list(dict.fromkeys(part.strip() for part in parts if part.strip()))


def for_standard_2018(classes: list[str]) -> list[str]:
    """The classes as the standard of 2018 has them."""
    known = {each.value: word for each, word in PENALTY_CLASSES_2018.items()}
    return list(dict.fromkeys(known.get(word) or (word if is_other(word) else f"{OTHER}-{word}") for word in classes))
