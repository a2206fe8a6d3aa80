"""A backup is restored beside the database and verified against the copy of the heads that is kept outside."""

import json
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from bureau.audit import anchors
from bureau.audit.sealing import seal
from bureau.models import Section
from tests import machine
from tests.conftest import Manage
from tests.lifting import owned
from tests.records import a_section

pytestmark = pytest.mark.django_db(transaction=True)
COPY = "bureau_restored"
Change = Callable[[str], object]


@pytest.fixture
def anchor(tmp_path: Path) -> Path:
    a_section()
    seal(at=timezone.now())
    anchors.write(tmp_path / "seals.jsonl")
    return tmp_path / "seals.jsonl"


@pytest.fixture
def restored(anchor: Path, tmp_path: Path) -> Iterator[tuple[str, Change]]:
    """The address of the copy, and what writes to it past every lock."""
    if connection.vendor == "sqlite":
        copy = tmp_path / "copy.sqlite3"
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(copy)])
        yield f"sqlite:///{copy}", lambda statement: in_sqlite(copy, statement)
        return
    used, owner = connection.settings_dict, owner_of_the_tables()
    server = ["-h", used["HOST"], "-p", str(used["PORT"]), "-U", owner]
    run("pg_dump", *server, "-Fc", "-f", str(tmp_path / "dump"), used["NAME"])
    run("createdb", *server, COPY)
    try:
        run("pg_restore", *server, "-d", COPY, str(tmp_path / "dump"))
        table, locks = "ALTER TABLE bureau_historicalsection", ("bureau_kept", "bureau_kept_whole", "bureau_version")
        past = [f"{table} DISABLE TRIGGER ALL", "{}", *(f"{table} ENABLE ALWAYS TRIGGER {name}" for name in locks)]
        address = f"postgres://{owner}@{used['HOST']}:{used['PORT']}/{COPY}"
        yield address, lambda statement: run("psql", *server, "-d", COPY, "-c", "; ".join(past).format(statement))
    finally:
        run("dropdb", *server, COPY)


def owner_of_the_tables() -> str:
    with owned(connection), connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def run(program: str, *arguments: str) -> None:
    command = [f"{machine.postgres_programs()}/{program}", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def in_sqlite(copy: Path, statement: str) -> None:
    with sqlite3.connect(copy) as opened:
        locks = opened.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _made in locks:
            opened.execute(f"DROP TRIGGER {name}")
        opened.execute(statement)
        for _name, made in locks:
            opened.execute(made)
    opened.close()


def verified(manage: Manage, address: str, anchor: Path) -> tuple[int, list[Any]]:
    done = manage("verify_audit", "--json", "--anchor", str(anchor), DATABASE_URL=address)
    return done.returncode, json.loads(done.stdout)["findings"]


def test_a_restored_backup_verifies_and_a_row_that_it_lacks_is_named(
    restored: tuple[str, Change], anchor: Path, manage: Manage
) -> None:
    address, change = restored
    assert verified(manage, address, anchor) == (0, [])
    last = Section.history.latest("history_id").pk
    change(f"DELETE FROM bureau_historicalsection WHERE history_id = {last}")
    status, found = verified(manage, address, anchor)
    assert status == 1
    assert ("bureau_historicalsection", str(last), "deleted") in [
        (each["table"], each["row_id"], each["kind"]) for each in found
    ]
