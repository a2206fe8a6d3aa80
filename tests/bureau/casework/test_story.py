"""The whole story of a case: printed, kept as a digest, and compared with the database years later."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from bureau.audit.findings import Kind
from bureau.audit.sealing import seal
from bureau.casework.story import NoStory, Story, compare, keep, story_of
from bureau.desk.storypdf import as_pdf
from bureau.models import AccessLog, Act, Staff, StoryPrint
from tests.bureau.casework.conftest import OPENED, hand
from tests.lifting import lifted
from tests.permits import procedure
from tests.permits.models import Permit

pytestmark = pytest.mark.django_db


@pytest.fixture
def story(proposed: Permit, head: Staff, colleague: Staff) -> Story:
    granted = procedure.grant(proposed, hand(head), on=OPENED)
    seal(at=timezone.now())
    return story_of(granted, hand(colleague))


@pytest.fixture
def file(story: Story) -> bytes:
    pdf = as_pdf(story)
    keep(story, pdf, "复议答复用（样例）")
    return pdf


def test_it_tells_every_act_and_every_version_in_order_each_sealed(story: Story) -> None:
    tables = {line.proof.shape.table for line in story.lines}
    assert {"bureau_act", "bureau_historicaldocket", "permits_historicalpermit", "bureau_historicalterm"} <= tables
    assert [line.at for line in story.lines] == sorted(line.at for line in story.lines)
    assert sum(line.proof.shape.table == "bureau_act" for line in story.lines) == Act.objects.count() == 4
    assert all(line.proof.leaf and line.proof.agrees for line in story.lines)
    assert any("样例经办" in line.words for line in story.lines)


def test_a_print_agrees_as_long_as_nothing_was_changed(file: bytes, story: Story) -> None:
    found = compare(file)
    assert (found.agrees, found.number, found.lines) == (True, "样许〔2026〕1号", len(story.lines))
    assert file.startswith(b"%PDF-")
    assert len(file) < 100_000


def test_printing_is_in_the_access_log_with_its_purpose(file: bytes, colleague: Staff, story: Story) -> None:
    entry = AccessLog.objects.get(event="export")
    assert (entry.event, entry.actor, entry.purpose) == ("export", colleague, "复议答复用（样例）")
    assert (entry.record, entry.row, entry.count) == ("bureau.docket", str(story.case.pk), len(story.lines))
    with pytest.raises(ValueError, match="purpose"):
        keep(story, file, " ")
    assert StoryPrint.objects.count() == 1


def test_each_line_that_no_longer_agrees_is_named(file: bytes, story: Story) -> None:
    table = "bureau_act"
    line, act = next((n, line.proof.row) for n, line in enumerate(story.lines, 1) if line.proof.shape.table == table)
    gone, version = next(
        (n, line.proof.row) for n, line in enumerate(story.lines, 1) if "docket" in line.proof.shape.table
    )
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_act SET by_name = '他人' WHERE id = %s", [act])
        cursor.execute("DELETE FROM bureau_historicaldocket WHERE history_id = %s", [version])
    named = {(found.table, found.row_id, found.kind, found.detail) for found in compare(file).findings}
    assert named == {
        (table, str(act), Kind.ALTERED, f"line {line}"),
        ("bureau_historicaldocket", str(version), Kind.DELETED, f"line {gone}"),
    }


def test_a_print_is_an_anchor_too(file: bytes) -> None:
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_seal SET head = mac")
    assert [found.kind for found in compare(file).findings] == [Kind.ANCHOR]


@pytest.mark.parametrize("change", [lambda file: file.replace(b"/Title", b"/Titel"), lambda file: file + b" "])
def test_a_print_that_was_touched_is_known(file: bytes, change: Callable[[bytes], bytes]) -> None:
    assert change(file) != file
    found = compare(change(file))
    assert (found.printed, found.findings, found.agrees) == (None, (), False)


def test_a_line_made_up_in_the_block_does_not_agree(file: bytes, story: Story) -> None:
    forged = re.sub(rb"[0-9a-f]{64}\"\]\]", b"0" * 64 + b'"]]', file)
    assert [found.kind for found in compare(forged).findings] == [Kind.ALTERED]


def block(shape: list[object]) -> bytes:
    told = {"story": 1, "number": "", "head": None, "shapes": [shape], "lines": [[0, 1, ""]]}
    return json.dumps(told).encode() + b"\n"


@pytest.mark.parametrize(
    "file",
    [b"%PDF-1.4 else", b'{"story": 1, "broken', b'{"story": 1, "x": 3}\n', block(["auth_group", "id", [], 1, "sm3"])],
    ids=["another file", "broken off", "no rows", "another table"],
)
def test_what_is_no_story_is_refused(file: bytes) -> None:
    with pytest.raises(NoStory):
        compare(file)


@pytest.mark.parametrize("name", ["nothing", 'id" FROM bureau_act --'])
def test_a_block_names_only_columns_that_there_are(file: bytes, name: str) -> None:
    assert [found.kind for found in compare(block(["bureau_act", "id", [name], 1, "sm3"])).findings] == [Kind.DELETED]


def test_the_command_names_them_and_fails(file: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    place = tmp_path / "story.pdf"
    place.write_bytes(file)
    call_command("verify_story", place)
    assert "is as it was then" in capsys.readouterr().out
    with lifted(connection) as cursor:
        cursor.execute("UPDATE bureau_act SET by_name = '他人'")
    with pytest.raises(CommandError, match="4 lines no longer agree"):
        call_command("verify_story", place, json=True)
    assert len(json.loads(capsys.readouterr().out)["findings"]) == 4
    place.write_bytes(file + b"\n")
    with pytest.raises(CommandError, match="not as it was"):
        call_command("verify_story", place)
