"""The holiday notices for tests that commit: a conftest that wants the fixture imports it."""

import pytest
from django.db import transaction

from bureau.casework.calendar import HolidayNotice, HolidayPeriod
from bureau.casework.committed import committed_notices
from tests.records import record


@pytest.fixture
def notices(transactional_db: None) -> None:
    """The holiday notices that `migrate` leaves, which an earlier transactional test may have flushed away.

    Not by serialized_rollback: a raw save of a record is refused, since it would leave no history.
    """
    if HolidayNotice.objects.exists():
        return
    with transaction.atomic():
        for number, year, issued_on, lines in (committed.notice for committed in committed_notices()):
            notice = record(HolidayNotice, number=number, year=year, issued_on=issued_on)
            for name, first, last, works in lines:
                record(HolidayPeriod, notice=notice, name=name, first_on=first, last_on=last, works=works)
