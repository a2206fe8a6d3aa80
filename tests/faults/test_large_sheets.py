"""A large sheet of records whose worker is killed again and again: each row is there once, with each version once.

A short form runs with every suite; `make faults` takes the largest sheet that there may be.
"""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.db import transaction
from django.utils import timezone

from bureau.audit.history import versions_table
from bureau.audit.reconciling import reconcile
from bureau.models import Batch, Staff
from bureau.notices.jobs import run_due
from bureau.people.roles import Role
from bureau.sheets.batches import BatchState, FilePart, StagedRow
from bureau.sheets.importers import importer
from bureau.sheets.kinds import kind_named
from bureau.sheets.staging import Upload
from bureau.sheets.work import confirm, receive
from credit.models import Licence, LicencePush
from tests.bureau.sheets.conftest import later
from tests.conftest import ROOT
from tests.records import a_person, a_section
from tests.sample_credit import organs_of, sheet_of_licences

pytestmark = pytest.mark.django_db(transaction=True)
ROWS, KILLS = (100_000, 6) if os.environ.get("FAULTS") == "long" else (2_500, 2)
WORKER = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from bureau.notices.jobs import run_due
run_due(lambda: timezone.now() + timedelta(minutes={minutes}), "a worker that is killed")
"""


@pytest.fixture
def people(db: None) -> tuple[Staff, Staff]:
    section = a_section("综合办公室")
    organs_of(section)
    return a_person("officer", section, Role.OFFICER), a_person("head", section, Role.SECTION_HEAD)


def work_on(state: BatchState, since: int, database_url: str, chance: random.Random) -> int:
    """Workers take it up one after the other until it stands so; the first ones are killed somewhere on the way.

    Each comes two minutes later than the one before, when the lease of that one has run out; the first by its own clock
    so many minutes after ours. Returns how many minutes the last one came after ours.
    """
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url}
    ends = []
    for turn in range(KILLS):
        command = [sys.executable, "-c", WORKER.format(minutes=since + 2 * turn)]
        worker = subprocess.Popen(command, cwd=ROOT, env=os.environ | settings)
        while not Batch.objects.get().job.leased_by and worker.poll() is None:
            time.sleep(0.05)
        time.sleep(chance.uniform(0.0, ROWS / 2_500))
        worker.send_signal(signal.SIGKILL)
        ends.append(worker.wait(10))
    assert -signal.SIGKILL in ends
    last = since + 2 * KILLS
    run_due(lambda: later(minutes=last), "the last worker")
    assert Batch.objects.get().state == state
    return last


def test_no_row_is_lost_and_none_doubled(people, database_url, seed) -> None:
    officer, head = people
    kind, chance = kind_named("licences"), random.Random(seed)
    with transaction.atomic():
        receive(kind, Upload(sheet_of_licences(ROWS), "样例.csv"), officer, timezone.now())
    last = work_on(BatchState.CHECKED, 2, database_url, chance)
    batch = Batch.objects.get()
    assert (batch.new, batch.refused, FilePart.objects.count()) == (ROWS, 0, 0)
    with transaction.atomic():
        confirm(batch, importer(head, kind.writers, later(minutes=last)), good_rows_only=True)
    work_on(BatchState.DONE, last + 2, database_url, chance)
    tables = (Licence, LicencePush)
    assert [table.objects.count() for table in tables] == [ROWS, ROWS]
    assert [versions_table(table).objects.count() for table in tables] == [ROWS, ROWS]
    assert Licence.objects.values("paper_no").distinct().count() == ROWS
    assert (Batch.objects.get().new, StagedRow.objects.count()) == (ROWS, 0)
    assert reconcile(timezone.now()) == []
