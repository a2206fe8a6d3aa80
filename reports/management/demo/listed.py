"""Lists of organs that identify, and what follows: the catalogues are of our own making, no word of them is real."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from bureau.audit.hand import Hand
from credit.models import CreditList, Measure, MeasureTaken
from credit.rules.standing import ListKind, MeasureKind
from reports.management.demo.filings import YEAR, Making
from reports.management.demo.inventing import Inventor, Party
from reports.management.demo.organs import ORGANS

BASIS = "《样例条例》第一条"
SEVERE, WATCH, REWARD = "样例严重失信主体名单", "样例重点关注名单", "样例守信激励名单"
LISTS = ((SEVERE, ListKind.SEVERE, 36), (WATCH, ListKind.WATCH, 12), (REWARD, ListKind.REWARD, 36))
AGAINST, FOR = f"样例失信惩戒措施清单（{YEAR}年版）", f"样例守信激励措施清单（{YEAR}年版）"
LIMIT, WATCHED, LENT, FIRST = "样例限制措施", "样例重点监管措施", "样例授信措施", "样例优先办理措施"
# Edition, number, measure, kind, who applies it.
MEASURES = (
    (AGAINST, "惩1", LIMIT, MeasureKind.RIGHTS, ORGANS[1].name),
    (AGAINST, "惩2", WATCHED, MeasureKind.MANAGEMENT, ORGANS[0].name),
    (AGAINST, "惩3", LENT, MeasureKind.MARKET, "样例银行"),
    (FOR, "奖1", FIRST, MeasureKind.REWARD, ORGANS[0].name),
)


@dataclass(frozen=True, slots=True)
class Listed:
    """Who came onto which list when, with which measures: so many of them were sent, and so many answered."""

    name: str
    party: int
    on: date
    measures: tuple[str, ...]
    sent: int
    answered: int
    removed: tuple[date | str, str] = ("", "")

    @property
    def paper(self) -> str:
        return f"样列〔{self.on.year}〕{self.party}号"

    def row(self, party: Party) -> tuple[Any, ...]:
        who = (self.name, party.name, party.uscc)
        return (*who, "样例列入事由", BASIS, self.paper, self.on, "、".join(self.measures), *self.removed)


def load(making: Making) -> None:
    """Once: the lists and the catalogues as an officer enters them, who stands on the lists by the organ's sheet."""
    if CreditList.objects.filter(bureau=making.house.bureau, name__in=[name for name, *_rest in LISTS]).exists():
        return
    hand, bureau, parties = making.hand(making.officers[0]), making.house.bureau, Inventor().parties
    for name, kind, months in LISTS:
        facts: dict[str, Any] = {"kind": kind, "identified_by": ORGANS[0].name, "basis": BASIS, "months": months}
        CreditList.objects.record(hand, bureau=bureau, name=name, **facts)
    for edition, number, name, measure_kind, applied_by in MEASURES:
        facts = {"number": number, "name": name, "kind": measure_kind, "basis": BASIS, "applied_by": applied_by}
        Measure.objects.record(hand, bureau=bureau, edition=edition, since=date(YEAR, 1, 1), **facts)
    entries = _entries(making)
    making.send([one.row(parties[one.party]) for one in entries], "样例名单.xlsx", "list_entries")
    for one in entries:
        _apply(making, one)


def _entries(making: Making) -> tuple[Listed, ...]:
    """One owes an answer, one was removed early, one is of these days, one outlived its term, one is rewarded."""
    return (
        Listed(SEVERE, 3, date(YEAR, 5, 17), (LIMIT, WATCHED, LENT), 3, 2),
        Listed(SEVERE, 7, date(YEAR, 9, 13), (LIMIT, WATCHED), 2, 2, (date(YEAR + 1, 10, 20), "提前移出")),
        Listed(SEVERE, 15, making.ago(3), (LIMIT, LENT), 0, 0),
        Listed(WATCH, 11, date(YEAR, 6, 20), (WATCHED,), 1, 1),
        Listed(REWARD, 20, date(YEAR, 11, 15), (FIRST,), 1, 1),
    )


def _apply(making: Making, one: Listed) -> None:
    """Each measure goes to whoever applies it, and what they answer is entered."""
    taken = MeasureTaken.objects.filter(entry__of_list__bureau=making.house.bureau, entry__paper_no=one.paper)
    for number, measure in enumerate(taken.select_related("measure", "entry__of_list")):
        if number < one.sent:
            _keep(making.hand(making.officers[0]), measure, sent_on=making.days.add(one.on, 3))
        if number < one.answered:
            on = making.days.add(one.on, 13)
            _keep(making.hand(making.officers[0]), measure, answered_on=on, feedback="样例：已按清单实施")


def _keep(hand: Hand, taken: MeasureTaken, **facts: Any) -> None:
    for name, value in facts.items():
        setattr(taken, name, value)
    taken.hand = hand
    taken.full_clean()
    taken.save()
