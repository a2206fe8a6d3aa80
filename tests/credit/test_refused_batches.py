"""A batch that the platform refuses as a whole: dropped for a reason where it never arrived, and nowhere else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.models import Staff
from bureau.notices.jobs import run_due
from credit.models import Penalty, PenaltyPush, PushBatch, PushRow
from credit.procedure.pushing import prepare
from credit.tasks.platforms import Http
from credit.tasks.pushing import ask_push
from tests.credit.conftest import hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(officer: Staff) -> Client:
    client = Client()
    client.force_login(officer)
    return client


@pytest.fixture
def batch(officer: Staff, penalty: Penalty) -> PushBatch:
    (made,) = prepare(hand(officer), officer.section.bureau, officer)
    ask_push(made, officer, timezone.now())
    return made


@pytest.fixture
def says(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Callable[..., None]:
    """The platform says these, one after the other, and the worker tries as long as there is something to try."""
    settings.PUSH_URL = "http://127.0.0.1"

    def said(*statuses: int) -> None:
        left = iter(statuses)
        monkeypatch.setattr(Http, "_ask", lambda *_asked: (next(left), b""))
        for minutes, _status in enumerate(statuses, 1):
            run_due(lambda later=minutes: timezone.now() + timedelta(hours=later), "a worker")  # type: ignore[misc]
        assert list(left) == []

    return said


def pressed(desk: Client, batch: PushBatch, name: str, **typed: str) -> str:
    """What the batch is then."""
    desk.post(reverse(f"admin:credit_pushbatch_{name}", args=[batch.pk]), typed)
    batch.refresh_from_db()
    return batch.state


def test_what_never_arrived_is_dropped_for_a_reason_and_its_records_wait_again(
    desk: Client, officer: Staff, batch: PushBatch, says: Callable[..., None]
) -> None:
    says(400)
    text = desk.get(reverse("admin:credit_pushbatch_change", args=[batch.pk])).text
    assert ("HTTP 400" in text, reverse("admin:credit_pushbatch_drop", args=[batch.pk]) in text) == (True, True)
    assert pressed(desk, batch, "drop") == "ready"
    assert pressed(desk, batch, "drop", reason_for_change="平台不接收该版式") == "dropped"
    assert batch.history.get(state="dropped").history_change_reason == "平台不接收该版式"
    assert (PushRow.objects.get().outcome, PenaltyPush.objects.get().state) == ("dropped", "waiting")
    assert len(prepare(hand(officer), officer.section.bureau, officer)) == 1


@pytest.mark.parametrize("statuses", [[503, 400], [409], [408]])
def test_what_may_have_arrived_is_never_dropped(
    desk: Client, batch: PushBatch, says: Callable[..., None], statuses: list[int]
) -> None:
    says(*statuses)
    assert pressed(desk, batch, "drop", reason_for_change="样例") == "sending"
    assert pressed(desk, batch, "send_again") == "sending"
    says(400)  # of this attempt; of the one before it nothing is known
    assert pressed(desk, batch, "drop", reason_for_change="样例") == "sending"


def test_what_was_put_right_over_there_is_sent_under_its_number(
    desk: Client, batch: PushBatch, says: Callable[..., None]
) -> None:
    says(401)
    assert pressed(desk, batch, "send") == "ready"
    says(200, 404)
    batch.refresh_from_db()
    assert (batch.state, PenaltyPush.objects.get().state) == ("sent", "pushed")
