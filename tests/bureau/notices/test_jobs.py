import logging

import pytest
from django.db import connection, transaction

from bureau.celery import app
from bureau.notices import jobs, tasks
from bureau.notices.jobs import Far, Finished, Job, JobRefused, UnknownKind, ask, cancel, job_kind, run_due
from bureau.notices.leases import LeaseLost, State
from bureau.notices.mishaps import ErrorsCount
from bureau.people.staff import Staff
from tests.bureau.notices.conftest import Told
from tests.records import a_person

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("kinds")]


def enter(name: str) -> None:
    a_person(name)


def entered() -> list[str]:
    return sorted(Staff.objects.exclude(username="clerk").values_list("username", flat=True))


@pytest.fixture
def entering() -> None:
    """A kind that enters as many accounts as it is asked for, one to a chunk."""

    @job_kind("enter", "entering")
    def step(job, at):
        enter(f"entered-{job.done}")
        done = job.done + 1
        return Finished(done, {"last": done}) if done == job.args["rows"] else Far(done, job.args["rows"])


def ran(clock: Told) -> Job:
    """The one job, after all that was due at this moment is done."""
    run_due(clock, "worker")
    return Job.objects.get()


def test_a_job_is_done_chunk_by_chunk(entering, clerk: Staff, clock: Told) -> None:
    ask("enter", {"rows": 3}, clerk, clock())
    job = ran(clock)
    assert (job.state, job.done, job.total, job.result, job.finished_at) == (State.DONE, 3, 3, {"last": 3}, clock())
    assert entered() == ["entered-0", "entered-1", "entered-2"]
    assert run_due(clock, "worker") == 0


def test_how_many_jobs_were_taken_on_is_told(entering, clerk: Staff, clock: Told) -> None:
    for rows in (1, 2):
        ask("enter", {"rows": rows}, clerk, clock())
    assert run_due(clock, "worker") == 2


def test_asked_to_stop_it_hands_the_job_back_and_takes_no_other(entering, clerk: Staff, clock: Told) -> None:
    first, second = (ask("enter", {"rows": 3}, clerk, clock()) for _ in range(2))
    assert run_due(clock, "stopping", lambda: bool(entered())) == 1
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.done, first.attempts, first.leased_by) == (State.QUEUED, 1, 0, "")
    assert (second.state, second.done) == (State.QUEUED, 0)


def test_a_chunk_and_how_far_it_came_are_one_transaction(clerk: Staff, clock: Told) -> None:
    @job_kind("enter", "entering")
    def step(job, at):
        enter(f"entered-{job.done}")
        if job.done == 1 and job.attempts == 0:
            raise OSError("in the middle")
        return Finished(2) if job.done else Far(1, 2)

    ask("enter", {}, clerk, clock())
    job = ran(clock)
    assert (job.state, job.done, entered()) == (State.QUEUED, 1, ["entered-0"])
    clock.pass_by(minutes=1)
    job = ran(clock)
    assert (job.state, job.done, job.error, entered()) == (State.DONE, 2, "", ["entered-0", "entered-1"])


def test_what_a_killed_worker_left_is_resumed_where_it_was(entering, clerk: Staff, clock: Told) -> None:
    ask("enter", {"rows": 3}, clerk, clock())
    killed = Job.claim(clock(), "killed")
    assert killed
    assert jobs._goes_on(killed, clock())
    assert run_due(clock, "worker") == 0
    clock.pass_by(minutes=2)
    assert (ran(clock).state, entered()) == (State.DONE, ["entered-0", "entered-1", "entered-2"])


def test_one_who_lost_his_lease_in_a_chunk_leaves_no_trace_of_it(clerk: Staff, clock: Told, caplog) -> None:
    """In earnest, with two processes, tests/faults freezes one."""

    @job_kind("slow", "slow")
    def step(job, at):
        enter(f"by-{job.leased_by}")
        if job.leased_by == "frozen":
            Job.objects.update(leased_by="other")
        return Finished(1)

    ask("slow", {}, clerk, clock())
    run_due(clock, "frozen")
    assert entered() == []
    assert "no longer leased to frozen" in caplog.text
    clock.pass_by(minutes=2)
    assert (ran(clock).state, entered()) == (State.DONE, ["by-worker"])


