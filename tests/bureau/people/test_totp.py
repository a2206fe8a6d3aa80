"""The vectors of RFC 4226 (appendix D) and RFC 6238 (appendix B)."""

import pytest

from bureau.people.totp import address_of_secret, code_at, spelled, step_of

SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("step", "code"), [(0, "755224"), (1, "287082"), (2, "359152"), (3, "969429"), (8, "399871"), (9, "520489")]
)
def test_a_code_is_that_of_rfc_4226(step: int, code: str) -> None:
    assert code_at(SECRET, step) == code


@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "94287082"), (1111111109, "07081804"), (1234567890, "89005924"), (20000000000, "65353130")],
)
def test_a_code_by_time_is_that_of_rfc_6238(seconds: int, code: str) -> None:
    assert code_at(SECRET, seconds // 30, digits=8) == code


@pytest.mark.parametrize(("off", "is_right"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_clock_may_be_off_by_half_a_minute_and_no_more(off: int, is_right: bool) -> None:
    assert (step_of(SECRET, code_at(SECRET, 40), 40 * 30 + off, after=0) is not None) is is_right


def test_a_code_that_was_taken_is_taken_no_more() -> None:
    step = step_of(SECRET, code_at(SECRET, 40), 1200, after=0)
    assert step == 40
    assert step_of(SECRET, code_at(SECRET, 40), 1200, after=step) is None
    assert step_of(SECRET, code_at(SECRET, 39), 1200, after=step) is None


@pytest.mark.parametrize("code", ["", "12345", "abcdef", "１２３４５６", "7552240000"])
def test_what_is_no_code_is_wrong(code: str) -> None:
    assert step_of(SECRET, code, 1200, after=0) is None


def test_an_authenticator_reads_the_address() -> None:
    told = address_of_secret(SECRET, "经济发展局", "样例 甲")
    assert told == (
        "otpauth://totp/%E7%BB%8F%E6%B5%8E%E5%8F%91%E5%B1%95%E5%B1%80:%E6%A0%B7%E4%BE%8B%20%E7%94%B2"
        f"?secret={spelled(SECRET)}&issuer=%E7%BB%8F%E6%B5%8E%E5%8F%91%E5%B1%95%E5%B1%80"
    )
    assert spelled(SECRET) == "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
