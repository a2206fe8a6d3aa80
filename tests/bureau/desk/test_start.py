"""The start page: figures that lead to the rows they count, what is due for whom, and what it says of nothing."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from bureau.models import Batch, Docket, Job, Staff
from bureau.notices.leases import State
from bureau.people.roles import Role
from bureau.sheets.batches import BatchState
from tests.permits import procedure
from tests.records import a_person, a_section, appoint, record
from tests.sample_permits import MORNING, Desk, Sample, a_morning, at, day

START = "/admin/"
SIGNED_IN = 2  # queries of the session and of the account, on every page
BAND = 3  # of what is wrong with the reminders, for whoever looks after them
NOT_TOLD = 2  # figures of dead letters and of duties with nobody to remind, for whoever supervises
RECORDS = 3  # figures of dual publicity: the calendar, and a query for each kind of record


@pytest.fixture
def sample(db: None, monkeypatch: pytest.MonkeyPatch) -> Sample:
    monkeypatch.setattr("django.utils.timezone.now", lambda: MORNING)
    return a_morning()


def visitor(person: Staff, language: str = "zh-hans") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(person)
    return client


def start(person: Staff) -> dict:
    return visitor(person).get(START).context["start"]


def figures(person: Staff) -> dict[str, int]:
    return {str(tile.name): int(tile.value) for tile in start(person)["tiles"]}


def numbers(listed) -> list[str]:
    return [row.number for row in listed.rows]


def rows_behind(client: Client, url: str) -> int:
    context = client.get(url).context
    if "cl" in context:
        return context["cl"].result_count
    return sum(len(lines) for _day, lines in context["days"])


def a_job(by: Staff, **facts) -> Job:
    asked = {"kind": "any", "asked_by": by, "asked_at": MORNING, "next_at": MORNING}
    return Job.objects.create(**asked | facts)


def more_cases(sample: Sample, officer: Staff, opened: list[date]) -> None:
    """Permits of that officer, each accepted on the day on which it came in."""
    desk = Desk.__new__(Desk)
    desk.section, desk.officer, desk.hands = sample.section, sample.officer, 1000
    for number, on in enumerate(opened):
        desk.count = number % 10
        permit = desk.open(on, 3, officer, number=f"样许〔2026〕{100 + number}号")
        desk.do(procedure.accept, permit, on)


# Figures


def test_an_officer_sees_the_own_cases_and_beside_them_how_many_the_section_has(sample: Sample) -> None:
    assert figures(sample.officer) == {
        "我的超期": 1,
        "我的今天到期": 1,
        "我的三日内到期": 3,
        "我经办的": 8,
        "未分派": 1,
        "在办": 12,
    }
    assert start(sample.officer)["tiles"][0].note == "本股室 2"


def test_who_supervises_sees_what_is_late_in_the_bureau_and_what_waits_for_review(sample: Sample) -> None:
    found = figures(sample.supervisor)
    assert {name: found[name] for name in ("超期", "今天到期", "三日内到期", "在办")} == {
        "超期": 2,
        "今天到期": 2,
        "三日内到期": 5,
        "在办": 12,
    }
    assert "待复核的变动" in found
    assert not {"我经办的", "未分派"} & set(found)


@pytest.mark.parametrize("role", [*Role, "everything"])
def test_each_figure_leads_to_exactly_the_rows_that_it_counts(sample: Sample, role: str) -> None:
    everything = role == "everything"
    person = a_person("visitor", sample.section, *([] if everything else [role]), is_superuser=everything)
    if role in (Role.OFFICER, Role.SECTION_HEAD):
        more_cases(sample, person, [day(9, 17), day(9, 30), day(10, 9)])
    a_job(sample.officer, state=State.FAILED, finished_at=MORNING)
    a_job(person, next_at=MORNING - timedelta(hours=1))
    client, tiles = visitor(person), start(person)["tiles"]
    assert tiles or role in (Role.SECURITY_ADMINISTRATOR, Role.AUDIT_ADMINISTRATOR)
    assert {tile.name: rows_behind(client, tile.url) for tile in tiles} == {
        tile.name: int(tile.value) for tile in tiles
    }


def test_an_administrator_is_told_of_jobs_that_broke_off_in_the_own_bureau(sample: Sample) -> None:
    system = a_person("system", sample.section, Role.SYSTEM_ADMINISTRATOR)
    abroad = a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.SYSTEM_ADMINISTRATOR)
    failed = a_job(sample.officer, state=State.FAILED, finished_at=MORNING - timedelta(days=6))
    a_job(sample.officer, state=State.FAILED, finished_at=MORNING - timedelta(days=8))
    waiting = a_job(sample.officer, next_at=MORNING - timedelta(minutes=11))
    assert figures(system) == {"失败的后台任务": 1, "久等未办的后台任务": 1}
    assert set(figures(abroad).values()) == {0}
    page = reverse("admin:bureau_job_change", args=[failed.pk])
    assert [visitor(person).get(page).status_code for person in (system, abroad, sample.head)] == [200, 302, 302]
    assert visitor(system).post(reverse("admin:bureau_job_cancel", args=[waiting.pk])).status_code == 403
    waiting.refresh_from_db()
    assert not waiting.cancel_asked
    assert "取消任务" not in visitor(system).get(reverse("admin:bureau_job_change", args=[waiting.pk])).text


def test_nothing_is_counted_beyond_reach(sample: Sample, settings) -> None:
    settings.REVIEW_SAMPLE_PERCENT = 0  # or a change of one's own bureau may be drawn
    beside = a_person("beside", a_section("乙股", bureau="样例区经济发展局"), Role.WINDOW)
    abroad = a_person("abroad", a_section("丙股", bureau="另一样例局"), Role.OFFICER, Role.SUPERVISOR)
    for person in (beside, abroad):
        found = start(person)
        assert {int(tile.value) for tile in found["tiles"]} == {0}
        assert [row for listed in found["lists"] for row in listed.rows] == []
        assert "样许" not in visitor(person).get(START).text


def test_an_appointment_that_has_ended_leaves_an_empty_page(sample: Sample) -> None:
    gone = a_person("gone", sample.section)
    appoint(gone, Role.OFFICER, sample.section, until=day(10, 8))
    found = start(gone)
    assert (found["tiles"], found["lists"], found["actions"]) == ([], [], [])
    assert found["empty"].title == "您今天没有任何职责"


# Lists


def test_what_is_due_for_an_officer_comes_first_then_what_lies_beside(sample: Sample) -> None:
    own, others = start(sample.officer)["lists"]
    assert numbers(own) == [f"样许〔2026〕{number}号" for number in (2, 3, 6, 5, 8, 9, 11, 10)]
    assert numbers(others) == [f"样许〔2026〕{number}号" for number in (1, 4, 7, 12)]
    assert (own.count, others.count) == (8, 12)
    client = visitor(sample.officer)
    assert [rows_behind(client, listed.url) for listed in (own, others)] == [8, 12]
    assert own.rows[0].light.kind == "late"
    late = Docket.objects.get(number="样许〔2026〕2号")
    assert own.rows[0].url == reverse("admin:permits_permit_change", args=[late.pk])


def test_a_head_sees_first_what_presses_in_the_section_with_whose_it_is(sample: Sample) -> None:
    (listed,) = start(sample.head)["lists"]
    assert numbers(listed)[:2] == ["样许〔2026〕1号", "样许〔2026〕2号"]
    assert len(listed.rows) == 12
    assert {row.officer for row in listed.rows} == {"样例经办员甲", "样例经办员乙", "未分派"}


def test_what_one_entered_by_hand_lately_stands_beside(sample: Sample) -> None:
    assert [row.number for row in start(sample.officer)["lately"]] == [
        f"样许〔2026〕{number}号" for number in (12, 11, 9, 8, 6)
    ]
    assert start(sample.newcomer)["lately"] == []


def test_what_is_under_way_stands_beside_and_shows_how_far_it_is(sample: Sample) -> None:
    job = a_job(sample.officer, done=3, total=12)
    a_job(sample.head)
    a_job(sample.officer, state=State.FAILED, finished_at=MORNING, error="样例原因")
    a_job(sample.officer, state=State.DONE, finished_at=MORNING)
    facts = {"kind": "filings", "bureau": sample.section.bureau, "section": sample.section, "at": MORNING}
    facts |= {"file_name": "样例清单.xlsx", "by": sample.officer}
    record(Batch, sha256="1" * 64, state=BatchState.CHECKED, new=9, refused=1, **facts)
    record(Batch, sha256="2" * 64, state=BatchState.DONE, ended_at=MORNING, **facts)
    found = start(sample.officer)["under_way"]
    assert [(row.kind, row.state) for row in found] == [("wait", "待确认"), ("late", "失败"), ("now", "排队中")]
    assert found[0].note == "样例清单.xlsx · 新增 9 · 有误 1"
    text = visitor(sample.officer).get(START).text
    assert 'value="3"' in text
    assert reverse("admin:bureau_job_change", args=[job.pk]) in text


# What may be begun


def test_a_new_kind_of_case_brings_its_entry_and_its_figures_by_itself(sample: Sample) -> None:
    """Nothing at the desk names the tests' own kind of case."""
    found = {action.words: action.url for action in start(sample.officer)["actions"]}
    assert found["登记样例许可"] == reverse("admin:permits_permit_add")
    assert found["导入：省平台备案清单"] == reverse("admin:projects_filing_import")
    assert start(sample.supervisor)["actions"] == []


