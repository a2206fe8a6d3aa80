"""manage.py check_cases from outside: true cases hold, false ones do not, and no file makes it stumble."""

import json
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from datetime import date, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.conftest import Manage

pytestmark = pytest.mark.django_db

Case = dict[str, Any]

TESTS = Path(__file__).resolve().parents[2]
FILES = [TESTS / "cases.json", TESTS / "more_cases.json"]


def read(file: Path) -> list[Case]:
    return list(json.loads(file.read_text(encoding="utf-8"))["cases"])


CASES = [case for file in FILES for case in read(file)]
KINDS = sorted({case["kind"] for case in read(FILES[0])})
TRUE = {"id": "true", "kind": "workday", "input": "2024-02-04", "expect": {"workday": True}}
FALSE = TRUE | {"id": "false", "expect": {"workday": False}}


def printed(file: Path, *options: str) -> tuple[int, str]:
    """The exit code and what was printed, the message of a refusal included."""
    out = StringIO()
    try:
        call_command("check_cases", str(file), *options, stdout=out)
    except CommandError as refusal:
        return refusal.returncode, out.getvalue() + str(refusal)
    except SystemExit as leaving:
        return int(leaving.code or 0), out.getvalue()
    return 0, out.getvalue()


def written(folder: Path, content: object) -> Path:
    file = folder / "golden.json"
    file.write_text(content if isinstance(content, str) else json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return file


def judged(folder: Path, cases: list[Case]) -> tuple[int, dict[str, Any]]:
    code, told = printed(written(folder, {"cases": cases}), "--json")
    return code, json.loads(told)


def holds(folder: Path, kind: str, given: object, expect: object) -> bool:
    code, told = judged(folder, [{"id": "one", "kind": kind, "input": given, "expect": expect}])
    assert code == (0 if told["hold"] else 1)
    return bool(told["hold"])


def another(value: object) -> object:
    """A near miss of the value: a day later, one more, the contrary."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if value is None:
        return "2024-01-02"
    text = str(value)
    try:
        return (date.fromisoformat(text) + timedelta(days=1)).isoformat()
    except ValueError:
        return text[:-1] + ("1" if text.endswith("0") else "0")


def falsified(case: Case) -> Iterator[Case]:
    """The case once for each thing that it expects, with that thing alone made wrong."""
    if not isinstance(case["expect"], dict):
        yield case | {"expect": another(case["expect"])}
        return
    for key, value in case["expect"].items():
        wrong = deepcopy(case)
        wrong["expect"][key] = another(value)
        yield wrong | {"id": f"{case['id']} {key}"}


# True cases hold


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_every_case_of_the_file_holds(file: Path) -> None:
    code, told = printed(file, "--json")
    report = json.loads(told)
    assert (code, report["cases"], report["hold"]) == (0, len(read(file)), len(read(file)))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_json_counts_the_cases_of_each_kind(file: Path) -> None:
    report = json.loads(printed(file, "--json")[1])
    expected = Counter(case["kind"] for case in read(file))
    assert {kind: count["cases"] for kind, count in report["kinds"].items()} == expected
    assert {kind: count["hold"] for kind, count in report["kinds"].items()} == expected


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_text_tells_how_many_hold_of_each_kind(file: Path) -> None:
    lines = printed(file)[1].splitlines()
    for kind, n in Counter(case["kind"] for case in read(file)).items():
        assert f"{kind}: {n} of {n} hold" in lines


def test_our_own_cases_are_of_every_kind() -> None:
    own = Counter(case["kind"] for case in read(FILES[1]))
    assert sorted(own) == KINDS
    assert min(own.values()) >= 4


def test_ten_thousand_cases_hold(tmp_path: Path) -> None:
    rounds = 10_000 // len(CASES) + 1
    cases = [case | {"id": f"{case['id']} {n}"} for n in range(rounds) for case in CASES]
    code, report = judged(tmp_path, cases)
    assert len(cases) >= 10_000
    assert (code, report["hold"], report["cases"]) == (0, len(cases), len(cases))


def test_one_false_case_among_ten_thousand_is_found(tmp_path: Path) -> None:
    cases = [TRUE | {"id": str(n)} for n in range(10_000)]
    cases[7_777] = FALSE
    code, report = judged(tmp_path, cases)
    assert (code, report["hold"]) == (1, 9_999)
    assert [wrong["id"] for wrong in report["wrong"]] == ["false"]


# False cases do not hold


@pytest.mark.parametrize("kind", KINDS)
def test_each_expectation_of_the_kind_can_fail(kind: str, tmp_path: Path) -> None:
    wrong = [false for case in CASES if case["kind"] == kind for false in falsified(case)]
    code, report = judged(tmp_path, wrong)
    failed = {case["id"] for case in report["wrong"]}
    assert [case["id"] for case in wrong if case["id"] not in failed] == []
    assert (code, report["hold"]) == (1, 0)


@pytest.mark.parametrize("kind", KINDS)
def test_an_expectation_about_something_unknown_fails(kind: str, tmp_path: Path) -> None:
    case = deepcopy(next(case for case in CASES if case["kind"] == kind and case["expect"]))
    case["expect"] = {"moon": "full"} | (case["expect"] if isinstance(case["expect"], dict) else {})
    code, report = judged(tmp_path, [case])
    assert (code, report["hold"]) == (1, 0)


def test_an_expectation_that_expects_nothing_does_not_hold(tmp_path: Path) -> None:
    empty = [next(case for case in CASES if case["kind"] == kind) | {"id": kind, "expect": {}} for kind in KINDS]
    code, report = judged(tmp_path, empty)
    assert [kind for kind, count in report["kinds"].items() if count["hold"]] == []
    assert code == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("given", [None, 5, -1, 1e99, True, "", "x", [], [[]], [5], {}, {"start": "x"}], ids=repr)
def test_an_input_of_the_wrong_shape_fails_and_does_not_stumble(kind: str, given: object, tmp_path: Path) -> None:
    assert not holds(tmp_path, kind, given, {"valid": True, "due": "2024-01-02", "count": 7, "percent": "100.00"})


def test_a_failed_case_is_told_with_what_was_expected_and_found(tmp_path: Path) -> None:
    code, told = printed(written(tmp_path, {"cases": [TRUE, FALSE]}))
    assert code == 1
    assert "workday: 1 of 2 hold" in told.splitlines()
    assert '{"workday": false}' in told
    assert '{"workday": true}' in told
    assert "false" in told
    assert "1 of 2" in told.splitlines()[-1]


def test_the_json_tells_each_failed_case(tmp_path: Path) -> None:
    _, report = judged(tmp_path, [TRUE, FALSE])
    (wrong,) = report["wrong"]
    assert (wrong["id"], wrong["kind"], wrong["input"]) == ("false", "workday", "2024-02-04")
    assert (wrong["expect"], wrong["found"]) == ({"workday": False}, {"workday": True})


@pytest.mark.parametrize("kind", ["moon", "", "Workday", "work day", "__init__", "_private", "__class__", "日历"])
def test_an_unknown_kind_fails(kind: str, tmp_path: Path) -> None:
    code, report = judged(tmp_path, [TRUE | {"kind": kind}, TRUE])
    assert (code, report["hold"]) == (1, 1)


def test_an_unknown_kind_is_named(tmp_path: Path) -> None:
    code, told = printed(written(tmp_path, {"cases": [TRUE | {"kind": "moon"}]}))
    assert code == 1
    assert "unknown kind moon" in told


# What the golden files do not reach


@pytest.mark.parametrize(("good", "all_of"), [(19_999, 20_000), (199_999, 200_000), (99_999, 100_000)])
def test_a_satisfaction_of_nearly_all_is_never_called_a_hundred(good: int, all_of: int, tmp_path: Path) -> None:
    answers = ["满意"] * good + ["不满意"] * (all_of - good)
    counts = {"numerator": good, "denominator": all_of}
    assert holds(tmp_path, "rate_satisfaction", answers, counts | {"percent": "99.99"})
    assert not holds(tmp_path, "rate_satisfaction", answers, counts | {"percent": "100.00"})


def test_an_on_time_rate_of_nearly_all_is_never_called_a_hundred(tmp_path: Path) -> None:
    rows = [{"no": n, "due": "2024-07-10", "closed": "2024-07-10", "status": "closed"} for n in range(20_000)]
    rows[0]["closed"] = "2024-07-11"
    given = {"rows": rows, "period": ["2024-01-01", "2024-12-31"], "asof": "2024-12-31"}
    counts = {"numerator": 19_999, "denominator": 20_000}
    assert holds(tmp_path, "rate_on_time", given, counts | {"percent": "99.99"})
    assert not holds(tmp_path, "rate_on_time", given, counts | {"percent": "100.00"})


@pytest.mark.parametrize("percent", ["0.00", "100.00", "", 0])
def test_a_rate_of_nothing_is_no_number(percent: object, tmp_path: Path) -> None:
    assert holds(tmp_path, "rate_satisfaction", [], {"percent": None})
    assert not holds(tmp_path, "rate_satisfaction", [], {"percent": percent})


@pytest.mark.parametrize("code", ["91440300715²6726XG", "9144030071526726ⅩG", "⑨144030071526726XG"])
def test_a_sign_that_only_resembles_a_digit_is_none(code: str, tmp_path: Path) -> None:
    # Full width is read as half width; a superscript, a Roman numeral and a circled digit are other characters.
    assert holds(tmp_path, "uscc", code, {"valid": False, "reason": "charset"})


@pytest.mark.parametrize("kind", ["uscc", "org_code", "resident_id", "project_code", "project_code_legacy"])
def test_the_digits_of_other_scripts_are_none(kind: str, tmp_path: Path) -> None:
    valid = next(case["input"] for case in read(FILES[0]) if case["kind"] == kind and case["expect"]["valid"])
    for zero in ("\u0660", "\u0966"):  # Arabic-Indic and Devanagari
        foreign = "".join(chr(ord(zero) + int(sign)) if sign in "0123456789" else sign for sign in valid)
        assert holds(tmp_path, kind, foreign, {"valid": False}), foreign


def test_the_mask_of_a_mailbox_shows_its_first_sign_even_when_it_is_the_only_one(tmp_path: Path) -> None:
    assert holds(tmp_path, "mask", {"type": "email", "value": "a@b.cn"}, "a***@b.cn")


@pytest.mark.parametrize(
    ("veiled", "value"), [("name", "王"), ("bank", "1234"), ("passport", "123"), ("phone", "12"), ("id", "1234567")]
)
def test_a_mask_never_shows_all_of_a_short_value(veiled: str, value: str, tmp_path: Path) -> None:
    given = {"type": veiled, "value": value}
    _, report = judged(tmp_path, [{"id": "one", "kind": "mask", "input": given, "expect": value}])
    (wrong,) = report["wrong"]
    assert "*" in wrong["found"]


# Files that are no golden files


@pytest.mark.parametrize(
    "content",
    [
        "",
        "{nope",
        "null",
        "5",
        '"cases"',
        "[]",
        "{}",
        '{"cases": []}',
        '{"cases": null}',
        '{"cases": 5}',
        '{"cases": {"a": 1}}',
        '{"cases": "abc"}',
        '{"cases": [1]}',
        '{"cases": [null]}',
        '{"cases": [[]]}',
        '{"cases": ["a"]}',
        '{"cases": [{}]}',
        '[{"id": "a", "kind": "workday", "input": "2024-02-04", "expect": {"workday": true}}]',
        "[" * 100_000,
    ],
    ids=lambda content: content[:30] or "nothing",
)
def test_a_malformed_file_is_refused_with_a_message(content: str, tmp_path: Path) -> None:
    code, told = printed(written(tmp_path, content))
    assert code != 0
    assert "golden.json" in told


@pytest.mark.parametrize("missing", ["id", "kind", "input", "expect"])
def test_a_case_that_lacks_a_part_is_refused_by_its_name(missing: str, tmp_path: Path) -> None:
    case = {key: value for key, value in TRUE.items() if key != missing}
    code, told = printed(written(tmp_path, {"cases": [TRUE, case]}))
    assert code != 0
    assert missing in told


@pytest.mark.parametrize("kind", [None, 5, True, [], {}, ["workday"]], ids=repr)
def test_a_kind_that_is_no_word_fails_and_does_not_stumble(kind: object, tmp_path: Path) -> None:
    code, told = printed(written(tmp_path, {"cases": [TRUE | {"kind": kind}]}))
    assert code != 0
    assert told


@pytest.mark.parametrize("expect", [None, 5, "true", [], [True], True], ids=repr)
def test_an_expectation_of_the_wrong_shape_fails(expect: object, tmp_path: Path) -> None:
    assert not holds(tmp_path, "workday", "2024-02-04", expect)


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "golden.json"
    file.write_bytes(b"\xff\xfe\x00\x01")
    code, told = printed(file)
    assert code != 0
    assert "golden.json" in told


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    code, told = printed(tmp_path / "nowhere.json")
    assert code != 0
    assert "nowhere.json" in told


def test_a_folder_is_refused(tmp_path: Path) -> None:
    code, told = printed(tmp_path)
    assert code != 0
    assert tmp_path.name in told


def test_more_than_the_cases_may_stand_in_the_file(tmp_path: Path) -> None:
    case = TRUE | {"note": "Sunday", "colour": "red"}
    code, told = printed(written(tmp_path, {"meta": {"count": 99}, "else": [1], "cases": [case]}))
    assert (code, told.splitlines()[-1]) == (0, "1 of 1 cases hold")


# In a process of its own


def test_the_command_line_exits_with_nought_when_all_hold(manage: Manage, database_url: str) -> None:
    done = manage("check_cases", str(FILES[1]), DATABASE_URL=database_url)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(read(FILES[1]))} of {len(read(FILES[1]))} cases hold" in done.stdout


def test_the_command_line_exits_with_one_when_a_case_fails(manage: Manage, database_url: str, tmp_path: Path) -> None:
    done = manage("check_cases", str(written(tmp_path, {"cases": [FALSE]})), DATABASE_URL=database_url)
    assert done.returncode == 1
    assert "0 of 1" in done.stdout
    assert "Traceback" not in done.stderr


def test_the_command_line_refuses_a_malformed_file(manage: Manage, database_url: str, tmp_path: Path) -> None:
    done = manage("check_cases", str(written(tmp_path, "{nope")), DATABASE_URL=database_url)
    assert done.returncode != 0
    assert "golden.json" in done.stderr
    assert "Traceback" not in done.stderr
