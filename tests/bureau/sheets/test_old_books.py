"""Workbooks of Excel 97 to 2003 that we write, read back by xlrd and by our own reader."""

import pytest
import tablib
import xlrd

from bureau.sheets.old_books import old_book
from bureau.sheets.readers import read

HEADING = ["行号", "名称", "空", "像公式", "长文本"]


def book(count: int, longest: int = 5_000) -> tuple[list[list[str]], bytes]:
    rows = [[str(n), "样例" * (n % 7), "", "=1+1", "违法事实" * (n * 997 % longest // 4)] for n in range(count)]
    return rows, old_book(tablib.Dataset(*rows, headers=HEADING, title="自然人行政处罚"))


@pytest.mark.parametrize("count", [1, 40, 400])
def test_every_cell_comes_back_as_the_text_that_it_was(count: int) -> None:
    """Long ones go on in further records, at every place where a record may end."""
    rows, data = book(count)
    sheet = xlrd.open_workbook(file_contents=data).sheet_by_index(0)
    assert (sheet.name, sheet.nrows, sheet.row_values(0)) == ("自然人行政处罚", count + 1, HEADING)
    assert [sheet.row_values(place) for place in range(1, count + 1)] == rows
    assert {cell.ctype for cell in sheet.row(1)} <= {xlrd.XL_CELL_TEXT, xlrd.XL_CELL_EMPTY}


def test_our_own_reader_takes_it() -> None:
    rows, data = book(40)
    (sheet,) = read(data)
    assert sheet.rows[0] == HEADING
    assert [[cell or "" for cell in row] + [""] * (5 - len(row)) for row in sheet.rows[1:]] == rows


def test_a_book_may_be_larger_than_its_header_can_list() -> None:
    texts = [f"{n}" + "长" * 30_000 for n in range(200)]
    data = old_book(tablib.Dataset(*[[text] for text in texts], headers=["一"]))
    assert len(data) > 109 * 128 * 512
    assert xlrd.open_workbook(file_contents=data).sheet_by_index(0).col_values(0, 1) == texts
