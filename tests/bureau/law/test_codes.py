import random
import string
from datetime import date

import pytest
from stdnum.cn import ric, uscc

from bureau.law import codes

TODAY = date(2026, 11, 23)


def reason(read: object, text: str, **facts: object) -> str:
    with pytest.raises(codes.BadCode) as refusal:
        read(text, **facts)
    return refusal.value.reason


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("9144030071526726X", "length"),
        ("9I440300708461136T", "charset"),
        ("914403A0715267269G", "region_not_digits"),
        ("00000000000000000X", "authority"),
        ("9144030071526726XA", "check_digit"),
        ("9I4403A0708461136T", "charset"),  # charset is looked at before the region
        ("014403A0715267269G", "region_not_digits"),  # and the region before the authority
    ],
)
def test_a_credit_code_is_refused_for_the_first_reason_that_applies(text: str, first: str) -> None:
    assert reason(codes.read_uscc, text) == first


def test_a_credit_code_is_read_from_what_people_paste() -> None:
    pasted = "\ufeff　９１４４０３００７１５２６７２６ｘｇ\u200b "
    assert codes.read_uscc(pasted).normalized == "9144030071526726XG"


def test_a_credit_code_with_an_odd_inner_part_is_valid_with_a_warning() -> None:
    first17 = "93440300" + "715267260"  # the organisation code's own check digit is X
    odd = codes.read_uscc(first17 + codes.uscc_check(first17))
    assert odd.warnings == ("org_code_check_digit",)
    first17 = "99440300" + "71526726X"
    assert codes.read_uscc(first17 + codes.uscc_check(first17)).warnings == ()
    first17 = "94440300" + "71526726X"
    assert codes.read_uscc(first17 + codes.uscc_check(first17)).warnings == ("org_type",)


def test_check_digits_agree_with_another_implementation() -> None:
    chance = random.Random(20261123)
    for _ in range(500):
        first17 = "91" + "".join(chance.choices(string.digits, k=6)) + "".join(chance.choices(codes.USCC_ALPHABET, k=9))
        assert codes.uscc_check(first17) == uscc.calc_check_digit(first17)
        number = f"4417021{chance.randrange(900, 999)}0101{chance.randrange(1000):03}"
        full = number + ric.calc_check_digit(number + "0")
        assert codes.read_resident_id(full, today=TODAY).normalized == full


def test_one_wrong_or_swapped_digit_of_a_credit_code_is_always_noticed() -> None:
    code = "914403001922038216"
    for i in range(8, 17):
        for other in set("0123456789") - {code[i]}:
            assert reason(codes.read_uscc, code[:i] + other + code[i + 1 :]) == "check_digit"


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("441702191001015", "length"),
        ("4417021910010100X5", "charset"),
        ("041702191001010015", "region"),
        ("441702190502290014", "birth_date"),
        ("441702209912310011", "future"),
        ("441702191001010016", "check_digit"),
        ("４４１７０２１９１００１０１００１６", "check_digit"),
    ],
)
def test_an_identity_number_is_refused_for_the_first_reason_that_applies(text: str, first: str) -> None:
    assert reason(codes.read_resident_id, text, today=TODAY) == first


def test_born_today_is_not_the_future() -> None:
    number = "44170220261123001"
    full = number + ric.calc_check_digit(number + "0")
    assert codes.read_resident_id(full, today=TODAY).birth == TODAY
    assert reason(codes.read_resident_id, full, today=date(2026, 11, 22)) == "future"


def test_a_project_code_of_today_and_one_of_before_2020_are_never_confused() -> None:
    assert codes.read_project_code("2406-441702-04-01-123458").month == 6
    assert reason(codes.read_legacy_project_code, "2406-441702-04-01-123458") == "format"
    for year in range(2015, 2021):
        legacy = f"{year}-441702-48-03-000001"
        assert codes.read_legacy_project_code(legacy).year == year
        assert reason(codes.read_project_code, legacy) == "format"


def test_a_project_type_beyond_the_five_is_a_warning_and_none_is_an_error() -> None:
    first = "2406-441702-04-{}-12345"
    secret = first.format("06")
    assert codes.read_project_code(secret + codes.mod_11_10(secret.replace("-", ""))).warnings == ("type",)
    none = first.format("00")
    assert reason(codes.read_project_code, none + codes.mod_11_10(none.replace("-", ""))) == "format"


@pytest.mark.parametrize(
    "typed",
    [
        "阳海经发[2024]12号",
        "阳海经发﹝2024﹞12号",
        "阳海经发【2024】12号",
        "阳海经发(2024)12号",
        "阳海经发（2024）第 012 号",
        "阳海经发〔2024〕第12号",
    ],
)
def test_a_document_number_with_other_brackets_is_refused_and_the_right_one_offered(typed: str) -> None:
    assert reason(codes.read_document_number, typed) == "format"
    assert codes.suggest_document_number(typed) == "阳海经发〔2024〕12号"


def test_nothing_is_offered_for_what_is_no_document_number() -> None:
    assert codes.suggest_document_number("阳海经发〔24〕12号") is None


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("13800138000", "13800138000"),
        ("１３８ 0013 8000", "13800138000"),
        ("06623881234", "0662-3881234"),
        ("020-88881234", "020-88881234"),
        ("02038881234", "020-38881234"),
        ("01085658888", "010-85658888"),
    ],
)
def test_a_telephone_number_is_read_in_one_form(typed: str, number: str) -> None:
    assert codes.read_phone(typed) == number


@pytest.mark.parametrize(
    "typed", ["12800138000", "1380013800", "3881234", "", "000-1234567", "0200-1234567", "0662-0881234"]
)
def test_what_is_no_telephone_number_is_refused(typed: str) -> None:
    assert reason(codes.read_phone, typed) == "format"


def test_every_reason_has_words_in_both_languages() -> None:
    assert all(phrase.zh and phrase.en for phrase in codes.REASONS.values())


@pytest.mark.parametrize("odd", ["91440300715²6726XG", "9144030071526726ⅩG", "⑨144030071526726XG"])
def test_what_only_looks_like_a_digit_is_not_made_one(odd: str) -> None:
    assert reason(codes.read_uscc, odd) == "charset"


def test_a_project_code_from_before_the_standard_is_a_warning() -> None:
    early = "2010-441702-04-01-12345"
    assert codes.read_project_code(early + codes.mod_11_10(early.replace("-", ""))).warnings == ("before_the_standard",)
