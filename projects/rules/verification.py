"""核准 under 企业投资项目核准和备案管理条例 (State Council Order 673): its limit, and how long it holds.

Its days are working days where it says so (工作日).
"""

from dataclasses import dataclass
from datetime import date

from bureau.law.articles import Article
from bureau.law.limits import LICENSING_45_GROUNDS, Ground, Post, Stop, TimeLimit, Unit
from bureau.law.months import years_after
from bureau.law.workdays import Workdays

ORDER_673_9_10 = Article("《企业投资项目核准和备案管理条例》第九条第三款、第十条", "Order 673 arts. 9(3) and 10")
ORDER_673_10 = Article("《企业投资项目核准和备案管理条例》第十条", "Order 673 art. 10")
ORDER_673_12 = Article("《企业投资项目核准和备案管理条例》第十二条", "Order 673 art. 12")

# 核准: decided within 20 working days, extended once by at most 40 by the head (主要负责人); evaluation is not counted.
VERIFICATION = TimeLimit(
    20,
    Unit.WORKDAY,
    ORDER_673_10,
    may_extend=40,
    extended_by=frozenset({Post.HEAD}),
    extension_article=ORDER_673_10,
    stopped_by=LICENSING_45_GROUNDS | {Ground.EVALUATION},
)
EVALUATION_CAP = 30  # working days in all, unless the project is complex (art. 9(3))

# Construction starts within two years of the approval or of the latest consent to a change (art. 12).
VALID = TimeLimit(2, Unit.YEAR, ORDER_673_12, rolls=False)
VALIDITY_EXTENDED_BY = TimeLimit(1, Unit.YEAR, ORDER_673_12, rolls=False)
APPLY_BEFORE_END = TimeLimit(30, Unit.WORKDAY, ORDER_673_12)


@dataclass(frozen=True, slots=True)
class Validity:
    """How long a verification holds. `apply_by` is the last day on which an extension can be asked for in time.

    It is None while the year in which the validity ends is not announced.
    """

    expires_on: date
    extended_to: date
    apply_by: date | None = None
    apply_by_workday: date | None = None


def evaluation(first: date, last: date | None, paper: str, *, is_complex: bool = False) -> Stop:
    """委托评估 as a stop: at most 30 working days stay uncounted unless the project is complex."""
    return Stop(first, last, Ground.EVALUATION, paper, None if is_complex else EVALUATION_CAP, ORDER_673_9_10)


def validity(decided_on: date, *, days: Workdays, years: int = VALID.amount) -> Validity:
    """From the decision (or the latest consent to a change). An extension is asked for 30 working days before the end.

    In time is a day with at least 30 working days after it, up to and including the last day of validity, which
    does not roll: it limits the applicant's right, not an act of the authority (a convention).
    """
    expires = years_after(decided_on, years)
    extended_to = years_after(expires, VALIDITY_EXTENDED_BY.amount)
    if expires > days.settled_to:
        return Validity(expires, extended_to)
    apply_by = days.latest(expires, APPLY_BEFORE_END.amount)
    return Validity(expires, extended_to, apply_by, days.previous(apply_by))
