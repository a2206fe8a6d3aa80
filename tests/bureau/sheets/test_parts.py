"""What calamine could get wrong of a workbook of today: places, kinds of values, and what would end the process."""

import io
import random
import zipfile
from datetime import date, datetime, time

import openpyxl
import pytest
import python_calamine
from django.core.exceptions import ValidationError
from django.utils import translation
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from bureau.sheets import parts
from bureau.sheets.archives import MOST_ROWS, guard
from bureau.sheets.cells import Broken, text_of
from bureau.sheets.readers import Sheet, read
from bureau.sheets.unreadable import Unreadable
from tests.bureau.sheets.damage import packed
from tests.bureau.sheets.workbooks import MAIN, saved, written

FORMULA, ERROR = Broken("formula"), Broken("error")
NOISE = random.Random(1).randbytes(20_000).hex()  # an archive of nothing but equal rows would be a bomb
ONE = '<row r="1"><c r="A1"><v>1</v></c></row>'


def only(rows: str) -> list:
    (sheet,) = read(written(rows))
    return sheet.rows


def refused(data: bytes) -> str:
    with pytest.raises(Unreadable) as told:
        read(data)
    return str(told.value)


# Places


def test_rows_and_columns_keep_their_places_behind_empty_ones() -> None:
    rows = only('<row r="3"><c r="C3"><v>1</v></c></row><row r="6"><c r="B6"><v>2</v></c><c r="D6"><v>3</v></c></row>')
    assert rows == [[], [], [None, None, 1], [], [], [None, 2, None, 3]]


@pytest.mark.parametrize(
    "rows",
    [
        "<row><c><v>1</v></c><c><v>2</v></c></row><row><c><v>3</v></c></row>",
        "<x:row r='1'><x:c r='A1'><x:v>1</x:v></x:c><x:c r='B1'><x:v>2</x:v></x:c></x:row><row><c><v>3</v></c></row>",
        '<row spans="1:2" r = "1"><c s="0" r="A1"><v>1</v></c><c r="b1"><v>2</v></c></row><row><c><v>3</v></c></row>',
    ],
    ids=["not said", "prefixes", "otherwise"],
)
def test_places_may_be_left_out_or_written_in_any_way(rows: str) -> None:
    assert only(rows) == [[1, 2], [3]]


def test_what_is_looked_over_may_be_divided_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="e"><v>#N/A</v></c></row>' for n in range(1, 9)
    )
    for size in range(200, 230):
        monkeypatch.setattr(parts, "PIECE", size)
        assert only(rows + '<row r="9"><c r="C9"><f>1</f></c></row>')[7:] == [[8, ERROR], [None, None, FORMULA]]


def test_merged_cells_are_named() -> None:
    book = openpyxl.Workbook()
    book.active["C2"] = "样例"
    book.active.merge_cells("C2:D4")
    assert read(saved(book)) == [Sheet("Sheet", [[], [None, None, "样例"]], ["C2"])]


# Values


def test_numbers_are_told_as_they_were_typed_and_long_ones_refused() -> None:
    typed = ["0.1", "123", "123.0", "-7", "1E3", "999999999999999", "0.30000000000000004", "1E-7"]
    (cells,) = only("<row>" + "".join(f"<c><v>{number}</v></c>" for number in typed) + "</row>")
    told = ["0.1", "123", "123", "-7", "1000", "999999999999999", "0.30000000000000004", "1e-07"]
    assert [text_of(cell) for cell in cells] == told


@pytest.mark.parametrize("number", ["4.4E+17", "440000000000000000", "1E15", "-1E15", "nan", "inf"])
def test_a_number_that_has_lost_digits_is_refused(number: str) -> None:
    ((cell,),) = only(f"<row><c><v>{number}</v></c></row>")
    with pytest.raises(ValidationError):
        text_of(cell)


def test_a_day_is_the_same_whichever_year_a_workbook_counts_from() -> None:
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(2026, 3, 4), datetime(2026, 3, 4, 15, 30)])
    (sheet,) = read(saved(book))
    assert sheet.rows == [[date(2026, 3, 4), datetime(2026, 3, 4, 15, 30)]]
    days = '<row r="1"><c r="A1" s="1"><v>44623</v></c></row>'
    assert [read(written(days, date1904=mac))[0].rows for mac in (0, 1)] == [[[date(2022, 3, 3)]], [[date(2026, 3, 4)]]]


