"""Sample guidance for the moves of a filing: what the articles ask, in our own words, for a reviewer to replace."""

from dataclasses import asdict, dataclass, replace

from bureau.audit.hand import Hand
from bureau.casework.guidance import Guidance, publish
from projects.models import Filing
from reports.management.demo.bureau import House

ORDER_673_13 = "《企业投资项目核准和备案管理条例》第十三条：信息告知齐全即为备案；不齐全的，应当指导补正。"
ORDER_673_14 = "《企业投资项目核准和备案管理条例》第十四条：已备案项目信息发生较大变更的，企业应当及时告知备案机关。"
ORDER_673_15 = "《企业投资项目核准和备案管理条例》第十五条：应当核准或者禁止建设的，应当告知企业并通知有关部门。"
ORDER_14_15 = "《企业投资项目事中事后监管办法》第十五条：备案满两年未开工、未办理其他手续的，依次要求说明、提醒、移除。"


@dataclass(frozen=True, slots=True)
class Said:
    """The texts of one move; what to check and the usual mistakes are told one a line."""

    article: str
    checks: tuple[str, ...]
    template: str = ""
    mistakes: tuple[str, ...] = ()


GUIDANCE = {
    "complete": Said(
        ORDER_673_13,
        (
            "企业基本情况是否填写完整，统一社会信用代码能否通过校验",
            "项目名称、建设地点、建设规模、建设内容是否齐全，前后是否一致",
            "项目总投资额是否填写，单位是否为万元",
            "是否有项目符合产业政策的声明",
            "是否属于核准目录或者禁止投资建设的项目：属于的，改走“告知应核准或不属备案”",
        ),
        mistakes=("要求企业提交条例未列明的材料", "以内容审查代替信息齐全的核对"),
    ),
    "guide": Said(
        ORDER_673_13,
        ("逐项写明缺少的信息，一次告清", "写明补正后如何重新提交"),
        "（企业名称）：\n你单位申报的（项目名称）备案信息尚缺：（逐项列明）。请在线补正后重新提交；信息齐全即为备案。",
        ("把指导补正写成不予备案", "分多次提出补正要求"),
    ),
    "file": Said(
        ORDER_673_13,
        ("登记的备案日期与平台一致", "备案证信息与平台逐项核对"),
        mistakes=("在备案证上自行加注有效期：条例未规定备案有效期", "把备案作为行政许可报送双公示"),
    ),
    "register_start": Said(
        ORDER_14_15,
        ("有开工的依据：平台填报的开工信息或者现场情况", "开工日期不早于备案日期"),
        mistakes=("仅凭电话告知登记，未记录来源",),
    ),
    "change": Said(
        ORDER_673_14,
        ("项目法人、建设地点、建设规模、建设内容或者总投资额有无较大变更", "变更后是否仍属备案范围"),
        mistakes=("名称和主要内容同时变更：应当作为新项目另行备案",),
    ),
    "ask_explanation": Said(
        ORDER_14_15,
        ("备案之日起是否已满两年", "期间是否办理过其他手续：办理过的，不要求说明"),
        "（企业名称）：\n（项目名称）备案已满两年，尚未开工，也未办理其他手续。如继续实施，请说明情况；不再实施的，请撤回备案。",
        ("两年未满即要求说明",),
    ),
    "explain": Said(
        ORDER_14_15,
        ("说明是否载明继续实施及计划安排", "收到说明的日期和方式"),
    ),
    "remind": Said(
        ORDER_14_15,
        ("要求说明后企业是否逾期未答复", "提醒已送达企业并留有记录"),
        "（企业名称）：\n就（项目名称）请你单位尽快说明情况；仍不说明或者撤回的，将依规移除已备案项目。",
    ),
    "remove": Said(
        ORDER_14_15,
        ("要求说明和提醒均已作出并有记录", "由两名负责人决定，写明理由"),
        "经要求说明并提醒，（企业名称）未作说明，也未撤回备案，现将（项目名称）从已备案项目中移除。",
        ("未经提醒直接移除", "认为备案满两年自动失效"),
    ),
    "withdraw": Said(
        ORDER_14_15,
        ("撤回申请由备案企业提出", "写明撤回原因"),
    ),
    "tell_wrong_track": Said(
        ORDER_673_15,
        ("认定的依据：核准目录或者产业政策条目", "已备案的项目，同时列明已通知的部门"),
        "（企业名称）：\n（项目名称）（属于核准范围／属于禁止投资建设）。请依法办理（核准手续）；有关情况一并通知有关部门。",
        ("只告知企业，未通知有关部门",),
    ),
}


def write(house: House, hand: Hand) -> None:
    """What has never been said in the sample bureau is published, by its legal reviewer; the rest stays as it is."""
    by = replace(hand, user=house.staff["sample-legal"], name="")
    kind = Filing.kind
    said = set(Guidance.objects.filter(bureau=house.bureau, case_kind=kind).values_list("move", flat=True))
    for move, texts in GUIDANCE.items():
        if move not in said:
            told = {name: text if isinstance(text, str) else "\n".join(text) for name, text in asdict(texts).items()}
            draft = Guidance.objects.record(by, bureau=house.bureau, case_kind=kind, move=move, is_sample=True, **told)
            publish(draft, by)
