"""Sealed history: each kind of tampering is named, by table, row and kind; what is in order raises no alarm."""

import base64
import hashlib
import json
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, models
from django.utils import timezone

from bureau.audit import anchors, digests, locks, sealing
from bureau.audit.findings import Kind
from bureau.audit.sealing import seal
from bureau.audit.seals import Leaf, LeafShape, Seal
from bureau.audit.vault import erase
from bureau.audit.verifying import verify
from bureau.models import Act, Person, Section
from tests.lifting import lifted, owned
from tests.records import a_hand, a_section, record
from tests.sample_permits import a_morning

pytestmark = pytest.mark.django_db
SECTIONS = "bureau_historicalsection"
Told = tuple[str, str, Kind]


@pytest.fixture
def sealed() -> Section:
    """A section with three versions, sealed in one go, and one more version, sealed later."""
    section = a_section()
    for name in ("二股", "三股"):
        rename(section, name)
    seal(at=timezone.now())
    rename(section, "四股")
    seal(at=timezone.now())
    return section


def rename(section: Section, name: str) -> None:
    section.name, section.hand = name, a_hand()
    section.save()


def tamper(statement: str, *parameters: object) -> None:
    """Written by somebody whom no lock stops and who puts the locks back; records follow, so that they agree."""
    with lifted(connection) as cursor:
        cursor.execute(statement, parameters)


def told(anchor: Any = ()) -> set[Told]:
    return {(found.table, found.row_id, found.kind) for found in verify(anchor)}


def version(section: Section, number: int = 0) -> Any:
    return section.history.order_by("history_id")[number]


def test_what_is_in_order_raises_no_alarm(sealed: Section) -> None:
    assert verify() == []


# Ten kinds of tampering


@pytest.mark.parametrize(
    "change",
    ["name = '他股'", "name = '規划股'", "history_actor = 'a tester'", "history_change_reason = ' '"],
    ids=["a field", "one character", "who it was", "the reason"],
)
def test_an_altered_field_is_named(sealed: Section, change: str) -> None:
    row = version(sealed).pk
    tamper(f"UPDATE {SECTIONS} SET {change} WHERE history_id = %s", row)
    assert told() == {(SECTIONS, str(row), Kind.ALTERED)}


def test_one_microsecond_is_named(sealed: Section) -> None:
    row = version(sealed)
    moved = connection.ops.adapt_datetimefield_value(row.history_date + timedelta(microseconds=1))
    tamper(f"UPDATE {SECTIONS} SET history_date = %s WHERE history_id = %s", moved, row.pk)
    assert told() == {(SECTIONS, str(row.pk), Kind.ALTERED)}


def test_a_deleted_row_is_named(sealed: Section) -> None:
    row = version(sealed).pk
    tamper(f"DELETE FROM {SECTIONS} WHERE history_id = %s", row)
    assert told() == {(SECTIONS, str(row), Kind.DELETED)}


def test_a_row_deleted_together_with_its_leaf_leaves_a_gap_in_the_chain(sealed: Section) -> None:
    row = version(sealed).pk
    leaf = Leaf.objects.get(shape__table=SECTIONS, row=row).n
    tamper(f"DELETE FROM {SECTIONS} WHERE history_id = %s", row)
    tamper("DELETE FROM bureau_leaf WHERE n = %s", leaf)
    assert told() == {("bureau_leaf", str(leaf), Kind.CHAIN)}


def test_a_backdated_row_is_named_before_and_after_it_is_sealed(sealed: Section) -> None:
    sealed.name, sealed.hand = "早股", a_hand(at=timezone.now() - timedelta(days=400))
    sealed.save()
    row = version(sealed, 4).pk
    assert told() == {(SECTIONS, str(row), Kind.BACKDATED)}
    seal(at=timezone.now())
    assert told() == {(SECTIONS, str(row), Kind.BACKDATED)}


def test_two_rows_exchanged_are_both_named(sealed: Section) -> None:
    first, second = version(sealed, 0).pk, version(sealed, 1).pk
    for was, becomes in ((first, -1), (second, first), (-1, second)):
        tamper(f"UPDATE {SECTIONS} SET history_id = %s WHERE history_id = %s", becomes, was)
    assert told() == {(SECTIONS, str(first), Kind.SWAPPED), (SECTIONS, str(second), Kind.SWAPPED)}