@pytest.mark.parametrize("first", [OSError, ValueError, KeyError])
def test_any_error_is_counted_and_tried_again_after_1_5_and_30_minutes(
    clerk: Staff, clock: Told, caplog, first
) -> None:
    told = "a name that must not be told"

    @job_kind("broken", "broken")
    def step(job, at):
        raise first(told)

    ask("broken", {}, clerk, clock())
    for attempts, minutes in ((1, 1), (2, 5), (3, 30)):
        job = ran(clock)
        assert (job.state, job.attempts, (job.next_at - clock()).seconds) == (State.QUEUED, attempts, minutes * 60)
        clock.at = job.next_at
    job = ran(clock)
    assert (job.state, job.attempts, job.finished_at) == (State.FAILED, 4, clock())
    assert first.__name__ in job.error
    assert told not in job.error + caplog.text
    assert caplog.text.count("in step") == 4


def test_getting_further_forgives_earlier_attempts(clerk: Staff, clock: Told) -> None:
    @job_kind("bumpy", "bumpy")
    def step(job, at):
        if job.attempts == 0:
            raise OSError
        return Far(job.done + 1, 9) if job.done < 8 else Finished(9)

    ask("bumpy", {}, clerk, clock())
    while (job := ran(clock)).is_open:
        assert job.attempts == 1
        clock.at = job.next_at
    assert (job.state, job.done) == (State.DONE, 9)


def test_a_job_that_kills_its_worker_every_time_ends_as_failed(entering, clerk: Staff, clock: Told) -> None:
    ask("enter", {"rows": 1}, clerk, clock())
    for number in range(4):
        assert Job.claim(clock(), f"killed {number}")
        clock.pass_by(minutes=2)
    job = ran(clock)
    assert (job.state, job.error, entered()) == (State.FAILED, "连续4次中断且没有进展。", [])


def test_a_refusal_is_told_in_words_and_not_tried_again(clerk: Staff, clock: Told) -> None:
    @job_kind("refused", "refused")
    def step(job, at):
        enter("half")
        raise JobRefused("第3行没有名称。")

    ask("refused", {}, clerk, clock())
    job = ran(clock)
    assert (job.state, job.error, job.attempts, entered()) == (State.FAILED, "第3行没有名称。", 0, [])


def test_a_broken_job_does_not_hold_up_the_others(entering, clerk: Staff, clock: Told) -> None:
    ask("enter", {}, clerk, clock())  # says not how many rows
    good = ask("enter", {"rows": 1}, clerk, clock())
    assert run_due(clock, "worker") == 2
    good.refresh_from_db()
    assert good.state == State.DONE


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_a_worker_that_is_asked_to_stop_hands_its_job_back(clerk: Staff, clock: Told, stop) -> None:
    @job_kind("stopped", "stopped")
    def step(job, at):
        enter("half")
        if job.leased_by == "stopped":
            raise stop
        return Finished(1)

    ask("stopped", {}, clerk, clock())
    with pytest.raises(stop):
        run_due(clock, "stopped")
    assert entered() == []
    assert (ran(clock).state, entered()) == (State.DONE, ["half"])


def test_an_error_that_cannot_be_recorded_goes_on_up(clerk: Staff, clock: Told, monkeypatch) -> None:
    """As when the database is gone: the lease runs out, and the job is found again."""

    @job_kind("broken", "broken")
    def step(job, at):
        raise ValueError

    monkeypatch.setattr(Job, "put_off", lambda *_: (_ for _ in ()).throw(ConnectionError("gone")))
    ask("broken", {}, clerk, clock())
    with pytest.raises(ConnectionError):
        run_due(clock, "worker")
    assert Job.objects.get().state == State.RUNNING


# Cancelling


def test_a_waiting_job_is_cancelled_at_once(entering, clerk: Staff, clock: Told) -> None:
    job = ask("enter", {"rows": 3}, clerk, clock())
    assert cancel(job, clock())
    job = ran(clock)
    assert (job.state, job.finished_at, entered()) == (State.CANCELLED, clock(), [])


def test_a_running_job_is_cancelled_before_its_next_chunk_and_keeps_what_it_did(clerk: Staff, clock: Told) -> None:
    @job_kind("long", "long")
    def step(job, at):
        enter(f"entered-{job.done}")
        if job.done == 1:
            cancel(job, at)
        return Far(job.done + 1, 100)

    ask("long", {}, clerk, clock())
    job = ran(clock)
    assert (job.state, job.done, entered()) == (State.CANCELLED, 2, ["entered-0", "entered-1"])


def test_a_cancelled_job_that_breaks_is_not_tried_again(entering, clerk: Staff, clock: Told) -> None:
    running = ask("enter", {"rows": 3}, clerk, clock()) and Job.claim(clock(), "worker")
    assert running
    with ErrorsCount(running, clock, then=lambda: jobs._cancel_if_waiting(running, clock())):
        cancel(running, clock())
        raise OSError
    assert Job.objects.get().state == State.CANCELLED


