from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import serializers
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.db.models.deletion import Collector

from bureau.audit.access import AccessLog, Event, log
from bureau.audit.appended import Bypassed
from bureau.audit.hand import Hand, Source
from bureau.notices import rhythm
from tests.bureau.audit.conftest import NOW
from tests.records import a_hand

pytestmark = pytest.mark.django_db


@pytest.fixture
def entry(hand: Hand) -> AccessLog:
    return log(hand, Event.EXPORT, purpose=" 年度统计 ", record="credit.record", fields=["name", "phone"], count=7)


def test_a_row_tells_who_by_what_means_when_and_why(entry: AccessLog, hand: Hand) -> None:
    row = AccessLog.objects.get()
    assert (row.actor, row.actor_name, row.source, row.at) == (hand.user, "经办人", "screen", NOW)
    assert (row.event, row.purpose, row.record, row.fields, row.count) == (
        "export", "年度统计", "credit.record", "name, phone", 7,
    )  # fmt: skip
    assert row.change_id == hand.change_id


def test_a_stranger_has_no_account_and_a_name_of_any_length() -> None:
    row = log(Hand(None, Source.SCREEN, NOW, name="x" * 999), Event.SIGN_IN_FAILED, address="2001:db8::1")
    row.refresh_from_db()
    assert (row.actor, row.actor_name, row.address) == (None, "x" * 150, "2001:db8::1")


def as_fixture(entry: AccessLog) -> None:
    (again,) = serializers.deserialize("python", serializers.serialize("python", [entry]))
    again.save()


@pytest.mark.parametrize(
    "change",
    [
        lambda row: row.save(),
        lambda row: row.save(update_fields=["purpose"]),
        lambda row: row.save_base(),
        lambda row: row.delete(),
        as_fixture,
        lambda row: AccessLog.objects.update(purpose=""),
        lambda row: AccessLog.objects.all().update(purpose=""),
        lambda row: AccessLog.objects.bulk_update([row], ["purpose"]),
        lambda row: AccessLog.objects.update_or_create(pk=row.pk, defaults={"purpose": ""}),
        lambda row: AccessLog.objects.bulk_create([row], update_conflicts=True, update_fields=["purpose"]),
        lambda row: AccessLog.objects.all().delete(),
        lambda row: AccessLog.objects.filter(pk=row.pk)._raw_delete("default"),
        lambda row: AccessLog._base_manager.all().delete(),
    ],
)
def test_a_row_is_neither_changed_nor_deleted(entry: AccessLog, change: Callable[[AccessLog], object]) -> None:
    with pytest.raises(Bypassed), transaction.atomic():
        change(entry)
    assert AccessLog.objects.get().purpose == "年度统计"


def test_a_new_row_with_the_number_of_an_old_one_does_not_overwrite_it(entry: AccessLog, hand: Hand) -> None:
    forged = AccessLog(pk=entry.pk, at=NOW, source="screen", event="export", change_id=hand.change_id)
    with pytest.raises(IntegrityError), transaction.atomic():
        forged.save()
    assert AccessLog.objects.get().purpose == "年度统计"


def test_whoever_stands_in_the_log_cannot_be_deleted(entry: AccessLog) -> None:
    entry.actor.hand = a_hand()
    with pytest.raises(ProtectedError):
        Collector("default", origin=entry.actor).collect([entry.actor])


def test_nothing_that_happens_by_itself_deletes_a_row_within_six_months_or_ever(
    entry: AccessLog, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Cybersecurity Law 23(3)."""
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "seals.jsonl")
    monkeypatch.setattr(rhythm, "_due", {})
    for days in (1, 184, 3653):
        rhythm.keep_time(NOW + timedelta(days=days))
        assert AccessLog.objects.filter(pk=entry.pk).exists()
