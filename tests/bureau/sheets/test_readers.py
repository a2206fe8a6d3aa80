"""What offices send is read by its content, whole or not at all; whatever is damaged is refused with a reason."""

import io
import random
import struct
import zlib
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from bureau.sheets.archives import MOST_UNPACKED
from bureau.sheets.cells import Broken
from bureau.sheets.columns import Column, Words
from bureau.sheets.headings import fit, table_of
from bureau.sheets.readers import read, read_pasted
from bureau.sheets.unreadable import Unreadable
from tests.bureau.sheets.damage import damaged, packed
from tests.bureau.sheets.workbooks import csv, people, person, saved, xlsx

OLD = Path(__file__).with_name("people.xls")  # in the format of Excel 97
COLUMNS = [Column("姓名", widget=Words(), required=True), Column("账号", "用户名", widget=Words())]


def refusal(data: bytes) -> str:
    with pytest.raises(Unreadable) as refused:
        read(data)
    return str(refused.value)


@pytest.mark.parametrize(
    "data",
    [
        xlsx(person(1)),
        csv(person(1)),
        csv(person(1), encoding="utf-8-sig"),
        csv(person(1), encoding="gb18030"),
        csv(person(1), encoding="utf-16"),
        csv(person(1), mark="\t"),
        csv(person(1), mark=";"),
    ],
    ids=["xlsx", "utf-8", "with its mark", "gb18030", "utf-16", "pasted", "semicolons"],
)
def test_a_table_is_the_same_in_every_form(data: bytes) -> None:
    (sheet,) = read(data)
    assert sheet.rows[1] == ["样例1", "sample1", "规划股", "行政编制", "经办人", "sample1@example.com"]


def test_a_workbook_of_before_2007_is_read_with_its_dates_and_errors() -> None:
    (sheet,) = read(OLD.read_bytes())
    assert sheet.rows[0][:2] == ["姓名", "账号"]
    assert sheet.rows[1][:4] == ["样例1", "sample1", date(2026, 3, 4), Broken("error")]


def test_merged_cells_of_a_workbook_of_before_2007_are_seen() -> None:
    (sheet,) = read(OLD.with_name("merged.xls").read_bytes())
    assert (sheet.rows[2:], sheet.merged) == ([["样例1", "a"], [None, "b"]], ["A3", "A1"])
    with pytest.raises(Unreadable, match="A3"):
        table_of([sheet], COLUMNS, {})


def test_rows_pasted_from_a_table_keep_lines_within_a_cell() -> None:
    (sheet,) = read_pasted('姓名\t备注\n样例\t"一\n二"\n')
    assert sheet.rows == [["姓名", "备注"], ["样例", "一\n二"]]


def test_dates_are_dates_and_what_has_no_value_says_why() -> None:
    (sheet,) = read(xlsx([date(2026, 3, 4), "=1+1", "#N/A", 12.5, None], heading=["a", "b", "c", "d", "e"]))
    assert sheet.rows[1][:4] == [date(2026, 3, 4), Broken("formula"), Broken("error"), 12.5]


def test_hidden_and_empty_sheets_are_no_tables() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(person(1))))
    book.create_sheet("空")
    hidden = book.create_sheet("藏")
    hidden.append(["姓名", "账号"])
    hidden.sheet_state = "hidden"
    assert [sheet.name for sheet in read(saved(book))] == ["人员"]


