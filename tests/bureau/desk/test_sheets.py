"""Sheets on the screen: sent, looked at, confirmed, taken back; by whoever may, and by nobody else."""

import io
import random

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from bureau.audit.access import AccessLog, Event
from bureau.people.roles import Role
from bureau.people.staff import Staff
from bureau.sheets.archives import MOST_BYTES
from bureau.sheets.batches import Batch, BatchState, Mapping, StagedRow
from bureau.sheets.headings import ORIGINAL_ROW, REASON
from tests.bureau.sheets.conftest import administrator, done, section
from tests.bureau.sheets.test_readers import damaged
from tests.bureau.sheets.workbooks import HEADING, csv, people, person, xlsx
from tests.records import a_person, a_section

__all__ = ["administrator", "section"]  # fixtures

pytestmark = pytest.mark.django_db(transaction=True)
IMPORT, LIST = reverse("admin:bureau_staff_import"), reverse("admin:bureau_staff_changelist")


@pytest.fixture
def screen(administrator: Staff) -> Client:
    return signed_in(administrator)


def signed_in(person: Staff) -> Client:
    client = Client()
    client.force_login(person)
    return client


def sent(screen: Client, data: bytes, **fields: object):
    return screen.post(IMPORT, {"file": SimpleUploadedFile("人员.xlsx", data)} | fields)


def page(batch: Batch, view: str = "change") -> str:
    return reverse(f"admin:bureau_batch_{view}", args=[batch.pk])


def names() -> set[str]:
    return set(Staff.objects.filter(username__startswith="sample").values_list("username", flat=True))


def test_a_sheet_is_sent_looked_at_confirmed_and_taken_back(screen: Client) -> None:
    assert IMPORT in screen.get(LIST).text
    answer = sent(screen, xlsx(person(0), person(1, section="没有股")))
    batch = Batch.objects.get()
    assert answer.url == page(batch)
    shown = screen.get(page(batch)).text
    for told in ("没有股", "本单位没有", "仅写入正确的行", "样例0"):
        assert told in shown
    screen.post(page(batch, "confirm"), {"good_rows_only": "1"})
    assert "Refresh" in screen.get(page(batch)).headers
    done(batch)
    assert (names(), "撤回本次导入" in screen.get(page(batch)).text) == ({"sample0"}, True)
    screen.post(page(batch, "undo"))
    done(batch)
    assert not Staff.objects.get(username="sample0").is_active


def test_nothing_is_written_within_the_request(screen: Client) -> None:
    sent(screen, xlsx(person(0)))
    batch = Batch.objects.get()
    screen.post(page(batch, "confirm"))
    assert (names(), Batch.objects.get().state) == (set(), BatchState.WRITING)
    assert screen.post(reverse("admin:bureau_staff_process_import")).status_code == 404


def test_more_rows_than_one_transaction_takes_are_offered_row_by_row(screen: Client, monkeypatch) -> None:
    monkeypatch.setattr("bureau.sheets.staff.StaffResource.at_once", 2)
    sent(screen, xlsx(*people(range(3))))
    batch = Batch.objects.get()
    shown = screen.get(page(batch)).text
    assert ("全部写入" in shown, "仅写入正确的行" in shown) == (False, True)
    assert "超过 2 行" in screen.post(page(batch, "confirm"), follow=True).text
    screen.post(page(batch, "confirm"), {"good_rows_only": "1"})
    assert (done(batch).state, len(names())) == (BatchState.DONE, 3)


def test_a_double_click_confirms_once(screen: Client) -> None:
    sent(screen, xlsx(person(0)))
    batch = Batch.objects.get()
    screen.post(page(batch, "confirm"))
    assert "不在待确认状态" in screen.post(page(batch, "confirm"), follow=True).text


def test_a_long_sheet_is_checked_in_the_background(screen: Client) -> None:
    sent(screen, xlsx(*people(range(120))))
    batch = Batch.objects.get()
    assert (batch.state, batch.is_at_work) == (BatchState.CHECKING, True)
    assert (done(batch).state, Batch.objects.get().new) == (BatchState.CHECKED, 120)


def test_pasted_rows_are_a_sheet_too(screen: Client) -> None:
    screen.post(IMPORT, {"pasted": csv(person(0), mark="\t").decode()})
    assert Batch.objects.get().new == 1


def test_the_marked_copy_holds_the_wrong_rows_with_their_reasons_and_is_logged(screen: Client) -> None:
    sent(screen, csv(person(0), person(1, email="x", name="=样例")))
    batch = Batch.objects.get()
    answer = screen.get(page(batch, "copy"))
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    heading, wrong = ([cell.value for cell in row] for row in sheet.iter_rows())
    assert heading == [*HEADING, REASON, ORIGINAL_ROW]
    assert (wrong[0], wrong[5], wrong[7], len(wrong[6]) > 3) == ("=样例", "x", 3, True)
    assert sheet["F2"].comment is not None
    assert AccessLog.objects.get(event=Event.EXPORT).count == 1


