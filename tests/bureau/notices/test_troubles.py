"""The watchdog: each thing that can go wrong is told within the day, and on good days nothing is."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.test import Client

from bureau.management.commands import watchdog
from bureau.notices import troubles as found
from bureau.notices.drain import drain
from bureau.notices.jobs import Job
from bureau.notices.outbox import Notice, settle
from bureau.notices.post import Away, Refused
from bureau.notices.runs import SweepRun
from bureau.notices.troubles import Code, Trouble, troubles
from bureau.people.roles import Role
from tests.bureau.notices.nights import DUE, WORKER, Office, at, march, morning, night, nights
from tests.records import a_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def office() -> Office:
    return Office()


def codes(moment) -> list[str]:
    return [str(trouble.code) for trouble in troubles(moment)]


def test_for_each_that_may_be_told_the_handbook_says_what_to_do() -> None:
    told = (Path(__file__).parents[3] / "docs" / "operations.md").read_text(encoding="utf-8")
    assert [code for code in Code if f"\n| `{code}` |" not in told] == []


def test_thirty_good_days_raise_no_alarm(office: Office) -> None:
    office.person("supervisor", Role.SUPERVISOR)
    office.term()
    for offset in range(30):
        day = march(1) + timedelta(days=offset)
        night(day)
        morning(day)
        assert [codes(at(day, hour)) for hour in (3, 9, 23)] == [[], [], []]


def test_a_night_that_was_missed_is_told_the_same_morning(office: Office) -> None:
    office.term()
    night(march(12))
    morning(march(12))
    assert (codes(at(DUE, 3, 59)), codes(at(DUE, 4, 1))) == ([], [Code.NO_SWEEP])


def test_a_system_that_never_swept_is_told_once_it_has_cases_of_yesterday(office: Office) -> None:
    assert codes(at(DUE)) == []
    office.term()
    assert codes(at(DUE)) == [Code.NO_SWEEP]
    assert str(Trouble(Code.NO_SWEEP)) == "尚未巡查过期限，请运行：manage.py sweep"


def test_a_mail_that_nobody_sends_is_told_after_an_hour(office: Office) -> None:
    office.term()
    night(DUE)
    assert (codes(at(DUE, 9)), codes(at(DUE, 9, 1))) == ([], [Code.STUCK])


def test_a_mail_server_that_is_away_is_told_after_an_hour(office: Office) -> None:
    office.term()
    night(DUE)
    drain(lambda: at(DUE, 9), _away, WORKER)
    assert codes(at(DUE, 9, 1)) == [Code.STUCK]


def _away(_message) -> None:
    raise Away("refused")


def test_a_job_whose_worker_is_gone_is_told(office: Office) -> None:
    night(DUE)
    Job.objects.create(kind="k", asked_by=office.head, asked_at=at(DUE, 2), next_at=at(DUE, 2))
    assert codes(at(DUE, 4)) == [Code.STUCK]


def test_a_dead_letter_is_told_until_somebody_settled_it(office: Office) -> None:
    office.term()
    night(DUE)
    drain(lambda: at(DUE, 8), _refused, WORKER)
    assert codes(at(DUE, 8)) == [Code.DEAD]
    assert settle(Notice.objects.get(), office.head, at(DUE, 9))
    assert codes(at(DUE, 9)) == []


def _refused(_message) -> None:
    raise Refused("550")


def test_a_clock_that_jumped_is_told(office: Office) -> None:
    night(DUE)
    assert Code.CLOCK in codes(at(march(12)))
    assert Code.CLOCK in codes(at(DUE + timedelta(days=32)))


def test_the_notice_of_next_year_is_missed_from_november_on(office: Office) -> None:
    assert codes(at(date(2026, 10, 31))) == []
    assert troubles(at(date(2026, 11, 1))) == [Trouble(Code.NO_CALENDAR, year=2027)]


def test_nobody_to_remind_is_told_until_there_is_somebody(office: Office) -> None:
    gone = office.person("gone", Role.OFFICER, email="")
    office.term(officer=gone)
    night(DUE)
    morning(DUE)
    assert troubles(at(DUE, 9)) == [Trouble(Code.NOBODY, 1)]
    gone.email, gone.hand = "gone@example.cn", a_hand()
    gone.save()
    night(march(16))
    morning(march(16))
    assert codes(at(march(16), 9)) == []


def test_a_database_that_is_away_is_the_one_trouble(monkeypatch) -> None:
    monkeypatch.setattr(found, "_found", _broken)
    assert troubles(at(DUE)) == [Trouble(Code.NO_DATABASE)]


def _broken(*_asked):
    raise OperationalError("away")


@pytest.fixture
def at_noon(monkeypatch) -> None:
    """The watchdog's own clock, stopped on the due day at noon."""
    for module in (watchdog, "bureau.desk.health"):
        place = module if isinstance(module, str) else module.__name__
        monkeypatch.setattr(f"{place}.timezone.now", lambda: at(DUE, 12))


def test_the_watchdog_is_content_on_a_good_day(office: Office, at_noon: None, capsys, mailoutbox) -> None:
    night(DUE)
    call_command("watchdog")
    assert ("all is well" in capsys.readouterr().out, mailoutbox) == (True, [])


def test_the_watchdog_barks_mails_and_fails(office: Office, at_noon: None, settings, capsys, mailoutbox) -> None:
    settings.ALARM_MAIL = ["duty@example.cn"]
    office.person("system", Role.SYSTEM_ADMINISTRATOR)
    office.term()
    night(march(10))
    nights(march(11), march(10))
    with pytest.raises(SystemExit) as ended:
        call_command("watchdog")
    assert ended.value.code == 1
    assert "no_sweep: " in capsys.readouterr().err
    assert [mail.to for mail in mailoutbox] == [["duty@example.cn", "system@example.cn"]]
    assert "[no_sweep] 自2026-03-10 02:00起未再巡查期限" in mailoutbox[0].body


def test_a_watchdog_without_a_mail_server_still_fails(office: Office, at_noon: None, settings, capsys) -> None:
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "django.core.mail.backends.smtp.EmailBackend", "127.0.0.1"
    settings.EMAIL_PORT, settings.ALARM_MAIL = 1, ["duty@example.cn"]
    night(march(10))
    with pytest.raises(SystemExit):
        call_command("watchdog")
    assert "the mail server cannot be reached" in capsys.readouterr().err


def test_a_machine_is_told_codes_and_nothing_else(office: Office, at_noon: None, client: Client) -> None:
    night(DUE)
    good = client.get("/healthz")
    assert (good.status_code, good.json()) == (200, {"healthy": True, "troubles": []})
    SweepRun.objects.all().delete()
    night(march(10))
    bad = client.get("/healthz")
    assert (bad.status_code, bad.json()) == (503, {"healthy": False, "troubles": ["no_sweep"]})
    assert client.post("/healthz").status_code == 405
