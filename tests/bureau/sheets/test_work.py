"""A batch in the background: all or nothing, good rows only, each row once, whoever comes in between; and undone."""

import os
import signal
import subprocess
import sys

import pytest
from django.db import connection, transaction

from bureau.notices.jobs import cancel
from bureau.notices.leases import State
from bureau.people.appointments import Appointment
from bureau.people.roles import Role
from bureau.people.staff import Staff
from bureau.sheets.batches import Batch, BatchKey, BatchState, StagedRow, purge_old
from bureau.sheets.safe import opened
from bureau.sheets.staging import SameFile
from bureau.sheets.undo import undo_chunk
from bureau.sheets.work import NotNow, confirm, drop, undo
from tests.bureau.sheets.conftest import done, hand_of, later
from tests.bureau.sheets.workbooks import people, person, xlsx
from tests.conftest import ROOT
from tests.records import a_hand, a_person, a_section

pytestmark = pytest.mark.django_db(transaction=True)


def counts(batch: Batch) -> tuple[int, int, int, int]:
    return batch.new, batch.changed, batch.unchanged, batch.refused


def names() -> set[str]:
    return set(Staff.objects.filter(username__startswith="sample").values_list("username", flat=True))


def changed(username: str, **fields: object) -> None:
    staff = Staff.objects.get(username=username)
    for name, value in fields.items():
        setattr(staff, name, value)
    staff.hand = a_hand()
    staff.save()


# Checked, and nothing written


def test_a_sheet_is_checked_and_shows_what_each_row_would_do(send, section) -> None:
    a_person("sample1", section, name="旧名", employment="administrative", email="sample1@example.com")
    batch = send(xlsx(*people(range(2)), person(2, email="x")))
    assert (batch.state, counts(batch)) == (BatchState.CHECKED, (1, 1, 0, 1))
    told = {row.number: (content.told, content.problems) for row, content in opened(batch, batch.rows.all())}
    assert ("工作人员", "姓名", "旧名", "样例1") in told[3][0]
    assert told[4] == ([], [("邮箱", "输入一个有效的 Email 地址。")])
    assert (names(), Appointment.objects.filter(role="officer").count()) == ({"sample1"}, 0)


def test_rows_with_the_same_key_are_all_refused_each_naming_all(send) -> None:
    batch = send(xlsx(person(0), person(1), person(0, name="另名")))
    told = {row.number: content.problems for row, content in opened(batch, batch.rows.all())}
    assert told == {2: [("", "第2、4行重复。")], 3: [], 4: [("", "第2、4行重复。")]}


def test_what_is_sent_lies_nowhere_in_plain_text(send) -> None:
    batch = send(xlsx(person(0, name="样例可见")))
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM bureau_stagedrow")
        assert "样例可见" not in str(cursor.fetchall())
    assert [content.cells[0] for _row, content in opened(batch, batch.rows.all())] == ["样例可见"]


# Written


def test_all_are_written_by_the_hand_of_whoever_confirmed(send, work, administrator) -> None:
    batch = work(send(xlsx(*people(range(60)))))
    assert (batch.state, counts(batch), len(names())) == (BatchState.DONE, (60, 0, 0, 0), 60)
    version = Staff.objects.get(username="sample7").history.get()
    assert (version.history_user_id, version.history_change) == (administrator.pk, batch.change_id)
    assert version.history_change_reason == f"导入批次 {batch.pk}"


def test_the_rows_are_purged_with_their_key_once_all_is_written(send, work) -> None:
    work(send(xlsx(*people(range(3)))))
    assert (StagedRow.objects.count(), BatchKey.objects.count()) == (0, 0)


def test_all_or_nothing_is_refused_while_a_row_is_wrong(send, work, administrator) -> None:
    batch = send(xlsx(person(0), person(1, name="")))
    with pytest.raises(NotNow, match="整批不写入"):
        work(batch)
    batch = work(batch, good_rows_only=True)
    assert (batch.state, counts(batch), names()) == (BatchState.DONE, (1, 0, 0, 1), {"sample0"})
    assert [row.number for row in batch.rows.all()] == [3]  # kept for the marked copy


def test_what_changed_since_the_check_keeps_all_out_and_is_told(send, work, section) -> None:
    batch = send(xlsx(*people(range(40))))
    section.closed_on, section.hand = later().date(), a_hand()
    section.save()
    batch = work(batch)
    assert (batch.state, counts(batch), names()) == (BatchState.CHECKED, (0, 0, 0, 40), set())


