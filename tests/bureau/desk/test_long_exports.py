"""A long list leaves in the background: as its asker reaches it then, once, whoever is killed, for the asker alone."""

import csv
import io
import os
import signal
import subprocess
import sys
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.access import AccessLog, Event
from bureau.notices.jobs import Job, cancel, run_due
from bureau.notices.leases import State
from bureau.people.appointments import Appointment
from bureau.people.roles import Role
from bureau.people.staff import Staff
from bureau.sheets.exports import KEPT, Export, ExportKey, ExportPart, purge_exports
from tests.conftest import ROOT
from tests.records import a_hand, a_person, a_section

pytestmark = pytest.mark.django_db(transaction=True)
EXPORT = reverse("admin:bureau_staff_export")
WORKBOOK, TEXT, LEDGER = "0", "1", "2"
PEOPLE = 13


@pytest.fixture(autouse=True)
def short_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bureau.desk.sheets_export.AT_ONCE", 10)
    monkeypatch.setattr("bureau.sheets.exports.PART", 4)
    monkeypatch.setattr("bureau.desk.sheets_taking.PART", 4)


@pytest.fixture
def administrator(short_parts: None) -> Staff:
    section = a_section()
    for number in range(PEOPLE):
        a_person(f"sample{number:02}", section, name=f"样例{number}", employment="contract")
    return a_person("admin", section, Role.SYSTEM_ADMINISTRATOR, name="样例甲", is_staff=True)


@pytest.fixture
def screen(administrator: Staff) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def asked(screen: Client, shape: str = TEXT, query: str = "?employment__exact=contract"):
    answer = screen.post(f"{EXPORT}{query}", {"format": shape, "purpose": "样例用途"})
    return answer, Job.objects.order_by("pk").last()


def worked(**span: float) -> None:
    run_due(lambda: timezone.now() + timedelta(**span), "a worker")


def page(job: Job, view: str = "change") -> str:
    return reverse(f"admin:bureau_job_{view}", args=[job.pk])


