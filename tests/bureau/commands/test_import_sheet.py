"""`manage.py import_sheet`: what is new, changed, unchanged, refused, and why; as on the screen."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from bureau.audit.hand import Source
from bureau.notices.jobs import Job
from bureau.people.appointments import Appointment
from bureau.people.bureaus import Section
from bureau.people.staff import Staff
from bureau.sheets.batches import Batch
from tests.bureau.sheets.workbooks import people, person, xlsx
from tests.records import a_person, a_section

pytestmark = pytest.mark.django_db


@pytest.fixture
def section() -> Section:
    return a_section()


def imported(capsys: pytest.CaptureFixture[str], data: bytes, folder: Path, *options: str) -> tuple[int, dict]:
    file = folder / "人员.xlsx"
    file.write_bytes(data)
    code = 0
    try:
        call_command("import_sheet", "staff", str(file), "--json", *options)
    except SystemExit as left:
        code = left.code
    return code, json.loads(capsys.readouterr().out)


def test_accounts_are_made_with_their_roles_and_without_a_password(section, tmp_path: Path, capsys) -> None:
    code, told = imported(capsys, xlsx(*people(range(3))), tmp_path)
    assert (code, told["counts"]) == (0, {"new": 3, "changed": 0, "unchanged": 0, "refused": 0})
    made = Staff.objects.get(username="sample1")
    assert (made.name, made.section, made.employment, made.email, made.is_staff, made.has_usable_password()) == (
        "样例1", section, "administrative", "sample1@example.com", True, False,
    )  # fmt: skip
    assert [(held.role, held.section, held.until_on) for held in made.appointments.all()] == [
        ("officer", section, None)
    ]


def test_one_change_binds_the_batch_and_each_record_has_one_version(section, tmp_path: Path, capsys) -> None:
    a_person("sample0", section, name="旧名", email="sample0@example.com", employment="administrative")
    imported(capsys, xlsx(*people(range(2))), tmp_path)
    batch = Batch.objects.get()
    versions = [
        *Staff.history.filter(history_change=batch.change_id),
        *Appointment.history.filter(history_change=batch.change_id),
    ]
    told = sorted(f"{row.instance_type.__name__} {row.history_type}" for row in versions)
    assert told == ["Appointment +", "Appointment +", "Staff +", "Staff ~"]
    assert {(row.history_source, row.history_actor) for row in versions} == {(Source.IMPORT, "import_sheet")}


def test_what_is_unchanged_leaves_no_version(section, tmp_path: Path, capsys) -> None:
    imported(capsys, xlsx(*people(range(2))), tmp_path)
    before = Staff.history.count(), Appointment.history.count()
    _code, told = imported(capsys, xlsx(person(0), person(1), person(2)), tmp_path)
    assert told["counts"] == {"new": 1, "changed": 0, "unchanged": 2, "refused": 0}
    assert (Staff.history.count(), Appointment.history.count()) == (before[0] + 1, before[1] + 1)


def test_one_wrong_row_keeps_all_out_and_is_told_with_row_column_and_reason(section, tmp_path: Path, capsys) -> None:
    code, told = imported(capsys, xlsx(person(0), person(1, employment="临时")), tmp_path)
    assert code == 1
    assert told["rows"] == [
        {"row": 3, "column": "编制类型", "reason": "“临时”不在可选范围内：行政编制、事业编制、聘用。"}
    ]
    assert not Staff.objects.filter(username__startswith="sample").exists()


def test_good_rows_only_writes_the_others(section, tmp_path: Path, capsys) -> None:
    code, told = imported(capsys, xlsx(person(0), person(1, name="")), tmp_path, "--good-rows-only")
    assert (code, told["counts"]["new"], told["counts"]["refused"]) == (1, 1, 1)
    assert list(Staff.objects.filter(username__startswith="sample").values_list("username", flat=True)) == ["sample0"]


def test_a_dry_run_tells_and_keeps_nothing(section, tmp_path: Path, capsys) -> None:
    code, told = imported(capsys, xlsx(*people(range(2))), tmp_path, "--dry-run")
    assert (code, told["counts"]["new"], told["written"]) == (0, 2, False)
    assert (Staff.objects.count(), Batch.objects.count()) == (0, 0)


def test_the_same_file_is_refused_twice(section, tmp_path: Path, capsys) -> None:
    data = xlsx(*people(range(2)))
    imported(capsys, data, tmp_path)
    code, told = imported(capsys, data, tmp_path)
    assert code == 1
    assert "同一文件" in told["refused_file"]


def test_it_is_told_in_plain_words_too(section, tmp_path: Path, capsys) -> None:
    (tmp_path / "a.xlsx").write_bytes(xlsx(person(0, email="nowhere")))
    with pytest.raises(SystemExit):
        call_command("import_sheet", "staff", str(tmp_path / "a.xlsx"))
    assert "有误 1\n第2行，邮箱：" in capsys.readouterr().out


def test_an_account_imports_only_within_its_reach(section, tmp_path: Path, capsys) -> None:
    a_person("officer", section, "officer")
    with pytest.raises(CommandError, match="may not import"):
        imported(capsys, xlsx(person(0)), tmp_path, "--by", "officer")


def test_an_account_imports_by_its_own_hand_and_leaves_no_job_behind(section, tmp_path: Path, capsys) -> None:
    by = a_person("admin", section, "system_administrator", "security_administrator")
    assert imported(capsys, xlsx(person(0)), tmp_path, "--by", "admin")[0] == 0
    version = Staff.history.get(username="sample0")
    assert (version.history_user_id, version.history_source, Job.objects.count()) == (by.pk, Source.IMPORT, 0)


def test_what_was_refused_can_be_sent_again(section, tmp_path: Path, capsys) -> None:
    data = xlsx(person(0), person(1, name=""))
    assert imported(capsys, data, tmp_path)[0] == 1
    assert imported(capsys, data, tmp_path, "--good-rows-only")[1]["counts"]["new"] == 1


def test_headings_that_do_not_fit_are_told_and_leave_no_batch(section, tmp_path: Path, capsys) -> None:
    code, told = imported(
        capsys, xlsx(person(0), heading=["人名", "账号", "股室", "编制类型", "岗位/角色", "邮箱"]), tmp_path
    )
    assert (code, told["refused_file"]) == (1, "不认识的表头：人名; 缺少的表头：姓名")
    assert not Batch.objects.exists()
