"""`manage.py sweep` and `drain`, as cron calls them."""

import pytest
from django.core.management import CommandError, call_command

from bureau.management.commands import drain as drains
from bureau.management.commands import sweep as sweeps
from bureau.notices.outbox import Debt, Notice
from bureau.notices.runs import SweepRun
from tests.bureau.notices.nights import DUE, Office, at, march, night

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(monkeypatch: pytest.MonkeyPatch) -> Office:
    """At nine on the due day."""
    for module in (sweeps, drains):
        monkeypatch.setattr(f"{module.__name__}.timezone.now", lambda: at(DUE, 9))
    return Office()


def test_a_sweep_and_a_drain_send_what_is_due(office: Office, mailoutbox, capsys) -> None:
    office.term()
    call_command("sweep")
    call_command("drain")
    assert capsys.readouterr().out.splitlines() == [
        "2026-03-13: 1 terms looked at, 1 reminders owed (0 late, 0 with nobody to remind), 1 mails",
        "1 mails taken on",
    ]
    assert [mail.to for mail in mailoutbox] == [["officer@example.cn"]]


def test_a_dry_run_tells_whom_and_writes_nothing(office: Office, capsys) -> None:
    office.term()
    office.term(officer=None)
    call_command("sweep", on=march(16), dry_run=True)
    assert capsys.readouterr().out.splitlines() == [
        "head: 3",
        "officer: 1",
        "2026-03-16: 4 reminders would be owed",
    ]
    assert (Debt.objects.count(), Notice.objects.count(), SweepRun.objects.count()) == (0, 0, 0)


def test_a_day_to_come_is_not_swept(office: Office) -> None:
    with pytest.raises(CommandError, match="has not come"):
        call_command("sweep", on=march(16))


def test_a_clock_that_was_put_back_is_not_trusted_until_somebody_says_so(office: Office) -> None:
    night(march(20))
    with pytest.raises(CommandError, match="--clock-is-right"):
        call_command("sweep")
    call_command("sweep", clock_is_right=True)
    assert list(SweepRun.objects.values_list("day", flat=True)) == [DUE]
