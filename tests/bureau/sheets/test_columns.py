"""A cell is what its column wants, or is refused with the reason; what the file has lost is never guessed."""

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from bureau.law.codes import read_phone, read_uscc
from bureau.people.roles import Role
from bureau.people.staff import Employment
from bureau.sheets.cells import Broken, clean, packed, unpacked
from bureau.sheets.columns import Choice, Code, Day, Several, Words

USCC = "91350100M000100Y43"  # the standard's own example


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("　样例\u200b１２ ", "样例12"),
        ("样例（广东）有限公司，一期", "样例（广东）有限公司，一期"),
        ("㎡", "m2"),
        ("\ufeffＡＢ\u00a0c", "AB c"),
        ("一\r\n二", "一\n二"),
    ],
)
def test_text_is_cleaned_of_widths_and_of_what_nobody_sees_but_keeps_its_punctuation(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(("cell", "kept"), [(USCC, USCC), (" ９１350100m000100y43 ", USCC), (None, "")])
def test_a_code_is_read_by_its_standard(cell: object, kept: str) -> None:
    assert Code(read_uscc).clean(cell) == kept


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        (4.401021990010113e17, "末几位可能已丢失"),
        (440102199001011234, "末几位可能已丢失"),
        ("4.40102E+17", "末几位可能已丢失"),
        ("91350100M000100Y4²", "不允许的字符"),
        ("91350100M000100Y44", "校验码不符"),
        (date(2026, 3, 4), "按日期保存"),
        (Broken("formula"), "公式尚未计算"),
        (Broken("error"), "错误值"),
        ("9135\x000100", "不可见字符"),
    ],
)
def test_a_code_that_has_lost_something_is_refused(cell: object, told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        Code(read_uscc).clean(cell)


def test_a_mobile_number_kept_as_a_number_has_lost_nothing() -> None:
    assert Code(read_phone).clean(13800138000.0) == "13800138000"
    with pytest.raises(ValidationError):
        Code(read_phone).clean(6623881234)  # its leading zero is gone


@pytest.mark.parametrize(("cell", "kept"), [(1001.0, "1001"), (7, "7"), (1.5, "1.5"), (True, "TRUE"), ("-3", "-3")])
def test_a_number_in_a_column_of_text_is_what_was_typed(cell: object, kept: str) -> None:
    assert Words().clean(cell) == kept


@pytest.mark.parametrize("cell", [1e15, float("nan"), float("inf"), date(2026, 3, 1), "1.2E+15"])
def test_a_number_that_lost_digits_or_became_a_date_is_no_text(cell: object) -> None:
    with pytest.raises(ValidationError):
        Words().clean(cell)


@pytest.mark.parametrize(
    "cell",
    [
        "2024-03-04",
        "2024-3-4",
        "2024/3/4",
        "2024.3.4",
        "20240304",
        "2024年3月4日",
        "２０２４-3-4",
        date(2024, 3, 4),
        datetime(2024, 3, 4),
    ],
)
def test_a_day_is_read_however_it_is_written(cell: object) -> None:
    assert Day().clean(cell) == date(2024, 3, 4)


@pytest.mark.parametrize("cell", ["2024-02-30", "昨天", "3-4", 45355.0, "20241301"])
def test_what_is_no_day_is_refused(cell: object) -> None:
    with pytest.raises(ValidationError):
        Day().clean(cell)


def test_a_choice_is_known_by_its_label_in_both_languages_or_by_another_word() -> None:
    choice = Choice(Employment, {"行政": Employment.ADMINISTRATIVE})
    assert {choice.clean(text) for text in ("行政编制", "行 政", "Administrative Post", "administrative")} == {
        "administrative"
    }
    with pytest.raises(ValidationError, match="可选范围"):
        choice.clean("借调")


@pytest.mark.parametrize(
    "text", ["经办人、窗口人员", "经办人,窗口人员", "经办人；窗口人员；经办人", "经办人\n窗口人员"]
)
def test_several_choices_stand_in_one_cell(text: str) -> None:
    assert Several(Role).clean(text) == ["officer", "window"]


@pytest.mark.parametrize(
    "cell", ["a", 1, 1.5, True, None, date(2026, 3, 4), datetime(2026, 3, 4, 5, 6), Broken("error")]
)
def test_a_cell_is_kept_with_its_type(cell: object) -> None:
    assert unpacked(packed(cell)) == cell
