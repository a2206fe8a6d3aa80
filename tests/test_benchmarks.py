"""The benchmarks still run, small, and whoever misses a bar ends with 1. How fast anything is, no test asks."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks import __main__ as bench
from benchmarks import evidence, night
from benchmarks.bars import Bars

NEVER, ALWAYS = -1.0, float("inf")


def test_a_bar_that_is_missed_is_said_and_ends_the_run() -> None:
    bars = Bars()
    assert bars.held("quick", "1 s", met=True) == "bar 1 s: met"
    bars.settle()
    assert bars.held("slow", "1 s", met=False) == "bar 1 s: MISSED"
    with pytest.raises(SystemExit, match="MISSED: slow"):
        bars.settle()


def test_all_are_run_whatever_one_of_them_missed() -> None:
    assert bench.missing(("settings", "no_such_benchmark", "bars")) == ["no_such_benchmark"]


def test_every_benchmark_is_run_and_does_something_when_it_is() -> None:
    """A file that is only read, and calls nothing, would end with 0 as well."""
    files = {file.stem: file.read_text(encoding="utf-8") for file in Path(bench.__file__).parent.glob("*.py")}
    measuring = {name for name, text in files.items() if "def main()" in text}
    assert measuring == set(bench.NAMES)
    assert [name for name in measuring if '__name__ == "__main__"' not in files[name]] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("bar", "missed"), [(NEVER, True), (ALWAYS, False)])
def test_the_evidence_of_a_few_rows_is_held_to_its_bar(
    bar: float, missed: bool, monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path, capsys: Any
) -> None:
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "seals.jsonl")
    for name, value in (("RECORDS", 3), ("VERSIONS", 2), ("BAR", bar)):
        monkeypatch.setattr(evidence, name, value)
    evidence.fill()
    told = None
    try:
        evidence.measure()
    except SystemExit as ended:
        told = ended.code
    assert (bool(told), "MISSED" in capsys.readouterr().out) == (missed, missed)


@pytest.mark.django_db
@pytest.mark.parametrize(("bar", "missed"), [(NEVER, ["found and grouped"]), (ALWAYS, [])])
def test_the_night_over_a_few_terms_is_held_to_its_bar(
    bar: float, missed: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    small = {"TERMS": 300, "OFFICERS": 2, "DOCKETS": 3, "ROUNDS": 1, "NAIVE": 5}
    for name, value in (small | {"BARS": dict.fromkeys(night.BARS, bar)}).items():
        monkeypatch.setattr(night, name, value)
    night._fill()
    assert night.measure().missed == missed
