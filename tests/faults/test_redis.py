"""Redis is only a bell: refused, frozen or flushed, every page answers at once and the tick finds what was due."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import HTTPError, URLError

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from redis import Redis

from bureau.notices.leases import State
from bureau.notices.outbox import Notice
from bureau.people.roles import Role
from tests import servers
from tests.conftest import ROOT, Manage
from tests.records import a_person, a_section

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices", "rungs")]
# Those to whoever is signed in: where an officer begins, a list, a case's entry, what will go out, and the jobs.
PAGES = (
    *("/admin/login/", "/healthz", "/admin/", "/admin/projects/filing/", "/admin/projects/filing/add/"),
    *("/admin/bureau/docket/", "/admin/search/?q=2026", "/admin/tonight/", "/admin/bureau/job/"),
)
AT_ONCE = 1.0  # seconds


@contextmanager
def bell(kind: str, redis_url: str) -> Iterator[str]:
    """The address of a Redis in that condition."""
    if kind == "flushed":
        Redis.from_url(redis_url).flushall()
        yield redis_url
    elif kind == "refused":
        yield f"redis://127.0.0.1:{servers.free_port()}/0"
    else:
        with socket.create_server(("127.0.0.1", 0)) as frozen:  # it takes connections and never says a word
            yield f"redis://127.0.0.1:{frozen.getsockname()[1]}/0"


@contextmanager
def web(environment: dict[str, str], folder: Path) -> Iterator[str]:
    port = servers.free_port()
    command = [sys.executable, "-m", "gunicorn", "bureau.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4"]
    with (folder / "web.log").open("ab") as log:
        told = {"cwd": ROOT, "env": os.environ | environment, "stdout": log, "stderr": log}
        process = subprocess.Popen(servers.leashed(command), **told)
        try:
            address = f"http://127.0.0.1:{port}"
            until = time.monotonic() + 60
            while _answer(f"{address}/admin/login/") is None and time.monotonic() < until:
                time.sleep(0.1)
            yield address
        finally:
            process.terminate()
            process.wait()


def _answer(address: str, session: str = "") -> int | None:
    asked = urllib.request.Request(address, headers={"Cookie": f"sessionid={session}"} if session else {})
    try:
        with urllib.request.urlopen(asked, timeout=10) as answer:
            # Who is sent to the way in was not signed in, and has seen no page.
            turned_away = session and answer.url != address and "/login/" in answer.url
            return None if turned_away else int(answer.status)
    except HTTPError as refusal:
        return refusal.code
    except (URLError, OSError):
        return None


@pytest.mark.parametrize("kind", ["refused", "frozen", "flushed"])
def test_without_redis_pages_answer_at_once_and_the_tick_finds_what_is_due(
    kind: str, redis_url: str, database_url: str, smtp: servers.Sink, manage: Manage, tmp_path: Path
) -> None:
    reader = a_person("reader", a_section(), Role.OFFICER, email="reader@example.cn", is_staff=True)
    visitor = Client()
    visitor.force_login(reader, settings.AUTHENTICATION_BACKENDS[0])
    session = visitor.cookies["sessionid"].value
    now = timezone.now()
    Notice.queue(reader.pk, Notice.Kind.WEEKLY, timezone.localdate(now), at=now, now=now)
    with bell(kind, redis_url) as url:
        environment = {"DATABASE_URL": database_url, "REDIS_URL": url, "EMAIL_URL": smtp.url, "DATA_DIR": str(tmp_path)}
        with web(environment, tmp_path) as address:
            for page in PAGES:
                _answer(address + page, session)  # the first look compiles a template; the next is an officer's
                began = time.monotonic()
                assert _answer(address + page, session) in ((200, 503) if page == "/healthz" else (200,)), page
                assert time.monotonic() - began < AT_ONCE, page
        done = manage("tick", "--once", **environment)
    assert done.returncode == 0, done.stderr
    assert [mail["To"] for mail in smtp.messages] == ["reader@example.cn"]
    assert Notice.objects.get().state == State.DONE
