"""A finding rings until an audit administrator answers for it; and sealing that has stopped rings, too."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.acknowledging import Acknowledgement, acknowledge
from bureau.audit.seals import SealingBeat, Verification
from bureau.audit.verifying import verify
from bureau.desk import band
from bureau.management.commands import watchdog
from bureau.models import Section, Staff
from bureau.notices import evidence, rhythm
from bureau.notices.evidence import check_all, seal_new
from bureau.notices.troubles import Code, troubles
from bureau.people.roles import Role
from tests.lifting import lifted
from tests.records import a_hand, a_person, a_section

pytestmark = pytest.mark.django_db
PAGE, ANSWER = reverse("admin:evidence"), reverse("admin:evidence_acknowledge")


@pytest.fixture
def section() -> Section:
    return a_section()


@pytest.fixture
def auditor(section: Section) -> Staff:
    return a_person("auditor", section, Role.AUDIT_ADMINISTRATOR, name="样例审计")


@pytest.fixture(autouse=True)
def quiet(settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "seals.jsonl")
    monkeypatch.setattr(rhythm, "_due", {})


def tampered(section: Section, name: str = "他股") -> None:
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_historicalsection SET name = %s WHERE id = %s", [name, section.pk])
        cursor.execute("UPDATE bureau_section SET name = %s WHERE id = %s", [name, section.pk])


@pytest.fixture
def found(section: Section) -> Verification:
    seal_new(timezone.now())
    tampered(section)
    return check_all(timezone.now())


def screen(who: Staff) -> Client:
    client = Client()
    client.force_login(who)
    return client


def answer(who: Staff, found: Verification, **sent: Any) -> int:
    asked = {"verification": found.pk, "finding": 0, "reason": "测试库导入所致（样例）"} | sent
    return screen(who).post(ANSWER, asked).status_code


def codes() -> list[str]:
    return [str(trouble.code) for trouble in troubles(timezone.now()) if trouble.code != Code.NO_CALENDAR]


def test_a_finding_rings_until_it_is_answered_for_and_stays_in_the_record(found: Verification, auditor: Staff) -> None:
    assert codes() == [Code.EVIDENCE]
    assert "1个问题尚无人确认" in screen(auditor).get(PAGE).text
    assert answer(auditor, found) == 302
    row = Acknowledgement.objects.get()
    assert (row.by, row.by_name, row.reason, row.kind) == (auditor, "样例审计", "测试库导入所致（样例）", "altered")
    assert codes() == []
    page = screen(auditor).get(PAGE).text
    assert "所有问题均已确认" in page
    assert "测试库导入所致（样例）" in page
    assert (check_all(timezone.now()).count, codes()) == (1, [])


def test_the_command_names_it_as_acknowledged_and_fails_no_longer(
    found: Verification, auditor: Staff, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(CommandError):
        call_command("verify_audit")
    answer(auditor, found)
    call_command("verify_audit")
    assert "altered bureau_historicalsection" in capsys.readouterr().out
    call_command("verify_audit", json=True)
    assert '"acknowledged": true' in capsys.readouterr().out


def test_a_record_that_differs_is_acknowledged_alike(section: Section, auditor: Staff) -> None:
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_section SET name = '他股' WHERE id = %s", [section.pk])
    with pytest.raises(CommandError):
        call_command("reconcile")
    for finding in verify():
        acknowledge(finding, a_hand(auditor), "已核（样例）")
    call_command("reconcile")


def test_what_is_altered_once_more_rings_again(found: Verification, section: Section, auditor: Staff) -> None:
    answer(auditor, found)
    tampered(section, "又一股")
    check_all(timezone.now())
    assert codes() == [Code.EVIDENCE]


def past_the_application(section: Section, name: str) -> None:
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_section SET name = %s WHERE id = %s", [name, section.pk])


def answered(auditor: Staff) -> None:
    for finding in verify():
        acknowledge(finding, a_hand(auditor), "已核（样例）")


def test_a_record_that_is_changed_past_the_application_once_more_rings_again(section: Section, auditor: Staff) -> None:
    past_the_application(section, "他股")
    answered(auditor)
    call_command("reconcile")
    past_the_application(section, "又一股")
    with pytest.raises(CommandError):
        call_command("reconcile")
    assert check_all(timezone.now()).count
    assert codes() == [Code.EVIDENCE]


def test_what_was_put_in_order_and_is_found_anew_rings_again(section: Section, auditor: Staff) -> None:
    past_the_application(section, "他股")
    check_all(timezone.now())
    answered(auditor)
    assert codes() == []
    past_the_application(section, "规划股")
    assert check_all(timezone.now()).count == 0
    past_the_application(section, "他股")
    check_all(timezone.now())
    assert codes() == [Code.EVIDENCE]
    answered(auditor)
    assert codes() == []


def test_without_a_reason_or_of_nothing_there_is_no_answer(found: Verification, auditor: Staff) -> None:
    sent: list[dict[str, Any]] = [{"reason": " "}, {"finding": 7}, {"verification": 999}, {"finding": "x" * 99}]
    answers = [answer(auditor, found, **wrong) for wrong in sent[:3]]
    assert answers == [302, 404, 404]
    assert not Acknowledgement.objects.exists()


@pytest.mark.parametrize("role", [role for role in Role if role != Role.AUDIT_ADMINISTRATOR])
def test_nobody_but_an_audit_administrator_answers(found: Verification, section: Section, role: Role) -> None:
    assert answer(a_person("other", section, role), found) == 403
    assert not Acknowledgement.objects.exists()


# Sealing that has stopped


def test_sealing_that_stopped_is_told_by_when_and_until_it_runs_again(
    section: Section, auditor: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = timezone.now()
    rhythm.keep_time(start)
    monkeypatch.setattr(f"{band.__name__}.timezone.now", lambda: start + timedelta(minutes=29))
    assert "未再封存" not in screen(auditor).get(PAGE).text
    monkeypatch.setattr(f"{band.__name__}.timezone.now", lambda: start + timedelta(minutes=31))
    since = timezone.localtime(start).strftime("%Y-%m-%d %H:%M")
    assert f"自{since}起未再封存" in screen(auditor).get(reverse("admin:index")).text
    assert f"自{since}起未再封存。" in screen(auditor).get(PAGE).text
    rhythm.keep_time(start + timedelta(minutes=31))
    assert "未再封存" not in screen(auditor).get(PAGE).text


def test_a_sealer_that_breaks_is_as_one_that_stopped_also_from_the_outset(
    section: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    start = timezone.now() - timedelta(hours=1)
    monkeypatch.setattr(evidence, "seal", lambda **_facts: 1 / 0)
    for minutes in range(0, 60, 5):
        rhythm.keep_time(start + timedelta(minutes=minutes))
    assert SealingBeat.objects.get().at == start
    assert codes() == [Code.SEALING]


def test_the_watchdog_mails_it(section: Section, settings: Any, mailoutbox: Any, monkeypatch: Any) -> None:
    settings.ALARM_MAIL = ["duty@example.cn"]
    start = timezone.now()
    seal_new(start)
    monkeypatch.setattr(f"{watchdog.__name__}.timezone.now", lambda: start + timedelta(hours=1))
    with pytest.raises(SystemExit):
        call_command("watchdog")
    assert "[sealing] 自" in mailoutbox[0].body


def test_where_nothing_is_written_sealing_goes_on_and_nothing_rings(section: Section) -> None:
    now = timezone.now()
    for hours in range(3):
        seal_new(now + timedelta(hours=hours))
    assert SealingBeat.objects.get().at == now + timedelta(hours=2)