def test_a_chain_made_anew_without_the_key_is_named(sealed: Section, settings: Any) -> None:
    tamper(f"UPDATE {SECTIONS} SET name = '他股' WHERE history_id = %s", version(sealed).pk)
    settings.AUDIT_KEYS = [base64.b64encode(secrets.token_bytes(32)).decode()]
    rebuild()
    settings.AUDIT_KEYS = []
    assert told() == {("bureau_seal", str(n), Kind.MAC) for n in (1, 2)}


def test_a_chain_made_anew_with_the_stolen_key_is_caught_by_the_anchor(sealed: Section, tmp_path: Path) -> None:
    anchor = tmp_path / "seals.jsonl"
    assert anchors.write(anchor) == 2
    tamper(f"UPDATE {SECTIONS} SET name = '他股' WHERE history_id = %s", version(sealed).pk)
    rebuild()
    assert told() == set()  # which is why the heads are kept elsewhere
    assert told(anchors.read(anchor)) == {("bureau_seal", str(n), Kind.ANCHOR) for n in (1, 2)}


def test_the_newest_rows_dropped_with_all_that_seals_them_are_missed_by_the_anchor(
    sealed: Section, tmp_path: Path
) -> None:
    anchor = tmp_path / "seals.jsonl"
    anchors.write(anchor)
    newest = Seal.objects.get(n=2)
    tamper("DELETE FROM bureau_leaf WHERE n >= %s", newest.first)
    tamper("DELETE FROM bureau_seal WHERE n = 2")
    tamper(f"DELETE FROM {SECTIONS} WHERE history_id = %s", version(sealed, 3).pk)
    tamper("UPDATE bureau_section SET name = '三股' WHERE id = %s", sealed.pk)
    assert ("bureau_seal", "2", Kind.ANCHOR) in told(anchors.read(anchor))


def test_the_newest_row_dropped_alone_is_named(sealed: Section) -> None:
    row = version(sealed, 3).pk
    tamper(f"DELETE FROM {SECTIONS} WHERE history_id = %s", row)
    assert (SECTIONS, str(row), Kind.DELETED) in told()


def test_removed_locks_are_named(sealed: Section) -> None:
    with lifted(connection):
        found = told()
    assert {kind for _table, _row, kind in found} == {Kind.LOCK_MISSING}
    assert (SECTIONS, "", Kind.LOCK_MISSING) in found


# The chain itself


def test_an_altered_leaf_is_named_by_the_row_for_which_it_stands(sealed: Section) -> None:
    row = version(sealed).pk
    tamper("UPDATE bureau_leaf SET digest = %s WHERE row = %s AND shape_id = %s", "0" * 64, row, _shape())
    assert told() == {(SECTIONS, str(row), Kind.CHAIN), (SECTIONS, str(row), Kind.ALTERED)}


@pytest.mark.parametrize("change", ["at = at", "is_complete = NOT is_complete", "head = mac"])
def test_an_altered_seal_is_named(sealed: Section, change: str) -> None:
    if change == "at = at":
        moved = connection.ops.adapt_datetimefield_value(timezone.now() - timedelta(days=1))
        tamper("UPDATE bureau_seal SET at = %s WHERE n = 1", moved)
    else:
        tamper(f"UPDATE bureau_seal SET {change} WHERE n = 1")
    assert ("bureau_seal", "1", Kind.MAC) in told()


def test_a_shape_that_leaves_a_column_out_breaks_the_chain(sealed: Section) -> None:
    shape = LeafShape.objects.get(pk=_shape())
    fewer = json.dumps([column for column in shape.columns if column != "name"])
    tamper("UPDATE bureau_leafshape SET columns = %s WHERE id = %s", fewer, shape.pk)
    assert (SECTIONS, str(version(sealed).pk), Kind.CHAIN) in told()


def test_leaves_of_no_seal_are_named(sealed: Section) -> None:
    last = Leaf.objects.order_by("-n").first()
    Leaf(n=last.n + 1, shape=last.shape, row=999, digest=last.digest, chain=last.chain).save()
    assert ("bureau_leaf", str(last.n + 1), Kind.CHAIN) in told()


