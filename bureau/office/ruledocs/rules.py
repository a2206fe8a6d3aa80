"""规划和规范性文件: how they move, from the draft to the day on which they end.

Where the law that could be read names a limit it stands here; how long the public is asked and how long the legal
review may take are settings without a default, since no law read names them.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from bureau.law.articles import Article, Phrase
from bureau.law.limits import Binding, TimeLimit, Unit
from bureau.law.workflow import Duty, Move, Workflow
from bureau.office.ruledocs.guards import (
    every_opinion_is_answered,
    everybody_was_heard,
    it_concerns_no_operators,
    it_concerns_operators,
    it_goes_to_the_government,
    it_is_no_secret,
    somebody_was_asked,
    the_day_lies_ahead,
    the_government_has_approved,
    the_public_has_its_time,
    the_reviewer_did_not_draft,
    validity_is_in_order,
)
from bureau.people.roles import Role

ORDER_783_2 = Article("《公平竞争审查条例》（国务院令第783号）第二条", "Fair Competition Review Regulation art. 2")
OPENNESS_26 = Article("《政府信息公开条例》第二十六条", "Government Information Regulation art. 26")
PUBLICATION = TimeLimit(20, Unit.WORKDAY, OPENNESS_26)
REVIEW_SET = Article("本局设定的合法性审核期限", "the limit of legal review set by the bureau")
LETTER = Article("征求意见函或者公告", "the letter or notice that asks")


class Sort(StrEnum):
    """What is drafted, and who issues it."""

    OWN = "own"
    GOVERNMENT = "government"
    PLAN = "plan"


SORTS: Mapping[Sort, Phrase] = {
    Sort.OWN: Phrase("本局规范性文件", "rule document of the bureau"),
    Sort.GOVERNMENT: Phrase("代政府起草的规范性文件", "rule document drafted for the government"),
    Sort.PLAN: Phrase("规划", "plan"),
}
TO_GOVERNMENT = frozenset({Sort.GOVERNMENT, Sort.PLAN})


class Verdict(StrEnum):
    """What became of an opinion."""

    NO_REMARKS = "no_remarks"
    ADOPTED = "adopted"
    PARTLY = "partly"
    NOT_ADOPTED = "not_adopted"


VERDICTS: Mapping[Verdict, Phrase] = {
    Verdict.NO_REMARKS: Phrase("无意见", "no remarks"),
    Verdict.ADOPTED: Phrase("采纳", "adopted"),
    Verdict.PARTLY: Phrase("部分采纳", "partly adopted"),
    Verdict.NOT_ADOPTED: Phrase("不采纳", "not adopted"),
}

HANDLERS = frozenset({Role.OFFICER.value, Role.SECTION_HEAD.value})
REVIEWER = frozenset({Role.LEGAL_REVIEWER.value})
LEADERS = frozenset({Role.SECTION_HEAD.value, Role.LEADER.value})
LEADER = frozenset({Role.LEADER.value})
DRAFT, ASKING, REVIEWED, COMPETING = (
    frozenset({state}) for state in ("drafting", "consulting", "legal_review", "competition_review")
)
TALKED, ADOPTED, SUBMITTED, APPROVED = (
    frozenset({state}) for state in ("discussion", "adopted", "submitted", "approved")
)
ISSUED, PUBLISHED = frozenset({"issued"}), frozenset({"published"})
BEFORE_ISSUE = DRAFT | ASKING | REVIEWED | COMPETING | TALKED | ADOPTED | SUBMITTED | APPROVED
DRAFTED = ("ask", "ask_more", "ask_public", "register_opinion", "answer_opinion", "submit_to_legal_review")
WHOM = ("departments", "answer_by")
REVIEWED_BY: dict[str, Any] = {"not_by": DRAFTED, "guards": (the_reviewer_did_not_draft,)}
DECIDED: dict[str, Any] = {"registered_by": HANDLERS, "confirmed_by": LEADERS}

MOVES = (
    Move("ask", DRAFT, "consulting", HANDLERS, asks=WHOM, guards=(the_day_lies_ahead,)),
    Move("register_opinion", ASKING, "consulting", HANDLERS, asks=("consulted", "opinion")),
    Move("register_no_remarks", ASKING, "consulting", HANDLERS, asks=("silent",)),
    Move("answer_opinion", ASKING, "consulting", HANDLERS, asks=("opined", "verdict", "why")),
    Move(
        "submit_to_legal_review",
        DRAFT | ASKING,
        "legal_review",
        HANDLERS,
        guards=(somebody_was_asked, every_opinion_is_answered, everybody_was_heard),
    ),
    Move("ask_more", ASKING, "consulting", HANDLERS, asks=WHOM, guards=(the_day_lies_ahead,)),
    Move(
        "ask_public",
        ASKING,
        "consulting",
        HANDLERS,
        asks=("asked_at", "answer_by"),
        guards=(it_is_no_secret, the_day_lies_ahead, the_public_has_its_time),
    ),
    Move("pass_legal_review", REVIEWED, "competition_review", REVIEWER, asks=("legal_opinion",), **REVIEWED_BY),
    Move("return_from_legal_review", REVIEWED, "drafting", REVIEWER, asks=("legal_opinion",), **REVIEWED_BY),
    Move(
        "review_competition",
        COMPETING,
        "discussion",
        HANDLERS | REVIEWER,
        asks=("competition_opinion",),
        article=ORDER_783_2,
        guards=(it_concerns_operators,),
    ),
    Move(
        "do_without_competition_review",
        COMPETING,
        "discussion",
        HANDLERS | REVIEWER,
        asks=("competition_opinion",),
        article=ORDER_783_2,
        guards=(it_concerns_no_operators,),
    ),
    Move("adopt", TALKED, "adopted", LEADER, asks=("meeting",), **DECIDED),
    Move("send_back", TALKED | SUBMITTED, "drafting", LEADERS, needs_reason=True, registered_by=HANDLERS),
    Move(
        "submit_to_government",
        ADOPTED,
        "submitted",
        HANDLERS,
        asks=("submitted_as",),
        guards=(it_goes_to_the_government,),
    ),
    Move("register_approval", SUBMITTED, "approved", HANDLERS, asks=("approved_as",)),
    Move(
        "issue",
        ADOPTED | APPROVED,
        "issued",
        HANDLERS,
        asks=("document_number", "in_force_on"),
        guards=(the_government_has_approved,),
    ),
    Move(
        "publish", ISSUED, "published", HANDLERS, asks=("portal_url",), article=OPENNESS_26, guards=(it_is_no_secret,)
    ),
    *(
        Move(
            "set_validity",
            frozenset({state}),
            state,
            HANDLERS,
            asks=("valid_until", "validity_basis"),
            guards=(validity_is_in_order,),
        )
        for state in ("issued", "published")
    ),
    Move("replace", PUBLISHED, "replaced", HANDLERS, asks=("ended_by",)),
    Move("abolish", PUBLISHED, "abolished", LEADER, asks=("ended_by",), needs_reason=True, **DECIDED),
    Move("let_lapse", PUBLISHED, "lapsed", LEADERS, needs_reason=True, registered_by=HANDLERS),
    Move("drop", BEFORE_ISSUE, "dropped", LEADERS, needs_reason=True, registered_by=HANDLERS),
)
WORDS = {
    "drafting": Phrase("起草", "drafting"),
    "consulting": Phrase("征求意见", "asking for opinions"),
    "legal_review": Phrase("合法性审核", "legal review"),
    "competition_review": Phrase("公平竞争审查", "fair competition review"),
    "discussion": Phrase("待集体讨论", "to be discussed"),
    "adopted": Phrase("已审议通过", "adopted"),
    "submitted": Phrase("已报政府", "submitted to the government"),
    "approved": Phrase("政府已审定", "approved by the government"),
    "issued": Phrase("已印发，待公布", "issued, to be published"),
    "published": Phrase("已公布", "published"),
    "replaced": Phrase("已被修订取代", "replaced"),
    "abolished": Phrase("已废止", "abolished"),
    "lapsed": Phrase("到期不再延续", "not continued"),
    "dropped": Phrase("已终止制定", "dropped"),
    "ask": Phrase("征求部门意见", "ask departments"),
    "ask_more": Phrase("再征求部门意见", "ask more departments"),
    "ask_public": Phrase("公开征求意见", "ask the public"),
    "register_opinion": Phrase("登记反馈意见", "register an opinion"),
    "register_no_remarks": Phrase("登记无意见", "register no remarks"),
    "answer_opinion": Phrase("处理意见", "answer an opinion"),
    "submit_to_legal_review": Phrase("送合法性审核", "submit to legal review"),
    "pass_legal_review": Phrase("审核通过", "pass the legal review"),
    "return_from_legal_review": Phrase("审核退回修改", "return it from legal review"),
    "review_competition": Phrase("完成公平竞争审查", "review for fair competition"),
    "do_without_competition_review": Phrase("不需公平竞争审查", "no fair competition review"),
    "adopt": Phrase("集体讨论通过", "adopt after discussion"),
    "send_back": Phrase("退回修改", "send back to the draft"),
    "submit_to_government": Phrase("报政府审定", "submit to the government"),
    "register_approval": Phrase("登记政府审定", "register the government's approval"),
    "issue": Phrase("登记印发", "register the issue"),
    "publish": Phrase("登记公布", "register the publication"),
    "set_validity": Phrase("设定或者延长有效期", "set or extend its validity"),
    "replace": Phrase("登记被修订取代", "register its replacement"),
    "abolish": Phrase("废止", "abolish"),
    "let_lapse": Phrase("到期不再延续", "let it end on its day"),
    "drop": Phrase("终止制定", "drop it"),
    "consultation": Phrase("征求意见截止", "answers are in"),
    "review": Phrase("合法性审核期限", "legal review"),
    "publication": Phrase("公布期限", "publication"),
    "validity": Phrase("有效期届满", "end of validity"),
    "departments": Phrase("征求意见的部门（每行一个）", "departments asked, one a line"),
    "asked_at": Phrase("公开征求意见的网址", "address at which the public is asked"),
    "answer_by": Phrase("反馈截止日期", "answers by"),
    "consulted": Phrase("反馈单位", "who answered"),
    "silent": Phrase("无意见的单位", "who had no remarks"),
    "opined": Phrase("意见提出单位", "whose opinion"),
    "opinion": Phrase("反馈意见", "opinion"),
    "verdict": Phrase("处理结果", "what became of it"),
    "why": Phrase("理由或者采纳情况", "why, or how it was adopted"),
    "legal_opinion": Phrase("合法性审核意见", "opinion of the legal review"),
    "competition_opinion": Phrase("公平竞争审查结论（不需审查的，写明理由）", "result, or why no review is needed"),
    "meeting": Phrase("会议名称、日期和纪要号", "meeting, its day and the number of its minutes"),
    "submitted_as": Phrase("报送文号", "number of the submission"),
    "approved_as": Phrase("政府审定文号", "number of the approval"),
    "document_number": Phrase("发文字号（由办公系统编号）", "document number, as the office system gave it"),
    "in_force_on": Phrase("施行日期", "in force on"),
    "portal_url": Phrase("门户网站网址", "address on the portal"),
    "valid_until": Phrase("有效期至", "valid until"),
    "validity_basis": Phrase("有效期依据（条款或者延期决定）", "basis of the day: its clause, or the decision"),
    "ended_by": Phrase("取代或者废止的文件及文号", "document that ends it, and its number"),
}
CONTINUED = frozenset({"replace", "abolish", "let_lapse"})

WORKFLOW = Workflow(
    start="drafting",
    # What is published is not closed: its last day is watched.
    final=frozenset({"replaced", "abolished", "lapsed", "dropped"}),
    moves=MOVES,
    duties=(
        # Nothing is owed on the last day: until then the others have time.
        Duty(
            "consultation",
            "ask",
            "asked_until",
            frozenset({"submit_to_legal_review", "drop"}),
            binding=Binding.INTERNAL,
            waits=True,
        ),
        Duty(
            "review",
            "submit_to_legal_review",
            "review_limit",
            frozenset({"pass_legal_review", "return_from_legal_review", "drop"}),
            binding=Binding.INTERNAL,
        ),
        Duty("publication", "issue", PUBLICATION, frozenset({"publish"})),
        Duty("validity", "publish", "validity_ends", CONTINUED, binding=Binding.INTERNAL),
    ),
    path=(
        "drafting",
        "consulting",
        "legal_review",
        "competition_review",
        "discussion",
        "adopted",
        "issued",
        "published",
    ),
    words=WORDS,
)