def test_true_and_false_are_neither_numbers_nor_texts() -> None:
    ((yes, no, one),) = only('<row><c t="b"><v>1</v></c><c t="b"><v>0</v></c><c><v>1</v></c></row>')
    assert (yes, no, one) == (True, False, 1)
    assert [text_of(cell) for cell in (yes, no, one)] == ["TRUE", "FALSE", "1"]


def test_a_text_of_digits_stays_a_text_and_an_empty_one_is_no_cell() -> None:
    texts = ["007", "914400000000000017", "", "4.4E+17", " a "]
    given = "".join(f'<c t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>' for text in texts)
    assert only(f"<row>{given}</row>") == [["007", "914400000000000017", None, "4.4E+17", " a "]]


def test_errors_and_formulas_without_a_value_are_told_and_no_others() -> None:
    cells = (
        '<c r="A1" t="e"><v>#DIV/0!</v></c><c r="B1" t="e"><f>1/0</f><v>#REF!</v></c><c r="C1"><f>1+1</f></c>'
        '<c r="D1"><f>1+1</f><v></v></c><c r="E1"><f>1+1</f><v>2</v></c><c r="F1" t="str"><f>""</f><v></v></c>'
        '<c r="G1" t="str"><f>A2</f><v>#N/A</v></c><c r="H1"><f t="shared" si="0"/></c>'
    )
    told = [ERROR, ERROR, FORMULA, FORMULA, 2, None, ERROR, FORMULA]
    assert only(f'<row r="1">{cells}</row><row r="4"><c r="B4"><f>1</f></c></row>') == [told, [], [], [None, FORMULA]]


def test_an_error_that_nobody_knows_names_its_row() -> None:
    assert "第 3 行" in refused(written('<row r="3"><c r="A3" t="e"><v>#SPILL!</v></c></row>'))


def test_it_is_read_as_openpyxl_reads_it() -> None:
    """The other reader is the second count."""
    values = ["样例", "a\nb", "<&>", 1, 2.5, -3, True, date(2026, 3, 4), datetime(2026, 3, 4, 15, 30, 20), time(8, 30)]
    book = openpyxl.Workbook()
    for number in range(40):
        book.active.append([None] * (number % 3) + values[number % 5 :] if number % 4 else [])
    data = saved(book)
    other = openpyxl.load_workbook(io.BytesIO(data)).active
    told = [[cell.value for cell in row] for row in other.iter_rows()]
    days = [[cell.date() if cell == datetime(2026, 3, 4) else cell for cell in row] for row in told]
    same = [[str(cell) if isinstance(cell, time) else cell for cell in row] for row in days]
    (sheet,) = read(data)
    assert [row + [None] * (other.max_column - len(row)) for row in sheet.rows] == same


# Sheets


def test_sheets_that_are_hidden_are_left_out_whatever_is_in_them() -> None:
    far = '<row r="1048576"><c r="XFD1048576" t="e"><v>#SPILL!</v></c></row>'
    found = read(written(ONE, far, far, ONE, states=["visible", "hidden", "veryHidden", "visible"]))
    assert [sheet.name for sheet in found] == ["S1", "S4"]


def test_a_workbook_of_another_kind_is_no_workbook() -> None:
    mimetype = b"application/vnd.oasis.opendocument.spreadsheet"
    assert "已损坏" in refused(packed({"mimetype": mimetype, "content.xml": b"<a/>"}))
    assert "已损坏" in refused(packed({"_rels/.rels": b"<a/>", "xl/workbook.bin": b""}))