def test_the_cancellation_of_a_killed_worker_s_job_is_kept(entering, clerk: Staff, clock: Told) -> None:
    job = ask("enter", {"rows": 3}, clerk, clock())
    Job.claim(clock(), "killed")
    cancel(job, clock())
    clock.pass_by(minutes=2)
    assert (ran(clock).state, entered()) == (State.CANCELLED, [])


def test_what_has_ended_cannot_be_cancelled(entering, clerk: Staff, clock: Told) -> None:
    job = ask("enter", {"rows": 1}, clerk, clock())
    run_due(clock, "worker")
    assert not cancel(job, clock())
    job.refresh_from_db()
    assert (job.state, job.cancel_asked) == (State.DONE, False)


# Kinds


@pytest.mark.django_db(transaction=True)
def test_what_waits_for_somebody_else_is_done_before_the_chunk_and_in_no_transaction(clerk: Staff, clock: Told) -> None:
    asked: list[tuple[int, bool]] = []

    def outside(job, at):
        asked.append((job.done, connection.in_atomic_block))
        return f"brought-{job.done}"

    @job_kind("enter", "entering", outside=outside)
    def step(job, at):
        enter(job.brought)
        return Finished(2) if job.done else Far(1, 2)

    ask("enter", {}, clerk, clock())
    assert ran(clock).state == State.DONE
    assert (asked, entered()) == ([(0, False), (1, False)], ["brought-0", "brought-1"])


def test_an_unknown_kind_is_refused_when_asked_for(clerk: Staff, clock: Told) -> None:
    with pytest.raises(UnknownKind, match="nothing"):
        ask("nothing", {}, clerk, clock())


def test_a_kind_that_this_worker_does_not_know_is_put_off(entering, clerk: Staff, clock: Told, monkeypatch) -> None:
    """As during an update, when an older worker still runs."""
    ask("enter", {"rows": 1}, clerk, clock())
    with monkeypatch.context() as older:
        older.setattr(jobs, "_kinds", {})
        job = ran(clock)
        assert (job.state, str(job)) == (State.QUEUED, f"enter {job.pk}")
        assert "UnknownKind" in job.error
    clock.at = job.next_at
    assert ran(clock).state == State.DONE


def test_two_kinds_of_one_name_are_refused(entering) -> None:
    with pytest.raises(ValueError, match="enter"):
        job_kind("enter", "again")(lambda job, at: Finished(0))


@pytest.mark.django_db(transaction=True)
def test_a_chunk_inside_a_larger_transaction_is_refused(entering, clerk: Staff, clock: Told) -> None:
    job = ask("enter", {"rows": 1}, clerk, clock())
    claimed = Job.claim(clock(), "worker")
    assert claimed
    with transaction.atomic(), pytest.raises(RuntimeError, match="durable"):
        jobs._goes_on(claimed, clock())
    assert (job.pk, entered(), connection.in_atomic_block) == (claimed.pk, [], False)


# The alarm clock


def test_celery_finds_the_tick_and_rings_it_every_five_seconds() -> None:
    app.loader.import_default_modules()
    bell = app.conf.beat_schedule["tick"]
    assert app.tasks[bell["task"]].name == tasks.tick.name == "bureau.notices.tasks.tick"
    assert (bell["schedule"], bell["options"]) == (5.0, {"expires": 5.0})


def test_a_tick_does_what_is_due_by_the_real_clock(entering, clerk: Staff, clock: Told) -> None:
    ask("enter", {"rows": 1}, clerk, clock())
    tasks.tick()
    assert Job.objects.get().state == State.DONE


def test_losing_a_lease_is_logged_and_no_failure(clerk: Staff, clock: Told, caplog) -> None:
    @job_kind("lost", "lost")
    def step(job, at):
        raise LeaseLost("somebody else has it")

    ask("lost", {}, clerk, clock())
    with caplog.at_level(logging.WARNING):
        run_due(clock, "worker")
    assert "somebody else has it" in caplog.text


@pytest.mark.parametrize("value", ["张三", "13800138000 张三", {"name": "x"}, ["x"], "x" * 65])
def test_a_job_is_given_numbers_and_codes_and_nothing_that_tells_of_a_person(
    entering, clerk: Staff, clock: Told, value: object
) -> None:
    with pytest.raises(ValueError, match="numbers and codes"):
        ask("enter", {"rows": 7, "more": value}, clerk, clock())
    assert not Job.objects.exists()
