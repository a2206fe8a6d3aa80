import os
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from bureau.notices.jobs import Job
from bureau.notices.leases import Leased, LeaseLost, State, this_process
from bureau.people.staff import Staff
from tests.bureau.notices.conftest import Told

pytestmark = pytest.mark.django_db
JUST = timedelta(microseconds=1)


@pytest.fixture
def row(clerk: Staff, clock: Told) -> Job:
    return Job.objects.create(kind="any", asked_by=clerk, asked_at=clock(), next_at=clock())


def claimed(clock: Told, who: str = "first") -> Job:
    job = Job.claim(clock(), who)
    assert job
    return job


def test_a_row_is_claimed_by_one_alone(row: Job, clock: Told) -> None:
    job = claimed(clock)
    assert (job.pk, job.state, job.leased_by) == (row.pk, State.RUNNING, "first")
    assert job.lease_until == clock() + Leased.LEASE
    assert Job.claim(clock(), "second") is None


def test_whoever_has_waited_longest_comes_first(row: Job, clerk: Staff, clock: Told) -> None:
    earlier = clock() - timedelta(minutes=1)
    older = Job.objects.create(kind="any", asked_by=clerk, asked_at=earlier, next_at=earlier)
    assert [claimed(clock).pk, claimed(clock).pk] == [older.pk, row.pk]


def test_a_row_is_not_claimed_before_its_time(row: Job, clock: Told) -> None:
    Job.objects.update(next_at=clock() + JUST)
    assert Job.claim(clock(), "first") is None
    assert Job.claim(clock() + JUST, "first")


def test_one_who_was_slower_goes_on_to_the_next_row(row: Job, clerk: Staff, clock: Told, monkeypatch) -> None:
    """Between the look and the claim another process takes the row."""
    other = Job.objects.create(kind="any", asked_by=clerk, asked_at=clock(), next_at=clock())
    update, rivals = Job.objects._queryset_class.update, [None]

    def overtaken(rows, **changes: object) -> int:
        if rivals and not rivals.pop():
            claimed(clock, "rival")
        return update(rows, **changes)

    monkeypatch.setattr(Job.objects._queryset_class, "update", overtaken)
    assert claimed(clock).pk == other.pk
    row.refresh_from_db()
    assert row.leased_by == "rival"


def test_an_expired_lease_is_claimable_again_and_counts_as_an_attempt(row: Job, clock: Told) -> None:
    claimed(clock)
    clock.pass_by(minutes=1)
    assert Job.claim(clock(), "second") is None
    clock.at += JUST
    second = claimed(clock, "second")
    assert (second.leased_by, second.attempts) == ("second", 1)


def test_a_beat_extends_the_lease(row: Job, clock: Told) -> None:
    job = claimed(clock)
    clock.pass_by(seconds=50)
    job.beat(clock())
    clock.pass_by(seconds=50)
    assert Job.claim(clock(), "second") is None


def test_whoever_lost_his_lease_can_neither_beat_nor_write_nor_end(row: Job, clock: Told) -> None:
    first = claimed(clock)
    clock.pass_by(minutes=2)
    claimed(clock, "second")
    for attempt in (
        lambda: first.beat(clock()),
        lambda: first.hold(done=7),
        lambda: first.end(State.DONE, clock()),
        lambda: first.put_off(clock(), "late"),
        lambda: first.give_back(clock()),
    ):
        with pytest.raises(LeaseLost, match="no longer leased to first"):
            attempt()
    row.refresh_from_db()
    assert (row.state, row.leased_by, row.done, row.error) == (State.RUNNING, "second", 0, "")


def test_a_late_beat_is_no_harm_while_nobody_else_came(row: Job, clock: Told) -> None:
    job = claimed(clock)
    clock.pass_by(hours=1)
    job.beat(clock())
    assert job.lease_until == clock() + Leased.LEASE


def test_what_is_put_off_waits_1_5_and_30_minutes_and_then_fails(row: Job, clock: Told) -> None:
    for minutes in (1, 5, 30):
        claimed(clock).put_off(clock(), "broken")
        clock.pass_by(minutes=minutes)
        assert Job.claim(clock() - JUST, "early") is None
    claimed(clock).put_off(clock(), "broken")
    row.refresh_from_db()
    assert (row.state, row.attempts, row.error, row.finished_at) == (State.FAILED, 4, "broken", clock())


def test_what_is_given_back_is_free_at_once_and_counts_no_attempt(row: Job, clock: Told) -> None:
    claimed(clock).give_back(clock())
    assert claimed(clock, "second").attempts == 0


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"state": State.RUNNING}, "leased_while_running"),
        ({"leased_by": "nobody"}, "leased_while_running"),
        ({"state": State.DONE}, "finished_when_ended"),
    ],
)
def test_a_state_and_its_facts_belong_together(row: Job, facts: dict[str, object], constraint: str) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Job.objects.filter(pk=row.pk).update(**facts)


def test_two_holders_never_bear_one_name() -> None:
    """A killed process's number may be given again."""
    names = {this_process() for _ in range(100)}
    assert len(names) == 100
    assert {name.split(":")[-2] for name in names} == {str(os.getpid())}
    assert all(len(name) <= 100 for name in names)


def frozen_before(monkeypatch: pytest.MonkeyPatch, reading: str, clock: Told) -> None:
    """Just before this one reads the row, its lease is over already and a rival takes the row."""
    read, rivals = getattr(Job, reading) if reading == "refresh_from_db" else Job.objects._queryset_class.get, [None]

    def overtaken(subject: object, *args: object, **options: object) -> object:
        if rivals:
            rivals.pop()
            assert Job.claim(clock() + 3 * Leased.LEASE, "rival")
        return read(subject, *args, **options)

    owner = Job if reading == "refresh_from_db" else Job.objects._queryset_class
    monkeypatch.setattr(owner, reading, overtaken)


def test_one_who_froze_after_the_claim_does_not_work_under_the_rivals_lease(row: Job, clock: Told, monkeypatch) -> None:
    frozen_before(monkeypatch, "get", clock)
    assert Job.claim(clock(), "first") is None
    assert Job.objects.get(pk=row.pk).leased_by == "rival"


def test_one_who_froze_after_the_beat_does_not_work_under_the_rivals_lease(row: Job, clock: Told, monkeypatch) -> None:
    job = claimed(clock)
    frozen_before(monkeypatch, "refresh_from_db", clock)
    with pytest.raises(LeaseLost):
        job.beat(clock())
