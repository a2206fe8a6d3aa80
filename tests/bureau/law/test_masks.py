import pytest
from hypothesis import given
from hypothesis import strategies as st

from bureau.law.masks import Mask, mask, numbers_hidden


@pytest.mark.parametrize(
    ("kind", "value", "shown"),
    [
        (Mask.NAME, "张三", "张*"),
        (Mask.NAME, "欧阳若兰", "欧***"),
        (Mask.NAME, "张", "*"),
        (Mask.PHONE, "13800138000", "138****8000"),
        (Mask.PHONE, "0662-3881234", "0662-****234"),
        (Mask.PHONE, "020-88881234", "020-****1234"),
        (Mask.ID, "441702191001010015", "441***********0015"),
        (Mask.PASSPORT, "E12345678", "*****5678"),
        (Mask.BANK, "6222021234567890123", "***************0123"),
        (Mask.ADDRESS, "广东省阳江市江城区闸坡镇海陵大道12号", "广东省阳江市江城区闸坡镇***"),
        (Mask.ADDRESS, "阳江市江城区某路3号", "阳江市江城区***"),
        (Mask.ADDRESS, "广东省阳江市海陵试验区闸坡镇某路1号", "广东省阳江市海陵试验区闸坡镇***"),
        (Mask.ADDRESS, "江城区南恩街道某路1号", "江城区南恩街道***"),
        (Mask.ADDRESS, "江城区创业路12号501房(原镇政府宿舍)", "江城区***"),
        (Mask.ADDRESS, "江城区东门南路78号水乡花园5栋301", "江城区***"),
        (Mask.ADDRESS, "阳江市江城区东门路富康小区3栋501房", "阳江市江城区***"),
        (Mask.ADDRESS, "江城区金山路12号好又多超市后座", "江城区***"),
        (Mask.NAME, "\u200b张三", "张*"),
        (Mask.PHONE, "02038881234", "020-****1234"),
        (Mask.ADDRESS, "某处", "***"),
        (Mask.EMAIL, "zhangsan@example.com", "z***@example.com"),
        (Mask.EMAIL, "zhangsan", "********"),
        (Mask.EMAIL, "a@b.cn", "a***@b.cn"),
        (Mask.PHONE, "400-800-1234", "*********234"),
    ],
)
def test_a_mask_shows_what_is_agreed(kind: Mask, value: str, shown: str) -> None:
    assert mask(value, kind) == shown


@given(st.sampled_from(list(Mask)), st.text(alphabet="0123456789-@张镇区Xa ", min_size=1, max_size=30))
def test_no_mask_shows_the_whole_of_anything(kind: Mask, value: str) -> None:
    if value.strip():
        assert mask(value, kind) != value.strip()


@pytest.mark.parametrize("kind", list(Mask))
def test_nothing_stays_nothing(kind: Mask) -> None:
    assert mask("", kind) == ""


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("样例甲（441702199101010019）", "样例甲（441***********0019）"),
        ("441702199101010019、44170219910101001X", "441***********0019、441***********001X"),
        ("91440300708461136T", "91440300708461136T"),
        ("阳海样许〔2026〕12345678901号", "阳海样许〔2026〕12345678901号"),
    ],
)
def test_an_identity_number_in_a_text_is_hidden_and_nothing_else(text: str, seen: str) -> None:
    assert numbers_hidden(text) == seen