def accounts(screen: Client, job: Job) -> list[str]:
    answer = screen.get(page(job, "file"))
    assert answer.status_code == 200
    return [line[0] for line in csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig")))][1:]


ALL = [f"sample{number:02}" for number in range(PEOPLE)]


def test_a_long_list_is_a_job_whose_page_gives_the_file(screen: Client) -> None:
    answer, job = asked(screen)
    assert (answer.url, job.args) == (page(job), {"record": "bureau.staff"})
    assert "Refresh" in screen.get(page(job)).headers
    worked()
    shown = screen.get(page(job)).text
    assert (page(job, "file") in shown, "工作人员，13行" in shown) == (True, True)
    assert sorted(accounts(screen, job)) == ALL
    assert Job.objects.get().result == {}


def test_a_workbook_of_many_parts_is_one_workbook(screen: Client) -> None:
    _answer, job = asked(screen, WORKBOOK)
    worked()
    answer = screen.get(page(job, "file"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.getvalue())).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert (rows[0][:2], len(rows), sorted(row[0] for row in rows[1:])) == (["用户名", "姓名"], PEOPLE + 1, ALL)
    assert "%E6%A0%B7%E4%BE%8B%E7%94%B2" in answer["Content-Disposition"]


def test_it_is_logged_when_asked_for_and_at_each_download(screen: Client, administrator: Staff) -> None:
    _answer, job = asked(screen)
    worked()
    accounts(screen, job)
    first, second = AccessLog.objects.filter(event=Event.EXPORT).order_by("pk")
    assert (first.purpose, first.count, first.actor) == (
        "样例用途（筛选：employment__exact=contract）", PEOPLE, administrator,
    )  # fmt: skip
    assert (second.purpose, second.count) == (f"样例用途（后台任务{job.pk}的文件）", PEOPLE)


def test_nothing_of_it_lies_in_plain_text_nor_in_the_job(screen: Client) -> None:
    asked(screen, query="?employment__exact=contract&q=sample")
    worked()
    with connection.cursor() as cursor:
        for table in ("bureau_export", "bureau_exportpart", "bureau_job"):
            cursor.execute(f"SELECT * FROM {table}")
            kept = str(cursor.fetchall())
            assert [told for told in ("sample", "contract", "样例") if told in kept] == []


def test_nobody_else_takes_the_file_not_even_who_may_do_everything(screen: Client) -> None:
    _answer, job = asked(screen)
    worked()
    for other in (
        a_person("other", a_section("他股"), Role.SYSTEM_ADMINISTRATOR, is_staff=True),
        a_person("root", None, is_staff=True, is_superuser=True),
    ):
        client = Client()
        client.force_login(other)
        assert client.get(page(job, "file")).status_code in (403, 404)
    assert not AccessLog.objects.filter(purpose__contains="后台任务").exists()


def ended_role() -> None:
    held = Appointment.objects.get(role=Role.SYSTEM_ADMINISTRATOR)
    held.until_on, held.hand = held.since_on, a_hand()
    held.save()


def test_a_role_that_has_ended_exports_nothing(screen: Client, administrator: Staff) -> None:
    _answer, job = asked(screen)
    ended_role()
    worked()
    screen.force_login(administrator)
    job.refresh_from_db()
    assert (job.state, ExportPart.objects.count()) == (State.FAILED, 0)
    assert screen.get(page(job, "file")).status_code in (403, 404)


def test_a_role_that_ends_later_leaves_the_file_where_it_is(screen: Client, administrator: Staff) -> None:
    _answer, job = asked(screen)
    worked()
    ended_role()
    screen.force_login(administrator)
    assert screen.get(page(job, "file")).status_code in (403, 404)


def test_cancelled_and_gone_on_it_is_whole(screen: Client) -> None:
    _answer, job = asked(screen)
    steps = iter([False, False, True])
    run_due(timezone.now, "a worker", lambda: next(steps, True))
    assert ExportPart.objects.filter(is_written=True).count() == 1
    assert cancel(job, timezone.now())
    assert (screen.get(page(job, "file")).status_code, "接着导出" in screen.get(page(job)).text) == (404, True)
    answer = screen.post(page(job, "go_on"))
    worked()
    again = Export.objects.get().job
    assert (answer.url, sorted(accounts(screen, again))) == (page(again), ALL)


KILLED = """
import django, os, signal
django.setup()
from bureau.desk import sheets_export, sheets_taking
from bureau.sheets import exports
from bureau.notices.jobs import run_due
from django.utils import timezone
exports.PART = sheets_taking.PART = 4
plain, wrote = exports.ExportSafe.write, []
def write(self, part, piece):
    plain(self, part, piece)
    wrote.append(1)
    if len(wrote) == 3:
        os.kill(os.getpid(), signal.SIGKILL)
exports.ExportSafe.write = write
run_due(timezone.now, "a worker that is killed")
"""


def test_each_row_leaves_once_though_the_worker_is_killed(screen: Client, database_url: str) -> None:
    _answer, job = asked(screen)
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url}
    ended = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=os.environ | settings, check=False, timeout=60)
    assert (ended.returncode, ExportPart.objects.filter(is_written=True).count()) == (-signal.SIGKILL, 2)
    worked(minutes=2)
    assert sorted(accounts(screen, job)) == ALL


def test_what_left_the_list_meanwhile_is_not_in_the_file(screen: Client) -> None:
    _answer, job = asked(screen)
    steps = iter([False, True])
    run_due(timezone.now, "a worker", lambda: next(steps, True))
    gone = Staff.objects.get(username="sample12")
    gone.employment, gone.hand = "administrative", a_hand()
    gone.save()
    worked()
    assert sorted(accounts(screen, job)) == ALL[:-1]


def test_the_file_goes_after_some_days_and_its_key_with_it(screen: Client) -> None:
    _answer, job = asked(screen)
    worked()
    purge_exports(timezone.now() + KEPT - timedelta(minutes=1))
    assert ExportKey.objects.count() == 1
    purge_exports(timezone.now() + KEPT + timedelta(minutes=1))
    export = Export.objects.get()
    assert (ExportPart.objects.count(), ExportKey.objects.count(), export.sealed) == (0, 0, "")
    assert (screen.get(page(job, "file")).status_code, "文件已不再保留" in screen.get(page(job)).text) == (404, True)


def test_a_ledger_is_never_longer_than_a_page_may_be(screen: Client) -> None:
    answer, job = asked(screen, LEDGER)
    assert (job, "最多导出 10 行" in answer.text) == (None, True)


def test_a_list_beyond_all_bounds_is_refused(screen: Client, monkeypatch) -> None:
    monkeypatch.setattr("bureau.desk.sheets_taking.MOST", 12)
    _answer, job = asked(screen)
    worked()
    job.refresh_from_db()
    assert (job.state, ExportPart.objects.count()) == (State.FAILED, 0)
