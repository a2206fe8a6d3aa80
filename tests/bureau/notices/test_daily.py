"""What is done once a day is done once a day by each process, and again where it broke off."""

from datetime import UTC, datetime, timedelta

import pytest

from bureau.notices import daily
from bureau.notices.tasks import tick

NOON = datetime(2026, 3, 2, 4, tzinfo=UTC)


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> list[datetime]:
    monkeypatch.setattr(daily, "_sweeps", [])
    monkeypatch.setattr(daily, "_done", {})
    return []


def test_it_is_called_once_on_a_day_of_the_office(called: list[datetime]) -> None:
    daily.daily(called.append)
    for hours in (0, 1, 11, 12, 13):  # midnight in Shanghai is twelve hours after noon there
        daily.sweep_daily(NOON + timedelta(hours=hours))
    assert called == [NOON, NOON + timedelta(hours=12)]


def test_what_raised_is_called_again_at_the_next_tick(called: list[datetime]) -> None:
    def breaks(now: datetime) -> None:
        called.append(now)
        raise OSError("样例")

    daily.daily(breaks)
    for _ in range(2):
        with pytest.raises(OSError, match="样例"):
            daily.sweep_daily(NOON)
    assert len(called) == 2


@pytest.mark.django_db(transaction=True)
def test_the_alarm_clock_sweeps_too(called: list[datetime]) -> None:
    daily.daily(called.append)
    tick()
    tick()
    assert len(called) == 1
