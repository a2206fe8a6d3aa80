from datetime import date
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import translation

from bureau.audit.appended import Bypassed
from bureau.casework.gate import open_case
from bureau.casework.items import InForce, State
from bureau.casework.versions import bring_into_force, item_on, new_version, withdraw
from bureau.law.licensing import Nature
from bureau.law.limits import LICENSING_45_GROUNDS, Binding, Ground, Post, Unit
from bureau.models import Bureau, Material, Section, ServiceItem, Staff
from tests.bureau.casework.conftest import OPENED, hand, later
from tests.permits import procedure
from tests.permits.models import ItemPermit
from tests.records import a_hand, a_section, record

CODE, INVESTMENT = "440125002000", "441025002000"
STATUTORY = {"statutory_amount": 20, "statutory_unit": "workday", "statutory_article": "《行政许可法》第四十二条"}
PROMISED = {"promised_amount": 5, "promised_unit": "workday", "promised_article": "办事指南"}
SAYS = {"code": CODE, "name": "样例核准", "nature": Nature.LICENCE, "basis": "样例依据", **STATUTORY, **PROMISED}
FIRST, SECOND = date(2026, 1, 1), date(2026, 3, 10)


@pytest.fixture
def bureau(section: Section) -> Bureau:
    return section.bureau


@pytest.fixture
def draft(bureau: Bureau) -> ServiceItem:
    return record(ServiceItem, bureau=bureau, **SAYS)


@pytest.fixture
def item(draft: ServiceItem) -> ServiceItem:
    record(Material, item=draft, name="申请报告")
    record(Material, item=draft, name="用地预审意见", is_secondary=True, position=2)
    return bring_into_force(draft, on(FIRST), FIRST)


def on(day: date, **facts: Any) -> Any:
    return hand(None, day, name="a test", **facts)


def faults(**says: Any) -> dict[str, list[str]]:
    item = ServiceItem(bureau=Bureau.objects.first(), **SAYS | says)
    with pytest.raises(ValidationError) as refusal:
        item.full_clean()
    return refusal.value.message_dict


# What an item says


def test_an_item_gives_both_limits_each_with_its_binding_and_its_article(item: ServiceItem) -> None:
    statutory, promised = item.statutory, item.promised
    assert (statutory.amount, statutory.unit, statutory.binding) == (20, Unit.WORKDAY, Binding.STATUTORY)
    assert (promised.amount, promised.unit, promised.binding) == (5, Unit.WORKDAY, Binding.PROMISED)
    assert (statutory.article.zh, promised.article.zh) == ("《行政许可法》第四十二条", "办事指南")
    assert statutory.may_extend == 0


def test_an_item_for_which_the_law_sets_no_limit_has_none(bureau: Bureau) -> None:
    bare = {"code": "1", "name": "样例审批", "nature": Nature.APPROVAL, "basis": "《政府投资条例》"}
    item = record(ServiceItem, bureau=bureau, **bare)
    item.full_clean()
    assert (item.statutory, item.promised, item.stopped_by) == (None, None, frozenset())


def test_a_licence_is_stopped_by_article_45_and_anything_else_by_what_its_item_names(bureau: Bureau) -> None:
    evaluated = {"stop_grounds": [Ground.EVALUATION], "stop_article": "办事指南"}
    licence = ServiceItem(bureau=bureau, **SAYS | evaluated)
    approval = ServiceItem(bureau=bureau, **SAYS | evaluated | {"code": INVESTMENT, "nature": Nature.APPROVAL})
    for item in (licence, approval):
        item.full_clean()
    assert licence.statutory.stopped_by == licence.promised.stopped_by == LICENSING_45_GROUNDS | {Ground.EVALUATION}
    assert approval.statutory.stopped_by == {Ground.EVALUATION}


def test_an_extension_is_what_the_item_says(bureau: Bureau) -> None:
    says = {"extension_amount": 40, "extension_posts": [Post.HEAD], "extension_article": "国务院令第673号第十条"}
    item = record(ServiceItem, bureau=bureau, **SAYS | says)
    item.full_clean()
    limit = ServiceItem.objects.get().statutory
    assert (limit.may_extend, limit.extended_by, limit.extension_is_told) == (40, {Post.HEAD}, True)
    assert limit.extension_article.zh == "国务院令第673号第十条"


def test_what_follows_from_its_nature_an_item_tells(item: ServiceItem) -> None:
    assert item.consequences.deemed_acceptance is True


