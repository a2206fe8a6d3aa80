"""An administrator who may write accounts and roles, a section for them, and the way of a sheet in the background."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from bureau.notices.jobs import run_due
from bureau.people.bureaus import Section
from bureau.people.roles import Role
from bureau.people.staff import Staff
from bureau.sheets.batches import Batch
from bureau.sheets.importers import Importer, importer
from bureau.sheets.kinds import kind_named
from bureau.sheets.staging import Upload, stage
from bureau.sheets.work import confirm
from bureau.sheets.writing import check_now
from tests.records import a_person, a_section

Send = Callable[..., Batch]
Work = Callable[..., Batch]


def later(**span: float) -> datetime:
    return timezone.now() + timedelta(**span)


def hand_of(person: Staff, at: datetime | None = None) -> Importer:
    return importer(person, kind_named("staff").writers, at or timezone.now())


@pytest.fixture
def section(db: None) -> Section:
    return a_section()


@pytest.fixture
def administrator(section: Section) -> Staff:
    roles = (Role.SYSTEM_ADMINISTRATOR, Role.SECURITY_ADMINISTRATOR)
    return a_person("admin", section, *roles, name="样例甲", is_staff=True)


@pytest.fixture
def send(administrator: Staff) -> Send:
    """Sends a file as the administrator, and has it checked."""

    def sent(data: bytes, **facts: Any) -> Batch:
        who = hand_of(administrator)
        batch = stage(kind_named("staff"), Upload(data, "人员.xlsx", **facts), who)
        if batch.matched:
            check_now(batch, who)
        return batch

    return sent


@pytest.fixture
def work(administrator: Staff) -> Work:
    """Confirms a batch and lets a worker do it."""

    def worked(batch: Batch, good_rows_only: bool = False) -> Batch:
        confirm(batch, hand_of(administrator), good_rows_only)
        return done(batch)

    return worked


def done(batch: Batch, **span: float) -> Batch:
    run_due(lambda: later(**span), "a worker")
    return Batch.objects.get(pk=batch.pk)
