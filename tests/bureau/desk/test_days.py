"""A day is read however it is usually written."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from bureau.desk.days import DayField, read_day


@pytest.mark.parametrize(
    "text",
    [
        "20240304",
        "2024-3-4",
        "2024-03-04",
        "2024/3/4",
        "2024.3.4",
        "2024年3月4日",
        " 2024年03月04日 ",
        "２０２４－３－４",
    ],
)
def test_one_day_is_read_in_each_of_its_writings(text: str) -> None:
    assert read_day(text) == date(2024, 3, 4)
    assert DayField().clean(text) == date(2024, 3, 4)


@pytest.mark.parametrize("text", ["2024-13-1", "20240230", "2024", "3月4日", "24-3-4", "2024-3-4-5", "明天"])
def test_what_is_no_day_is_refused_with_how_to_write_one(text: str) -> None:
    with pytest.raises(ValidationError, match="20240304"):
        DayField().clean(text)


def test_an_empty_day_is_none_where_it_may_be() -> None:
    assert DayField(required=False).clean("") is None