@pytest.mark.parametrize(
    ("says", "field"),
    [
        ({"promised_amount": 21}, "promised_amount"),
        ({"promised_amount": 21, "promised_unit": "day"}, "promised_amount"),
        ({"promised_article": ""}, "promised_amount"),
        ({"statutory_amount": None}, "statutory_amount"),
        ({"statutory_amount": 0}, "statutory_amount"),
        ({"extension_amount": 10}, "extension_posts"),
        ({"extension_amount": 10, "extension_posts": ["head"]}, "extension_amount"),
        ({"extension_posts": ["god"]}, "extension_posts"),
        ({"stop_grounds": ["evaluation"]}, "stop_article"),
        ({"stop_grounds": ["other"], "stop_article": "办事指南"}, "stop_grounds"),
        ({"stop_grounds": [["hearing"]], "stop_article": "办事指南"}, "stop_grounds"),
        ({"statutory_unit": "week"}, "statutory_unit"),
        ({"nature": "favour"}, "nature"),
        ({"stop_grounds": "hearing", "stop_article": "办事指南"}, "stop_grounds"),
    ],
)
def test_half_a_limit_and_a_promise_above_the_law_are_refused(bureau: Bureau, says: dict, field: str) -> None:
    assert set(faults(**says)) - {"__all__"} == {field}


@pytest.mark.parametrize(
    ("code", "nature", "category", "right"),
    [
        (INVESTMENT, Nature.LICENCE, "其他行政权力", "政府投资项目审批（内部审批）、其他行政权力（备案等）"),
        ("440125002000", Nature.OTHER_POWER, "行政许可", "行政许可"),
        ("2025002000", Nature.OTHER_POWER, "公共服务", "公共服务"),
        ("440225002000", Nature.LICENCE, "行政处罚", "其他行政权力（备案等）"),
        ("1144010600750835X54440101003003", Nature.APPROVAL, "行政许可", "行政许可"),
    ],
)
def test_a_nature_that_is_not_of_the_category_of_its_power_is_refused_and_told(
    bureau: Bureau, code: str, nature: Nature, category: str, right: str
) -> None:
    with translation.override("zh-hans"):
        told = faults(code=code, nature=nature)["nature"]
    assert told == [f"该编码所指职权的类别为“{category}”，事项性质应为：{right}。"]


def test_a_draft_of_another_nature_than_its_power_does_not_come_into_force(bureau: Bureau) -> None:
    draft = record(ServiceItem, bureau=bureau, **SAYS | {"code": INVESTMENT})
    with pytest.raises(ValidationError) as refused:
        bring_into_force(draft, on(FIRST), FIRST)
    assert list(refused.value.message_dict) == ["nature"]
    assert ServiceItem.objects.get().since_on is None


def test_a_code_that_names_no_power_holds_no_nature(bureau: Bureau) -> None:
    for nature in Nature:
        ServiceItem(bureau=bureau, **SAYS | {"code": "样例", "nature": nature}).full_clean()


@pytest.mark.parametrize(
    "says",
    [
        {"promised_amount": 21},
        {"promised_unit": ""},
        {"statutory_amount": None},
        {"statutory_amount": 0},
        {"extension_amount": 10},
        {"extension_article": "国务院令第673号第十条"},
        {"since_on": SECOND, "until_on": FIRST},
        {"until_on": FIRST},
    ],
)
def test_the_database_refuses_them_too(bureau: Bureau, says: dict) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        record(ServiceItem, bureau=bureau, **SAYS | says)


# Versions


def test_a_version_in_force_is_never_edited_nor_are_its_materials(item: ServiceItem) -> None:
    item.hand, item.promised_amount = a_hand(), 3
    with pytest.raises(InForce, match="promised_amount"):
        item.save()
    for material in item.materials.all():
        material.hand, material.name = a_hand(), "别的"
        with pytest.raises(InForce):
            material.save()
        with pytest.raises(InForce):
            material.delete()
    with pytest.raises(InForce):
        record(Material, item=item, name="又一份")
    with pytest.raises(InForce):
        item.delete()
    assert ServiceItem.objects.get().promised_amount == 5


def test_a_material_is_not_moved_out_of_a_version_in_force(item: ServiceItem) -> None:
    draft = new_version(item, a_hand())
    moved = item.materials.first()
    moved.item, moved.hand, moved.name = draft, a_hand(), "移走"
    with pytest.raises(InForce):
        moved.save()


def test_a_draft_is_edited_and_can_be_thrown_away(draft: ServiceItem) -> None:
    draft.hand, draft.promised_amount = a_hand(), 3
    draft.save()
    draft.delete()
    assert list(ServiceItem.history.values_list("history_type", flat=True)) == ["-", "~", "+"]


def test_a_new_version_says_what_the_one_before_said_until_it_is_changed(item: ServiceItem) -> None:
    draft = new_version(item, a_hand())
    assert (draft.number, draft.state_on(FIRST), draft.promised, draft.stopped_by) == (
        2,
        State.DRAFT,
        item.promised,
        item.stopped_by,
    )
    of = [list(version.materials.values_list("name", "is_secondary", "position")) for version in (item, draft)]
    assert of[0] == of[1] == [("申请报告", False, 1), ("用地预审意见", True, 2)]
    with pytest.raises(ValidationError):
        new_version(item, a_hand())