def test_nothing_new_makes_no_seal_and_a_late_commit_is_sealed_like_any_other(sealed: Section) -> None:
    assert seal(at=timezone.now()).n == 2
    late = version(sealed, 3)
    late.pk = 1 if not Section.history.filter(pk=1).exists() else -5
    type(late).objects.add_all([late])
    assert seal(at=timezone.now()).n == 3
    assert Leaf.objects.get(shape__table=SECTIONS, row=late.pk).n == Seal.objects.get(n=3).first
    assert verify() == []


def test_a_long_backlog_is_sealed_in_several_seals_and_none_of_it_is_late(sealed: Section) -> None:
    for name in ("五股", "六股", "七股"):
        rename(sealed, name)
    seal(at=timezone.now() + timedelta(days=30), batch=2)
    assert [row.is_complete for row in Seal.objects.all()] == [True, True, False, True]
    assert verify() == []


@pytest.mark.parametrize("algorithm", ["sm3", "sha256"])
def test_the_algorithm_is_named_by_each_seal_and_may_change(sealed: Section, settings: Any, algorithm: str) -> None:
    settings.AUDIT_DIGEST = algorithm
    rename(sealed, "五股")
    assert seal(at=timezone.now()).algorithm == algorithm
    assert verify() == []


def test_the_key_may_change_while_the_old_one_still_verifies(sealed: Section, settings: Any, tmp_path: Path) -> None:
    old, new = (base64.b64encode(secrets.token_bytes(32)).decode() for _ in range(2))
    file = tmp_path / "audit.key"
    file.write_text(f"{new}\n", encoding="ascii")
    settings.AUDIT_KEYS, settings.AUDIT_KEY_FILE = [old], str(file)
    rename(sealed, "五股")
    seal(at=timezone.now())
    assert Seal.objects.get(n=3).key == digests.key_named(Seal.objects.get(n=3).key).name
    assert {(row, kind) for _table, row, kind in told()} == {("1", Kind.MAC), ("2", Kind.MAC)}
    settings.AUDIT_KEYS = settings.AUDIT_KEY_FILE = []
    assert {(row, kind) for _table, row, kind in told()} == {("3", Kind.MAC)}


def test_a_sample_bureau_is_sealed_and_verifies() -> None:
    a_morning()
    head = seal(at=timezone.now())
    rows = sum(1 for _ in Act.objects.all())
    assert Leaf.objects.filter(shape__table="bureau_act").count() == rows >= 20
    assert (head.n, verify()) == (1, [])


def test_the_history_of_a_record_that_is_gone_stays_and_stays_sealed(sealed: Section) -> None:
    sealed.hand = a_hand()
    pk, _gone = sealed.pk, sealed.delete()
    seal(at=timezone.now())
    assert Section.history.filter(id=pk).count() == 5
    assert verify() == []


# The command


@pytest.fixture
def out(capsys: pytest.CaptureFixture[str]) -> Callable[[], str]:
    return lambda: capsys.readouterr().out


def test_the_command_names_what_it_finds_and_fails(sealed: Section, out: Callable[[], str]) -> None:
    call_command("verify_audit")
    assert "0 findings" in out()
    row = version(sealed).pk
    tamper(f"DELETE FROM {SECTIONS} WHERE history_id = %s", row)
    with pytest.raises(CommandError):
        call_command("verify_audit", json=True)
    found = json.loads(out())["findings"]
    assert [(one["table"], one["row_id"], one["kind"]) for one in found] == [(SECTIONS, str(row), "deleted")]


def test_the_file_outside_grows_by_each_seal_and_is_read_back(
    sealed: Section, settings: Any, tmp_path: Path, out: Callable[[], str]
) -> None:
    settings.AUDIT_ANCHOR_FILE = str(tmp_path / "outside" / "seals.jsonl")
    for _ in range(2):
        call_command("seal_audit")
    file = Path(settings.AUDIT_ANCHOR_FILE)
    heads = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [head["n"] for head in heads] == [1, 2]
    assert heads[1]["chain"] == Seal.objects.get(n=2).head
    call_command("verify_audit", anchor=file)
    with pytest.raises(CommandError, match="no head"):
        call_command("verify_audit", anchor=Path(__file__))


