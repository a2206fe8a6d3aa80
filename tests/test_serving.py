"""`make run` from within: the processes that it starts, and what becomes of them."""

import os
import signal
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 40


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def environment(folder: Path, **more: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in ("DATABASE_URL", "REDIS_URL", "PORT")}
    return kept | {"DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"} | more


@contextmanager
def serving(folder: Path, port: int, **more: str) -> Iterator[subprocess.Popen[bytes]]:
    env = environment(folder, **more)
    subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=ROOT, env=env, check=True)
    command = [sys.executable, "manage.py", "serve", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log, start_new_session=True)
    try:
        await_that(lambda: b"The desk is open" in (folder / "log").read_bytes(), "the desk opens")
        yield process
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGINT)
        process.wait(PATIENCE)


def await_that(holds, what: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline, f"waited in vain until {what}"
        time.sleep(0.05)


def family(folder: Path) -> list[int]:
    """Every process that was started with this DATA_DIR, but for the tests' own."""
    wanted, found = f"DATA_DIR={folder}".encode(), []
    for place in Path("/proc").glob("[0-9]*/environ"):
        try:
            if wanted in place.read_bytes().split(b"\0") and int(place.parent.name) != os.getpid():
                found.append(int(place.parent.name))
        except OSError:  # it ended while we looked, or is another person's
            continue
    return found


def fetch(port: int, address: str = "/admin/login/") -> str:
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{address}", timeout=10) as answer:
        return answer.read().decode()


def answers(port: int) -> bool:
    """Not merely whether the port is taken: a killed server's own children may still hold it for a moment."""
    try:
        return "登录" in fetch(port)
    except OSError:
        return False


def sign_in(port: int, name: str, password: str) -> urllib.request.OpenerDirector:
    """A browser of sorts, with the cookies of someone who has signed in."""
    jar = CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar))
    address = f"http://127.0.0.1:{port}/admin/login/"
    opener.open(address, timeout=10).close()
    token = next(cookie.value for cookie in jar if cookie.name == "csrftoken")
    form = {"username": name, "password": password, "csrfmiddlewaretoken": token, "next": "/admin/"}
    with opener.open(address, urllib.parse.urlencode(form).encode(), timeout=10) as answer:
        assert answer.url.endswith("/admin/"), "signed in"
    return opener


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM])
def test_ctrl_c_ends_every_process_and_frees_the_port(tmp_path: Path, ending: signal.Signals) -> None:
    port = free_port()
    with serving(tmp_path, port) as process:
        assert "登录" in fetch(port)
        assert len(family(tmp_path)) >= 5  # serve, web and its workers, worker, scheduler
        process.send_signal(ending)
        process.wait(PATIENCE)
        await_that(lambda: family(tmp_path) == [], "every process has ended")
        assert is_free(port)


def test_killed_outright_it_leaves_the_port_free_for_the_next(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port) as process:
        process.kill()
        await_that(lambda: is_free(port), "the port is free")
        await_that(lambda: family(tmp_path) == [], "every process has ended")


def test_a_process_that_dies_is_started_again(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port):
        time.sleep(1.5)
        web = next(pid for pid in family(tmp_path) if b"gunicorn" in Path(f"/proc/{pid}/cmdline").read_bytes())
        os.kill(web, signal.SIGKILL)
        await_that(lambda: b"starting it again" in (tmp_path / "log").read_bytes(), "the web is started again")
        await_that(lambda: answers(port), "the web answers again")


def test_a_second_run_has_lost_nothing_and_names_the_sample_accounts(tmp_path: Path) -> None:
    port = free_port()
    with serving(tmp_path, port):
        await_that(
            lambda: b"There is no account yet" in (tmp_path / "log").read_bytes(), "it says that nobody is there"
        )
    add = "from bureau.models import Staff; Staff.objects.create_user('sample-clerk', is_sample=True)"
    shell = [sys.executable, "manage.py", "shell", "-v0", "-c", add]
    subprocess.run(shell, cwd=ROOT, env=environment(tmp_path), check=True)
    with serving(tmp_path, port):
        await_that(lambda: "Sample accounts: sample-clerk" in (tmp_path / "log").read_text(), "it names the account")


def test_every_page_opens_while_another_process_holds_the_write_lock(tmp_path: Path) -> None:
    """No clock is needed: a page that wanted the lock would wait until the patience of the client has ended."""
    port = free_port()
    pages = [
        "",
        "bureau/staff/",
        "bureau/holidaynotice/",
        "bureau/holidaynotice/1/change/",
        "bureau/holidaynotice/add/",
    ]
    with serving(tmp_path, port):
        account = {"DJANGO_SUPERUSER_PASSWORD": "A-long-enough-phrase"}
        create = ["manage.py", "createsuperuser", "--noinput", "--username", "clerk", "--email", "clerk@example.com"]
        subprocess.run([sys.executable, *create], cwd=ROOT, env=environment(tmp_path, **account), check=True)
        opener = sign_in(port, "clerk", account["DJANGO_SUPERUSER_PASSWORD"])
        with closing(sqlite3.connect(tmp_path / "bureau.sqlite3", isolation_level=None)) as writer:
            writer.execute("BEGIN IMMEDIATE")
            for page in pages:
                with opener.open(f"http://127.0.0.1:{port}/admin/{page}", timeout=5) as answer:
                    assert answer.status == 200
            writer.execute("ROLLBACK")


@pytest.mark.parametrize("broker", ["files", "redis"])
def test_the_worker_answers_on_either_broker(tmp_path: Path, redis_url: str, broker: str) -> None:
    more = {"REDIS_URL": redis_url} if broker == "redis" else {}
    with serving(tmp_path, free_port(), **more):
        ping = [sys.executable, "-m", "celery", "--app", "bureau", "inspect", "ping", "--timeout", "5"]

        def answers() -> bool:
            found = subprocess.run(
                ping, check=False, cwd=ROOT, env=environment(tmp_path, **more), capture_output=True, text=True
            )
            return "pong" in found.stdout

        await_that(answers, "the worker says pong")


def test_a_port_in_use_is_told_with_the_way_out() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CommandError, match=f"Port {port} cannot be used .* PORT=8001"):
            call_command("serve", port=port, skip_checks=True)


def test_production_does_not_start_with_the_default_secrets(tmp_path: Path) -> None:
    env = environment(tmp_path, PRODUCTION="1", ALLOWED_HOSTS="localhost")
    for command in (["manage.py", "serve"], ["-c", "import bureau.wsgi"]):
        found = subprocess.run(
            [sys.executable, *command], check=False, cwd=ROOT, env=env, capture_output=True, text=True
        )
        assert found.returncode != 0
        assert "bureau.E001" in found.stderr
        assert "bureau.E002" in found.stderr
