import pytest

from bureau.casework.committed import committed_notices
from bureau.law.workdays import Workdays


@pytest.fixture(scope="session")
def days() -> Workdays:
    """The calendar that the committed notices make: 2004 to 2026."""
    return Workdays.of(committed.notice for committed in committed_notices())
