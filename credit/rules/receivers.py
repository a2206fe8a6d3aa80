"""谁收到过这条信息: whoever received a record is told what became of it, before the case about it is closed."""

from datetime import date
from typing import Any

from bureau.audit.spoken import spoken
from bureau.casework.refusals import Refused, Warned
from bureau.law.articles import Article, Phrase
from bureau.law.workflow import Move
from bureau.people.roles import Role

HANDLERS = frozenset({Role.OFFICER.value, Role.SECTION_HEAD.value})
AT_THE_WINDOW = HANDLERS | {Role.WINDOW.value}
LEADERS = frozenset({Role.SECTION_HEAD.value, Role.LEADER.value})


class NotTold(Refused):
    """Somebody received the record and has not been told what became of it."""


NOT_TOLD = Phrase("以下接收单位尚未告知：{names}。", "These received it and have not been told: {names}.")
NOBODY_NAMED = Phrase("没有登记任何接收单位。", "Nobody is entered who received the record.")
PLATFORM_WAITS = Phrase(
    "平台尚未收到更正或撤回（推送状态：{state}）。",
    "The platform has not taken in the correction or withdrawal yet ({state}).",
)


def everybody_was_told(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises NotTold; Warned where nobody is entered who received it."""
    if names := "、".join(row.name for row in case.receivers.waiting()):
        raise NotTold(spoken(NOT_TOLD).format(names=names))
    if not case.receivers.exists():
        raise Warned("nobody_named", spoken(NOBODY_NAMED))


def the_platform_was_told(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises Warned while the line of the record still waits to be pushed as corrected or withdrawn."""
    if state := case.platform_waits_for:
        raise Warned("platform_waits", spoken(PLATFORM_WAITS).format(state=state))


def naming(states: frozenset[str]) -> tuple[Move, ...]:
    """Whoever received the record is entered at any time, which leaves the case where it is."""
    asks = ("receivers", "received_on")
    return tuple(Move("name_receivers", frozenset({state}), state, HANDLERS, asks=asks) for state in sorted(states))


def telling(state: str, article: Article) -> Move:
    return Move("tell", frozenset({state}), state, HANDLERS, asks=("told", "how"), article=article)


WORDS = {
    "name_receivers": Phrase("登记接收单位", "enter who received it"),
    "tell": Phrase("告知接收单位", "tell who received it"),
    "receivers": Phrase("接收单位（每行一个）", "who received the record, one a line"),
    "received_on": Phrase("收到日期", "received on"),
    "told": Phrase("已告知", "told"),
    "how": Phrase("告知方式", "how they were told"),
}
