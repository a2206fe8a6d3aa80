"""What is done by itself is done so often by each process, and what breaks holds nothing else up."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError

from bureau.notices import rhythm
from bureau.notices.tasks import tick

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    monkeypatch.setattr(rhythm, "_spans", {})
    monkeypatch.setattr(rhythm, "_due", {})
    return []


def breaking(called: list[datetime], error: Exception) -> None:
    @rhythm.every(HOUR)
    def breaks(now: datetime) -> None:
        called.append(now)
        raise error


def test_it_is_called_when_its_span_is_over(called: list[datetime]) -> None:
    rhythm.every(HOUR)(called.append)
    for minutes in (0, 1, 59, 60, 61, 200):
        rhythm.keep_time(NOON + timedelta(minutes=minutes))
    assert called == [NOON + timedelta(minutes=minutes) for minutes in (0, 60, 200)]


def test_what_breaks_is_told_without_its_words_tried_again_soon_and_holds_nothing_up(
    called: list[datetime], caplog: pytest.LogCaptureFixture
) -> None:
    others: list[datetime] = []
    breaking(called, OSError("样例人"))
    rhythm.every(HOUR)(others.append)
    for minutes in (0, 1, 5):
        rhythm.keep_time(NOON + timedelta(minutes=minutes))
    assert (called, others) == ([NOON, NOON + timedelta(minutes=5)], [NOON])
    assert "breaks raised OSError" in caplog.text
    assert "样例人" not in caplog.text


def test_that_the_database_is_away_is_told_to_whoever_ticks(called: list[datetime]) -> None:
    breaking(called, OperationalError())
    with pytest.raises(OperationalError):
        rhythm.keep_time(NOON)


@pytest.mark.django_db(transaction=True)
def test_the_alarm_clock_keeps_it(called: list[datetime]) -> None:
    rhythm.every(HOUR)(called.append)
    tick()
    tick()
    assert len(called) == 1
