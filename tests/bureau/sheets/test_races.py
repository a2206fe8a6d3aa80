"""Two who send the same file, or confirm the same batch, at the same moment."""

import pytest

from bureau.sheets.batches import Batch, BatchState
from tests.bureau.sheets.conftest import done
from tests.racers import racers

pytestmark = pytest.mark.django_db(transaction=True)
SEND = """
with transaction.atomic():
    stage(kind_named("staff"), Upload(csv(person(int(word))), "a.csv"), hand_of(Staff.objects.get(username="admin")))
"""
PREPARE = """
from bureau.people.staff import Staff
from bureau.sheets.kinds import kind_named
from bureau.sheets.staging import Upload, stage
from tests.bureau.sheets.conftest import hand_of
from tests.bureau.sheets.workbooks import csv, person
"""
CONFIRM = """
from django.test import Client
from django.urls import reverse
client = Client(SERVER_NAME="localhost")
client.force_login(Staff.objects.get(username="admin"))
page = client.post(reverse("admin:bureau_batch_confirm", args=[int(word)]), follow=True)
if "不在待确认状态" in page.text:
    raise PermissionError
"""


def test_of_two_who_send_the_same_file_at_once_one_is_told(administrator, database_url: str) -> None:
    with racers(2, database_url, PREPARE, SEND) as two:
        answers = [tuple(two.run(number)) for number in range(6)]
    assert answers == [("SameFile", "done")] * 6
    assert Batch.objects.count() == 6


def test_of_two_who_confirm_the_same_batch_at_once_one_is_told(send, database_url: str) -> None:
    batches = [send(f"姓名\t账号\t股室\n样例\tsample{number}\t规划股".encode()) for number in range(4)]
    with racers(2, database_url, PREPARE, CONFIRM) as two:
        answers = [tuple(two.run(batch.pk)) for batch in batches]
    assert answers == [("PermissionError", "done")] * 4
    assert [done(batch).state for batch in batches] == [BatchState.DONE] * 4
