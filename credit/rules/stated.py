"""What the deciding organ states of the publication of its decision, where the law leaves that to it.

These fields are ours: they stand in the organs' sheets, and in no layout of the platform.
"""

from collections.abc import Iterator
from enum import StrEnum

from bureau.law.articles import Phrase
from credit.rules.faults import Asked, Fault
from credit.rules.fields import Field, Need


class Withheld(StrEnum):
    """Why a decision is not published though others of its kind are."""

    COMMERCIAL = "commercial"  # 商业秘密
    PRIVACY = "privacy"
    INFLUENCE = "influence"  # 不具有一定社会影响 (Penalty Law 48), of penalties alone


STATED = (
    Field("withheld", "", "不公示原因", 0, Need.OPTIONAL, "not published because of"),
    Field("publish_basis", "", "公示依据", 500, Need.OPTIONAL, "basis of publication"),
)
OF_PENALTIES_ALONE = Phrase(
    "“不具有一定社会影响”只用于行政处罚；行政许可决定应当公开",
    "no social influence: is stated of penalties alone; decisions on licences are public",
)
ONE_OF_TWO = Phrase("与不公示原因不能同时填写", "is not stated together with a reason for which it is not published")


def stated(asked: Asked) -> Iterator[Fault]:
    """Nobody states of one decision that it is not published and by which law it is."""
    if asked["withheld"] == Withheld.INFLUENCE and "penalty_class" not in asked.fields:
        yield Fault("R", "withheld", OF_PENALTIES_ALONE)
    if asked["withheld"] and asked["publish_basis"]:
        yield Fault("R", "publish_basis", ONE_OF_TWO)