def test_what_goes_wrong_in_the_last_chunk_takes_all_back(send, work, monkeypatch) -> None:
    batch = send(xlsx(*people(range(40))))
    monkeypatch.setattr("bureau.sheets.writing.check_rows", lambda *_: None)  # so that only the writing notices
    a_person("sample39", a_section("他股", "他局"))
    batch = work(batch)
    assert (batch.state, counts(batch), names()) == (BatchState.CHECKED, (39, 0, 0, 1), {"sample39"})


def test_a_cancelled_import_of_all_has_written_nothing_and_can_be_confirmed_again(send, administrator) -> None:
    batch = send(xlsx(*people(range(3))))
    confirm(batch, hand_of(administrator), False)
    assert cancel(batch.job, later())
    batch = done(batch)
    assert (batch.job.state, batch.state, names()) == (State.CANCELLED, BatchState.WRITING, set())
    confirm(batch, hand_of(administrator), False)
    assert done(batch).state == BatchState.DONE


def test_whoever_lost_the_role_meanwhile_writes_nothing(send, administrator) -> None:
    batch = send(xlsx(person(0)))
    confirm(batch, hand_of(administrator), False)
    administrator.is_active, administrator.hand = False, a_hand()
    administrator.save()
    assert (done(batch).job.state, names()) == (State.FAILED, set())


def test_an_account_or_a_role_beyond_reach_is_refused(section, send) -> None:
    a_person("sample0", a_section("他股", "他局"), name="别局")
    batch = send(xlsx(person(0), person(1, section="他股")))
    told = [content.problems for _row, content in opened(batch, batch.rows.all())]
    assert [[heading for heading, _reason in problems] for problems in told] == [["账号"], ["股室"]]


@pytest.mark.parametrize(
    ("role", "told"), [(Role.SYSTEM_ADMINISTRATOR, "安全管理员"), (Role.SECURITY_ADMINISTRATOR, "系统管理员")]
)
def test_who_writes_accounts_gives_no_roles_and_the_other_way_round(section, send, role: str, told: str) -> None:
    held = Appointment.objects.exclude(role=role).get()
    held.until_on, held.hand = held.since_on, a_hand()
    held.save()
    batch = send(xlsx(person(0)))
    ((_heading, reason),) = next(content.problems for _row, content in opened(batch, batch.rows.all()))
    assert told in reason


def test_a_blank_cell_a_role_not_named_and_a_person_not_there_stay_as_they_are(send, work, section) -> None:
    other = a_person("sample9", section, Role.OFFICER)
    there = a_person("sample0", section, Role.WINDOW, name="样例0", email="kept@example.com")
    work(send(xlsx(person(0, email="", employment="", roles="经办人"))))
    there.refresh_from_db()
    assert (there.email, sorted(there.appointments.values_list("role", flat=True))) == (
        "kept@example.com",
        ["officer", "window"],
    )
    other.refresh_from_db()
    assert (other.is_active, other.history.count()) == (True, 1)


def test_a_person_whose_account_is_closed_is_refused_and_not_brought_back(section, send) -> None:
    a_person("sample0", section, name="样例0", is_active=False)
    batch = send(xlsx(person(0)))
    ((heading, reason),) = next(content.problems for _row, content in opened(batch, batch.rows.all()))
    assert (heading, "停用" in reason) == ("账号", True)


# Killed

KILLED = """
import django, os, signal
django.setup()
from bureau.sheets import work
from bureau.sheets.staff import StaffResource
from bureau.notices.jobs import run_due
from django.utils import timezone
plain, wrote = StaffResource.procedure, []
def procedure(self, values):
    found = plain(self, values)
    wrote.append(1)
    if len(wrote) == int(os.environ["FATAL"]):
        os.kill(os.getpid(), signal.SIGKILL)
    return found
StaffResource.procedure = procedure
run_due(timezone.now, "a worker that is killed")
"""


def killed_at(row: int, database_url: str) -> None:
    settings = {"DJANGO_SETTINGS_MODULE": "tests.settings", "DATABASE_URL": database_url, "FATAL": str(row)}
    ended = subprocess.run([sys.executable, "-c", KILLED], cwd=ROOT, env=os.environ | settings, check=False, timeout=60)
    assert ended.returncode == -signal.SIGKILL


