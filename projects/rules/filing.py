"""备案: how the filing of an enterprise's investment project moves. One table, which a lawyer can read.

A filing knows neither examination nor refusal: the receipt of all information is the filing (Order 673 art. 13). The
bureau guides the enterprise to add what is missing, and no clock runs before the information is complete, so that none
is ever stopped. A filing never lapses by itself: without a start in two years the enterprise is asked, then reminded,
and then the filing is removed by a decision (NDRC Order 14 art. 15).
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Any

from bureau.audit.spoken import spoken
from bureau.casework.refusals import Missing, Refused
from bureau.law.articles import Article, Phrase
from bureau.law.limits import Binding, TimeLimit, Unit
from bureau.law.months import years_after
from bureau.law.workflow import Duty, Move, Workflow
from bureau.people.roles import Role
from projects.rules.changes import (
    CHANGES,
    ORDER_673_14,
    UNKNOWN,
    name_and_content_are_not_both_changed,
    the_change_fits_its_ground,
)

ORDER_673_13 = Article("《企业投资项目核准和备案管理条例》第十三条", "Order 673 art. 13")
ORDER_673_15 = Article("《企业投资项目核准和备案管理条例》第十五条", "Order 673 art. 15")
ORDER_14_15 = Article(
    "《企业投资项目事中事后监管办法》（国家发展改革委令第14号）第十五条", "NDRC Order 14 (2018) art. 15"
)

# The name under which the list of powers has the item; the version in force says what is promised for it.
ITEM_NAME = "企业投资项目备案"

# The system of record of filings.
PLATFORM = Phrase("广东省投资项目在线审批监管平台", "Guangdong's platform of investment projects")

# Without a start or any other step two years after the filing. It does not roll: no act of the bureau is due that day.
TWO_YEARS = TimeLimit(2, Unit.YEAR, ORDER_14_15, Binding.INTERNAL, rolls=False)


class WrongTrack(StrEnum):
    """Why a project does not belong to this track (Order 673 arts. 3 and 15)."""

    NEEDS_VERIFICATION = "needs_verification"
    PROHIBITED = "prohibited"
    NOT_TO_BE_FILED = "not_to_be_filed"


WRONG_TRACKS: Mapping[WrongTrack, Phrase] = {
    WrongTrack.NEEDS_VERIFICATION: Phrase("属核准目录，应当办理核准", "needs verification"),
    WrongTrack.PROHIBITED: Phrase("产业政策禁止投资建设", "prohibited by industrial policy"),
    WrongTrack.NOT_TO_BE_FILED: Phrase("不属于备案范围", "not a matter for filing"),
}


class TooEarly(Refused):
    """The two years of NDRC Order 14 are not over."""


TOO_EARLY = Phrase(
    "备案满两年（{until}）后仍未开工、也未办理其他手续的，才可要求说明。",
    "An explanation is asked for once two years have passed without a start, after {until}.",
)
NO_FILING_DAY = Phrase("历史台账没有备案日期，无法计算两年期。", "The old ledger has no day of filing to count from.")
OLD_LEDGER_ONLY = Phrase("历史补录只用于旧台账。", "Only what comes from an old ledger is entered so.")


def two_years_have_passed(case: Any, *, hand: object, on: date, **asks: object) -> None:
    """NDRC Order 14 art. 15: the anniversary itself still belongs to the two years. Raises TooEarly, Missing."""
    if case.filed_on is None:
        raise Missing(spoken(NO_FILING_DAY))
    until = years_after(case.filed_on, TWO_YEARS.amount)
    if on <= until:
        raise TooEarly(spoken(TOO_EARLY).format(until=until))


def the_finding_is_known(case: object, *, hand: object, on: date, **asks: object) -> None:
    if asks["finding"] not in WRONG_TRACKS:
        raise Missing(spoken(UNKNOWN).format(given=asks["finding"]))


def it_comes_from_an_old_ledger(case: Any, *, hand: object, on: date, **asks: object) -> None:
    if not case.is_historical:
        raise Missing(spoken(OLD_LEDGER_ONLY))


HANDLERS = frozenset({Role.OFFICER.value, Role.SECTION_HEAD.value})
AT_THE_WINDOW = HANDLERS | {Role.WINDOW.value}
LEADERS = frozenset({Role.SECTION_HEAD.value, Role.LEADER.value})

RECEIVED = frozenset({"received", "guided"})
OPEN = RECEIVED | {"complete"}
FOLLOWED = frozenset({"filed", "explanation_asked", "reminded"})
FILED = FOLLOWED | {"started", "removed"}
ANSWERED = frozenset({"file", "withdraw", "tell_wrong_track"})


def _change(state: str) -> Move:
    """变更备案 leaves a filing where it is."""
    return Move(
        "change",
        frozenset({state}),
        state,
        HANDLERS,
        asks=CHANGES,
        needs_reason=True,
        article=ORDER_673_14,
        guards=(name_and_content_are_not_both_changed, the_change_fits_its_ground),
        registered_by=HANDLERS,
    )


WORKFLOW = Workflow(
    start="received",
    # A filing on which nothing was begun is not closed: its two years are watched.
    final=frozenset({"started", "withdrawn", "redirected", "removed"}),
    moves=(
        Move("complete", RECEIVED, "complete", AT_THE_WINDOW, article=ORDER_673_13, registered_by=HANDLERS),
        Move("guide", RECEIVED, "guided", AT_THE_WINDOW, asks=("missing",), article=ORDER_673_13),
        Move("file", frozenset({"complete"}), "filed", HANDLERS, article=ORDER_673_13, registered_by=HANDLERS),
        Move("register_start", FOLLOWED, "started", HANDLERS, article=ORDER_14_15, registered_by=HANDLERS),
        *(_change(state) for state in sorted(FOLLOWED | {"started"})),
        Move(
            "ask_explanation",
            frozenset({"filed"}),
            "explanation_asked",
            HANDLERS,
            article=ORDER_14_15,
            guards=(two_years_have_passed,),
            registered_by=HANDLERS,
        ),
        Move(
            "explain",
            frozenset({"explanation_asked", "reminded"}),
            "filed",
            HANDLERS,
            asks=("explanation",),
            article=ORDER_14_15,
            registered_by=HANDLERS,
        ),
        Move(
            "remind",
            frozenset({"explanation_asked"}),
            "reminded",
            HANDLERS,
            article=ORDER_14_15,
            registered_by=HANDLERS,
        ),
        Move(
            "remove",
            frozenset({"reminded"}),
            "removed",
            LEADERS,
            needs_reason=True,
            article=ORDER_14_15,
            persons=2,
            registered_by=HANDLERS,
            confirmed_by=LEADERS,
        ),
        Move("withdraw", OPEN | FOLLOWED, "withdrawn", AT_THE_WINDOW, needs_reason=True, registered_by=HANDLERS),
        Move(
            "tell_wrong_track",
            OPEN,
            "redirected",
            HANDLERS,
            asks=("finding",),
            needs_reason=True,
            article=ORDER_673_15,
            guards=(the_finding_is_known,),
        ),
        Move(
            "tell_wrong_track",
            FOLLOWED,
            "redirected",
            HANDLERS,
            asks=("finding", "departments"),
            needs_reason=True,
            article=ORDER_673_15,
            guards=(the_finding_is_known,),
        ),
        Move(
            "enter_old",
            frozenset({"received"}),
            "filed",
            HANDLERS,
            guards=(it_comes_from_an_old_ledger,),
            by_sheet=True,
        ),
    ),
    duties=(
        Duty("filing_promised", "complete", "promised", ANSWERED, binding=Binding.PROMISED),
        Duty("filing_statutory", "complete", "statutory", ANSWERED),
        Duty(
            "start_check",
            "file",
            TWO_YEARS,
            frozenset({"register_start", "ask_explanation", "withdraw", "tell_wrong_track"}),
            binding=Binding.INTERNAL,
            waits=True,  # only once the two years have passed may an explanation be asked for
        ),
    ),
    path=("received", "complete", "filed", "started"),
    words={
        "received": Phrase("已提交", "submitted"),
        "guided": Phrase("待补正", "to be completed"),
        "complete": Phrase("资料齐全", "information complete"),
        "filed": Phrase("已备案", "filed"),
        "explanation_asked": Phrase("待说明", "explanation awaited"),
        "reminded": Phrase("已提醒", "reminded"),
        "started": Phrase("已开工", "started"),
        "withdrawn": Phrase("已撤回", "withdrawn"),
        "redirected": Phrase("已告知另行办理", "told the right track"),
        "removed": Phrase("已移除", "removed"),
        "guide": Phrase("指导补正", "guide to complete"),
        "file": Phrase("完成备案", "file"),
        "register_start": Phrase("登记开工", "register the start"),
        "change": Phrase("变更备案", "file a change"),
        "ask_explanation": Phrase("要求说明", "ask for an explanation"),
        "explain": Phrase("收到说明，继续实施", "take the explanation"),
        "remind": Phrase("提醒", "remind"),
        "remove": Phrase("移除备案", "remove"),
        "withdraw": Phrase("撤回备案", "withdraw"),
        "tell_wrong_track": Phrase("告知应核准或不属备案", "tell the right track"),
        "enter_old": Phrase("历史补录", "enter from an old ledger"),
        "filing_promised": Phrase("承诺备案", "filing as promised"),
        "filing_statutory": Phrase("法定备案", "filing by the guide's statutory limit"),
        "start_check": Phrase("两年开工核查", "check of the start after two years"),
        "missing": Phrase("需要补充的资料", "what is missing"),
        "ground": Phrase("变更情形", "ground of the change"),
        "project_name": Phrase("项目名称", "project name"),
        "site": Phrase("建设地点", "site"),
        "scale_and_content": Phrase("建设规模及内容", "scale and content"),
        "total_investment": Phrase("项目总投资（万元）", "total investment (10,000 yuan)"),
        "finding": Phrase("认定", "finding"),
        "departments": Phrase("已通知的有关部门", "departments told"),
        "explanation": Phrase("企业说明", "the enterprise's explanation"),
    },
)
