"""Background jobs on the screen: whose, how far, and cancelled by whom."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.notices.jobs import Job
from bureau.notices.leases import State
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db
LIST = reverse("admin:bureau_job_changelist")


@pytest.fixture
def officer() -> Staff:
    return a_person("officer", a_section(), Role.OFFICER, name="样例甲", is_staff=True)


@pytest.fixture
def screen(officer: Staff) -> Client:
    client = Client()
    client.force_login(officer)
    return client


def job_of(by: Staff, **facts: object) -> Job:
    now = timezone.now()
    return Job.objects.create(**{"kind": "any", "asked_by": by, "asked_at": now, "next_at": now} | facts)


def page(job: Job, view: str = "change") -> str:
    return reverse(f"admin:bureau_job_{view}", args=[job.pk])


def test_an_officer_sees_and_cancels_his_own_jobs_and_no_others(screen: Client, officer: Staff) -> None:
    own, foreign = job_of(officer), job_of(a_person("other"))
    listed = screen.get(LIST).text
    assert (page(own) in listed, page(foreign) in listed) == (True, False)
    assert screen.get(page(own)).status_code == 200
    assert screen.get(page(foreign)).status_code == 302  # as for an address that does not exist
    assert screen.get(page(foreign, "history")).status_code == 302
    assert screen.post(page(foreign, "cancel")).status_code == 404
    foreign.refresh_from_db()
    assert foreign.state == State.QUEUED


def test_a_superuser_sees_and_cancels_every_job(admin_client: Client, officer: Staff) -> None:
    job = job_of(officer)
    assert page(job) in admin_client.get(LIST).text
    admin_client.post(page(job, "cancel"))
    job.refresh_from_db()
    assert job.state == State.CANCELLED


def test_nothing_is_typed_on_the_screen(admin_client: Client, officer: Staff) -> None:
    job = job_of(officer)
    assert admin_client.post(page(job), {"done": "7", "state": "done"}).status_code == 403
    assert admin_client.post(reverse("admin:bureau_job_add"), {}).status_code == 403
    assert admin_client.post(page(job, "delete"), {"post": "yes"}).status_code == 403
    admin_client.post(LIST, {"action": "delete_selected", "_selected_action": job.pk, "post": "yes"})
    job.refresh_from_db()
    assert (job.done, job.state) == (0, State.QUEUED)


def test_cancelling_takes_a_post_with_its_token(officer: Staff) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(officer)
    job = job_of(officer)
    assert client.get(page(job, "cancel")).status_code == 405
    assert client.post(page(job, "cancel")).status_code == 403
    client.get(page(job))
    token = {"csrfmiddlewaretoken": client.cookies["csrftoken"].value}
    assert client.post(page(job, "cancel"), token).url == page(job)
    job.refresh_from_db()
    assert job.state == State.CANCELLED
    assert LogEntry.objects.get().user == officer


def test_whoever_is_not_signed_in_cancels_nothing(officer: Staff) -> None:
    job = job_of(officer)
    assert "login" in Client().post(page(job, "cancel")).url
    job.refresh_from_db()
    assert job.state == State.QUEUED


def test_cancelling_what_has_ended_is_told(screen: Client, officer: Staff) -> None:
    job = job_of(officer, state=State.DONE, finished_at=timezone.now())
    assert "任务此前已结束" in screen.post(page(job, "cancel"), follow=True).text
    assert not LogEntry.objects.exists()


@pytest.mark.parametrize(
    ("facts", "seconds"),
    [
        ({}, "2"),
        ({"state": State.RUNNING, "lease_until": timezone.now(), "leased_by": "worker"}, "2"),
        ({"attempts": 1}, "30"),
        ({"state": State.DONE, "finished_at": timezone.now()}, None),
        ({"state": State.FAILED, "finished_at": timezone.now()}, None),
    ],
    ids=["queued", "running", "put off", "done", "failed"],
)
def test_a_page_fetches_itself_again_while_there_is_something_to_come(
    screen: Client, officer: Staff, facts: dict[str, object], seconds: str | None
) -> None:
    address = page(job_of(officer, **facts))
    assert screen.get(address).get("Refresh") == (seconds and f"{seconds}; url={address}?again=1")


@pytest.mark.parametrize(
    ("facts", "shown", "hidden"),
    [
        ({}, "<progress", "max="),
        ({"done": 1200, "total": 4000}, 'value="1200"', "中断次数"),
        ({"cancel_asked": True}, "已申请取消", "取消任务"),
        ({"attempts": 2, "error": "出错"}, "中断次数", "结束时间"),
        ({"state": State.FAILED, "finished_at": timezone.now(), "error": "第3行"}, "第3行", "<progress"),
        ({"state": State.DONE, "finished_at": timezone.now() + timedelta(1)}, "已完成", "取消任务"),
    ],
    ids=["unknown total", "known total", "cancel asked", "put off", "failed", "done"],
)
def test_a_page_shows_what_there_is_to_know(
    screen: Client, officer: Staff, facts: dict[str, object], shown: str, hidden: str
) -> None:
    text = screen.get(page(job_of(officer, **facts))).text
    content = text[text.index('id="content"') :]
    assert shown in content
    assert hidden not in content
