"""What must be collected, what must be published, and by which day: a dated table, and one clock.

The table goes by the day of the decision. Each row says its article; a record is told by the first row that fits it.
"""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import lru_cache

from bureau.law.articles import Article, Phrase
from bureau.law.limits import TimeLimit, Unit
from bureau.law.rates import Rate
from bureau.law.reckoning import Reckoning, reckon
from bureau.law.workdays import UnknownYear, Workdays
from credit.rules.decided import Decided
from credit.rules.enumerations import PartyKind
from credit.rules.publicity import NOTICE_2017, ORDER_36, ORDER_58, ORDER_527
from credit.rules.stated import Withheld

NOTICE_424 = Article("发改办财金〔2018〕424号", "NDRC Office notice 424 (2018) on dual publicity")
INFLUENCE_48 = Article("《行政处罚法》第四十八条", "Administrative Penalty Law art. 48")
PENALTY_48 = Article("《行政处罚法》第四十八条、第八十五条", "Administrative Penalty Law arts. 48 and 85")
LICENSING_5 = Article("《行政许可法》第五条、第四十条", "Administrative Licensing Law arts. 5 and 40")
PERSONS = Article(
    "《个人信息保护法》第六条、第十条、第二十八条；发改办财金〔2018〕424号",
    "Personal Information Protection Law arts. 6, 10, 28; NDRC Office notice 424 (2018)",
)
PERSONS_36 = Article(f"{PERSONS.zh}；{ORDER_36.zh}", f"{PERSONS.en}; {ORDER_36.en}")
INFORMATION_15 = Article(
    "《政府信息公开条例》第十五条、第三十二条", "Government Information Regulation arts. 15 and 32"
)

PUBLISH = TimeLimit(7, Unit.WORKDAY, NOTICE_424)
WITHDRAW = TimeLimit(3, Unit.WORKDAY, PENALTY_48)  # a published penalty that was changed, revoked or found unlawful
DECISION = Phrase("作出决定", "the decision")


@dataclass(frozen=True, slots=True)
class Ruling:
    """A row of the table: whether such a record is collected and published, from which decisions to which, and why."""

    code: str
    collect: bool
    publish: bool
    article: Article
    because: Phrase
    since: date = date.min
    until: date = date.max

    @property
    def says(self) -> Phrase:
        """The answer in a sentence, with rule and edition."""
        collect = ("须归集", "is collected") if self.collect else ("不归集", "is not collected")
        publish = ("须公示", "is published") if self.publish else ("不公示", "is not published")
        return Phrase(
            f"{self.because.zh}：{collect[0]}，{publish[0]}。依据{self.article.zh}。",
            f"{self.because.en}: it {collect[1]} and {publish[1]}. Under {self.article.en}.",
        )


LICENCE = "licence"
BEGAN, NOTICE_527_FROM = date(2017, 7, 31), date(2019, 7, 1)
ORDER_58_FROM, ORDER_36_FROM = date(2023, 5, 1), date(2026, 4, 1)
BEFORE_527, BEFORE_58, BEFORE_36 = date(2019, 6, 30), date(2023, 4, 30), date(2026, 3, 31)

TABLE: tuple[Ruling, ...] = (
    Ruling(
        *("early", False, False, NOTICE_2017),
        Phrase("2017年7月31日以前的决定，双公示规则尚未覆盖", "decided before 31 July 2017, before these rules"),
        until=date(2017, 7, 30),
    ),
    Ruling(
        *("person_slight", True, True, PERSONS_36),
        Phrase(
            "2026年4月1日起自然人的轻微失信信息，决定机关写明公示的法律依据，最长公示3个月",
            "slight, of a natural person, from 1 April 2026, on the law that the organ states, three months at most",
        ),
        ORDER_36_FROM,
    ),
    Ruling(
        *("person_stated", True, True, PERSONS),
        Phrase(
            "自然人的记录，决定机关写明法律另有规定须公示",
            "a record of a natural person, on the law that the deciding organ states",
        ),
    ),
    Ruling(
        *("person", True, False, PERSONS),
        Phrase(
            "自然人的记录只归集共享，法律另有规定的除外", "a record of a natural person, unless a law says otherwise"
        ),
    ),
    Ruling(
        *("simple_527", False, False, ORDER_527),
        Phrase("2019年7月至2023年4月适用简易程序的处罚", "a penalty by simple procedure, July 2019 to April 2023"),
        *(NOTICE_527_FROM, BEFORE_58),
    ),
    Ruling(
        *("simple_58", False, False, ORDER_58),
        Phrase("2023年5月至2026年3月适用简易程序的处罚", "a penalty by simple procedure, May 2023 to March 2026"),
        *(ORDER_58_FROM, BEFORE_36),
    ),
    Ruling(
        *("withheld", True, False, INFORMATION_15),
        Phrase("涉及商业秘密或个人隐私", "it touches a trade secret or privacy"),
    ),
    Ruling(
        *("influence", True, False, INFLUENCE_48),
        Phrase(
            "决定机关认为该处罚不具有一定社会影响", "a penalty of no certain social influence, as the organ states it"
        ),
    ),
    Ruling(
        *(LICENCE, True, True, LICENSING_5),
        Phrase("行政许可决定应当公开", "decisions on licences are public"),
    ),
    Ruling(
        *("penalty_2017", True, True, NOTICE_2017),
        Phrase("2019年6月30日以前的处罚决定", "a penalty decided until 30 June 2019"),
        until=BEFORE_527,
    ),
    Ruling(
        *("penalty_527", True, True, ORDER_527),
        Phrase("2019年7月至2023年4月的处罚决定", "a penalty decided from July 2019 to April 2023"),
        *(NOTICE_527_FROM, BEFORE_58),
    ),
    Ruling(
        *("light_58", True, False, ORDER_58),
        Phrase("2023年5月至2026年3月单处警告、通报批评", "a lone warning or criticism, May 2023 to March 2026"),
        *(ORDER_58_FROM, BEFORE_36),
    ),
    Ruling(
        *("penalty_58", True, True, ORDER_58),
        Phrase("2023年5月至2026年3月的处罚决定", "a penalty decided from May 2023 to March 2026"),
        *(ORDER_58_FROM, BEFORE_36),
    ),
    Ruling(
        *("slight_stated", True, True, ORDER_36),
        Phrase(
            "2026年4月1日起轻微失信信息，决定机关写明确有必要公示的依据，最长公示3个月",
            "slight, decided from 1 April 2026, on the basis that the deciding organ states, three months at most",
        ),
        ORDER_36_FROM,
    ),
    Ruling(
        *("slight_36", True, False, ORDER_36),
        Phrase(
            "2026年4月1日起轻微失信信息原则上不公示", "slight, decided from 1 April 2026: in principle not published"
        ),
        ORDER_36_FROM,
    ),
    Ruling(
        *("penalty_36", True, True, ORDER_36),
        Phrase("2026年4月1日起一般、严重失信信息", "general or severe, decided from 1 April 2026"),
        ORDER_36_FROM,
    ),
)
RULINGS = {ruling.code: ruling for ruling in TABLE}
TO_COLLECT = tuple(ruling.code for ruling in TABLE if ruling.collect)
TO_PUBLISH = tuple(ruling.code for ruling in TABLE if ruling.publish)
SLIGHT_PUBLISHED = ("person_slight", "slight_stated")  # whatever day is set for them, at most three months

