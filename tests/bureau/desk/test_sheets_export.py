"""What leaves the house: opens right, calculates nothing, bears no secret and no person's data, and is logged."""

import csv
import io
from datetime import date

import openpyxl
import pytest
import tablib
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from bureau.audit.access import AccessLog, Event
from bureau.casework.docket import Docket
from bureau.casework.gate import open_case
from bureau.desk.sheets_columns import without_secrets
from bureau.people.roles import Role
from bureau.people.staff import Staff
from bureau.sheets.formats import Csv, Xlsx, as_text
from bureau.sheets.formulas import neutral, undone
from bureau.sheets.readers import read
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits.models import Permit
from tests.records import a_person, a_section

EXPORT = reverse("admin:bureau_staff_export")
WORKBOOK, TEXT, LEDGER = "0", "1", "2"
HARMFUL = ["=1+1", "@SUM(1)", "-1+1", "+A1", "\t=1", " =1", "＝1", "'=1", "a\n=1", '=HYPERLINK("http://x")']
HARMLESS = ["样例", "-1.5", "+86", "12%", "a=b", "", "2026-03-04", "91440000000000000X"]


@pytest.mark.parametrize("text", [*HARMFUL, *HARMLESS, "440102199001011234", "0662"])
def test_what_is_written_as_csv_is_read_back_as_it_was(text: str) -> None:
    data = Csv().export_data(tablib.Dataset([text, "x"], headers=["甲", "乙"]))
    assert read(data)[0].rows[1] == [text or None, "x"]


@pytest.mark.parametrize("text", HARMFUL)
def test_a_spreadsheet_finds_no_formula_in_csv(text: str) -> None:
    assert neutral(text).startswith("'")
    assert undone(neutral(text)) == text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_is_left_alone(text: str) -> None:
    assert neutral(text) == text


def test_csv_bears_the_mark_by_which_excel_knows_it_and_keeps_long_digits() -> None:
    data = Csv().export_data(tablib.Dataset(["440102199001011234"], headers=["证件号"]))
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))[1] == ["440102199001011234\t"]


@pytest.mark.parametrize("text", HARMFUL)
def test_a_workbook_keeps_every_text_and_has_no_formula(text: str) -> None:
    data = Xlsx().export_data(tablib.Dataset([text, date(2026, 3, 4), 12], headers=["甲", "乙", "丙"], title="样例"))
    cells = list(openpyxl.load_workbook(io.BytesIO(data)).active.iter_rows())[1]
    assert [(cell.value, cell.data_type) for cell in cells[:1]] == [(text, "s")]
    assert (cells[1].is_date, cells[2].value) == (True, 12)


def test_a_table_is_copied_as_text_with_a_line_for_each_row() -> None:
    assert as_text(tablib.Dataset(["一\n二", date(2026, 3, 4)], headers=["甲", "乙"])) == "甲\t乙\n一 二\t2026-03-04"


# From a list


@pytest.fixture
def administrator(db: None) -> Staff:
    section = a_section()
    a_person("sample", section, name="=样例", email="sample@example.com", employment="contract")
    return a_person("admin", section, Role.SYSTEM_ADMINISTRATOR, name="样例甲", is_staff=True)


@pytest.fixture
def screen(administrator: Staff) -> Client:
    client = Client()
    client.force_login(administrator)
    return client


def exported(screen: Client, shape: str, query: str = "", **fields: str):
    return screen.post(f"{EXPORT}{query}", {"format": shape, "purpose": "样例用途"} | fields)


def test_a_list_leaves_as_it_is_filtered_and_is_logged_with_filter_and_count(screen: Client, administrator) -> None:
    answer = exported(screen, WORKBOOK, "?employment__exact=contract")
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][:3] == ["用户名", "姓名", "股室"]
    assert rows[1][:5] == ["sample", "=样例", "规划股", "sample@example.com", "聘用"]
    entry = AccessLog.objects.get(event=Event.EXPORT)
    assert (entry.actor, entry.count, entry.record, entry.purpose) == (
        administrator, 1, "bureau.staff", "样例用途（筛选：employment__exact=contract）",
    )  # fmt: skip
    assert "%E6%A0%B7%E4%BE%8B%E7%94%B2" in answer["Content-Disposition"]  # who took it out
    assert (sheet.oddFooter.left.text or "").startswith(f"样例甲 {timezone.localtime().strftime('%Y-%m-%d')}")


def test_a_ledger_is_a_page_with_unit_period_serial_number_and_hands(screen: Client) -> None:
    shown = exported(screen, LEDGER, period="2026年3月").text
    today = timezone.localtime().strftime("%Y-%m-%d %H:")
    for told in ("样例局", "2026年3月", today, "序号", "制表人", "样例甲", "审核人", "sample@example.com"):
        assert told in shown


def test_no_purpose_no_export(screen: Client) -> None:
    assert exported(screen, TEXT, purpose=" ").headers["Content-Type"].startswith("text/html")
    assert not AccessLog.objects.filter(event=Event.EXPORT).exists()


def test_who_is_no_exporter_takes_nothing_out(screen: Client) -> None:
    officer = Client()
    officer.force_login(a_person("officer", Staff.objects.get(username="sample").section, Role.OFFICER, is_staff=True))
    assert (officer.get(EXPORT).status_code, exported(officer, TEXT).status_code) == (403, 403)
    assert EXPORT not in officer.get(reverse("admin:bureau_staff_changelist")).text


def test_staff_of_another_bureau_do_not_leave(screen: Client) -> None:
    a_person("foreign", a_section("他股", "他局"))
    assert "foreign" not in exported(screen, TEXT).content.decode("utf-8-sig")


@pytest.mark.parametrize("query", ["?employment__exact=contract&o=x", "?is_active__exact=perhaps", "?p=99"])
def test_an_odd_address_breaks_nothing(screen: Client, query: str) -> None:
    assert screen.get(f"{EXPORT}{query}").status_code in (200, 302)


@pytest.mark.django_db
def test_work_secrets_never_leave() -> None:
    section = a_section()
    by = hand(a_person("officer", section, Role.OFFICER))
    for number in ("1", "2"):
        open_case(Permit, by, number=number, title="样例", section=section, opened_on=OPENED)
    secret = Docket.objects.get(number="2")
    secret.is_work_secret, secret.hand = True, by
    secret.save(held=True)
    assert [str(case) for case in without_secrets(Permit.objects.all())] == ["1"]
    assert [str(docket) for docket in without_secrets(Docket.objects.all())] == ["1"]
