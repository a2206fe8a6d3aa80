"""A seed that is told, and a crew of real workers on the database of the test."""

import os
import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.crew import Crew, commands
from tests.notices import notices, rungs

__all__ = ["notices", "rungs"]


@pytest.fixture
def seed(capsys: pytest.CaptureFixture[str]) -> int:
    """FAULTS_SEED repeats a run as far as the machine allows."""
    chosen = int(os.environ.get("FAULTS_SEED") or random.SystemRandom().randrange(10**6))
    with capsys.disabled():
        print(f"FAULTS_SEED={chosen}")  # noqa: T201 - told whether or not the test fails
    return chosen


@pytest.fixture
def crew(request, tmp_path: Path, database_url: str, redis_url: str, seed: int) -> Iterator[Crew]:
    kind = request.param
    environment = {"DJANGO_SETTINGS_MODULE": "tests.faults.settings", "DATABASE_URL": database_url}
    # Not to inherit the round's: an empty address would be no address at all.
    environment["REDIS_URL"] = redis_url if kind in ("redis", "both") else "filesystem://localhost//"
    for folder in ("queue", "control"):
        (tmp_path / "broker" / folder).mkdir(parents=True)
    with Crew(commands(kind, tmp_path), tmp_path, environment, random.Random(seed)) as started:
        yield started
