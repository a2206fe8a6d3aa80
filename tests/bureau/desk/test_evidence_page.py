"""The page of the evidence, the verification that is asked for there, and the story of a case from its page."""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.mail.backends.smtp import EmailBackend
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.sealing import seal
from bureau.audit.seals import HeadSent, Seal, Verification
from bureau.models import AccessLog, Job, Staff
from bureau.notices import evidence, rhythm
from bureau.notices.jobs import run_due
from bureau.people.roles import Role
from tests.lifting import lifted
from tests.permits.models import Permit
from tests.records import a_person, a_section
from tests.sample_permits import Sample, a_morning

pytestmark = pytest.mark.django_db
PAGE, VERIFY, CHECK = (reverse(f"admin:{name}") for name in ("evidence", "evidence_verify", "evidence_story"))


@pytest.fixture(autouse=True)
def outside(settings: Any, tmp_path: Path) -> Path:
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "seals.jsonl")
    return tmp_path / "seals.jsonl"


@pytest.fixture
def sample() -> Sample:
    return a_morning()


@pytest.fixture
def supervisor(sample: Sample) -> Staff:
    return sample.supervisor


@pytest.fixture
def auditor(sample: Sample) -> Staff:
    return a_person("auditor", sample.section, Role.AUDIT_ADMINISTRATOR, name="样例审计", email="audit@example.org")


def screen(client: Client, person: Staff) -> Client:
    client.force_login(person)
    return client


def text(response: Any) -> str:
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("role", list(Role))
def test_supervisors_and_auditors_read_it_and_nobody_else(client: Client, role: Role) -> None:
    person = a_person("someone", a_section(), role)
    may = role in (Role.SUPERVISOR, Role.AUDIT_ADMINISTRATOR)
    assert screen(client, person).get(PAGE).status_code == (200 if may else 403)
    assert client.post(VERIFY).status_code == (302 if may else 403)
    assert client.post(CHECK).status_code == (200 if may else 403)
    assert client.get(VERIFY).status_code == 403


