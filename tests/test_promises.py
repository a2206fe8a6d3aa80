"""Each promise of docs/security.md names the tests that hold it, and these are there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
PAGE = TESTS.parent / "docs" / "security.md"
NAMED = re.compile(r"`(?:tests/(?P<folder>[\w/]+)/)?(?P<file>test_\w+\.py)(?:::(?P<test>test_\w+))?`")
UNDER = re.compile(r"`(?P<named>[^`]+)`, under \*(?P<part>[^*]+)\*")


def promises() -> dict[str, str]:
    """Of each table with a column of tests: what its lines promise, and by what they say that it is held."""
    found, held = {}, False
    for line in PAGE.read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")] if line.startswith("|") else []
        held = bool(cells) and (held or cells == ["promise", "held by"])
        if held and len(cells) == 2 and set(line) - set("|- ") and cells != ["promise", "held by"]:
            found[cells[0]] = cells[1]
    return found


def named(text: str) -> Iterator[re.Match[str]]:
    """A test or a file of tests; the name of a test alone is of the file named before it."""
    return NAMED.finditer(text)


def file_of(found: re.Match[str]) -> Path:
    """By its whole path, or by its name where only one is called so."""
    if found["folder"]:
        return TESTS / found["folder"] / found["file"]
    same = list(TESTS.rglob(found["file"]))
    assert len(same) == 1, f"{found['file']} is {len(same)} files: name its folder"
    return same[0]


def cases_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return {each.name for each in ast.walk(tree) if isinstance(each, ast.FunctionDef) and each.name.startswith("test_")}


def test_the_page_promises_something() -> None:
    assert len(promises()) > 60


@pytest.mark.parametrize(("promise", "held_by"), promises().items(), ids=lambda text: text[:40])
def test_each_promise_names_tests_that_are_there(promise: str, held_by: str) -> None:
    found = list(named(held_by))
    assert found, promise
    for each in found:
        cases = cases_in(file_of(each))
        assert cases, each[0]
        assert not each["test"] or each["test"] in cases, each[0]


def test_every_test_that_the_page_names_is_there_and_every_part_of_one() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert [each[0] for each in re.finditer(r"`[^`\n]*test_\w+[^`\n]*`", page) if not NAMED.fullmatch(each[0])] == []
    assert [each[0] for each in named(page) if not file_of(each).exists()] == []
    for each in UNDER.finditer(page):
        file = NAMED.fullmatch(f"`{each['named']}`")
        assert file is not None, each[0]
        assert f"# {each['part']}\n" in file_of(file).read_text(encoding="utf-8"), each[0]