def test_a_version_is_followed_by_the_next_on_its_day_without_gap_or_overlap(item: ServiceItem) -> None:
    second = bring_into_force(new_version(item, a_hand()), on(OPENED), SECOND)
    found = [
        item_on(item.bureau, CODE, day) for day in (date(2025, 12, 31), FIRST, date(2026, 3, 9), SECOND, later(99))
    ]
    assert found == [None, item, item, second, second]
    item.refresh_from_db()
    states = [item.state_on(SECOND), second.state_on(date(2026, 3, 9)), second.state_on(SECOND)]
    assert states == [State.SUPERSEDED, State.COMING, State.IN_FORCE]


def test_a_version_begins_after_the_one_before_it_and_once(item: ServiceItem) -> None:
    with pytest.raises(ValidationError):
        bring_into_force(item, on(OPENED), SECOND)
    draft = new_version(item, a_hand())
    with pytest.raises(ValidationError):
        bring_into_force(draft, on(FIRST), FIRST)
    assert item_on(item.bureau, CODE, FIRST) == item


def test_a_day_that_is_past_needs_a_reason(item: ServiceItem) -> None:
    draft = new_version(item, a_hand())
    with pytest.raises(ValidationError):
        bring_into_force(draft, on(SECOND), OPENED)
    late = bring_into_force(draft, on(SECOND, reason="补录指南"), OPENED)
    assert late.history.order_by("history_id").last().history_change_reason == "补录指南"


def test_an_item_that_is_withdrawn_is_in_force_no_more(item: ServiceItem) -> None:
    withdraw(item, a_hand(), SECOND)
    assert (item_on(item.bureau, CODE, SECOND), item_on(item.bureau, CODE, date(2026, 3, 11))) == (item, None)
    with pytest.raises(ValidationError):
        withdraw(item, a_hand(), OPENED)


def test_each_bureau_has_its_own_items(item: ServiceItem) -> None:
    elsewhere = a_section("样例股", "样例二局").bureau
    record(ServiceItem, bureau=elsewhere, **SAYS)
    assert item_on(elsewhere, CODE, SECOND) is None
    assert item_on(item.bureau, CODE, SECOND) == item


def test_an_item_cannot_be_changed_behind_the_versions(item: ServiceItem) -> None:
    with pytest.raises(Bypassed):
        ServiceItem.objects.update(promised_amount=1)


# A case and its version


def opened(section: Section, officer: Staff, item: ServiceItem) -> ItemPermit:
    facts = {"number": "样许〔2026〕7号", "title": "样例事项", "section": section, "opened_on": OPENED}
    return open_case(ItemPermit, hand(officer), item=item, **facts)


def test_a_case_keeps_the_version_that_it_was_opened_with(
    section: Section, officer: Staff, item: ServiceItem, notices: None
) -> None:
    case = opened(section, officer, item)
    draft = new_version(item, a_hand())
    draft.hand, draft.promised_amount = a_hand(), 1
    draft.save()
    bring_into_force(draft, on(OPENED), date(2026, 3, 3))
    case = procedure.take_on(case, hand(officer, date(2026, 3, 4)), on=date(2026, 3, 4))
    due = {term.duty: term.due_on for term in case.docket.terms.all()}
    assert due == {"promise": date(2026, 3, 11), "decision": date(2026, 4, 1)}
    case.item = draft
    with pytest.raises(ValidationError, match="版本"):
        case.full_clean()


def test_a_case_is_opened_with_a_version_in_force_of_its_own_bureau(
    section: Section, officer: Staff, item: ServiceItem
) -> None:
    elsewhere = record(ServiceItem, bureau=a_section("样例股", "样例二局").bureau, **SAYS)
    bring_into_force(elsewhere, on(FIRST), FIRST)
    for wrong in (new_version(item, a_hand()), elsewhere):
        with pytest.raises(ValidationError):
            opened(section, officer, wrong)
    with pytest.raises(ValidationError, match="item"):
        opened(section, officer, None)
    assert not ItemPermit.objects.exists()


def test_a_limit_that_the_item_does_not_name_never_runs(draft: ServiceItem, section: Section, officer: Staff) -> None:
    draft.statutory_amount, draft.statutory_unit, draft.statutory_article = None, "", ""
    draft.hand = on(FIRST)
    draft.save()
    item = bring_into_force(draft, on(FIRST), FIRST)
    facts = {"number": "样许2号", "title": "样例", "section": section, "opened_on": OPENED, "item": item}
    taken_on = procedure.take_on(open_case(ItemPermit, hand(officer), **facts), hand(officer), on=OPENED)
    assert [term.duty for term in taken_on.docket.terms.all()] == ["promise"]
