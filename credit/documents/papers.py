"""Letters about an objection or a repair, with numbers of our own series. In Chinese, as sent.

The words are drafted here; no prescribed form was read. The decision itself, where another organ identified the record,
is that organ's paper: here its result is told on.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping

from bureau.casework.events import Act
from credit.documents.letters import Letter, day
from credit.models import Objection, Repair, RepairNotice
from credit.models.penalties import SEVERITIES
from credit.rules import Severity
from credit.rules.objection import FINDINGS, GROUNDS, Finding, Ground
from credit.rules.repair import PLAN_22

RESULTS = {
    "granted": "准予信用修复",
    "ended": "准予信用修复，已终止公示",
    "closed": "准予信用修复，已终止公示",
    "denied": "不予信用修复",
    "not_accepted": "对该申请不予受理",
    "false_material": "因提供虚假材料或者违背承诺，不予信用修复",
}


def notice(kept: RepairNotice) -> Letter:
    """信用修复告知书: how to ask for repair, as the order in force on the day of service has it."""
    record, words = kept.record, tuple(_notice(kept))
    return Letter(
        "信用修复告知书", kept.number, record.party_name, words, (), (), record.identified_by, day(kept.served_on)
    )


def _notice(kept: RepairNotice) -> Iterator[str]:
    record = kept.record
    what = f"将贵方列入{kept.entry.of_list}的决定" if kept.entry else "对贵方的行政处罚决定"
    yield f"{what}（{record.paper_no}，{day(record.decided_on)}作出）与本告知书一并送达（{PLAN_22.zh}）。"
    yield _period(kept)
    yield "履行完毕义务、最短公示期届满（轻微的无需届满）后，可以通过“信用中国”网站申请信用修复，不收取任何费用。"
    yield "申请时请提交履行义务的证明材料和信用承诺书。"
    yield "提供虚假材料或者违背承诺的，将记入信用记录，并在规定期限内不得申请修复。"


def _period(kept: RepairNotice) -> str:
    record, period = kept.record, kept.period
    if kept.penalty and not kept.penalty.ruling.publish:
        return f"依据{kept.penalty.ruling.article.zh}，该信息不公示。"
    severity = f"该信息的失信等级为{_severity(record.severity_in_force)}。依据{period.article.zh}，"
    if not period.by_default:
        return f"{severity}原则上不公示；确需公示的，最长至{day(period.max_end)}。"
    return f"{severity}最短公示期至{day(period.min_end)}，最长公示期至{day(period.max_end)}，期满自动停止公示。"


def supplement(kept: Repair) -> Letter:
    words = [
        f"贵方{day(kept.applied_on)}关于{kept.record.paper_no}的信用修复申请（{kept.docket.number}），材料尚不齐全。",
        f"请补正：{kept.missing or '（已补正）'}",
    ]
    return _of_a_case("信用修复申请补正告知书", kept.supplement_no, kept, words, "ask_supplement")


def result(kept: Repair) -> Letter:
    return _of_a_case("信用修复结果告知书", kept.result_no, kept, _result(kept), "grant", "deny", "refuse_acceptance")


def _result(kept: Repair) -> Iterator[str]:
    organ = kept.record.identified_by
    yield f"贵方{day(kept.applied_on)}关于{kept.record.paper_no}的信用修复申请（{kept.docket.number}）收悉。"
    yield f"认定单位{organ}依据{kept.period.article.zh}审查：{RESULTS[kept.state]}。"
    if kept.ended_on:
        yield (
            f"已于{day(kept.ended_on)}移出{kept.entry.of_list}。"
            if kept.entry
            else f"该信息的公示截止期为{day(kept.ended_on)}。"
        )
    if kept.measures_lifted_on:
        yield f"相关惩戒措施自{day(kept.measures_lifted_on)}起解除。"
    if kept.state in ("denied", "not_accepted"):
        yield "理由见认定单位的决定。对结果有异议的，可以向“信用中国”网站或者认定单位提出异议申诉。"


def inquiry(kept: Objection) -> Letter:
    """To the unit that sent the record."""
    record = kept.record
    words = [
        f"有异议人对贵单位报送的{record.paper_no}信息提出异议（{kept.docket.number}）。",
        f"异议类型：{GROUNDS[Ground(kept.ground)].zh}。",
        f"异议内容：{kept.claim}",
        f"请自收到本函之日起{kept.unit_limit.amount}个工作日内核查，并书面答复核查结果。核查期间该信息标注“异议中”。",
    ]
    return _of_a_case("信用信息异议协查函", kept.inquiry_no, kept, words, "ask_unit", to=kept.source_name)


def answer(kept: Objection) -> Letter:
    words = [
        f"贵方对{kept.record.paper_no}信息的异议（{kept.docket.number}）收悉，经核查答复如下。",
        f"核查结果：{FINDINGS[Finding(kept.finding)].zh}。{kept.findings}",
    ]
    return _of_a_case("信用信息异议答复书", kept.answer_no, kept, words, "answer")


PAPERS: Mapping[type[Repair | Objection], Mapping[str, tuple[str, Callable[..., Letter]]]] = {
    Repair: {"supplement": ("supplement_no", supplement), "result": ("result_no", result)},
    Objection: {"inquiry": ("inquiry_no", inquiry), "answer": ("answer_no", answer)},
}


def papers_of(kept: Repair | Objection) -> dict[str, str]:
    """The letters that there are by now, by name, each with its number."""
    return {name: no for name, (field, _make) in PAPERS[type(kept)].items() if (no := getattr(kept, field))}


def _severity(severity: Severity) -> str:
    return SEVERITIES[severity].zh


def _of_a_case(
    title: str, number: str, kept: Repair | Objection, words: Iterable[str], *moves: str, to: str = ""
) -> Letter:
    """Of the day of the last act that sent it."""
    sent = Act.objects.filter(docket=kept.pk, move__in=moves).latest("id")
    authority = kept.docket.section.bureau.name
    return Letter(title, number, to or kept.record.party_name, tuple(words), (), (), authority, day(sent.on))