def test_a_line_broken_off_in_the_file_does_not_spoil_the_next(sealed: Section, tmp_path: Path) -> None:
    file = tmp_path / "seals.jsonl"
    file.write_text(anchors.line_of(Seal.objects.get(n=1)) + '\n{"n": 2, "cha', encoding="utf-8")
    assert anchors.write(file) == 1
    assert [head.n for head in anchors.read(file)] == [1, 2]


def _shape() -> int:
    return LeafShape.objects.get(table=SECTIONS).pk


def rebuild() -> None:
    """Every leaf and seal made anew over the rows as they are, at the moments at which they were made."""
    moments: list[tuple[datetime, int]] = list(Seal.objects.values_list("at", "last"))
    with lifted(connection) as cursor:
        for table in ("bureau_seal", "bureau_leaf", "bureau_leafshape"):
            cursor.execute(f"DELETE FROM {table}")
    first = moments[0][1]
    for at, _last in moments:
        seal(at=at, batch=first) if at == moments[0][0] else seal(at=at)


# Migrations


@pytest.mark.django_db(transaction=True)
def test_a_migration_that_adds_a_column_and_rebuilds_the_table_raises_no_alarm(sealed: Section) -> None:
    table: Any = Section.history.model
    field = models.TextField(default="later")
    field.set_attributes_from_name("added_later")
    with owned(connection), no_foreign_keys(), connection.schema_editor() as editor:
        editor.add_field(table, field)
    try:
        assert {found.kind for found in verify()} == ({Kind.LOCK_MISSING} if connection.vendor == "sqlite" else set())
        with owned(connection):
            locks.apply(connection)
        assert verify() == []
    finally:
        with owned(connection), no_foreign_keys(), connection.schema_editor() as editor:
            editor.remove_field(table, field)
        with owned(connection):
            locks.apply(connection)
    assert verify() == []


def test_rows_of_after_a_migration_are_sealed_in_a_shape_of_their_own(
    sealed: Section, monkeypatch: pytest.MonkeyPatch
) -> None:
    columns = sealing._columns
    monkeypatch.setattr(sealing, "_columns", lambda model: columns(model)[:-1])
    rename(sealed, "五股")
    seal(at=timezone.now())
    assert LeafShape.objects.filter(table=SECTIONS).count() == 2
    assert verify() == []


def test_a_column_that_is_gone_is_named_for_what_it_is(sealed: Section) -> None:
    tamper(f"ALTER TABLE {SECTIONS} RENAME COLUMN history_override TO gone")
    assert told() == {(SECTIONS, "", Kind.UNREADABLE)}
    tamper(f"ALTER TABLE {SECTIONS} RENAME COLUMN gone TO history_override")
    assert verify() == []


@contextmanager
def no_foreign_keys() -> Iterator[None]:
    """SQLite rebuilds no table while it watches its keys."""
    if connection.vendor == "sqlite":
        connection.disable_constraint_checking()
    yield
    if connection.vendor == "sqlite":
        connection.enable_constraint_checking()


def test_a_row_is_written_down_as_json_whatever_it_holds() -> None:
    moment = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
    values = ['引号"\\\n', 7, None, True, False, 1.5, moment, UUID(int=7), Decimal("1.50"), moment.date()]
    told = '["引号\\"\\\\\\n",7,null,true,false,1.5,"2026-03-02T01:30:00.000000+00:00",'
    told += '"00000000000000000000000000000007","1.5","2026-03-02"]'
    assert digests.of_values("sha256", values) == hashlib.sha256(told.encode()).hexdigest()


def test_erasing_a_person_changes_no_byte_of_what_is_sealed() -> None:
    person = record(Person, bureau=a_section().bureau, name="欧阳若兰", phone="13800138000")
    seal(at=timezone.now())
    erase(person.person_key, a_hand(), "销毁清册〔2026〕1号（样例）")
    assert verify() == []
    seal(at=timezone.now())
    assert verify() == []