def test_a_corrected_copy_is_read_like_any_sheet(screen: Client) -> None:
    sent(screen, xlsx(person(1, email="x")))
    book = openpyxl.load_workbook(io.BytesIO(screen.get(page(Batch.objects.get(), "copy")).content))
    book.active["F2"] = "sample1@example.com"
    kept = io.BytesIO()
    book.save(kept)
    sent(screen, kept.getvalue())
    assert (Batch.objects.count(), Batch.objects.first().new) == (2, 1)


def test_headings_of_a_sender_are_matched_once_and_remembered(screen: Client) -> None:
    theirs = ["人名", "账号", "股室", "编制类型", "岗位/角色", "星座"]
    sent(screen, xlsx(person(0, email="天蝎"), heading=theirs), sender="样例街道")
    batch = Batch.objects.get()
    assert (batch.state, "人名" in screen.get(page(batch)).text) == (BatchState.MATCHING, True)
    meant = {f"heading_{place}": name for place, name in enumerate(["姓名", *HEADING[1:5], ""])}
    screen.post(page(batch, "match"), meant)
    assert Batch.objects.get().new == 1
    sent(screen, xlsx(person(1, email="双鱼"), heading=theirs), sender="样例街道")
    assert Batch.objects.first().state == BatchState.CHECKED
    assert Mapping.objects.get().history.count() == 1


def test_a_matching_with_a_gap_is_told(screen: Client) -> None:
    sent(screen, xlsx(person(0), heading=["人名", *HEADING[1:]]))
    batch = Batch.objects.get()
    meant = {f"heading_{place}": name for place, name in enumerate(["", *HEADING[1:]])}
    answer = screen.post(page(batch, "match"), meant, follow=True)
    assert "缺少的表头：姓名" in answer.text
    assert Batch.objects.get().state == BatchState.MATCHING


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({}, "二者取其一"),
        ({"pasted": "姓名\t密码\n样例\t1"}, "不得填写密码"),
        ({"pasted": "只有一行"}, "没有找到表头"),
        ({"pasted": "姓名\t账号"}, "没有数据"),
        ({"file": SimpleUploadedFile("a.xlsx", b"PK\x03\x04 no workbook")}, "已损坏"),
    ],
)
def test_what_cannot_be_read_is_told_on_the_same_page(screen: Client, fields: dict, told: str) -> None:
    answer = screen.post(IMPORT, fields)
    assert (answer.status_code, told in answer.text, Batch.objects.exists()) == (200, True, False)


def test_a_file_beyond_the_bound_is_refused_before_it_is_read(screen: Client) -> None:
    answer = screen.post(IMPORT, {"file": SimpleUploadedFile("a.xlsx", bytes(MOST_BYTES + 1))})
    assert (answer.status_code, "文件过大" in answer.text, Batch.objects.exists()) == (200, True, False)


def test_damaged_files_never_break_the_page_nor_leave_part_of_a_sheet(screen: Client) -> None:
    chance = random.Random(11)
    whole = [xlsx(*people(range(5))), csv(*people(range(5)), encoding="gb18030")]
    statuses = {sent(screen, damaged(chance.choice(whole), chance)).status_code for _ in range(60)}
    assert statuses <= {200, 302}
    assert names() == set()
    for batch in Batch.objects.all():
        assert screen.get(page(batch)).status_code == 200


# Who may


def test_who_may_not_write_staff_neither_imports_nor_sees_a_batch(screen: Client, section) -> None:
    sent(screen, xlsx(person(0)))
    batch = Batch.objects.get()
    officer = signed_in(a_person("officer", section, Role.OFFICER, is_staff=True))
    assert IMPORT not in officer.get(LIST).text
    assert (officer.get(IMPORT).status_code, sent(officer, xlsx(person(9))).status_code) == (403, 403)
    assert [officer.get(page(batch, view)).status_code for view in ("change", "copy")] == [404, 404]
    assert [officer.post(page(batch, view)).status_code for view in ("confirm", "drop", "undo", "match")] == [404] * 4
    assert (Batch.objects.get().state, StagedRow.objects.count()) == (BatchState.CHECKED, 1)


def test_an_administrator_of_another_bureau_sees_nothing_of_a_batch(screen: Client) -> None:
    sent(screen, xlsx(person(0)))
    batch = Batch.objects.get()
    other = signed_in(a_person("other", a_section("他股", "他局"), Role.SYSTEM_ADMINISTRATOR, is_staff=True))
    assert [other.get(page(batch, view)).status_code for view in ("change", "copy", "history")] == [404, 404, 302]
    assert page(batch) not in other.get(reverse("admin:bureau_batch_changelist")).text
    assert other.post(page(batch, "drop")).status_code == 404


def test_buttons_want_a_post_with_its_token(administrator: Staff, screen: Client) -> None:
    sent(screen, xlsx(person(0)))
    batch = Batch.objects.get()
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(administrator)
    assert strict.post(page(batch, "confirm")).status_code == 403
    assert screen.get(page(batch, "confirm")).status_code == 404
    assert Batch.objects.get().state == BatchState.CHECKED
