"""A large file: kept sealed as it came, read in the background, and from there on like any other."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from bureau.audit.vault.ciphers import CannotOpen
from bureau.notices.jobs import cancel
from bureau.notices.leases import State
from bureau.people.staff import Staff
from bureau.sheets.batches import Batch, BatchKey, BatchState, FilePart, StagedRow, purge_old
from bureau.sheets.kinds import kind_named
from bureau.sheets.safe import Safe
from bureau.sheets.staging import SameFile, Upload
from bureau.sheets.work import NotNow, drop, receive
from tests.bureau.sheets.conftest import done, hand_of, later
from tests.bureau.sheets.test_work import names
from tests.bureau.sheets.workbooks import HEADING, people, person, xlsx
from tests.conftest import ROOT

pytestmark = pytest.mark.django_db(transaction=True)
KILLED = """
import os, signal
import django
django.setup()
from django.utils import timezone
from bureau.notices.jobs import run_due
from bureau.sheets import work
filled = work.fill
def fill(*args):
    filled(*args)
    os.kill(os.getpid(), signal.SIGKILL)
work.fill = fill
run_due(timezone.now, "a worker that is killed")
"""


@pytest.fixture
def sent(administrator: Staff, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Batch]:
    """Sends a file for which nobody waits, however small it is."""
    monkeypatch.setattr("bureau.sheets.work.LARGE", 100)

    def receives(data: bytes, **facts: object) -> Batch:
        return receive(kind_named("staff"), Upload(data, "人员.xlsx", **facts), administrator, later())

    return receives


def test_it_is_kept_sealed_and_read_and_checked_in_the_background(sent) -> None:
    batch = sent(",".join(HEADING).encode() + b"\n" + ",".join(person(0, name="样例可见")).encode())
    assert (batch.state, batch.is_at_work, StagedRow.objects.count()) == (BatchState.READING, True, 0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM bureau_filepart")
        assert "样例可见" not in str(cursor.fetchall())
    batch = done(batch)
    assert (batch.state, batch.new, FilePart.objects.count()) == (BatchState.CHECKED, 1, 0)
    assert names() == set()


def test_its_headings_are_matched_by_hand_where_they_are_not_known(sent) -> None:
    batch = done(sent(xlsx(*people(range(3)), heading=["人名", *HEADING[1:]])))
    assert (batch.state, batch.is_at_work, batch.headings[0]) == (BatchState.MATCHING, False, "人名")
    assert StagedRow.objects.count() == 3


def test_one_that_cannot_be_read_tells_why_and_is_dropped(sent, administrator, section) -> None:
    batch = done(sent(b"\x00" * 200))
    assert (batch.state, batch.is_at_work, batch.job.state) == (BatchState.READING, False, State.FAILED)
    client = Client()
    client.force_login(administrator)
    page = client.get(reverse("admin:bureau_batch_change", args=[batch.pk])).text
    assert batch.job.error in page
    assert "既不是工作簿" in batch.job.error
    drop(batch, hand_of(administrator))
    assert (Batch.objects.get().state, FilePart.objects.count(), BatchKey.objects.count()) == (BatchState.DROPPED, 0, 0)


def test_the_same_file_is_taken_in_once(sent) -> None:
    sent(xlsx(*people(range(3))))
    data = xlsx(*people(range(4)))  # a workbook says when it was made
    batch = sent(data)
    with pytest.raises(SameFile):
        sent(data)
    assert Batch.objects.filter(sha256=batch.sha256).count() == 1


def test_it_is_not_dropped_while_it_is_read_and_goes_after_a_fortnight_that_nobody_came(sent, administrator) -> None:
    batch = sent(xlsx(*people(range(3))))
    with pytest.raises(NotNow):
        drop(batch, hand_of(administrator))
    cancel(batch.job, later())
    purge_old(later(days=15))
    assert (Batch.objects.get().state, FilePart.objects.count(), BatchKey.objects.count()) == (BatchState.DROPPED, 0, 0)


def test_each_row_is_there_once_though_the_worker_is_killed_while_it_reads(sent, database_url) -> None:
    batch = sent(xlsx(*people(range(60))))
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url}
    ended = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=os.environ | settings, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL
    assert (StagedRow.objects.count(), FilePart.objects.count()) == (0, 1)
    batch = done(batch, minutes=2)
    assert (batch.state, batch.new, FilePart.objects.count()) == (BatchState.CHECKED, 60, 0)
    assert list(StagedRow.objects.order_by("number").values_list("number", flat=True)) == list(range(2, 62))


def test_a_file_in_parts_is_whole_or_not_opened_at_all(sent, monkeypatch) -> None:
    monkeypatch.setattr("bureau.sheets.safe.PART", 100)
    data = b"".join(b"%03d" % number for number in range(115))
    batch = sent(data)
    assert (batch.parts.count(), Safe(batch).open_file()) == (4, data)
    last = batch.parts.last()
    last.delete()
    with pytest.raises(CannotOpen):
        Safe(batch).open_file()
    last.number = 3
    last.save()
    assert Safe(batch).open_file() == data
    first, second = batch.parts.all()[:2]
    first.sealed, second.sealed = second.sealed, first.sealed
    first.save()
    second.save()
    with pytest.raises(CannotOpen):
        Safe(batch).open_file()
