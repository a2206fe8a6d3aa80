"""One search over everything that somebody may read, and over nothing else."""

import pytest
from django.contrib.admin import site
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bureau.audit.access import AccessLog
from bureau.casework.gate import open_case
from bureau.casework.parties import enterprise_of
from bureau.desk.typed import cleaned, meant
from bureau.models import Attachment, Person, Section, Staff
from bureau.people.roles import Role
from projects.models import CodeAssignment
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits.models import Permit
from tests.records import a_hand, a_person, a_section, record

pytestmark = pytest.mark.django_db
SEARCH = reverse("admin:search")
CODE, NAME = "91441702123456788K", "样例海风（阳江）水产有限公司"
PROJECT = "2603-441702-04-01-000016"


@pytest.fixture
def section() -> Section:
    return a_section("甲股")


@pytest.fixture
def officer(section: Section) -> Staff:
    return a_person("officer", section, Role.OFFICER, name="样例甲")


def a_permit(section: Section, number: str, title: str, **facts) -> Permit:
    name = f"clerk-{section.pk}"
    clerk = Staff.objects.filter(username=name).first() or a_person(name, section, Role.OFFICER)
    return open_case(Permit, hand(clerk), number=number, title=title, section=section, opened_on=OPENED, **facts)


def visitor(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def found(person: Staff, text: str) -> dict[str, list[str]]:
    """What is shown, by the kind of record: numbers of cases, names of others."""
    answer = visitor(person).get(SEARCH, {"q": text})
    assert answer.status_code == 200, answer
    return {
        group.key: [row.number for row in group.cases] + [hit.title for hit in group.hits]
        for group in answer.context["groups"]
    }


def page(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


# What is found


def test_a_part_of_a_name_is_found_in_every_kind_of_record_cases_first(section: Section, officer: Staff) -> None:
    enterprise = enterprise_of(a_hand(), CODE, NAME)
    a_permit(section, "样许〔2026〕1号", "海风冷链项目", applicant=enterprise)
    a_permit(section, "样许〔2026〕2号", "别的项目")
    record(CodeAssignment, code=PROJECT, project_name="海风码头", assigned_on=OPENED, section=section)
    shown = found(officer, "海风")
    assert next(iter(shown)) == "permits_permit"
    assert shown == {
        "permits_permit": ["样许〔2026〕1号"],
        "bureau_enterprise": [NAME],
        "projects_codeassignment": [PROJECT],
    }
    text = visitor(officer).get(SEARCH, {"q": "海风"}).text
    assert "已收件" in text
    assert "未起算" in text
    assert CODE in text


@pytest.mark.parametrize(
    "typed",
    [
        "样许〔2026〕1号",
        " 样许〔２０２６〕１号 ",
        "样许[2026]1号",
        "样许【2026】第1号",
        "样许\u200b〔2026〕\ufeff1号",
        "样许 〔2026〕 1 号",
    ],
)
def test_a_full_number_leads_to_its_case_however_it_was_typed(section: Section, officer: Staff, typed: str) -> None:
    permit = a_permit(section, "样许〔2026〕1号", "样例")
    a_permit(section, "样许〔2026〕11号", "样例")
    paper = {"name": "a.pdf", "sha256": "0" * 64, "size": 1, "received_on": OPENED}
    record(Attachment, docket=permit.docket, **paper)
    answer = visitor(officer).get(SEARCH, {"q": typed})
    assert (answer.status_code, answer.url) == (302, page(permit))


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        f"\t{CODE}\r\n",
        "9144 1702 1234 5678 8K",
        "９１４４１７０２１２３４５６７８８Ｋ",
        f"\u200e{CODE}\u00a0",
    ],
)
def test_a_pasted_code_leads_to_its_enterprise_where_nothing_else_bears_it(officer: Staff, typed: str) -> None:
    enterprise = enterprise_of(a_hand(), CODE, NAME)
    answer = visitor(officer).get(SEARCH, {"q": typed})
    assert (answer.status_code, answer.url) == (302, page(enterprise))