def test_a_verification_that_is_asked_for_is_done_in_chunks_and_stands_on_the_page(
    client: Client, supervisor: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence.seal_new(timezone.now())
    monkeypatch.setattr(evidence, "PIECE", 100)
    for _twice in range(2):
        screen(client, supervisor).post(VERIFY)
    assert Job.objects.count() == 1
    assert "进行中" in text(client.get(PAGE))
    run_due(timezone.now, "a worker")
    found = Verification.objects.get()
    assert (found.count, found.anchored, found.by_name) == (0, True, supervisor.name)
    assert found.leaves == Seal.objects.get().last > 300
    assert "未发现问题" in text(client.get(PAGE))
    elsewhere = a_person("elsewhere", a_section("他股", "他局"), Role.SUPERVISOR)
    told = text(screen(Client(), elsewhere).get(PAGE))
    assert ("手动验证" in told, supervisor.name in told) == (True, False), (
        "whom another bureau employs is not its business"
    )


def test_it_says_in_plain_words_what_it_proves_and_what_not(client: Client, supervisor: Staff) -> None:
    evidence.seal_new(timezone.now())
    told = text(screen(client, supervisor).get(PAGE))
    newest = Seal.objects.latest("n")
    for said in ("每条记录的每个版本", "没有任何一条被改动", "封存之前数分钟内", newest.head):
        assert said in told, said


def test_what_it_finds_is_named_on_the_page(client: Client, supervisor: Staff) -> None:
    evidence.seal_new(timezone.now())
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_act SET by_name = '他人' WHERE id = (SELECT MIN(id) FROM bureau_act)")
    screen(client, supervisor).post(VERIFY)
    run_due(timezone.now, "a worker")
    page = text(client.get(PAGE))
    assert "发现1个问题" in page
    assert "bureau_act" in page
    assert "封存后被改动" in page


def test_every_tick_seals_what_is_new_and_verifies_once_a_night(
    sample: Sample, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rhythm, "_due", {})
    evening = datetime(2026, 10, 9, 14, tzinfo=UTC)  # 22:00 in Shanghai; the night's hour is 02:30
    for hours in (0, 4, 4.6, 4.7, 28):
        rhythm.keep_time(evening + timedelta(hours=hours))
    nights = [timezone.localtime(at).day for at in Verification.objects.order_by("at").values_list("at", flat=True)]
    assert (Seal.objects.count() > 0, nights) == (True, [9, 10])


def test_the_check_of_a_night_misses_the_file_outside(sample: Sample, outside: Path) -> None:
    now = timezone.now()
    evidence.seal_new(now)
    assert evidence.check_all(now).count == 0
    outside.unlink()
    assert [found["kind"] for found in evidence.check_all(now).findings] == ["anchor"]


def test_the_head_goes_to_the_auditors_once_a_day(sample: Sample, auditor: Staff) -> None:
    now = timezone.now()
    evidence.seal_new(now)
    assert [evidence.tell_head(now), evidence.tell_head(now), evidence.tell_head(now + timedelta(1))] == [1, 0, 1]
    assert [message.to for message in mail.outbox] == [["audit@example.org"]] * 2
    assert Seal.objects.get().head in mail.outbox[0].body
    assert "verify_audit" in mail.outbox[0].body


def test_a_head_that_could_not_be_sent_is_sent_later(
    sample: Sample, auditor: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = timezone.now()
    evidence.seal_new(now)
    with monkeypatch.context() as patch:
        patch.setattr(mail, "get_connection", lambda **_options: _Broken())
        with pytest.raises(OSError, match="no route"):
            evidence.tell_head(now)
    assert not HeadSent.objects.exists()
    assert evidence.tell_head(now) == 1


class _Broken(EmailBackend):
    def send_messages(self, _messages: list[EmailMessage]) -> int:
        raise OSError("no route")


def test_a_saved_mail_is_an_anchor(sample: Sample, auditor: Staff, tmp_path: Path) -> None:
    evidence.seal_new(timezone.now())
    evidence.tell_head(timezone.now())
    saved = tmp_path / "mail.txt"
    saved.write_text(f"Subject: {mail.outbox[0].subject}\n\n{mail.outbox[0].body}", encoding="utf-8")
    assert [(head.n, head.chain) for head in evidence.anchors.read(saved)] == [(1, Seal.objects.get().head)]


# The story of a case


def address(permit: Permit, page: str) -> str:
    return reverse(f"admin:permits_permit_{page}", args=[permit.pk])


def test_a_supervisor_prints_the_story_and_compares_it_later(client: Client, sample: Sample, supervisor: Staff) -> None:
    seal(at=timezone.now())
    page = text(screen(client, supervisor).get(address(sample.permit, "change")))
    assert "办件全过程" in page
    printed = client.post(address(sample.permit, "story"), {"purpose": "信访复查用（样例）"})
    assert printed["Content-Type"] == "application/pdf"
    assert AccessLog.objects.get(event="export").purpose == "信访复查用（样例）"
    told = text(client.post(CHECK, {"file": SimpleUploadedFile("story.pdf", printed.content)}))
    assert "一致" in told
    assert "该文件确由样例监督" in told
    touched = text(client.post(CHECK, {"file": SimpleUploadedFile("story.pdf", printed.content + b" ")}))
    assert "所载内容不可采信" in touched
    assert "不是本系统打印" in text(client.post(CHECK, {"file": SimpleUploadedFile("x.pdf", b"%PDF-1.4")}))


def test_without_a_purpose_there_is_no_story(client: Client, sample: Sample, supervisor: Staff) -> None:
    refused = screen(client, supervisor).post(address(sample.permit, "story"), {"purpose": " "}, follow=True)
    assert "请填写用途" in text(refused)
    assert not AccessLog.objects.filter(event="export").exists()


def test_nobody_but_a_supervisor_of_that_bureau_gets_the_story(client: Client, sample: Sample, auditor: Staff) -> None:
    elsewhere = a_person("elsewhere", a_section("他股", bureau="他局"), Role.SUPERVISOR)
    for person, page in ((sample.officer, "办件全过程"), (sample.head, "办件全过程")):
        assert page not in text(screen(client, person).get(address(sample.permit, "change")))
        assert client.post(address(sample.permit, "story"), {"purpose": "x"}).status_code == 403
    for person in (auditor, elsewhere):
        screen(client, person)
        assert client.post(address(sample.permit, "story"), {"purpose": "x"}).status_code in (302, 403, 404)
        assert client.get(address(sample.permit, "story")).status_code in (302, 403, 404)
    assert not AccessLog.objects.filter(event="export").exists()