def test_all_or_nothing_holds_though_the_worker_is_killed_while_it_writes(send, administrator, database_url) -> None:
    batch = send(xlsx(*people(range(60))))
    confirm(batch, hand_of(administrator), False)
    killed_at(60 + 55, database_url)  # sixty rows were asked whether they stand, fifty-five were written
    assert (names(), Batch.objects.get().state) == (set(), BatchState.WRITING)
    batch = done(batch, minutes=2)
    assert (batch.state, counts(batch), len(names())) == (BatchState.DONE, (60, 0, 0, 0), 60)
    assert {staff.history.count() for staff in Staff.objects.filter(username__startswith="sample")} == {1}


def test_each_good_row_is_written_once_though_the_worker_is_killed(send, administrator, database_url) -> None:
    batch = send(xlsx(*people(range(60)), person(60, name="")))
    confirm(batch, hand_of(administrator), True)
    killed_at(30, database_url)  # in the second chunk of twenty
    assert (len(names()), batch.rows.filter(is_written=True).count()) == (20, 20)
    batch = done(batch, minutes=2)
    assert (counts(batch), len(names())) == ((60, 0, 0, 1), 60)
    assert {staff.history.count() for staff in Staff.objects.filter(username__startswith="sample")} == {1}


# Undone


def test_undoing_puts_back_what_nobody_has_touched_and_tells_the_rest(send, work, section, administrator) -> None:
    a_person("sample0", section, name="旧名", employment="administrative", email="sample0@example.com")
    batch = work(send(xlsx(*people(range(3)))))
    changed("sample2", email="later@example.com")
    undo(batch, hand_of(administrator))
    batch = done(batch)
    assert (batch.state, batch.left) == (BatchState.UNDONE, 1)
    told = Staff.objects.filter(username__startswith="sample").values_list("username", "name", "is_active", "email")
    assert list(told.order_by("username")) == [
        ("sample0", "旧名", True, "sample0@example.com"),
        ("sample1", "样例1", False, "sample1@example.com"),
        ("sample2", "样例2", True, "later@example.com"),
    ]
    assert not Appointment.objects.filter(role="officer").exists()
    assert Appointment.history.filter(history_type="-", history_change_reason=f"撤回导入批次 {batch.pk}").count() == 3


def test_an_undoing_that_was_cancelled_goes_on_where_it_was(send, work, administrator) -> None:
    batch = work(send(xlsx(*people(range(15)))))
    undo(batch, hand_of(administrator))
    job = batch.job
    with transaction.atomic():
        undo_chunk(batch, hand_of(administrator), 0, 20)
    assert cancel(job, later())
    batch = Batch.objects.get()
    undo(batch, hand_of(administrator))
    batch = done(batch)
    assert (batch.state, batch.left) == (BatchState.UNDONE, 0)
    assert not Staff.objects.filter(username__startswith="sample", is_active=True).exists()


def test_the_same_file_is_refused_until_its_batch_is_undone(send, work, administrator) -> None:
    data = xlsx(person(0))
    batch = work(send(data))
    with pytest.raises(SameFile, match=f"批次 {batch.pk}"):
        send(data)
    undo(batch, hand_of(administrator))
    done(batch)
    assert send(data).state == BatchState.CHECKED


def test_a_dropped_batch_leaves_no_row_and_its_file_can_be_sent_again(send, administrator) -> None:
    data = xlsx(person(0))
    drop(send(data), hand_of(administrator))
    assert (StagedRow.objects.count(), BatchKey.objects.count()) == (0, 0)
    assert send(data).pk


def test_what_nobody_confirmed_is_gone_after_two_weeks(send) -> None:
    batch = send(xlsx(person(0), person(1, name="")))
    purge_old(later(days=13))
    assert StagedRow.objects.count() == 2
    purge_old(later(days=15))
    batch.refresh_from_db()
    assert (batch.state, StagedRow.objects.count(), BatchKey.objects.count()) == (BatchState.DROPPED, 0, 0)


@pytest.mark.parametrize(
    ("roles", "why"), [("经办人、监督人员", "监督人员不对"), ("审计管理员、系统管理员", "审计管理员与")]
)
def test_a_sheet_gives_nobody_two_roles_that_may_not_meet(send, roles: str, why: str) -> None:
    batch = send(xlsx(person(0, roles=roles)))
    ((heading, reason),) = next(content.problems for _row, content in opened(batch, batch.rows.all()))
    assert (heading, why in reason) == ("岗位/角色", True), reason


def test_an_administrator_that_a_sheet_names_waits_for_a_second_one(send, work) -> None:
    work(send(xlsx(person(1, roles="审计管理员"))))
    assert Appointment.objects.get(staff__username="sample1").waits
