"""The machinery itself: the account leaves nothing out, each test is in its round, and the servers go away."""

import json
import os
import shutil
import signal
import smtplib
import socket
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
import pytest
from redis import Redis

from tests import machine, servers
from tests.__main__ import strays, tally, total
from tests.conftest import ROOT, Manage

TOY = {
    "pytest.ini": "[pytest]\naddopts = --ds=toy -p no:cacheprovider\npythonpath = .\nfilterwarnings = error\n",
    "conftest.py": "from tests.conftest import *\nfrom tests.browser.conftest import *\n",
    "toy.py": """
        import environ
        DATABASES = {"default": environ.Env().db("DATABASE_URL")}
        INSTALLED_APPS = ["django.contrib.contenttypes"]
        """,
}
GOOD = """
    import pytest
    from django.db import connection
    def test_pure(): assert connection
    def test_fixture(db): assert connection.introspection.table_names()
    @pytest.mark.django_db
    def test_mark(): assert connection.introspection.table_names()
    """
OUTCOMES = """
    import pytest

    @pytest.fixture
    def breaks(): yield; raise RuntimeError
    def test_passed(): pass
    def test_failed(): assert False
    def test_failed_after(breaks): pass
    def test_failed_in_part(subtests):
        with subtests.test("part"): assert False
    def test_skipped(): pytest.skip("not today")
    def test_xfailed(): pytest.xfail("known")
    @pytest.mark.xfail
    def test_xpassed(): pass
    """
KINDS = """
    import pytest
    from django.test import SimpleTestCase, TestCase
    @pytest.fixture
    def stands_on_db(transactional_db): pass
    def test_database(stands_on_db): pass
    def test_database_live(live_server): pass
    @pytest.mark.django_db
    def test_database_mark(): pass
    def test_browser(page): pass
    def test_browser_live(page, live_server): pass
    def test_pure(tmp_path): pass
    class Without(SimpleTestCase):
        def test_pure_case(self): pass
    class With(TestCase):
        def test_database_case(self): pass
    """
BROWSER = """
    from tests.browser.conftest import axe
    def show(page, html, policy="script-src 'unsafe-inline'"):
        answer = {"body": html, "headers": {"content-type": "text/html", "content-security-policy": policy}}
        page.route("http://desk.invalid/", lambda route: route.fulfill(**answer))
        page.goto("http://desk.invalid/")

    def test_failed_script(page): show(page, "<script>1</script>", "script-src 'self'")
    def test_failed_error(page): show(page, "<script>throw Error('oh')</script>")
    def test_failed_before(page): show(page, "<script>console.error('oh')</script>"); page.goto("about:blank")
    def test_passed_expected(page, troubles):
        show(page, "<script>console.error('oh')</script>")
        assert troubles.pop() == "oh (http://desk.invalid/)"
    def test_passed_axe(page):
        show(page, "<html lang=zh><title>x</title><main><h1>x</h1><img src='data:,'>", "script-src 'none'")
        assert [found.split()[0] for found in axe(page)] == ["image-alt"]
    def test_passed_desk(page): assert page.evaluate("[innerWidth, navigator.language]") == [1366, "zh-CN"]
    def test_passed_phone(phone): assert phone.evaluate("[innerWidth, innerHeight]") == [390, 844]
    """
WAITS = """
    import json, os, pathlib, time
    def test_waits(db):
        told = json.dumps({name: os.environ[name] for name in ("DATABASE_URL", "REDIS_URL", "DATA_DIR")})
        pathlib.Path(os.environ["TOLD"], os.environ["DATABASE_URL"].partition(":")[0]).write_text(told)
        time.sleep(120)
    """
NEEDS = (machine.Need("Redis", ("redis-server",), lambda: None), machine.Need("Python", ("python3",), lambda: "here"))


def _project(folder: Path, tests: str) -> Path:
    """A Django project with one file of tests."""
    for name, text in {**TOY, "test_toy.py": tests}.items():
        (folder / name).write_text(textwrap.dedent(text))
    return folder