# What would end the process


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> None:
    """calamine is not asked at all: here it would take the process with it."""
    monkeypatch.setattr(python_calamine, "load_workbook", lambda _data: pytest.fail("calamine was asked"))


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize(
    "rows",
    [
        ONE + '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        ONE + "<row r='1048576'><c r='A1048576'><v>1</v></c></row>",
        ONE + '<row r="200001"><c><v>1</v></c></row>',
        ONE + "<row/>" * 200_000 + f"<!--{NOISE}--><row><c><v>1</v></c></row>",
        ONE + '<row r="2"><c r="CW2"><v>1</v></c></row>',
        ONE + '<row r="2"><c s="0" r="xfd2"><v>1</v></c></row>',
        ONE + '<row r="2"><c\tr = "XFD2"><v>1</v></c></row>',
        ONE + '<x:row r="2"><x:c r="XFD2"><x:v>1</x:v></x:c></x:row>',
        ONE + "<row>" + "<c/>" * 100 + "<c><v>1</v></c></row>",
        ONE + '<row r="2"><c r="CW2" t="inlineStr"><is><t>a</t></is></c></row>',
        ONE + '<row r="2"><c r="XFD2"><f>1</f></c></row>',
    ],
)
def test_cells_that_are_far_out_are_refused_before_calamine_is_asked(rows: str) -> None:
    assert "表格过大" in refused(written(rows))


def test_cells_that_are_far_out_and_hold_nothing_are_no_matter() -> None:
    far = '<row r="2"><c r="XFD2" s="1"/></row><row r="1048576"><c r="A1048576" s="1"/></row>'
    assert only(ONE + far) == [[1]]
    assert only('<row r="2"><c r="CV2"><v>1</v></c></row><row r="199999"><c r="A199999"><v>1</v></c></row>')[1][99] == 1


ANNOUNCED = f'<sst xmlns="{MAIN}" uniqueCount="{2**64 - 1}"><si><t>a</t></si></sst>'


@pytest.mark.usefixtures("unasked")
@pytest.mark.parametrize("count", ["9999999999999", "1000", str(2**64 - 1), "9" * 5000])
def test_more_texts_than_there_is_room_for_are_refused_before_calamine_is_asked(count: str) -> None:
    assert "已损坏" in refused(written(ONE, texts=ANNOUNCED.replace(str(2**64 - 1), count)))


def test_a_panic_of_calamine_is_told_as_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    """A real one: room for more texts than can be counted."""
    monkeypatch.setattr(parts, "_demand_room", lambda *_given: None)
    assert "已损坏" in refused(written(ONE, texts=ANNOUNCED))


@pytest.mark.parametrize("ends", [KeyboardInterrupt, SystemExit])
def test_what_is_no_damage_goes_on_up(ends: type[BaseException], monkeypatch: pytest.MonkeyPatch) -> None:
    def ended(_data: object) -> None:
        raise ends

    monkeypatch.setattr(python_calamine, "load_workbook", ended)
    with pytest.raises(ends):
        read(written(ONE))


@pytest.mark.usefixtures("unasked")
def test_declarations_are_refused_wherever_they_stand() -> None:
    declared = f'<!--{" " * 3000}--><!DOCTYPE a [<!ENTITY b "c">]><worksheet><sheetData><row/></sheetData></worksheet>'
    with zipfile.ZipFile(io.BytesIO(written(ONE))) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    assert "声明" in refused(packed(whole | {"xl/worksheets/sheet1.xml": declared.encode()}))


# Bounds


def test_a_hundred_thousand_rows_are_read_with_what_stands_above_them_and_no_more() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>1</v></c></row>' for n in range(1, MOST_ROWS + 12))
    assert "100000 行" in refused(written(rows))
    (sheet,) = read(written(rows[: rows.rindex("<row")]))
    assert len(sheet.rows) == MOST_ROWS + 10 == 100_010


def test_a_hundred_thousand_equal_rows_are_no_bomb() -> None:
    cells = "".join(f'<c r="{chr(65 + place)}0" t="s"><v>7</v></c>' for place in range(25))
    rows = (f'<row r="{n}">{cells}</row>'.replace('0" t', f'{n}" t') for n in range(1, MOST_ROWS + 1))
    guard(written("".join(rows)))


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("zh-hans", "文件过大：不得超过 64 MB，解压后不得超过 400 MB。"),
        ("en", "The file is too large: at most 64 MB, and 400 MB when unpacked."),
    ],
)
def test_the_bounds_of_a_file_are_told_in_both_languages(language: str, told: str) -> None:
    with translation.override(language):
        assert refused(bytes(64 * 2**20 + 1)) == told
