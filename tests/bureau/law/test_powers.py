"""权责清单: the codes of powers. The two real codes are those of public guide pages of Zhuhai and of Tianhe."""

import pytest

from bureau.law.codes import REASONS, BadCode
from bureau.law.licensing import Nature
from bureau.law.powers import (
    CATEGORIES,
    LEVELS,
    Category,
    Level,
    category_named,
    category_of,
    natures_under,
    read_basic_code,
    read_implementation_code,
)

ZHUHAI, TIANHE = "11440400006988451Y32001001000", "1144010600750835X54440101003003"


def test_the_list_has_ten_categories_and_public_service() -> None:
    assert [category.value for category in CATEGORIES] == [*(f"{number:02}" for number in range(1, 11)), "20"]
    assert (CATEGORIES[Category.LEVY].zh, CATEGORIES[Category.OTHER].zh) == ("行政征收", "其他行政权力")


def test_an_implementation_code_is_the_organ_the_level_and_the_basic_code() -> None:
    city, county = read_implementation_code(ZHUHAI), read_implementation_code(TIANHE)
    assert (city.organ, city.level, city.basic) == ("11440400006988451Y", Level.CITY, "2001001000")
    assert (county.organ, county.level, county.basic) == ("1144010600750835X5", Level.COUNTY, "440101003003")
    assert (LEVELS[Level.CITY].zh, LEVELS[Level.COUNTY].zh) == ("市级", "县级")


def test_a_basic_code_tells_its_category_with_the_province_before_it_or_without() -> None:
    assert category_of("2001001000") == Category.SERVICE
    assert category_of("440101003003") == Category.LICENCE
    assert read_implementation_code(TIANHE).category == Category.LICENCE
    assert category_of("449901003003") == "99"


def test_a_code_names_the_category_of_its_power_and_what_is_no_code_names_none() -> None:
    named = [category_named(code) for code in (TIANHE, f" {ZHUHAI.lower()}", "440101003003", "1001003003")]
    assert named == [Category.LICENCE, Category.SERVICE, Category.LICENCE, Category.OTHER]
    assert [category_named(code) for code in ("", "1", "449901003003", TIANHE[:-1], "样例事项")] == [None] * 5


@pytest.mark.parametrize("category", Category)
def test_a_licence_is_of_its_own_category_and_so_is_a_service(category: Category) -> None:
    own = {
        Category.LICENCE: (Nature.LICENCE,),
        Category.OTHER: (Nature.APPROVAL, Nature.OTHER_POWER),
        Category.SERVICE: (Nature.SERVICE,),
    }
    assert natures_under(category) == own.get(category, (Nature.OTHER_POWER,))


def test_a_code_is_read_however_it_was_pasted() -> None:
    assert read_implementation_code(f"\u200b {TIANHE.lower()} ").normalized == TIANHE
    assert read_basic_code("４４０１０１００３００３") == "440101003003"


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (TIANHE[:-1], "implementation_length"),
        (f"{TIANHE}0", "implementation_length"),
        (TIANHE.replace("X5", "X6", 1), "check_digit"),
        (TIANHE[:18] + "7" + TIANHE[19:], "level"),
        (TIANHE[:-1] + "A", "basic_digits"),
        ("O" + TIANHE[1:], "charset"),
    ],
)
def test_a_wrong_code_is_refused_for_the_first_reason_that_applies(code: str, reason: str) -> None:
    with pytest.raises(BadCode) as refused:
        read_implementation_code(code)
    assert refused.value.reason == reason
    assert REASONS[reason].zh


@pytest.mark.parametrize(("code", "reason"), [("44010100300", "basic_length"), ("44010100300X", "basic_digits")])
def test_a_basic_code_has_ten_or_twelve_digits(code: str, reason: str) -> None:
    with pytest.raises(BadCode) as refused:
        read_basic_code(code)
    assert refused.value.reason == reason


def test_of_what_is_no_basic_code_nobody_tells_the_category() -> None:
    with pytest.raises(BadCode):
        category_of("SAMPLE-BA-01")