def _start(module: str, folder: Path, *arguments: str, **environment: str) -> subprocess.Popen[str]:
    given = {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3", "PYTHONPATH": str(ROOT), **environment}
    command = servers.leashed([sys.executable, "-m", module, *arguments])
    return subprocess.Popen(
        command, cwd=folder, env=os.environ | given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def _account(folder: Path, *arguments: str) -> dict[str, Any]:
    """One pytest over the project, as the runner would start it; its account, and how it is judged."""
    file = folder / "account.json"
    with _start("pytest", folder, f"--account={file}", f"--basetemp={folder}/tmp", *arguments) as process:
        output = process.communicate(timeout=120)[0]
    assert file.exists(), output
    account = json.loads(file.read_text())
    judged = tally("toy", account, process.returncode, narrowed=False)
    return {**account, "wrongs": judged.wrongs, "total": total([judged]), "output": output}


def _named_otherwise(told: Mapping[str, str]) -> dict[str, str]:
    """The tests whose name does not begin with what was told of them: in these projects, none may."""
    return {test: word for test, word in told.items() if not test.rpartition("::")[2].startswith(f"test_{word}")}


def test_every_outcome_but_passed_is_wrong(tmp_path: Path) -> None:
    account = _account(_project(tmp_path, OUTCOMES))
    assert _named_otherwise(account["outcomes"]) == {}, account["output"]
    assert len(account["wrongs"]) == 6
    assert account["total"] == "1 passed, 3 failed, 1 skipped"


@pytest.mark.parametrize(
    ("tests", "arguments", "wrong"),
    [
        (GOOD, ["-k", "not pure"], "deselected: test_toy.py::test_pure"),
        ("import pytest; pytest.skip('no', allow_module_level=True)", [], "skipped: test_toy.py"),
        ("import missing_module", [], "failed: test_toy.py"),
        ("", [], "no test ran"),
        ("def test_a(): assert 0\ndef test_b(): pass", ["-x"], "not finished: test_toy.py::test_b"),
    ],
)
def test_a_test_that_did_not_run_is_wrong(tmp_path: Path, tests: str, arguments: list[str], wrong: str) -> None:
    assert f"round toy: {wrong}" in _account(_project(tmp_path, tests), *arguments)["wrongs"]


@pytest.mark.parametrize(
    ("chosen", "status", "narrowed", "wrongs"),
    [
        (["a"], 0, False, ()),
        (["a"], 3, False, ("round toy: pytest ended with status 3",)),
        ([], 5, True, ()),
        ([], 5, False, ("round toy: no test ran",)),
        (None, -9, True, ("round toy broke off with status -9",)),
    ],
)
def test_a_round_is_judged(chosen: list[str] | None, status: int, narrowed: bool, wrongs: tuple[str, ...]) -> None:
    parts = {"collected": {"a": "pure"}, "chosen": chosen, "deselected": []}
    account = None if chosen is None else {**parts, "outcomes": dict.fromkeys(chosen, "passed")}
    judged = tally("toy", account, status, narrowed=narrowed)
    assert judged.wrongs == wrongs
    assert total([judged]) == f"{len(chosen or ())} passed, {int(chosen is None)} failed"


def test_a_test_of_no_round_is_found() -> None:
    first = {"collected": {"a": "pure", "b": "odd"}, "chosen": ["a"], "deselected": []}
    assert strays([first, {**first, "chosen": []}]) == ["in no round: b"]
    assert strays([first, {**first, "chosen": ["b"]}]) == []


def test_each_test_has_its_kind_and_its_round(tmp_path: Path) -> None:
    folder = _project(tmp_path, KINDS)
    part = _account(folder, "--round=sqlite", "--collect-only")
    whole = _account(folder, "--round=postgres", "--collect-only")
    assert _named_otherwise(whole["collected"]) == {}
    assert whole["collected"] == part["collected"]
    assert sorted(part["chosen"]) == sorted(test for test, kind in part["collected"].items() if kind == "database")
    assert sorted(whole["chosen"]) == sorted(whole["collected"])
    assert [whole["collected"][test] for test in whole["chosen"][-3:]] == ["pure", "browser", "browser"]
    assert (part["deselected"], whole["deselected"]) == ([], [])


def test_the_browser_is_watched(tmp_path: Path) -> None:
    account = _account(_project(tmp_path, BROWSER))
    assert len(account["outcomes"]) == 7
    assert _named_otherwise(account["outcomes"]) == {}, account["output"]
    assert "content security policy: script-src-elem refused inline" in account["output"]


@pytest.mark.parametrize(
    ("tests", "status", "last"),
    [
        (GOOD, 0, "5 passed, 0 failed"),  # the pure one once, the others with both databases
        (GOOD + "\n    def test_skips(db): pytest.skip('no')\n", 1, "5 passed, 0 failed, 2 skipped"),
    ],
)
def test_the_runner_adds_up_both_rounds(tmp_path: Path, tests: str, status: int, last: str) -> None:
    with _start("tests", _project(tmp_path, tests)) as process:
        output = process.communicate(timeout=120)[0]
    assert (process.returncode, output.splitlines()[-1]) == (status, last), output


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL])
def test_nothing_outlives_an_interrupted_run(tmp_path: Path, number: signal.Signals) -> None:
    """Even when the runner itself has no time for a word, as by kill -9: only its folder stays then."""
    told = tmp_path / "postgres"
    with _start("tests", _project(tmp_path, WAITS), TOLD=str(tmp_path)) as process:
        _await(lambda: told.exists() and told.read_text())
        process.send_signal(number)
        output = process.communicate(timeout=60)[0]
    assert process.returncode == (-9 if number == signal.SIGKILL else 128 + number), output
    theirs = json.loads(told.read_text())
    _await(lambda: not _listens(theirs["DATABASE_URL"]) and not _listens(theirs["REDIS_URL"]))
    workshop = Path(theirs["DATA_DIR"]).parents[1]
    assert workshop.exists() == (number == signal.SIGKILL)
    shutil.rmtree(workshop, ignore_errors=True)


