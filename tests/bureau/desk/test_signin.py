"""The way in: lock-out for each name and address, nothing told of who exists, all of it in the access log."""

import re
from collections import Counter
from datetime import datetime

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.access import AccessLog, Event
from bureau.people.bureaus import Section
from bureau.people.roles import Role
from bureau.people.staff import Staff
from tests.records import a_section
from tests.signing_in import HERE, MINUTE, PASSWORD, THERE, an_account, tries

pytestmark = pytest.mark.django_db


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def officer(section: Section) -> Staff:
    return an_account("clerk", section, Role.OFFICER)


class Clock:
    """What the pages take for now."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(timezone.now())
    monkeypatch.setattr("django.utils.timezone.now", clock)
    return clock


def events(**asked: object) -> Counter[str]:
    return Counter(AccessLog.objects.filter(**asked).values_list("event", flat=True))


def test_sixty_wrong_tries_lock_and_the_officer_from_another_address_still_enters(officer: Staff) -> None:
    answers = [tries("clerk", f"wrong {number}").status_code for number in range(60)]
    assert answers == [200] * 4 + [429] * 56
    assert tries("clerk", PASSWORD).status_code == 429
    entered = tries("clerk", PASSWORD, THERE)
    assert (entered.status_code, entered.url) == (302, reverse("admin:index"))
    assert events(address=HERE) == {Event.SIGN_IN_FAILED: 61, Event.LOCKED: 1}
    assert events(address=THERE) == {Event.SIGN_IN: 1}
    assert set(AccessLog.objects.exclude(event=Event.ROLE_CHANGE).values_list("row", "record", "actor")) == {
        ("clerk", "bureau.staff", officer.pk)
    }


def test_another_name_from_the_locked_address_still_enters(officer: Staff, section: Section) -> None:
    an_account("other", section, Role.OFFICER)
    for _time in range(6):
        tries("clerk", "wrong")
    assert tries("other", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("language", "wrong", "locked"),
    [("zh-hans", "用户名、密码或验证码不正确", "30分钟内"), ("en", "password or the code is not right", "30 minutes")],
)
def test_nothing_tells_whether_an_account_exists(
    officer: Staff, section: Section, language: str, wrong: str, locked: str
) -> None:
    an_account("gone", section, is_active=False)
    an_account("kept-out", section, is_staff=False)

    def seen(name: str, password: str) -> list[tuple[int, str]]:
        client = Client()
        client.cookies["django_language"] = language
        answers = [tries(name, password, client=client) for _time in range(6)]
        return [(answer.status_code, _without_what_was_typed(answer.text, name)) for answer in answers]

    first = seen("clerk", "wrong")
    assert [seen(*account) for account in (("nobody", "wrong"), ("gone", PASSWORD), ("kept-out", PASSWORD))] == [
        first
    ] * 3
    assert wrong in first[0][1]
    assert locked in first[5][1]


def _without_what_was_typed(page: str, name: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page).replace(f'value="{name}"', "")


def test_five_within_ten_minutes_lock_and_slower_ones_do_not(officer: Staff, clock: Clock) -> None:
    for _time in range(12):
        assert tries("clerk", "wrong").status_code == 200
        clock.now += 3 * MINUTE
    for _time in range(2):
        answer = tries("clerk", "wrong")
    assert answer.status_code == 429


def test_a_lock_ends_after_half_an_hour_and_what_was_tried_meanwhile_makes_it_no_longer(
    officer: Staff, clock: Clock
) -> None:
    for _time in range(5):
        tries("clerk", "wrong")
    clock.now += 29 * MINUTE
    assert [tries("clerk", PASSWORD).status_code for _time in range(9)] == [429] * 9
    clock.now += MINUTE
    assert [tries("clerk", "wrong").status_code for _time in range(4)] == [200] * 4
    assert tries("clerk", PASSWORD).status_code == 302


def test_a_sign_in_begins_the_count_anew(officer: Staff) -> None:
    for _round in range(3):
        assert [tries("clerk", "wrong").status_code for _time in range(4)] == [200] * 4
        assert tries("clerk", PASSWORD).status_code == 302


def test_the_limits_are_settings(officer: Staff, clock: Clock, settings) -> None:
    settings.SIGN_IN_FAILURES, settings.SIGN_IN_LOCK = 2, MINUTE
    tries("clerk", "wrong")
    assert "1分钟内" in tries("clerk", "wrong").text
    clock.now += MINUTE
    assert tries("clerk", PASSWORD).status_code == 302


def test_behind_a_proxy_the_address_is_what_the_proxy_saw(officer: Staff, settings) -> None:
    settings.TRUST_PROXY = True
    for number in range(5):
        forged = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}, {HERE}"}
        Client().post(reverse("admin:login"), {"username": "clerk", "password": "x"}, REMOTE_ADDR="10.0.0.1", **forged)
    assert events(address=HERE)[Event.LOCKED] == 1


def test_without_a_proxy_a_forged_header_sheds_no_lock(officer: Staff) -> None:
    for number in range(5):
        forged = {"HTTP_X_FORWARDED_FOR": f"203.0.113.{number}"}
        answer = Client().post(
            reverse("admin:login"), {"username": "clerk", "password": "x"}, REMOTE_ADDR=HERE, **forged
        )
    assert answer.status_code == 429


def test_a_try_without_any_address_is_counted_too(officer: Staff) -> None:
    assert [tries("clerk", "wrong", "").status_code for _time in range(5)][-1] == 429
    assert AccessLog.objects.filter(event=Event.LOCKED, address=None).exists()


def test_a_command_unlocks_and_says_what(officer: Staff, capsys: pytest.CaptureFixture[str]) -> None:
    for address in (HERE, THERE):
        for _time in range(5):
            tries("clerk", "wrong", address)
    call_command("unlock", "clerk", reason="电话核实")
    assert capsys.readouterr().out == f"unlocked: clerk from {HERE}\nunlocked: clerk from {THERE}\n"
    assert tries("clerk", PASSWORD).status_code == 302
    row = AccessLog.objects.filter(event=Event.UNLOCKED, address=HERE).get()
    assert (row.actor_name, row.source, row.purpose, row.row) == ("unlock", "command", "电话核实", "clerk")
    with pytest.raises(CommandError, match="Nothing is locked for clerk"):
        call_command("unlock", "clerk")


def test_what_fails_and_locks_is_seen_by_the_auditor_of_the_bureau(officer: Staff, section: Section) -> None:
    for _time in range(5):
        tries("clerk", "wrong")
    auditor, foreign = Client(), Client()
    auditor.force_login(an_account("auditor", section, Role.AUDIT_ADMINISTRATOR))
    foreign.force_login(an_account("foreign", a_section(bureau="他局"), Role.AUDIT_ADMINISTRATOR))
    page = reverse("admin:bureau_accesslog_changelist")
    assert "登录已锁定" in auditor.get(page).text
    assert "clerk" not in foreign.get(page).text
