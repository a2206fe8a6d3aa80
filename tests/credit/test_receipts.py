"""A receipt over HTTP is compared with what was sent: its number, the key of each row, and what it says twice."""

import json
import logging
from typing import Any

import pytest

from bureau.sheets.unreadable import Unreadable
from credit.documents.error_lists import read_errors
from credit.rules.pushing import Answer
from credit.tasks.platforms import Http
from tests.bureau.sheets.workbooks import csv

SENT = {2: "L1", 3: "L2"}


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> Any:
    """What is made of a receipt with these rows."""

    def made(*rows: dict[str, Any], number: str = "P1-2026-00001") -> list[Answer]:
        body = json.dumps({"number": number, "received_on": "2026-06-01", "rows": rows}).encode()
        monkeypatch.setattr(Http, "_ask", lambda *_asked: (200, body))
        return Http("http://127.0.0.1", "", 1.0).receipt("P1-2026-00001", SENT) or []

    return made


def row(place: int, key: str, outcome: str = "accepted", code: str = "", reason: str = "") -> dict[str, Any]:
    return {"row": place, "key": key, "outcome": outcome, "code": code, "reason": reason}


def test_a_receipt_of_another_batch_says_nothing(told: Any) -> None:
    with pytest.raises(Unreadable):
        told(row(2, "L1"), number="P1-2026-00002")


def test_the_key_of_another_record_is_no_answer_to_ours(told: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        assert [answer.row for answer in told(row(2, "L2"), row(3, "L2"))] == [3]
    assert "row 2" in caplog.text
    assert told(row(2, "L9")) == []


@pytest.mark.parametrize("turned", [1, -1])
def test_of_a_row_that_is_told_twice_the_graver_word_leads_and_both_are_kept(told: Any, turned: int) -> None:
    twice = [row(2, "L1", "refused", "3001", "日期格式错误"), row(2, "L1", "mismatch", "1001", "名称不一致")][::turned]
    (answer,) = told(*twice)
    assert (answer.outcome, answer.code) == ("mismatch", "1001")
    assert answer.reason == "；".join(one["reason"] for one in twice)
    (answer,) = told(*[row(2, "L1"), row(2, "L1", "refused", "3001", "日期格式错误")][::turned])
    assert (answer.outcome, answer.reason) == ("refused", "日期格式错误")


def test_what_is_said_twice_in_the_same_words_is_kept_once(told: Any) -> None:
    (answer,) = told(*[row(2, "L1", "refused", "3001", "日期格式错误")] * 2)
    assert answer.reason == "日期格式错误"


def test_by_which_codes_the_counterpart_does_not_match_is_a_setting(told: Any, settings: Any) -> None:
    rows = [row(2, "L1", "refused", "1001", "样例"), row(3, "L2", "refused", "E07", "样例")]
    list_of_errors = csv(["2", "1001", "样例"], ["3", "E07", "样例"], heading=["行号", "规则代码", "错误描述"])
    for codes, outcomes in ((["1001"], ["mismatch", "refused"]), (["E07"], ["refused", "mismatch"])):
        settings.PUSH_MISMATCH_CODES = codes
        assert [answer.outcome for answer in told(*rows)] == outcomes
        assert [answer.outcome for answer in read_errors(list_of_errors, SENT)] == outcomes
