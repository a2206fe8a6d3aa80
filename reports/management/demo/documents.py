"""Plans and rule documents of the sample bureau: one in each state in which somebody has something to do."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction

from bureau.casework.entry import enter
from bureau.office.ruledocs import procedure as acts
from bureau.office.ruledocs.models import RuleDocument
from bureau.office.ruledocs.rules import Sort, Verdict
from bureau.people.staff import Staff
from reports.management.demo.bureau import head_of, officer_of
from reports.management.demo.filings import Making

OPENED = 40  # working days ago
ADDRESS = "https://portal.example.cn/{}.html"
# Title, what it is, its section, and how many steps it has gone.
DOCUMENTS = (
    ("样例：招商引资扶持办法（草案）", Sort.OWN, 2, 0),
    ("样例：商贸网点布局规划（征求意见稿）", Sort.PLAN, 7, 3),
    ("样例：冷链补助实施细则", Sort.OWN, 5, 6),
    ("样例：信用承诺管理办法", Sort.OWN, 3, 7),
    ("样例：口岸服务规范", Sort.OWN, 7, 8),
    ("样例：粮食应急保障办法", Sort.GOVERNMENT, 4, 9),
    ("样例：数字经济发展规划", Sort.PLAN, 3, 10),
    ("样例：中小微企业服务规定", Sort.OWN, 5, 10),
    ("样例：价格监测工作办法", Sort.OWN, 4, 12),
    ("样例：旧招商奖励办法", Sort.OWN, 2, 13),
)


def load(making: Making) -> None:
    """Whatever of it is missing, known by its title."""
    known = set(RuleDocument.objects.values_list("docket__title", flat=True))
    with transaction.atomic():
        for place, (title, sort, section, steps) in enumerate(DOCUMENTS, 1):
            if title not in known:
                document = _entered(making, title, sort, section)
                for number, step in enumerate(_life(making, document, section, place)):
                    if number < steps:
                        document = step(document)


def _entered(making: Making, title: str, sort: Sort, section: int) -> RuleDocument:
    officer, opened = officer_of(making.house, section), making.ago(OPENED)
    facts: dict[str, Any] = {"sort": sort, "drafter": officer, "officer": officer, "basis": "样例：年度工作计划"}
    facts |= {"section": officer.section, "opened_on": opened, "concerns_operators": True, "title": title}
    number = acts.number_of(making.house.bureau, opened.year)
    return enter(RuleDocument, making.hand(officer), secrecy="none", number=number, **facts)


def _life(making: Making, document: RuleDocument, section: int, place: int) -> Iterator[Any]:
    """Its steps in their order, each on its day; the last ones differ by who issues it."""
    officer, head, asked = officer_of(making.house, section), head_of(making.house, section), "样例市监局\n样例财政局"
    legal, leader = (making.house.staff[f"sample-{name}"] for name in ("legal", "leader"))
    until = making.today + timedelta(days=9)

    def step(act: Any, by: Staff, ago: int, **asks: Any) -> Any:
        """Each by a hand of its own: what one hand writes is one change."""

        def done(now: RuleDocument) -> RuleDocument:
            given = {name: value(now) if callable(value) else value for name, value in asks.items()}
            moved: RuleDocument = act(now, making.hand(by), on=making.ago(ago), **given)
            return moved

        return done

    silent, opined = (partial(_waiting, kind) for kind in ("silent", "unanswered"))
    yield step(acts.ask, head, 36, departments=asked, answer_by=until)
    yield step(acts.register_opinion, officer, 32, consulted=silent, opinion="样例：建议删去第三条")
    yield step(acts.ask_public, officer, 32, asked_at=ADDRESS.format(f"ask-{place}"), answer_by=until)
    yield step(acts.register_no_remarks, officer, 25, silent=lambda now: list(now.consulted.silent()))
    yield step(acts.answer_opinion, officer, 24, opined=opined, verdict=Verdict.PARTLY, why="改为鼓励性规定（样例）")
    yield step(acts.submit_to_legal_review, officer, 22)
    yield step(acts.pass_legal_review, legal, 20, legal_opinion="样例：内容合法，程序完备")
    yield step(acts.review_competition, officer, 18, competition_opinion="样例：不具有排除、限制竞争效果")
    yield step(acts.adopt, leader, 16, meeting="样例：局务会第9次会议")
    if document.goes_to_government:
        yield step(acts.submit_to_government, officer, 15, submitted_as="样例请示1号")
        return
    number = f"样发〔{making.ago(15).year}〕{place}号"
    yield step(acts.issue, officer, 15, document_number=number, in_force_on=making.ago(15))
    valid = {"valid_until": making.today + timedelta(days=40), "validity_basis": "样例：第十条"}
    yield step(acts.set_validity, officer, 15, **valid)
    yield step(acts.publish, officer, 12, portal_url=ADDRESS.format(place))
    yield step(acts.abolish, leader, 2, ended_by="样例：废止决定")


def _waiting(kind: str, document: RuleDocument) -> Any:
    return getattr(document.consulted, kind)().earliest("pk")
