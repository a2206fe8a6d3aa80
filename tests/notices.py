"""The holiday notices and the first ladder for tests that commit: a conftest that wants a fixture imports it."""

from datetime import UTC, datetime
from importlib import import_module

import pytest
from django.db import transaction

from bureau.casework.calendar import HolidayNotice, HolidayPeriod
from bureau.casework.committed import committed_notices
from bureau.notices.rungs import Rung
from tests.records import a_hand, record


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


@pytest.fixture
def rungs(notices: None) -> None:
    """The ladder that `migrate` leaves."""
    first = import_module("bureau.migrations.0025_first_ladder")
    if not Rung.objects.exists():
        before = a_hand(at=datetime(2019, 12, 1, tzinfo=UTC))
        for moment, days, addressee in first.FIRST_LADDER:
            facts = {"moment": moment, "days": days, "addressee": addressee, "since_on": first.SINCE}
            Rung.objects.record(before, **facts)
