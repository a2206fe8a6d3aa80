"""Codes of the national standards: read strictly, with the reason why one is refused.

Every reader takes what a person typed or pasted, returns the parts of a valid code, and raises BadCode with the
first reason that applies, in the order in which the standard's parts are looked at.
"""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from bureau.law.articles import Phrase

REASONS = {
    "length": Phrase("长度不对", "wrong length"),
    "charset": Phrase("含有不允许的字符", "a character that is not allowed"),
    "region_not_digits": Phrase("第3至8位区划码不是数字", "positions 3 to 8, the region, are not digits"),
    "authority": Phrase("首位登记管理部门代码不存在", "the first character names no registration authority"),
    "region": Phrase("区划码不能以0开头", "the region cannot begin with 0"),
    "birth_date": Phrase("出生日期不存在", "the birth date does not exist"),
    "future": Phrase("出生日期在今天之后", "the birth date lies in the future"),
    "check_digit": Phrase(
        "校验码不符，请核对是否录错", "the check digit does not match: please compare with the original"
    ),
    "format": Phrase("格式不对", "wrong format"),
    "basic_length": Phrase("基本编码应为10位或12位", "a basic code has 10 or 12 digits"),
    "basic_digits": Phrase("基本编码只含数字", "a basic code has digits only"),
    "implementation_length": Phrase(
        "实施编码应为18位统一社会信用代码、1位层级和10位或12位基本编码，共29位或31位",
        "an implementation code is a credit code of 18, a digit for the level and a basic code of 10 or 12: 29 or 31",
    ),
    "level": Phrase("第19位行使层级应为1至6", "the 19th character, the level, is 1 to 6"),
}

USCC_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
USCC_VALUES = {char: place for place, char in enumerate(USCC_ALPHABET)}
USCC_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))
# GB 32100 pos. 1 with the organisation types of pos. 2; an unlisted type is told as a warning only, since the
# registries add types without a new edition of the standard.
USCC_AUTHORITIES = {
    "1": "1239", "2": "19", "3": "123459", "4": "19", "5": "1239", "6": "129", "7": "129", "8": "19", "9": "1239",
    "A": "19", "N": "1239", "Y": "1",
}  # fmt: skip
ORG_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
PROJECT_CODES_SINCE = (2020, 11)
PROJECT_TYPES = ("01", "02", "03", "04", "05")

PROJECT_CODE = re.compile(r"(\d{2})(0[1-9]|1[0-2])-(\d{6})-(\d{2})-(\d{2})-(\d{5})(\d)", re.ASCII)
LEGACY_PROJECT_CODE = re.compile(r"(201[5-9]|2020)-(\d{6})-(\d{2})-(\d{2})-(\d{6})", re.ASCII)
DOCUMENT_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}〔(19|20)[0-9]{2}〕[1-9][0-9]{0,4}号")
DOCUMENT_BRACKETS = str.maketrans("[【(﹝]】)﹞", "〔〔〔〔〕〕〕〕")
# The full-width forms of ASCII and of the space; and the invisible characters that come with a paste.
HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {
    0x3000: " ",
    0x00A0: " ",
    **dict.fromkeys((0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF)),
}
NOT_TIDY = re.compile(f"[{''.join(map(chr, HALF_WIDTH))}]")
MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
LANDLINE = re.compile(r"(010|02\d|0[3-9]\d{2})-?([1-9]\d{6,7})", re.ASCII)


class BadCode(ValueError):
    """A code that the standard refuses; `reason` is a key of REASONS."""

    def __init__(self, reason: str) -> None:
        super().__init__(REASONS[reason].en)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Uscc:
    """Unified social credit code, GB 32100-2015. `warnings` name what is odd but happens in real codes."""

    normalized: str
    authority: str
    org_type: str
    region: str
    org_code: str
    check: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ResidentId:
    """Resident identity number, GB 11643-1999."""

    normalized: str
    region: str
    birth: date
    sex: str


@dataclass(frozen=True, slots=True)
class ProjectCode:
    """Investment project code, GB/T 40058-2021: YYMM-region-department-type-random and check."""

    normalized: str
    year: int
    month: int
    region: str
    dept: str
    type: str
    random: str
    check: str
    warnings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LegacyProjectCode:
    """Investment project code of 2015 to 2020: year-region-industry-type-serial, without a check digit."""

    normalized: str
    year: int
    region: str
    industry: str
    type: str
    serial: str


def clean(text: str) -> str:
    """Full width to half width, invisible characters and outer spaces away, upper case.

    Not NFKC: that would also make 2 of a superscript ² and X of a Roman Ⅹ, and so repair what must be refused.
    """
    return tidy(text).upper()


def tidy(text: str) -> str:
    """Full width to half width, invisible characters and outer spaces away."""
    return (text.translate(HALF_WIDTH) if NOT_TIDY.search(text) else text).strip()