_FITS = {
    "early": lambda _it: True,
    "person_slight": lambda it: _is_opened(it) and _of_an_organisation(it).code == "slight_stated",
    "person_stated": lambda it: _is_opened(it) and _of_an_organisation(it).publish,
    "person": lambda it: it.is_of_person,
    "withheld": lambda it: bool(it.withheld) and it.withheld != Withheld.INFLUENCE,
    "influence": lambda it: it.is_penalty and it.withheld == Withheld.INFLUENCE,
    LICENCE: lambda it: not it.is_penalty,
    "simple_527": lambda it: it.is_simple,
    "simple_58": lambda it: it.is_simple,
    "light_58": lambda it: it.is_light,
    "slight_stated": lambda it: it.is_slight and it.has_basis,
    "slight_36": lambda it: it.is_slight,
}


def _is_opened(it: Decided) -> bool:
    return it.is_of_person and it.has_basis


def _of_an_organisation(it: Decided) -> Ruling:
    """What is told of the same decision about an organisation: a basis opens nothing that is closed there as well."""
    return ruling(replace(it, party_kind=PartyKind.ORGANISATION))


@lru_cache(maxsize=4096)  # most records of a sheet are alike in what the table asks
def ruling(decided: Decided) -> Ruling:
    """The row of the table that tells whether this decision is collected and published."""
    return next(
        row for row in TABLE if row.since <= decided.on <= row.until and _FITS.get(row.code, lambda _it: True)(decided)
    )


# The clock: seven working days from the decision


def publish_by(decided_on: date, days: Workdays) -> Reckoning:
    """By which day it is published, with the steps that led to it. Provisional where a year is not announced."""
    return reckon(decided_on, PUBLISH, days=days, event=DECISION)


def withdraw_by(changed_on: date, days: Workdays) -> Reckoning:
    """By which day a published penalty is taken back once it was changed, revoked or found unlawful."""
    return reckon(changed_on, WITHDRAW, days=days)


def is_timely(decided_on: date, reported_on: date, days: Workdays) -> bool:
    """V11. Raises UnknownYear where that cannot be told yet."""
    return reported_on <= days.add(decided_on, PUBLISH.amount)


def last_late_decision(today: date, days: Workdays) -> date | None:
    """What was decided up to this day, and is not published, is late today; None before the calendar."""
    return _latest(today - timedelta(days=1), PUBLISH.amount, days)


def last_decision_due(on: date, days: Workdays) -> date | None:
    """What was decided up to this day is due by the day `on` at the latest; None before the calendar."""
    return _latest(on, PUBLISH.amount, days)


def last_withdrawal_due(on: date, days: Workdays) -> date | None:
    """What was changed or revoked up to this day is withdrawn by the day `on` at the latest; None likewise."""
    return _latest(on, WITHDRAW.amount, days)


def last_late_withdrawal(today: date, days: Workdays) -> date | None:
    """What was changed or revoked up to this day, and is still published, is late today; None before the calendar."""
    return _latest(today - timedelta(days=1), WITHDRAW.amount, days)


def _latest(on: date, count: int, days: Workdays) -> date | None:
    try:
        return days.latest(on, count)
    except UnknownYear:
        return None


# How well it was done (law-corrections a6): licences and penalties apart


def timeliness(on_time: int, reported: int) -> Rate:
    """及时率 = 1 - 迟报率: of what was reported and had to be, how much within the seven working days."""
    return Rate(on_time, reported)


def compliance(accepted: int, sent: int) -> Rate:
    """合规率: of the rows that were sent, how many the platform took after cleaning; its own numbers prevail."""
    return Rate(accepted, sent)