# Refused as a whole


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (b"", "空的"),
        (b"  \r\n", "空的"),
        (packed({"xl/workbook.xml": bytes(MOST_UNPACKED + 1)}), "文件过大"),
        (packed({str(number): b"" for number in range(201)}), "文件过大"),
        (packed({"xl/vbaProject.bin": b"x"}), "含有宏"),
        (packed({"xl/workbook.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "声明"),
        (packed({"any.txt": b"x"}), "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "已损坏"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "网页"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "既不是工作簿"),
        (b"a,b\n1,\x00", "既不是工作簿"),
        ('姓名,账号\n"样例,a'.encode(), "引号"),
        (xlsx([1] * 101), "表格过大"),
        (xlsx(["x" * 6000]), "超过 5000"),
    ],
)
def test_what_is_no_table_is_refused_with_its_reason(data: bytes, told: str) -> None:
    assert told in refusal(data)


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = packed({"xl/worksheets/sheet1.xml": bytes(400 * 2**20)})
    assert len(bomb) < 2**20
    assert "文件过大" in refusal(bomb)


def test_an_archive_that_lies_about_its_size_is_refused() -> None:
    honest = packed({"[Content_Types].xml": bytes(10**7)})
    lying = honest.replace(struct.pack("<L", 10**7), struct.pack("<L", 100))
    assert lying != honest
    assert "已损坏" in refusal(lying)


# The heading


def table(*rows: list, merged: str = ""):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    return table_of(read(saved(book)), COLUMNS, {})


def test_a_heading_may_stand_below_a_title_and_rows_keep_their_numbers() -> None:
    found = table(["人员台账"], ["姓 名", "账号"], ["样例1", "a"], [], ["样例2", "b"], merged="A1:B1")
    assert (found.headings, [number for number, _cells in found.rows]) == (["姓 名", "账号"], [3, 5])
    assert fit(found.headings, COLUMNS, {}).columns == {0: "姓名", 1: "账号"}


@pytest.mark.parametrize(
    ("rows", "merged", "told"),
    [
        ([["姓名", "账号"]], "", "没有数据"),
        ([["样例1", "a"], ["样例2", "b"]], "", "没有找到表头"),
        ([["姓名", None, "账号"], ["a", "b", "c"]], "", "第2列没有表头"),
        ([["姓名", "账号"], ["a", "b", "c"]], "", "第2行"),
        ([["姓名", "账号", "初始密码"], ["a", "b", "c"]], "", "不得填写密码"),
        ([["姓名", "账号"], ["a", "b"], ["c", "d"]], "A2:A3", "A2 处有合并单元格"),
    ],
)
def test_a_table_with_a_gap_is_refused(rows: list, merged: str, told: str) -> None:
    with pytest.raises(Unreadable, match=told):
        table(*rows, merged=merged)


def test_two_sheets_of_the_same_kind_are_refused() -> None:
    book = openpyxl.load_workbook(io.BytesIO(xlsx(["样例1", "a"], heading=["姓名", "账号"])))
    book.copy_worksheet(book.active)
    with pytest.raises(Unreadable, match="人员、人员 Copy"):
        table_of(read(saved(book)), COLUMNS, {})


def test_headings_are_strict_and_a_mapping_says_what_a_sender_means() -> None:
    found = fit(["名字", "用户名", "账号", "序号"], COLUMNS, {})
    assert (found.unknown, found.missing, found.twice) == (["名字"], ["姓名"], ["账号"])
    assert fit(["名字", "账号", "星座"], COLUMNS, {"名字": "姓名", "星座": ""}).is_whole


# Damage


@pytest.mark.parametrize("seed", range(4))
def test_of_hundreds_of_damaged_files_each_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    whole = [xlsx(*people(range(4))), OLD.read_bytes(), csv(*people(range(4)), encoding="gb18030")]
    told = []
    for _ in range(150):
        try:
            read(damaged(chance.choice(whole), chance))
        except Unreadable as refused:
            told.append(str(refused))
    assert len(told) > 40
    assert all(told)


def test_noise_is_refused() -> None:
    chance = random.Random(7)
    noise = [chance.randbytes(500) for _ in range(100)] + [b"PK\x03\x04" + chance.randbytes(300) for _ in range(100)]
    noise += [zlib.compress(chance.randbytes(300)) for _ in range(50)]
    assert all(refusal(data) for data in noise)
