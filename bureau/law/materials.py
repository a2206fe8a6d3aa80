"""What a guide (办事指南) says of each paper that an applicant brings: its form, its kind, and where it is from."""

from collections.abc import Mapping
from enum import StrEnum

from bureau.law.articles import Phrase


class Form(StrEnum):
    """材料形式"""

    PAPER = "paper"
    ELECTRONIC = "electronic"
    EITHER = "either"


FORMS: Mapping[Form, Phrase] = {
    Form.PAPER: Phrase("纸质", "on paper"),
    Form.ELECTRONIC: Phrase("电子", "electronic"),
    Form.EITHER: Phrase("纸质或电子", "on paper or electronic"),
}


class Kind(StrEnum):
    """材料类型"""

    ORIGINAL = "original"
    COPY = "copy"
    BOTH = "both"


KINDS: Mapping[Kind, Phrase] = {
    Kind.ORIGINAL: Phrase("原件", "original"),
    Kind.COPY: Phrase("复印件", "photocopy"),
    Kind.BOTH: Phrase("原件和复印件", "original and photocopy"),
}


class Source(StrEnum):
    """来源渠道"""

    APPLICANT = "applicant"
    GOVERNMENT = "government"
    OTHER = "other"


SOURCES: Mapping[Source, Phrase] = {
    Source.APPLICANT: Phrase("申请人自备", "made by the applicant"),
    Source.GOVERNMENT: Phrase("政府部门核发", "issued by a department of government"),
    Source.OTHER: Phrase("其他", "other"),
}