def test_a_project_code_torn_apart_by_a_paste_is_found(section: Section, officer: Staff) -> None:
    assigned = record(CodeAssignment, code=PROJECT, project_name="样例", assigned_on=OPENED, section=section)
    for typed in (PROJECT, "2603－441702－04－01－000016", "2603—441702—04—01—000016", " 2603-441702- 04-01-000016"):
        assert visitor(officer).get(SEARCH, {"q": typed}).url == page(assigned)


def test_a_number_that_two_records_bear_leads_to_neither(section: Section, officer: Staff) -> None:
    record(CodeAssignment, code=PROJECT, project_name="样例", assigned_on=OPENED, section=section)
    a_permit(section, PROJECT, "样例")
    assert found(officer, PROJECT) == {"permits_permit": [PROJECT], "projects_codeassignment": [PROJECT]}


def test_a_number_that_another_bureau_has_too_leads_to_ones_own(section: Section, officer: Staff) -> None:
    elsewhere = a_section("丙股", bureau="另一样例局")
    for number in ("样许〔2026〕1号", PROJECT):
        ours, theirs = (a_permit(where, number, "样例") for where in (section, elsewhere))
        assert visitor(officer).get(SEARCH, {"q": number}).url == page(ours)
        assert visitor(Staff.objects.get(username=f"clerk-{elsewhere.pk}")).get(SEARCH, {"q": number}).url == page(
            theirs
        )
    city = a_person("city", is_superuser=True)
    assert found(city, PROJECT) == {"permits_permit": [PROJECT, PROJECT]}


def test_a_code_that_two_bureaus_have_assigned_leads_each_to_its_own(section: Section, officer: Staff) -> None:
    facts = {"code": PROJECT, "project_name": "样例", "assigned_on": OPENED}
    record(CodeAssignment, section=a_section("丙股", bureau="另一样例局"), **facts)
    ours = record(CodeAssignment, section=section, **facts)
    assert visitor(officer).get(SEARCH, {"q": PROJECT}).url == page(ours)


def test_a_part_of_a_number_leads_nowhere_by_itself(section: Section, officer: Staff) -> None:
    a_permit(section, "样许〔2026〕1号", "样例")
    assert found(officer, "样许〔2026〕") == {"permits_permit": ["样许〔2026〕1号"]}
    assert found(officer, "许〔") == {"permits_permit": ["样许〔2026〕1号"]}


@pytest.mark.parametrize("typed", ["海风(阳江)水产", "海风（阳江）水产"])
def test_brackets_are_found_whichever_were_typed(officer: Staff, typed: str) -> None:
    enterprise_of(a_hand(), CODE, NAME)
    assert found(officer, typed) == {"bureau_enterprise": [NAME]}
    listed = visitor(officer).get(reverse("admin:bureau_enterprise_changelist"), {"q": typed})
    assert listed.context["cl"].result_count == 1


def test_ten_are_shown_and_the_list_has_the_rest(section: Section, officer: Staff) -> None:
    for number in range(12):
        a_permit(section, f"样许〔2026〕{number + 1}号", "样例冷链项目")
    client = visitor(officer)
    (group,) = client.get(SEARCH, {"q": "冷链"}).context["groups"]
    assert len(group.cases) == 10
    assert client.get(group.more).context["cl"].result_count == 12


@pytest.mark.parametrize("typed", ["", " ", "样", "\u200b\u200b\u200b", "?"])
def test_less_than_two_characters_are_not_searched(section: Section, officer: Staff, typed: str) -> None:
    a_permit(section, "样许〔2026〕1号", "样例")
    answer = visitor(officer).get(SEARCH, {"q": typed})
    assert answer.context["groups"] == []
    assert "至少两个字" in answer.text


# What is not


def test_nothing_beyond_reach_is_shown_or_counted(section: Section, officer: Staff) -> None:
    a_permit(section, "样许〔2026〕1号", "冷链项目")
    beside = a_permit(a_section("乙股"), "样许〔2026〕2号", "冷链项目")
    abroad = a_permit(a_section("丙股", bureau="另一样例局"), "样许〔2026〕3号", "冷链项目")
    assert found(officer, "冷链") == {"permits_permit": ["样许〔2026〕1号"]}
    for permit in (beside, abroad):
        assert found(officer, permit.docket.number) == {}
        assert permit.docket.number not in visitor(officer).get(SEARCH, {"q": "冷链"}).text


