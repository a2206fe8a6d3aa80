"""The power and responsibility list (权责清单): its categories, who exercises a power, and how its codes are made.

An implementation code (实施编码) is the credit code of the organ, the digit of the level at which it acts, and the
basic code (基本编码): ten digits that begin with the two of the category, or twelve, with the province's two before.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from bureau.law.articles import Phrase
from bureau.law.codes import BadCode, clean, read_uscc
from bureau.law.licensing import Nature


class Category(StrEnum):
    """职权类别: the ten of 中办发〔2015〕21号, and public service."""

    LICENCE = "01"
    PENALTY = "02"
    COMPULSION = "03"
    LEVY = "04"
    PAYMENT = "05"
    INSPECTION = "06"
    CONFIRMATION = "07"
    REWARD = "08"
    ADJUDICATION = "09"
    OTHER = "10"
    SERVICE = "20"


CATEGORIES: Mapping[Category, Phrase] = {
    Category.LICENCE: Phrase("行政许可", "administrative licence"),
    Category.PENALTY: Phrase("行政处罚", "administrative penalty"),
    Category.COMPULSION: Phrase("行政强制", "administrative compulsion"),
    Category.LEVY: Phrase("行政征收", "administrative levy"),
    Category.PAYMENT: Phrase("行政给付", "administrative payment"),
    Category.INSPECTION: Phrase("行政检查", "administrative inspection"),
    Category.CONFIRMATION: Phrase("行政确认", "administrative confirmation"),
    Category.REWARD: Phrase("行政奖励", "administrative reward"),
    Category.ADJUDICATION: Phrase("行政裁决", "administrative adjudication"),
    Category.OTHER: Phrase("其他行政权力", "other administrative power"),
    Category.SERVICE: Phrase("公共服务", "public service"),
}


# Of which category the power is under which an item of each nature is handled. Licences and services have a category
# of their own; government investment stands among 其他行政权力; a power of any other category has no nature of its own
# and is as a filing is: nothing follows from it.
CATEGORIES_OF: Mapping[Nature, frozenset[Category]] = {
    Nature.LICENCE: frozenset({Category.LICENCE}),
    Nature.APPROVAL: frozenset({Category.OTHER}),
    Nature.OTHER_POWER: frozenset(Category) - {Category.LICENCE, Category.SERVICE},
    Nature.SERVICE: frozenset({Category.SERVICE}),
}


class Level(StrEnum):
    """行使层级, as the digit that stands in an implementation code."""

    NATION = "1"
    PROVINCE = "2"
    CITY = "3"
    COUNTY = "4"
    TOWN = "5"
    VILLAGE = "6"


LEVELS: Mapping[Level, Phrase] = {
    Level.NATION: Phrase("国家级", "nation"),
    Level.PROVINCE: Phrase("省级", "province"),
    Level.CITY: Phrase("市级", "city"),
    Level.COUNTY: Phrase("县级", "county"),
    Level.TOWN: Phrase("镇级", "town"),
    Level.VILLAGE: Phrase("村级", "village"),
}


class OrganNature(StrEnum):
    """实施主体性质"""

    STATUTORY = "statutory"
    AUTHORIZED = "authorized"
    ENTRUSTED = "entrusted"


ORGAN_NATURES: Mapping[OrganNature, Phrase] = {
    OrganNature.STATUTORY: Phrase("法定机关", "statutory organ"),
    OrganNature.AUTHORIZED: Phrase("授权组织", "organisation authorised by law"),
    OrganNature.ENTRUSTED: Phrase("受委托组织", "entrusted organisation"),
}


class Origin(StrEnum):
    """权力来源"""

    OWN_LEVEL = "own_level"
    AUTHORIZED = "authorized"
    HANDED_DOWN = "handed_down"
    ENTRUSTED = "entrusted"


ORIGINS: Mapping[Origin, Phrase] = {
    Origin.OWN_LEVEL: Phrase("法定本级行使", "exercised at this level by law"),
    Origin.AUTHORIZED: Phrase("上级授权", "authorised from above"),
    Origin.HANDED_DOWN: Phrase("上级下放", "handed down from above"),
    Origin.ENTRUSTED: Phrase("委托", "entrusted"),
}

BASIC_CODE = re.compile(r"(?:[0-9]{2})?(?P<category>[0-9]{2})[0-9]{8}")
ORGAN, HEAD = 18, 19  # characters: of the organ's credit code, and of it with the digit of the level


@dataclass(frozen=True, slots=True)
class ImplementationCode:
    """Its three parts; `category` are the digits that say it, whether or not there is such a category."""

    normalized: str
    organ: str
    level: str
    basic: str

    @property
    def category(self) -> str:
        return category_of(self.basic)


def read_basic_code(text: str) -> str:
    """Ten digits, or twelve. Raises BadCode: basic_length, basic_digits."""
    code = clean(text)
    if len(code) not in (10, 12):
        raise BadCode("basic_length")
    if not BASIC_CODE.fullmatch(code):
        raise BadCode("basic_digits")
    return code


def category_of(basic: str) -> str:
    """The two digits of the category in a basic code. Raises BadCode for what is none."""
    found = BASIC_CODE.fullmatch(basic)
    if found is None:
        raise BadCode("basic_digits")
    return found["category"]


def category_named(code: str) -> Category | None:
    """Of the power that a basic or an implementation code names; None for what is neither, or names no category."""
    whole = clean(code)
    try:
        digits = category_of(whole if len(whole) <= ORGAN else read_implementation_code(whole).basic)
    except BadCode:
        return None
    return Category(digits) if digits in list(Category) else None


def natures_under(category: Category) -> tuple[Nature, ...]:
    """What an item may be under a power of this category."""
    return tuple(nature for nature, categories in CATEGORIES_OF.items() if category in categories)


def read_implementation_code(text: str) -> ImplementationCode:
    """Raises BadCode: implementation_length, those of the organ's credit code, level, those of the basic code."""
    code = clean(text)
    if len(code) not in (HEAD + 10, HEAD + 12):
        raise BadCode("implementation_length")
    organ = read_uscc(code[:ORGAN]).normalized
    level, basic = code[ORGAN:HEAD], code[HEAD:]
    if level not in list(Level):
        raise BadCode("level")
    return ImplementationCode(code, organ, level, read_basic_code(basic))


class Handling(StrEnum):
    """办件类型: whether an item is done on the spot, or within the time that was promised."""

    ON_THE_SPOT = "on_the_spot"
    PROMISED = "promised"


HANDLINGS: Mapping[Handling, Phrase] = {
    Handling.ON_THE_SPOT: Phrase("即办件", "done on the spot"),
    Handling.PROMISED: Phrase("承诺件", "done within the promised time"),
}
