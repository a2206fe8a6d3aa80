"""A clerk, a clock that is told the time, and kinds of job of the tests' own."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from bureau.notices import jobs
from bureau.people.staff import Staff
from tests.records import a_person


@dataclass
class Told:
    """A clock that stands still until somebody moves it."""

    at: datetime = datetime(2026, 3, 2, 1, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


@pytest.fixture
def clock() -> Told:
    return Told()


@pytest.fixture
def clerk(db: None) -> Staff:
    return a_person("clerk", name="样例甲")


@pytest.fixture
def kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a test registers is forgotten after it."""
    monkeypatch.setattr(jobs, "_kinds", {})