def _await(condition: Callable[[], Any]) -> None:
    until = time.monotonic() + 60
    while not condition():
        assert time.monotonic() < until, "waited for a minute"
        time.sleep(0.1)


def _listens(url: str) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((servers.LOOPBACK, urlsplit(url).port or 0)) == 0


def test_servers_run_side_by_side_and_are_gone_afterwards() -> None:
    urls = []
    with ExitStack() as stack:
        for serve in (servers.postgres, servers.postgres, servers.redis, servers.redis):
            folder = stack.enter_context(servers.workshop())
            urls.append(stack.enter_context(serve(folder)))
        assert len({urlsplit(url).port for url in urls}) == 4
        for url in urls[:2]:
            with psycopg.connect(url) as database:
                assert database.execute("SHOW server_encoding").fetchone() == ("UTF8",)
        for url in urls[2:]:
            assert Redis.from_url(url).ping()
    assert not any(map(_listens, urls))
    assert not folder.exists()


def test_the_mail_sink_keeps_what_it_accepts(smtp: servers.Sink) -> None:
    def send(receiver: str) -> None:
        with smtplib.SMTP(servers.LOOPBACK, smtp.port) as client:
            client.sendmail("desk@office.example", [receiver], b"Subject: =?utf-8?b?6YCa55+l?=\r\n\r\nhello")

    smtp.answer = lambda envelope: "451 later" if envelope.rcpt_tos == ["full@firm.example"] else None
    send("firm@firm.example")
    with pytest.raises(smtplib.SMTPDataError, match="451"):
        send("full@firm.example")
    assert [message["Subject"] for message in smtp.messages] == ["通知"]
    assert [envelope.rcpt_tos for envelope in smtp.envelopes] == [["firm@firm.example"]]


def test_no_test_reaches_the_world() -> None:
    with socket.socket() as probe, pytest.raises(AssertionError, match="reaches out"):
        probe.connect(("192.0.2.1", 80))


@pytest.mark.django_db(transaction=True)
def test_another_process_sees_the_test_database(database_url: str, manage: Manage, tmp_path: Path) -> None:
    """It is migrated there; a file that is not the test database would not be."""
    done = manage("migrate", "--check", DATABASE_URL=database_url)
    assert done.returncode == 0, done.stderr
    assert manage("migrate", "--check", DATABASE_URL=f"sqlite:///{tmp_path}/other.sqlite3").returncode == 1


@pytest.mark.parametrize(("user", "rights"), [(0, []), (1000, ["/usr/bin/sudo", "-n"]), (1000, None)])
def test_missing_needs(monkeypatch: pytest.MonkeyPatch, user: int, rights: list[str] | None) -> None:
    """They are installed where that is allowed; what is still missing is named with the command for it."""
    said: list[list[str]] = []

    def run(command: list[str], **_: Any) -> subprocess.CompletedProcess[str]:
        said.append(command)
        return subprocess.CompletedProcess(command, int(rights is None))  # sudo wants a password

    monkeypatch.setattr(machine, "NEEDS", NEEDS)
    monkeypatch.setattr(machine.os, "geteuid", lambda: user)
    monkeypatch.setattr(machine.shutil, "which", lambda name: f"/usr/bin/{name}")
    monkeypatch.setattr(machine.subprocess, "run", run)
    with pytest.raises(SystemExit, match=r"machine: Redis\..*sudo apt-get install redis-server\)"):
        machine.prepare()  # after an installation too: here it changes nothing
    installed = [(command[: command.index("env")], command[-1]) for command in said if "apt-get" in command]
    assert installed == ([] if rights is None else [(rights, "update"), (rights, "redis-server")])
