"""What is asked before a plan or a rule document moves on; each guard raises with a sentence for whoever asked."""

from datetime import date, timedelta
from typing import Any

from bureau.audit.spoken import spoken
from bureau.casework.refusals import Refused, SameHand, Warned
from bureau.law.articles import Phrase

AND = "、"


class Unanswered(Refused):
    """Somebody was asked who has not answered, or what they said has no answer yet."""


class TooShort(Refused):
    """The day set is past already, or leaves less time than has to be left."""


class OtherRoad(Refused):
    """This document goes another way."""


NO_VERDICT = Phrase(
    "以下意见还没有处理结果（采纳、部分采纳或不采纳及理由）：{names}。",
    "These opinions have no answer yet (adopted, partly or not, and why): {names}.",
)
STILL_TIME = Phrase(
    "征求意见尚未期满，还没有反馈：{names}（截至{until}）。",
    "The time for answers is not over, and these have not answered: {names} (until {until}).",
)
SILENT = Phrase("期满仍未反馈：{names}。", "These have not answered in time: {names}.")
NOBODY_ASKED = Phrase("本文件没有征求任何部门或者公众的意见。", "Nobody was asked about this document.")
NOT_AHEAD = Phrase("截止日期（{until}）须晚于当日。", "The last day ({until}) must lie ahead.")
PUBLIC_LONGER = Phrase(
    "本局规定公开征求意见不少于{days}日，即截至{least}或者以后。",
    "The bureau gives the public {days} days at least, that is until {least} or later.",
)
DRAFTER = Phrase("起草人不得审核自己起草的文件。", "Whoever drafts a document does not review it.")
CONCERNS_OPERATORS = Phrase(
    "本文件涉及经营者经济活动，须经公平竞争审查。",
    "This document concerns the economic activity of operators: it is reviewed for fair competition.",
)
CONCERNS_NOBODY = Phrase(
    "本文件登记为不涉及经营者经济活动：请写明不需审查的理由，或者退回起草后更正。",
    "As entered, this document does not concern operators: say why no review is needed, or correct it in the draft.",
)
TO_GOVERNMENT = Phrase(
    "本文件须报政府审定后印发。", "This document is submitted to the government before it is issued."
)
OWN = Phrase("本局自行印发的文件不报政府审定。", "What the bureau issues itself is not submitted for approval.")
SECRET = Phrase("工作秘密不得公开。", "A work secret is not published.")
NOT_IN_ORDER = Phrase("有效期截止日早于施行日。", "The last day of its validity lies before its first.")


def the_day_lies_ahead(case: object, *, hand: object, on: date, answer_by: date, **asks: object) -> None:
    """Raises TooShort."""
    if answer_by <= on:
        raise TooShort(spoken(NOT_AHEAD).format(until=answer_by))


def the_public_has_its_time(case: Any, *, hand: object, on: date, answer_by: date, **asks: object) -> None:
    """At least as long as the bureau has set, where it has: the day of asking is not counted. Raises TooShort."""
    days = case.least_public_days
    if days and answer_by < (least := on + timedelta(days=days)):
        raise TooShort(spoken(PUBLIC_LONGER).format(days=days, least=least))


def it_is_no_secret(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises OtherRoad: a work secret is neither published nor put to the public."""
    if case.docket.is_work_secret:
        raise OtherRoad(spoken(SECRET))


def somebody_was_asked(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises Warned: a document about which nobody needs to be asked goes on for a reason."""
    if not case.consulted.exists():
        raise Warned("nobody_asked", spoken(NOBODY_ASKED))


def every_opinion_is_answered(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises Unanswered: no opinion is passed over in silence."""
    if names := AND.join(row.name for row in case.consulted.unanswered()):
        raise Unanswered(spoken(NO_VERDICT).format(names=names))


def everybody_was_heard(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises Unanswered while somebody still has time; Warned where they let it pass."""
    silent = list(case.consulted.silent())
    if waiting := [row for row in silent if on <= row.answer_by]:
        until = max(row.answer_by for row in waiting)
        raise Unanswered(spoken(STILL_TIME).format(names=AND.join(row.name for row in waiting), until=until))
    if silent:
        raise Warned("silent", spoken(SILENT).format(names=AND.join(row.name for row in silent)))


def the_reviewer_did_not_draft(case: Any, *, hand: Any, on: date, **asks: object) -> None:
    """Raises SameHand. Who did a step of the drafting is kept out by the table; this is who wrote it."""
    if case.drafter_id == hand.user.pk:
        raise SameHand(spoken(DRAFTER))


def it_concerns_operators(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises OtherRoad."""
    if not case.concerns_operators:
        raise OtherRoad(spoken(CONCERNS_NOBODY))


def it_concerns_no_operators(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises OtherRoad."""
    if case.concerns_operators:
        raise OtherRoad(spoken(CONCERNS_OPERATORS))


def it_goes_to_the_government(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Raises OtherRoad."""
    if not case.goes_to_government:
        raise OtherRoad(spoken(OWN))


def the_government_has_approved(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """Where it has to. Raises OtherRoad."""
    if case.goes_to_government and case.state != "approved":
        raise OtherRoad(spoken(TO_GOVERNMENT))


def validity_is_in_order(case: Any, *, hand: object, on: date, valid_until: date, **asks: object) -> None:
    """Raises TooShort."""
    if valid_until < case.in_force_on:
        raise TooShort(spoken(NOT_IN_ORDER))
