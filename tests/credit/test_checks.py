"""A sheet of names, codes and numbers comes back with the standing of each, its day and its purpose, and is logged."""

import io
from typing import Any

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.access import AccessLog
from bureau.models import Section, Staff
from bureau.people.roles import Role
from credit.models import Organ, Penalty, StandingCheck, StandingQuery
from credit.procedure import enter
from tests.credit.conftest import hand
from tests.records import a_person
from tests.sample_credit import RESIDENT, TRADER, USCC, unsaved

pytestmark = pytest.mark.django_db
ASK = reverse("admin:credit_standingcheck_ask")
HEADING = "单位名称,统一社会信用代码,身份证号"


@pytest.fixture
def desk(officer: Staff, monkeypatch: pytest.MonkeyPatch) -> Client:
    """The first of June 2026, ten in the morning."""
    monkeypatch.setattr(timezone, "now", lambda: hand().at)
    client = Client()
    client.force_login(officer)
    return client


def sent(desk: Client, *rows: str, **facts: str) -> Any:
    file = SimpleUploadedFile("名单.csv", "\n".join((HEADING, *rows)).encode())
    return desk.post(ASK, {"purpose": "trading", "matter": "样例招标1号"} | facts | {"file": file}, follow=True)


def test_a_sheet_returns_as_a_workbook_with_the_standing_of_each(desk: Client, organ: Organ, penalty: Penalty) -> None:
    person = {"party_kind": "自然人", "uscc": "", "representative": "", "id_type": "身份证", "party_name": ""}
    enter(hand(), unsaved(Penalty, organ, organ, typed_name="样例乙", typed_id_no=RESIDENT, **person))
    page = sent(desk, "样例海产有限公司,,", f"样例别名有限公司,{USCC},", "样例无记录有限公司,,", f"样例乙,,{RESIDENT}")
    assert [one.row for one in StandingCheck.objects.get().answers.all().order_by("row")] == [2, 3, 4, 5]
    assert "一般失信" in page.content.decode()
    taken = desk.post(reverse("admin:credit_standingcheck_answer", args=[StandingCheck.objects.get().pk]))
    (_title, *rows) = openpyxl.load_workbook(io.BytesIO(taken.content)).active.iter_rows(values_only=True)
    told = {row[0]: row for row in rows if str(row[0]).isdecimal()}
    assert told["2"][1:4] == ("样例海产有限公司", USCC, "一般失信")
    assert told["2"][-3:] == ("2026-06-01", "公共资源交易", "样例招标1号")
    assert f"{penalty.paper_no}（至2027-05-08）" in told["2"]
    assert "该代码登记的名称是样例海产有限公司" in told["3"]
    assert ("无不良信息" in told["4"], "本系统没有该主体的记录" in told["4"]) == (True, True)
    assert "无不良信息" in told["5"]  # the rule does not publish what is of a person
    assert RESIDENT not in str(told) + page.content.decode()


def test_each_of_a_thousand_is_logged_with_its_purpose_and_so_is_the_workbook(desk: Client, organ: Organ) -> None:
    sent(desk, *(f"样例{number}有限公司,," for number in range(1_000)))
    check = StandingCheck.objects.get()
    assert (check.count, check.answers.filter(purpose="trading", matter="样例招标1号").count()) == (1_000, 1_000)
    desk.post(reverse("admin:credit_standingcheck_answer", args=[check.pk]))
    taken = AccessLog.objects.get(event="export")
    assert (taken.record, taken.row, taken.count) == ("credit.standingcheck", str(check.pk), 1_000)


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        ([f"样例,{USCC[:-1]}X,", f"样例,{TRADER},"], "2"),
        ([f"样例,{TRADER},", f",,{RESIDENT[:-1]}8"], "3"),
        ([f"样例{number},," for number in range(1_001)], "1000"),
        ([f"样例,{TRADER},", f"{RESIDENT},,"], "3"),
    ],
)
def test_what_is_wrong_is_told_by_its_row_and_nothing_is_asked(desk: Client, rows: list[str], told: str) -> None:
    page = sent(desk, *rows)
    assert told in str(page.context["form"].errors["file"]).replace(",", "")
    assert not StandingCheck.objects.exists()
    assert not StandingQuery.objects.exists()


def test_a_person_is_not_asked_for_by_name(desk: Client) -> None:
    file = SimpleUploadedFile("名单.csv", "姓名,身份证号\n样例乙,\n".encode())
    page = desk.post(ASK, {"purpose": "awards", "matter": "样例评优", "file": file})
    assert "第2行" in str(page.context["form"].errors["file"])
    assert not StandingQuery.objects.exists()


def test_a_file_that_is_too_large_to_be_waited_for_is_refused(desk: Client, organ: Organ) -> None:
    page = sent(desk, "样" * 2 * 2**20)
    assert ("文件过大：不得超过 5 MB" in page.content.decode(), StandingCheck.objects.exists()) == (True, False)


@pytest.mark.parametrize(
    ("role", "asks", "takes"), [(Role.LEADER, 200, 200), (Role.WINDOW, 200, 403), (Role.SUPERVISOR, 403, 403)]
)
def test_whoever_acts_asks_and_whoever_exports_takes(
    desk: Client, section: Section, role: str, asks: int, takes: int
) -> None:
    sent(desk, "样例海产有限公司,,")
    client = Client()
    client.force_login(a_person("someone", section, role, is_staff=True))
    assert client.get(ASK).status_code == asks
    answer = reverse("admin:credit_standingcheck_answer", args=[StandingCheck.objects.get().pk])
    assert client.post(answer).status_code == takes
