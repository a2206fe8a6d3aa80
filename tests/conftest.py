"""Which test runs in which round, the account of a round, and the fixtures every test may ask for."""

import hashlib
import ipaddress
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import TransactionTestCase

from tests import lifting, servers

ROOT = Path(__file__).resolve().parent.parent
BROWSER_TESTS = Path(__file__).resolve().parent / "browser"
# Thousands of requests, and what each shows follows from screens and scopes: walked on one database, by `make matrix`.
MATRIX_TESTS = Path(__file__).resolve().parent / "matrix"
BROWSER_FIXTURES = {"page", "context", "new_context", "browser"}
# Every fixture that opens the database stands on the first; the second asks for it only when it runs.
DATABASE_FIXTURES = {"django_db_setup", "live_server"}
ROUNDS = {
    "postgres": {"pure", "database", "browser"},
    "sqlite": {"database", "matrix"},
}
# From the best to the worst: of what a test's set-up, call, subtests and tidying report, the worst counts.
OUTCOMES = ("passed", "xpassed", "xfailed", "skipped", "failed")

Manage = Callable[..., subprocess.CompletedProcess[str]]


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("rounds")
    group.addoption("--round", choices=tuple(ROUNDS), help="run only the tests of this round; without it, all")
    group.addoption("--account", type=Path, help="write to this file what was collected and what became of it")


def pytest_configure(config: pytest.Config) -> None:
    if threading.current_thread() is threading.main_thread():
        # By default SIGTERM ends Python at once, and what the fixtures started would go on running.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
    config.pluginmanager.register(Account(config.option.round, config.option.account), "account")


def kind(item: pytest.Item) -> str:
    fixtures = set(getattr(item, "fixturenames", ()))
    if item.path.is_relative_to(BROWSER_TESTS) or fixtures & BROWSER_FIXTURES:
        return "browser"
    if item.path.is_relative_to(MATRIX_TESTS):
        return "matrix"
    case = getattr(item, "cls", None)
    is_case = isinstance(case, type) and issubclass(case, TransactionTestCase)
    if is_case or item.get_closest_marker("django_db") or fixtures & DATABASE_FIXTURES:
        return "database"
    return "pure"


class Account:
    """What one round collected, chose and saw, for the runner to add up and judge."""

    def __init__(self, round_name: str | None, file: Path | None) -> None:
        self.kinds = ROUNDS.get(round_name or "", set().union(*ROUNDS.values()))
        self.file = file
        self.collected: dict[str, str] = {}
        self.chosen: list[str] = []
        self.deselected: list[str] = []
        self.outcomes: dict[str, str] = {}

    @pytest.hookimpl(wrapper=True, tryfirst=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> Iterator[None]:
        self.collected = {item.nodeid: kind(item) for item in items}
        # A test of another round is not deselected, it runs there; so pytest_deselected is not told.
        items[:] = [item for item in items if self.collected[item.nodeid] in self.kinds]
        yield
        # The browser's driver leaves a running event loop in this thread, which asyncio.run() refuses: browsers last.
        items.sort(key=lambda item: self.collected[item.nodeid] == "browser")
        self.chosen = [item.nodeid for item in items]

    def pytest_deselected(self, items: list[pytest.Item]) -> None:
        self.deselected += [item.nodeid for item in items]

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if not report.passed:
            self._note(report.nodeid, report.outcome)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        expected = hasattr(report, "wasxfail")
        if report.skipped:
            self._note(report.nodeid, "xfailed" if expected else "skipped")
        elif report.failed:
            self._note(report.nodeid, "failed")
        elif report.when == "call":
            self._note(report.nodeid, "xpassed" if expected else "passed")

    def _note(self, test: str, outcome: str) -> None:
        self.outcomes[test] = max(self.outcomes.get(test, "passed"), outcome, key=OUTCOMES.index)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self) -> None:
        if self.file:
            told = {name: getattr(self, name) for name in ("collected", "chosen", "deselected", "outcomes")}
            self.file.write_text(json.dumps(told), encoding="utf-8")


@pytest.fixture(scope="session", autouse=True)
def only_this_machine() -> Iterator[None]:
    """A test that calls out into the world fails; an OSError might be taken for a bad day of the net."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if self.family in (socket.AF_INET, socket.AF_INET6) else "localhost"
        if host != "localhost" and not ipaddress.ip_address(host).is_loopback:
            raise AssertionError(f"a test reaches out to {address}")
        connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded)
        yield


@pytest.fixture(scope="session", autouse=True)
def flushing_everything() -> Iterator[None]:
    """Transactional tests are flushed afterwards; `manage.py flush` itself is refused by the locks, and shall be."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseOperations, "execute_sql_flush", lifting.flush_all)
        yield


def migrated(request: pytest.FixtureRequest) -> Path | None:
    """With --reuse-db: where a migrated database of SQLite is kept, by all that makes one what it is."""
    if not request.config.option.reuse_db:
        return None
    made_of = [*ROOT.glob("**/migrations/*.py"), *ROOT.glob("bureau/audit/**/*.py"), *ROOT.glob("tests/permits/*.py")]
    told = hashlib.sha256()
    for file in sorted(file for file in made_of if ".venv" not in file.parts):
        told.update(file.read_bytes())
    return ROOT / "var" / "tests" / f"{told.hexdigest()[:20]}.sqlite3"


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None,
    tmp_path_factory: pytest.TempPathFactory,
    request: pytest.FixtureRequest,
) -> None:
    """SQLite's test database is a file, where it would be in memory: another process has to open it too."""
    for alias, database in django_settings.DATABASES.items():
        if database["ENGINE"] == "django.db.backends.sqlite3":
            file = tmp_path_factory.mktemp("database") / f"{alias}.sqlite3"
            database.setdefault("TEST", {})["NAME"] = str(file)
            if (kept := migrated(request)) and kept.exists():
                shutil.copy(kept, file)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any, request: pytest.FixtureRequest) -> Iterator[None]:
    """In PostgreSQL the tests have no more rights than the application has; see tests/lifting.py for the exceptions."""
    if connection.vendor != "postgresql":
        if (kept := migrated(request)) and not kept.exists():
            kept.parent.mkdir(parents=True, exist_ok=True)
            with django_db_blocker.unblock(), connection.cursor() as cursor:
                cursor.execute("VACUUM INTO %s", [f"{kept}.{os.getpid()}"])
            Path(f"{kept}.{os.getpid()}").replace(kept)
        yield
        return
    with django_db_blocker.unblock(), lifting.signed_in_as_web(connection):
        yield


@pytest.fixture(scope="session")
def database_url(django_db_setup: None) -> str:
    """The address of the test database in use. Another process sees only what is committed: transactional tests."""
    used = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{used['NAME']}"
    user, password, name = (quote(str(used[part]), safe="") for part in ("USER", "PASSWORD", "NAME"))
    return f"postgres://{user}:{password}@{used['HOST']}:{used['PORT']}/{name}"


@pytest.fixture(scope="session")
def redis_url() -> Iterator[str]:
    """The Redis of the run, or one started for a plain pytest."""
    if given := os.environ.get("REDIS_URL"):
        yield given
        return
    with servers.workshop() as folder, servers.redis(folder) as url:
        yield url


@pytest.fixture
def smtp() -> Iterator[servers.Sink]:
    with servers.smtp() as sink:
        yield sink


@pytest.fixture(scope="session")
def manage() -> Manage:
    """Runs manage.py in a process of its own: manage("migrate", DATABASE_URL=database_url)."""

    def run(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", *arguments]
        return subprocess.run(
            servers.leashed(command),
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run