def test_who_only_reads_finds_and_who_has_nothing_to_do_with_cases_does_not(section: Section) -> None:
    a_permit(section, "样许〔2026〕1号", "冷链项目")
    enterprise_of(a_hand(), CODE, "冷链样例有限公司")
    seen = {role: set(found(a_person(role, section, role), "冷链")) for role in Role}
    everything = {"permits_permit", "bureau_enterprise"}
    readers = (Role.OFFICER, Role.WINDOW, Role.SECTION_HEAD, Role.LEADER, Role.LEGAL_REVIEWER, Role.SUPERVISOR)
    assert seen == {role: everything if role in readers else set() for role in Role}
    assert found(a_person("nobody"), "冷链") == {}


def test_one_who_is_not_signed_in_is_sent_to_the_door() -> None:
    assert Client().get(SEARCH, {"q": "样例"}).url.startswith("/admin/login/")


@pytest.mark.parametrize("typed", ["欧阳若兰", "欧阳", "13800138000", "138****8000", "138"])
def test_nothing_of_a_person_is_found_or_spelled_out(section: Section, officer: Staff, typed: str) -> None:
    record(Person, bureau=section.bureau, name="欧阳若兰", phone="13800138000")
    assert found(officer, typed) == {}


def test_searching_writes_nothing_and_takes_no_post(section: Section, officer: Staff) -> None:
    client = visitor(officer)
    assert client.post(SEARCH, {"q": "样例"}).status_code == 405
    with CaptureQueriesContext(connection) as asked:
        client.get(SEARCH, {"q": "样例"})
    assert {query["sql"].split()[0] for query in asked} <= {"SELECT", "SAVEPOINT", "RELEASE", "BEGIN"}
    assert not AccessLog.objects.exclude(event__in=["sign_in", "role_change"]).exists()


@pytest.mark.parametrize(
    "typed",
    [
        "' OR 1=1 --",
        "%%",
        "__",
        "\\' ; DROP TABLE bureau_docket",
        '"unclosed quotation',
        "<script>alert(1)</script>",
        "\x00\x00没有的",
        "99999999999999999999",
        "-99999999999999999999",
        "1e400",
        "9" * 5000,
        "样" * 5000,
        "x AND y",
        "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace"),
    ],
)
def test_whatever_is_typed_is_only_text(section: Section, officer: Staff, typed: str) -> None:
    a_permit(section, "样许〔2026〕1号", "别的")
    answer = visitor(officer).get(SEARCH, {"q": typed})
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text
    assert [group.key for group in answer.context["groups"]] == []


# Cost


@pytest.mark.parametrize("who", ["officer", "everything"])
def test_a_search_asks_each_list_once(section: Section, who: str) -> None:
    person = a_person(
        "visitor", section, *([Role.OFFICER] if who == "officer" else []), is_superuser=who == "everything"
    )
    client = visitor(person)
    for number in range(8):
        a_permit(section, f"样许〔2026〕{number + 1}号", "冷链项目")
        record(CodeAssignment, code=f"{PROJECT}{number}", project_name="冷链", assigned_on=OPENED, section=section)
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(SEARCH, {"q": "冷链"})
    assert sum(len(group.records) for group in answer.context["groups"]) == 16
    # Session, account, section, appointments; a query for each list that is searched; terms, stops, the calendar's two.
    searched = sum(bool(screen.search_fields) for screen in site._registry.values())
    band = 3 if who == "everything" else 0  # what is wrong with the reminders, for whoever looks after them
    assert len(asked) <= 4 + searched + 4 + band


def test_what_is_typed_is_read_as_it_may_stand_in_a_record() -> None:
    assert cleaned("　ＡＢ　冷链 ") == "AB 冷链"
    assert cleaned("two long words here") == "two long words here"
    assert cleaned("2026 12") == "2026 12"
    assert meant("样许(2026)007号") == ["样许(2026)007号", "样许〔2026〕7号", "样许（2026）007号"]
    assert meant("") == [""]
