"""A section with its people, cases that are due on a given day, and nights that are swept or slept through."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from bureau.audit.hand import Hand, Source
from bureau.casework.docket import Docket
from bureau.casework.gate import open_case
from bureau.casework.terms import Term
from bureau.notices.drain import drain
from bureau.notices.outbox import Debt, Notice
from bureau.notices.rounds import go_round
from bureau.notices.runs import SweepRun
from bureau.notices.sweep import sweep
from bureau.people.bureaus import Section
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.permits import procedure
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section

DUE = date(2026, 3, 13)  # a Friday
DAY_ONE = date(2026, 3, 2)
WORKER = "a test"


def at(day: date, hour: int = 2, minute: int = 0) -> datetime:
    """That moment in Shanghai."""
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


def march(day: int) -> date:
    return date(2026, 3, day)


@dataclass
class Office:
    """Everybody has an address but who is made otherwise."""

    section: Section = field(default_factory=a_section)
    count: int = 0

    def __post_init__(self) -> None:
        self.officer = self.person("officer", Role.OFFICER)
        self.head = self.person("head", Role.SECTION_HEAD)
        self.leader = self.person("leader", Role.LEADER)

    def person(self, username: str, *roles: str, **facts: Any) -> Staff:
        facts = {"email": f"{username}@example.cn"} | facts
        return a_person(username, self.section, *roles, **facts)

    def docket(self, officer: Staff | None, opened: date = date(2026, 2, 2), kind: str = "permit") -> Docket:
        self.count += 1
        facts = {"number": f"样许〔2026〕{self.count}号", "title": "样例", "opened_on": opened}
        hand = a_hand(at=at(opened, 10))
        return Docket.objects.record(hand, kind=kind, section=self.section, officer=officer, **facts)

    def term(self, due: date = DUE, officer: Staff | str | None = "officer", since: date | None = None, **facts: Any):
        """A running duty of a case, due on that day; it has stood so since that day, or for a month."""
        officer = self.officer if officer == "officer" else officer
        since = since or due - timedelta(days=30)
        whose = {"docket": self.docket(officer), "section": self.section, "officer": officer}
        facts = {"duty": "decision", "start_on": since, "due_on": due, "watch_on": due, "state": "running"} | facts
        return Term.objects.record(a_hand(at=at(since, 10)), **whose, **facts)

    def permit(self, opened: date = DAY_ONE, **facts: Any) -> Permit:
        """An accepted permit: its promise is due five working days later, its decision twenty."""
        self.count += 1
        hand = Hand(self.officer, Source.SCREEN, at(opened, 10))
        named = {"number": f"样许〔2026〕{self.count}号", "title": "样例事项", "section": self.section}
        opened_case = open_case(Permit, hand, opened_on=opened, officer=self.officer, **named | facts)
        return procedure.accept(opened_case, Hand(self.officer, Source.SCREEN, at(opened, 10)), on=opened)


def change(term: Term, on: date, **facts: Any) -> Term:
    for name, value in facts.items():
        setattr(term, name, value)
    term.hand = a_hand(at=at(on, 10))
    term.save()
    return term


def night(day: date, hour: int = 2) -> SweepRun:
    return sweep(day, lambda: at(day, hour), WORKER)


def nights(first: date, last: date, without: Iterable[date] = ()) -> None:
    """Every night from the first to the last, but for those when the machine was down; the mails go out at eight."""
    for offset in range((last - first).days + 1):
        day = first + timedelta(days=offset)
        if day not in set(without):
            night(day)
            morning(day)


class Box(list[Any]):
    """What was sent; in place of the post."""

    def send(self, message: Any) -> None:
        self.append(message)


def morning(day: date, box: Box | None = None, hour: int = 8) -> int:
    return drain(lambda: at(day, hour), (box if box is not None else Box()).send, WORKER)


def a_round(moment: datetime) -> int:
    return go_round(lambda: moment, WORKER)


def owed_to(person: Staff | None, **facts: Any) -> list[tuple[str, int, str, bool]]:
    """What was ever owed to somebody: the moment of the rung, the ordinal, the day it was owed, whether late."""
    rows = Debt.objects.filter(recipient=person, **facts).order_by("proper_on", "pk").select_related("rung")
    return [(row.rung.moment, row.ordinal, f"{row.owed_on:%m-%d}", row.is_late) for row in rows]


def mails(person: Staff) -> list[tuple[str, str, str]]:
    rows = Notice.objects.filter(recipient=person).order_by("pk")
    return [(row.kind, f"{row.day:%m-%d}", row.state) for row in rows]
