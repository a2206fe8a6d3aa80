"""A filing and an assigned code on the screen: entered, looked at, corrected, printed."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags

from bureau.audit.seen import parts_of, token_of
from bureau.casework.gate import open_case
from bureau.casework.items import ServiceItem
from bureau.casework.parties import Enterprise
from bureau.casework.versions import bring_into_force, new_version
from bureau.models import Batch, Docket, HelpGiven, Material, Section, Staff
from bureau.people.roles import Role
from projects.models import CodeAssignment, Filing
from projects.procedure import filings, take_over
from tests.projects.conftest import CODE, CONTENT, FACTS, NAME, OTHER_CODE, RECEIVED, TITLE, USCC, a_row, hand
from tests.projects.test_pinned_items import NEXT, opened_under
from tests.projects.test_sheets import HEADING, a_line
from tests.records import a_person, a_section, record

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("item")]
ADD, LIST = reverse("admin:projects_filing_add"), reverse("admin:projects_filing_changelist")
ADD_CODE = reverse("admin:projects_codeassignment_add")
LIST_OF_BATCHES = reverse("admin:bureau_batch_changelist")
DOUBTFUL = CODE[:-1] + "7"


@pytest.fixture
def screen(officer: Staff) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def typed(section: Section, **facts: object) -> dict[str, object]:
    project = {"project_code": f" {CODE} ", "uscc": USCC.lower(), "party_name": NAME, "project_name": TITLE}
    more = {"site": "样例镇", "category": "construction", "construction": "new", "scale_and_content": CONTENT}
    money = {"total_investment": "12800", "capital": "3840.5", "plan_start": "2026-12", "plan_end": "2028年6月"}
    docket = {"secrecy": "none", "section": section.pk, "opened_on": timezone.localdate(), "channel": "window"}
    return {**docket, **project, **more, **money, **facts}


def errors(answer) -> dict[str, list[str]]:
    return dict(answer.context["adminform"].form.errors)


def page(filing: Filing, name: str = "change") -> str:
    return reverse(f"admin:projects_filing_{name}", args=[filing.pk])


def test_its_page_says_of_each_material_what_is_asked_and_counts_what_shared_data_replace_as_not_missing(
    screen: Client, section: Section, officer: Staff, item: ServiceItem, enterprise: Enterprise
) -> None:
    draft = new_version(item, hand(officer, NEXT))
    record(Material, item=draft, name="样例申请表", form="paper", kind="original", copies=2)
    record(Material, item=draft, name="样例证照", position=2, shared_data="样例电子证照")
    second = bring_into_force(draft, hand(officer, NEXT), NEXT)
    shown = screen.get(page(opened_under(section, officer, second, enterprise, OTHER_CODE))).text
    for told in ("纸质 · 原件 · 2份", "免提交：样例电子证照", "缺 1 项必备材料"):
        assert told in shown, told


def test_a_filing_is_entered_by_hand_with_a_number_and_a_title_that_follow_from_it(screen, section) -> None:
    answer = screen.post(ADD, typed(section))
    assert answer.status_code == 302, errors(answer)
    filing = Filing.objects.get()
    assert (filing.docket.number, filing.docket.title, filing.state) == (CODE, TITLE, "received")
    assert (filing.submitted_on, filing.item.promised_amount) == (timezone.localdate(), 3)
    assert (filing.plan_start, filing.plan_end) == (date(2026, 12, 1), date(2028, 6, 1))
    assert (filing.enterprise.uscc, filing.history.count()) == (USCC, 1)


@pytest.mark.parametrize(
    ("facts", "field", "told"),
    [
        ({"project_code": "2603-1"}, "project_code", "格式"),
        ({"project_code": "2019-441702-04-03-000123"}, "project_code", "旧台账"),
        ({"project_code": DOUBTFUL}, "project_code", "校验码不符"),
        ({"capital": "12801"}, "capital", "大于"),
        ({"plan_end": "2026-11"}, "plan_end", "早于"),
        ({"opened_on": "2023-12-29"}, "opened_on", "事项版本"),
        ({"total_investment": "-1"}, "total_investment", "大于或等于"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_saved(screen, section, facts, field: str, told: str) -> None:
    answer = screen.post(ADD, typed(section, **facts))
    assert told in str(errors(answer)[field])
    assert (Docket.objects.count(), Filing.objects.count()) == (0, 0)


def test_a_doubtful_code_is_entered_for_a_reason_that_stands_in_the_history(screen, section: Section) -> None:
    answer = screen.post(ADD, typed(section, project_code=DOUBTFUL, code_reason="平台上即为此码"))
    assert answer.status_code == 302, errors(answer)
    version = Filing.objects.get().history.get()
    assert (version.history_override, version.history_change_reason) == ("project_code_check_digit", "平台上即为此码")


def test_a_code_that_is_filed_already_is_told_at_its_field(screen, section: Section, filing: Filing) -> None:
    assert "已有备案件" in str(errors(screen.post(ADD, typed(section)))["project_code"])


def test_a_code_that_another_bureau_has_filed_is_entered_and_nobody_is_told_of_it(
    screen, section: Section, filing: Filing, abroad: Section, stranger: Staff
) -> None:
    theirs = Client()
    theirs.force_login(stranger)
    answer = theirs.post(ADD, typed(abroad))
    assert answer.status_code == 302, errors(answer)
    made = Filing.objects.latest("pk")
    assert (made.docket.number, made.docket.bureau) == (CODE, abroad.bureau)
    for client, own in ((screen, filing), (theirs, made)):
        listed = client.get(LIST, {"q": CODE}).context["cl"].result_list
        assert [each.pk for each in listed] == [own.pk]
    assert "已有备案件" in str(errors(theirs.post(ADD, typed(abroad)))["project_code"])


def test_of_two_who_file_a_code_at_once_the_second_is_refused(filing: Filing, officer: Staff, item, enterprise) -> None:
    """Whatever the number of its docket: one filing of a code stands in a bureau."""
    facts = {"title": TITLE, "section": a_section("统计股"), "opened_on": RECEIVED, "number": f"{CODE}/2"}
    own = {"item": item, "project_code": CODE, "enterprise": enterprise, "submitted_on": RECEIVED}
    with pytest.raises(ValidationError, match="已有备案件"):
        open_case(Filing, hand(officer), **facts, **own, **FACTS)
    assert Docket.objects.count() == 1


def test_the_list_shows_what_a_filing_is_and_finds_it_by_code_name_and_enterprise(screen, filing: Filing) -> None:
    for asked in (CODE, "冷链", "样例（阳江）", USCC):
        answer = screen.get(LIST, {"q": asked})
        assert answer.context["cl"].result_count == 1
        for shown in (CODE, TITLE, NAME, "12,800", "已提交"):
            assert shown in answer.text


def test_the_list_shows_both_due_days_of_a_filing_that_is_complete(screen, filing: Filing, officer: Staff) -> None:
    assert due_days(screen) == "—"
    filings.complete(filing, hand(officer), on=RECEIVED)
    assert due_days(screen) == "承诺 2026-03-05 法定 2026-03-30"


def due_days(screen: Client) -> str:
    cell = screen.get(LIST).text.split('class="field-due_days">')[1].split("</td>")[0]
    return " ".join(strip_tags(cell).split())


def test_the_facts_are_corrected_with_a_reason_and_the_docket_keeps_the_name(screen, filing: Filing, section) -> None:
    form = typed(section, project_name="样例改正名称") | {
        "reason_for_change": "录入有误",
        "seen": token_of(parts_of(filing)),
    }
    answer = screen.post(page(filing), form)
    assert answer.status_code == 302, errors(answer)
    filing.refresh_from_db()
    docket = Docket.objects.get()
    assert (filing.project_name, docket.title, docket.number) == ("样例改正名称", "样例改正名称", CODE)


def test_once_filed_what_a_change_filing_is_for_is_only_shown(screen, filing: Filing, officer, section) -> None:
    complete = filings.complete(filing, hand(officer), on=RECEIVED)
    filed = filings.file(complete, hand(officer), on=RECEIVED)
    answer = screen.get(page(filed))
    assert not {"project_name", "site", "uscc"} & set(answer.context["adminform"].form.fields)
    assert USCC in answer.text
    form = typed(section, project_name="样例绕过变更", capital="1") | {"seen": token_of(parts_of(filed))}
    assert screen.post(page(filed), form).status_code == 302
    filed.refresh_from_db()
    assert (filed.project_name, filed.capital) == (TITLE, 1)


def test_the_platforms_facts_are_only_shown(screen, officer: Staff, section: Section) -> None:
    taken = take_over(hand(officer, date(2026, 4, 1)), a_row(), section=section, sheet="备案清单")
    answer = screen.get(page(taken.filing))
    assert set(answer.context["adminform"].form.fields) == {"note", "reason_for_change", "seen"}


def test_a_filing_whose_two_years_have_passed_is_followed_up_and_not_late(screen, officer: Staff, section) -> None:
    days = {"submitted_on": date(2024, 3, 1), "complete_on": date(2024, 3, 4), "filed_on": date(2024, 3, 6)}
    take_over(hand(officer, date(2026, 4, 1)), a_row(**days), section=section, sheet="备案清单")
    counts = {view: screen.get(LIST, {"view": view}).context["cl"].result_count for view in ("late", "soon", "ripe")}
    assert counts == {"late": 0, "soon": 0, "ripe": 1}
    assert "期限已满" in screen.get(LIST, {"view": "ripe"}).text
    assert {tile.name: tile.value for tile in screen.get("/admin/").context["start"]["tiles"]}["期限已满"] == "1"


def test_the_certificate_prints_as_a_sample_and_names_no_validity(screen, officer: Staff, section: Section) -> None:
    taken = take_over(hand(officer, date(2026, 4, 1)), a_row(), section=section, sheet="备案清单").filing
    paper = screen.get(page(taken, "certificate")).text
    for shown in ("仅供内部打印/样式参考", CODE, USCC, "12,800.00万元", "2026年12月", "2026年3月6日", "样例局"):
        assert shown in paper
    assert "有效期" not in paper


def test_there_is_no_certificate_before_the_filing_nor_for_others(screen, filing: Filing) -> None:
    assert screen.get(page(filing, "certificate")).status_code == 404
    stranger = Client()
    stranger.force_login(a_person("stranger", is_staff=True))
    assert stranger.get(page(filing, "certificate")).status_code in (302, 403, 404)


def test_an_assigned_code_is_registered_once_and_never_changed(screen, section: Section, officer: Staff) -> None:
    form = {"code": CODE, "project_name": TITLE, "uscc": USCC, "party_name": NAME, "assigned_on": timezone.localdate()}
    form |= {"section": section.pk, "officer": officer.pk}
    assert screen.post(ADD_CODE, form).status_code == 302
    assigned = CodeAssignment.objects.get()
    assert (assigned.code, assigned.enterprise.uscc, assigned.history.count()) == (CODE, USCC, 1)
    assert "已登记赋码" in str(errors(screen.post(ADD_CODE, form))["code"])
    assert 'name="code"' not in screen.get(reverse("admin:projects_codeassignment_change", args=[assigned.pk])).text


def test_a_code_that_another_bureau_has_assigned_is_registered_and_nobody_is_told_of_it(
    screen, section: Section, abroad: Section, stranger: Staff
) -> None:
    form = {"code": CODE, "project_name": TITLE, "assigned_on": timezone.localdate()}
    theirs = Client()
    theirs.force_login(stranger)
    for client, where in ((theirs, abroad), (screen, section)):
        answer = client.post(ADD_CODE, form | {"section": where.pk})
        assert answer.status_code == 302, errors(answer)
        assert "已登记赋码" in str(errors(client.post(ADD_CODE, form | {"section": where.pk}))["code"])
    assert list(CodeAssignment.objects.order_by("pk").values_list("bureau", flat=True)) == [
        abroad.bureau_id,
        section.bureau_id,
    ]


def test_an_assignment_goes_to_no_section_of_another_bureau(section: Section, abroad: Section) -> None:
    made = record(CodeAssignment, code=CODE, project_name=TITLE, assigned_on=RECEIVED, section=section)
    made.section = abroad
    with pytest.raises(ValidationError) as refused:
        made.full_clean()
    assert "另一个局" in str(refused.value.message_dict["section"])


def test_a_code_is_not_assigned_tomorrow_nor_without_a_reason_where_doubtful(screen, section: Section) -> None:
    form = {"code": DOUBTFUL, "project_name": TITLE, "section": section.pk}
    form |= {"assigned_on": timezone.localdate() + timedelta(days=1)}
    found = errors(screen.post(ADD_CODE, form))
    assert "校验码不符" in str(found["code"])
    assert "assigned_on" in found
    form |= {"assigned_on": timezone.localdate(), "code_reason": "平台上即为此码"}
    assert screen.post(ADD_CODE, form).status_code == 302
    assert CodeAssignment.objects.get().code_is_doubtful
    assert OTHER_CODE != DOUBTFUL


def test_the_page_of_a_case_shows_every_act_that_one_row_of_the_sheet_brought(screen, officer, section) -> None:
    taken = take_over(hand(officer, date(2026, 4, 1)), a_row(), section=section, sheet="备案清单").filing
    entries = screen.get(page(taken)).context["case"]["entries"]
    assert [(entry.kind, " ".join(entry.words.split()[:2])) for entry in entries] == [
        ("act", "登记：广东省投资项目在线审批监管平台 2026-03-06"),
        ("act", "登记：广东省投资项目在线审批监管平台 2026-03-04"),
        ("open", "收件立案"),
    ]


def test_the_moves_offered_are_those_of_the_table_and_none_that_a_sheet_alone_brings(screen, filing: Filing) -> None:
    offered = screen.get(page(filing)).context["case"]["moves"]
    assert [move.name for move in offered.open] == ["complete", "guide", "withdraw", "tell_wrong_track"]


def test_a_change_filing_begins_with_the_facts_as_they_stand_and_is_sent_from_the_page(
    screen, officer, section
) -> None:
    taken = take_over(hand(officer, date(2026, 4, 1)), a_row(), section=section, sheet="备案清单").filing
    change = next(move for move in screen.get(page(taken)).context["case"]["moves"].open if move.name == "change")
    assert change.form["project_name"].value() == TITLE
    assert [key for key, _words in change.form.fields["ground"].choices][:2] == ["name_or_site", "investment_or_scale"]
    sent = {name: change.form[name].value() for name in ("version", "project_name", "scale_and_content")}
    sent |= {"total_investment": "12800", "ground": "name_or_site", "site": "样例镇2号", "reason": "企业告知"}
    answer = screen.post(change.url, sent | {"on": timezone.localdate()})
    assert answer.status_code == 302
    taken.refresh_from_db()
    assert (taken.site, taken.change_ground, taken.state) == ("样例镇2号", "name_or_site", "filed")


@pytest.mark.parametrize("role", [Role.OFFICER, Role.SECTION_HEAD])
def test_a_batch_of_cases_is_seen_in_its_own_section_alone(screen, section, role: Role) -> None:
    sheet = "\n".join("\t".join(map(str, cells)) for cells in (HEADING, a_line(项目名称="样例不给别股看")))
    assert screen.post(reverse("admin:projects_filing_import"), {"kind": "filings", "pasted": sheet}).status_code == 302
    batch = Batch.objects.get()
    beside = Client()
    beside.force_login(a_person("beside", record(Section, bureau=section.bureau, name="别股"), role, is_staff=True))
    pages = [reverse(f"admin:bureau_batch_{name}", args=[batch.pk]) for name in ("change", "copy", "confirm")]
    assert "样例不给别股看" in screen.get(pages[0]).text
    assert [beside.get(pages[0]).status_code, beside.get(pages[1]).status_code] == [404] * 2
    assert (beside.post(pages[2]).status_code, batch.file_name in beside.get(LIST_OF_BATCHES).text) == (404, False)
    assert screen.get(LIST_OF_BATCHES).text.count("field-file_name") == 1


# Help given


def test_help_that_was_linked_to_a_project_stands_on_the_page_of_its_filing(screen, filing, section) -> None:
    sent = {"about": "样例：咨询备案材料", "way": "phone", "given_on": timezone.localdate(), "asked_by": "样例企业"}
    asked = [_of_help(screen, filing)]
    for number in range(3):
        answer = screen.post(
            reverse("admin:bureau_helpgiven_add"), sent | {"case_number": CODE, "outcome": str(number)}
        )
        assert answer.status_code == 302, errors(answer)
    screen.post(reverse("admin:bureau_helpgiven_add"), sent | {"about": "样例：别的事"})
    assert HelpGiven.objects.filter(docket=filing.docket).count() == 3
    asked.append(_of_help(screen, filing))
    assert asked == [1, 1]
    shown = screen.get(page(filing))
    assert len(shown.context["case"]["helped"]) == 3
    assert "样例：咨询备案材料" in shown.text
    assert "样例：别的事" not in shown.text


def test_help_of_another_section_does_not_stand_there(screen, filing, section) -> None:
    other = record(Section, bureau=section.bureau, name="样例他股")
    helper = a_person("elsewhere", other, Role.OFFICER)
    facts = {"about": "样例：他股帮办", "helper": helper, "section": other, "docket": filing.docket}
    record(HelpGiven, given_on=RECEIVED, **facts)
    assert "样例：他股帮办" not in screen.get(page(filing)).text


def _of_help(client: Client, filing: Filing) -> int:
    with CaptureQueriesContext(connection) as asked:
        client.get(page(filing))
    return sum('FROM "bureau_helpgiven"' in query["sql"] for query in asked)
