"""`manage.py tick` in this process: when it ends, and what it makes of a database that is away."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.utils import timezone

from bureau.management.commands import tick
from bureau.notices import jobs
from bureau.notices.jobs import Far, Finished, Job, ask, job_kind
from bureau.notices.leases import State
from bureau.people.staff import Staff
from tests.records import a_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def naps(monkeypatch: pytest.MonkeyPatch) -> list[Callable[[], object]]:
    """What happens in each pause between two passes; after the last of them somebody presses Ctrl-C."""
    planned: list[Callable[[], object]] = []

    def nap(_seconds: float) -> None:
        if not planned:
            raise KeyboardInterrupt
        planned.pop(0)()

    monkeypatch.setattr(tick.time, "sleep", nap)
    return planned


@pytest.fixture
def clerk(monkeypatch: pytest.MonkeyPatch) -> Staff:
    monkeypatch.setattr(jobs, "_kinds", {})
    job_kind("two", "two")(lambda job, at: Finished(2) if job.done else Far(1, 2))
    return a_person("clerk")


def states() -> list[str]:
    return list(Job.objects.order_by("pk").values_list("state", flat=True))


def test_once_does_what_is_due_and_ends(clerk: Staff, naps) -> None:
    ask("two", {}, clerk, timezone.now())
    ask("two", {}, clerk, timezone.now() + timedelta(hours=1))
    call_command("tick", once=True)
    assert states() == [State.DONE, State.QUEUED]


def test_until_idle_waits_for_what_others_have_in_work(clerk: Staff, naps) -> None:
    job = ask("two", {}, clerk, timezone.now())
    assert Job.claim(timezone.now(), "other")
    naps.append(lambda: Job.objects.update(lease_until=timezone.now() - timedelta(1)))
    call_command("tick", until_idle=True)
    job.refresh_from_db()
    assert (job.state, naps) == (State.DONE, [])


def test_a_loop_goes_on_until_ctrl_c(clerk: Staff, naps, capsys) -> None:
    naps += [lambda: ask("two", {}, clerk, timezone.now()), lambda: ask("two", {}, clerk, timezone.now())]
    call_command("tick")
    assert states() == [State.DONE, State.DONE]
    assert "Stopping" in capsys.readouterr().out


def test_a_database_that_is_away_is_asked_again(clerk: Staff, naps, monkeypatch, capsys) -> None:
    tries = [OperationalError("away"), 0]

    def run_due(*_: object) -> int:
        if isinstance(found := tries.pop(0), Exception):
            raise found
        return found

    monkeypatch.setattr(tick, "run_due", run_due)
    monkeypatch.setattr(tick, "connection", type("Closed", (), {"close": lambda: None}))
    naps.append(lambda: None)
    call_command("tick", until_idle=True)
    assert "does not answer (OperationalError)" in capsys.readouterr().err
    assert tries == []