def test_each_thing_that_one_may_begin_can_be_begun(sample: Sample) -> None:
    for person in (sample.officer, a_person("system", sample.section, Role.SYSTEM_ADMINISTRATOR)):
        actions = start(person)["actions"]
        assert actions
        assert {visitor(person).get(action.url).status_code for action in actions} == {200}


# Nothing


def test_an_empty_desk_says_what_it_is_and_the_one_thing_to_do_now(sample: Sample) -> None:
    (listed,) = start(sample.newcomer)["lists"]
    assert listed.empty.title == "您没有待办的案件"
    assert listed.empty.url == reverse("admin:projects_filing_add")
    clerk = a_person("clerk", sample.section, Role.OFFICER)
    empty = start(clerk)["lists"][0].empty
    assert "有 1 宗案件等人认领" in empty.told
    assert rows_behind(visitor(clerk), empty.url) == 1


def test_the_first_account_of_a_new_house_is_told_where_to_begin(db: None) -> None:
    root = a_person("root", is_superuser=True)
    assert start(root)["empty"].url == reverse("admin:bureau_bureau_add")
    assert visitor(root).get(start(root)["empty"].url).status_code == 200
    a_section()
    assert start(root)["empty"].title == "没有在办的案件"


# Cost


@pytest.mark.parametrize("who", ["officer", "head", "supervisor"])
def test_the_page_costs_the_same_however_much_there_is_to_do(sample: Sample, who: str) -> None:
    client = visitor(getattr(sample, who))
    with CaptureQueriesContext(connection) as few:
        client.get(START)
    more_cases(sample, sample.officer, [day(9, 28)] * 20)
    with CaptureQueriesContext(connection) as many:
        assert client.get(START).context["start"]["lists"][0].count >= 28
    assert len(many) == len(few) <= SIGNED_IN + 16 + RECORDS + (BAND + NOT_TOLD if who == "supervisor" else 0)


def test_the_days_ahead_tell_of_working_weekends_and_of_leave(sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    assert start(sample.officer)["days"] == ["10月10日调休上班"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(day(9, 22), 9))
    assert start(sample.officer)["days"] == ["中秋节放假，9月25日起"]
    monkeypatch.setattr("django.utils.timezone.now", lambda: at(day(12, 30), 9))
    assert start(sample.officer)["days"] == []


def test_the_registers_are_reached_from_the_page_and_the_list_of_all_cases_from_the_menu(sample: Sample) -> None:
    text = visitor(sample.officer, "en").get(START).text
    assert f'href="{reverse("admin:bureau_enterprise_changelist")}"' in text
    assert f'href="{reverse("admin:bureau_docket_changelist")}"' in text
    assert "Due for me" in text
