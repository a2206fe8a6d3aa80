"""Workers are killed, or freeze, at random moments, and every job is done all the same, each row of it exactly once.

A short form runs with every suite; `make faults` runs the long one.
"""

import os
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from django.utils import timezone

from bureau.notices.jobs import Job, ask
from bureau.notices.leases import State
from bureau.people.staff import Staff
from tests.faults import ledger
from tests.faults.crew import Crew, holders
from tests.records import a_person

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 90.0


@dataclass(frozen=True)
class Form:
    strikes: int
    jobs: int
    rows: int


LONG, SHORT = Form(strikes=100, jobs=6, rows=90), Form(strikes=3, jobs=3, rows=24)
FORM = LONG if os.environ.get("FAULTS") == "long" else SHORT


@pytest.fixture
def clerk() -> Staff:
    return a_person("clerk")


@pytest.fixture
def ask_for_ledgers(clerk: Staff) -> Iterator[Callable[[], list[Job]]]:
    def more() -> list[Job]:
        return [ask("tests.ledger", {"rows": FORM.rows}, clerk, timezone.now()) for _ in range(FORM.jobs)]

    with ledger.table():
        yield more


def at_work() -> list[int]:
    return holders(Job)


def strike_while_they_work(crew: Crew, ask_for_ledgers: Callable[[], list[Job]]) -> list[Job]:
    jobs: list[Job] = []
    deadline = time.monotonic() + PATIENCE + 5 * FORM.strikes
    while crew.struck < FORM.strikes:
        assert time.monotonic() < deadline, crew.log()
        if not Job.objects.filter(state__in=[State.QUEUED, State.RUNNING]).exists():
            jobs += ask_for_ledgers()
        until = time.monotonic() + crew.chance.uniform(0.3, 2)
        while time.monotonic() < until and not (at_work() and crew.chance.random() < 0.1):
            time.sleep(0.03)
        crew.strike(at_work())
        crew.keep()
    return jobs


def await_the_end(crew: Crew) -> None:
    deadline = time.monotonic() + PATIENCE
    while Job.objects.filter(state__in=[State.QUEUED, State.RUNNING]).exists():
        assert time.monotonic() < deadline, crew.log()
        crew.keep()
        time.sleep(0.05)


@pytest.mark.parametrize("crew", ["tick", "files", "redis", "both"], indirect=True)
def test_killed_workers_lose_no_job_and_double_no_effect(crew: Crew, ask_for_ledgers: Callable[[], list[Job]]) -> None:
    jobs = strike_while_they_work(crew, ask_for_ledgers)
    await_the_end(crew)
    once = list(range(1, FORM.rows + 1))
    told = {job.pk: (job.state, job.done, job.error) for job in Job.objects.all()}
    assert told == {job.pk: (State.DONE, FORM.rows, "") for job in jobs}
    assert {job.pk: ledger.written(job) for job in jobs} == {job.pk: once for job in jobs}


@pytest.mark.parametrize("crew", ["one"], indirect=True)
def test_a_worker_that_is_asked_to_stop_hands_its_job_back_at_once(
    crew: Crew, clerk: Staff, ask_for_ledgers: Callable[[], list[Job]]
) -> None:
    job = ask("tests.ledger", {"rows": 600}, clerk, timezone.now())
    deadline = time.monotonic() + PATIENCE
    # Not the moment between the claim and the first chunk: who is stopped there leaves a lease that has to run out.
    while not ((holders := at_work()) and Job.objects.filter(pk=job.pk, done__gt=0).exists()):
        assert time.monotonic() < deadline, crew.log()
        time.sleep(0.02)
    (holder,) = (process for process in crew.processes if process.pid in holders)
    holder.send_signal(signal.SIGTERM)
    assert holder.wait(10) == 0, crew.log()
    job.refresh_from_db()
    assert (job.state, job.attempts, job.leased_by) == (State.QUEUED, 0, "")
    assert ledger.written(job) == list(range(1, job.done + 1))
