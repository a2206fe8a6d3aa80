"""What a legal clock is made of: the limit, what stops it, what lengthens it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from bureau.law.articles import LICENSING_45, Article


class Unit(StrEnum):
    MINUTE = "minute"
    HOUR = "hour"
    WORKDAY = "workday"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    DATE = "date"


class Binding(StrEnum):
    """Whom a limit binds, and so what a missed one means."""

    STATUTORY = "statutory"
    PROMISED = "promised"
    INTERNAL = "internal"


class Ground(StrEnum):
    """The grounds on which time is not counted. Each is named by a law; there is no "other"."""

    HEARING = "hearing"
    TENDER = "tender"
    AUCTION = "auction"
    INSPECTION = "inspection"
    TESTING = "testing"
    QUARANTINE = "quarantine"
    APPRAISAL = "appraisal"
    EXPERT_REVIEW = "expert_review"
    EVALUATION = "evaluation"


# Licensing Law 45 is a closed list. 委托评估 is not on it: it belongs to the verification of projects alone.
LICENSING_45_GROUNDS = frozenset(Ground) - {Ground.EVALUATION}


class Post(StrEnum):
    """The post in which someone approves an extension, in the words of the law that asks for it."""

    HEAD = "head"  # 主要负责人
    RESPONSIBLE = "responsible"  # 负责人: the head or a deputy
    GOVERNMENT_HEAD = "government_head"  # 本级人民政府负责人


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """So many units, by which article, and what that law lets stop or lengthen them; or one day that was set."""

    amount: int
    unit: Unit
    article: Article
    binding: Binding = Binding.STATUTORY
    rolls: bool = True  # Civil Code 203: a last day of rest moves to the next working day
    may_extend: int = 0
    extended_by: frozenset[Post] = frozenset()
    extension_article: Article | None = None
    extension_is_told: bool = False  # the applicant must be told why
    stopped_by: frozenset[Ground] = frozenset()
    day: date | None = None  # of a limit in the unit DATE: the day itself

    @property
    def by_calendar(self) -> bool:
        """Whether the due day depends on which days are worked."""
        return self.unit is Unit.WORKDAY or (self.rolls and self.unit not in (Unit.MINUTE, Unit.HOUR))

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"a limit of {self.amount} {self.unit}: at least one is needed")
        if (self.day is None) is (self.unit is Unit.DATE):
            raise ValueError("a day is named by a limit that is a day, and by no other")
        if self.may_extend and not (self.extended_by and self.extension_article):
            raise ValueError("a limit that may be extended names by whom and by which article")


def set_day(day: date, article: Article, binding: Binding = Binding.INTERNAL) -> TimeLimit:
    """A limit that ends on a day which somebody has set: it is not counted, does not roll, and knows no stop."""
    return TimeLimit(1, Unit.DATE, article, binding, rolls=False, day=day)


@dataclass(frozen=True, slots=True)
class Stop:
    """Days that are not counted, from `first` through `last` (both included); an open one has no last day.

    `paper` is the written notice that told the applicant how long it takes (Licensing Law 45). Without it the
    statutory clock goes on and only the promised one stops. `cap` is the most working days that stay uncounted, in
    all stops on that ground together. `article` is the one that stops the clock.
    """

    first: date
    last: date | None
    ground: Ground
    paper: str = ""
    cap: int | None = None
    article: Article = LICENSING_45

    def __post_init__(self) -> None:
        if self.last is not None and self.last < self.first:
            raise ValueError(f"a stop that ends on {self.last} cannot begin on {self.first}")


@dataclass(frozen=True, slots=True)
class Extra:
    """An extension: granted once, up to and on the due day, by someone who holds the post that the law names."""

    amount: int
    granted_on: date
    approver: str
    post: Post
    paper: str = ""

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"an extension by {self.amount}: at least one is needed")