@lru_cache(maxsize=4096)  # the few organs and counterparts of a sheet come again and again
def read_uscc(text: str) -> Uscc:
    """Raises BadCode: length, charset, region_not_digits, authority, check_digit, in this order."""
    code = clean(text)
    _demand(len(code) == 18, "length")
    _demand(USCC_VALUES.keys() >= set(code), "charset")
    _demand(code[2:8].isdigit(), "region_not_digits")
    _demand(code[0] in USCC_AUTHORITIES, "authority")
    _demand(code[17] == uscc_check(code[:17]), "check_digit")
    warnings = []
    if code[1] not in USCC_AUTHORITIES[code[0]]:
        warnings.append("org_type")
    if code[16] != org_check(code[8:16]):
        warnings.append("org_code_check_digit")
    return Uscc(code, code[0], code[1], code[2:8], code[8:17], code[17], tuple(warnings))


def uscc_check(first17: str) -> str:
    """The 18th character of GB 32100 for the first seventeen."""
    total = sum(USCC_VALUES[char] * weight for char, weight in zip(first17, USCC_WEIGHTS, strict=True))
    return USCC_ALPHABET[-total % 31]


def read_org_code(text: str) -> str:
    """Organisation code, GB 11714-1997, as it is displayed: 71526726-X. Raises BadCode."""
    code = clean(text)
    code = code[:8] + code[9:] if code[8:9] == "-" else code
    _demand(len(code) == 9, "length")
    _demand(re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code) is not None, "charset")
    _demand(code[8] == org_check(code[:8]), "check_digit")
    return f"{code[:8]}-{code[8]}"


def org_check(first8: str) -> str:
    """The ninth character of GB 11714 for the first eight."""
    total = sum(int(char, 36) * weight for char, weight in zip(first8, ORG_WEIGHTS, strict=True))
    return "0123456789X"[-total % 11]


def read_resident_id(text: str, *, today: date) -> ResidentId:
    """Raises BadCode: length, charset, region, birth_date, future, check_digit, in this order.

    The region is not looked up: people keep the number of a county that no longer exists.
    """
    code = clean(text)
    _demand(len(code) == 18, "length")
    _demand(re.fullmatch(r"[0-9]{17}[0-9X]", code) is not None, "charset")
    _demand(code[0] != "0", "region")
    try:
        birth = date(int(code[6:10]), int(code[10:12]), int(code[12:14]))
    except ValueError:
        raise BadCode("birth_date") from None
    _demand(birth <= today, "future")
    total = sum(int(char) * weight for char, weight in zip(code, ID_WEIGHTS, strict=False))
    _demand(code[17] == "10X98765432"[total % 11], "check_digit")
    return ResidentId(code, code[:6], birth, "男" if int(code[16]) % 2 else "女")


def read_project_code(text: str) -> ProjectCode:
    """Raises BadCode: format, check_digit. A type outside 01 to 05 is only a warning: secrecy has types too."""
    code = clean(text)
    match = PROJECT_CODE.fullmatch(code)
    if not match or match[5] == "00":
        raise BadCode("format")
    _demand(match[7] == mod_11_10("".join(match.groups()[:6])), "check_digit")
    year, month = 2000 + int(match[1]), int(match[2])
    warnings = [] if match[5] in PROJECT_TYPES else ["type"]
    if (year, month) < PROJECT_CODES_SINCE:
        warnings.append("before_the_standard")
    return ProjectCode(code, year, month, match[3], match[4], match[5], match[6], match[7], tuple(warnings))


def read_legacy_project_code(text: str) -> LegacyProjectCode:
    """The shape used from 2015 to 2020; to be accepted on import only. Raises BadCode: format."""
    code = clean(text)
    match = LEGACY_PROJECT_CODE.fullmatch(code)
    if not match:
        raise BadCode("format")
    return LegacyProjectCode(code, int(match[1]), match[2], match[3], match[4], match[5])


def mod_11_10(digits: str) -> str:
    """Check digit of ISO 7064 MOD 11,10 (GB/T 17710)."""
    product = 10
    for digit in digits:
        product = 2 * ((product + int(digit)) % 10 or 10) % 11
    return str((11 - product) % 10)


def read_document_number(text: str) -> str:
    """发文字号, GB/T 9704-2012: 阳海经发〔2024〕12号. Raises BadCode: format."""
    number = text.strip()
    _demand(DOCUMENT_NUMBER.fullmatch(number) is not None, "format")
    return number


def suggest_document_number(text: str) -> str | None:
    """The number that was probably meant: other brackets, 第, padding and spaces put right; None if nothing fits."""
    bare = re.sub(r"\s|第", "", text.translate(HALF_WIDTH)).translate(DOCUMENT_BRACKETS)
    guess = re.sub(r"〕0+", "〕", bare)
    return guess if DOCUMENT_NUMBER.fullmatch(guess) else None


def read_phone(text: str) -> str:
    """A mobile number, or a landline as 0662-3881234. Raises BadCode: format."""
    number = clean(text).replace(" ", "")
    if MOBILE.fullmatch(number):
        return number
    match = LANDLINE.fullmatch(number)
    if not match:
        raise BadCode("format")
    return f"{match[1]}-{match[2]}"


def _demand(holds: bool, reason: str) -> None:
    if not holds:
        raise BadCode(reason)
