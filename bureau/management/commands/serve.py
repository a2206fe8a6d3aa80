"""`manage.py serve`: web, worker and scheduler together, until Ctrl-C."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from argparse import ArgumentParser
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError

from bureau.celery import make_broker_folders

PR_SET_PDEATHSIG = 1
GRACE = 3.0  # seconds to finish; what is cut off then is found again in the database
RESTART_AFTER = 1.0  # seconds; a process that fails at once must not spin


@dataclass
class Child:
    """One process of its own group, so that its own children end with it."""

    name: str
    command: list[str]
    process: subprocess.Popen[bytes] = field(init=False)
    started: float = field(init=False)

    def start(self) -> None:
        self.process = subprocess.Popen(  # noqa: S603 - the commands are ours
            self.command,
            start_new_session=True,
            preexec_fn=_end_with_parent,  # noqa: PLW1509 - there are no threads
        )
        self.started = time.monotonic()

    def kill(self) -> None:
        """End the process and everything that it started itself, at once."""
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        finally:
            self.process.wait()


def _end_with_parent() -> None:
    """Linux: a SIGKILL of `serve` must not leave its children on the port."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


class Command(BaseCommand):
    help = "Starts web, worker and scheduler; a process that dies is started again; Ctrl-C ends them all."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=int(os.environ.get("PORT") or 8000))
        parser.add_argument("--host", default="127.0.0.1")

    def handle(self, *, host: str, port: int, **_options: Any) -> None:
        _demand_free(host, port)
        self.check(databases=["default"])
        make_broker_folders()
        # SIGTERM (systemd, kill) must end the children as surely as Ctrl-C does.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        signal.signal(signal.SIGHUP, signal.default_int_handler)
        children = [Child(name, command) for name, command in _commands(host, port).items()]
        try:
            for child in children:
                child.start()
            self._announce(host, port)
            self._watch(children)
        except KeyboardInterrupt:
            self.stdout.write("Stopping …")
        finally:
            _stop(children)

    def _announce(self, host: str, port: int) -> None:
        _await(host, port)
        self.stdout.write(f"\nThe desk is open at http://{host}:{port}/admin/   (Ctrl-C ends it)")
        staff = get_user_model().objects
        if samples := staff.filter(is_sample=True, is_active=True).order_by("pk"):
            self.stdout.write("Sample accounts: " + ", ".join(account.username for account in samples))
        elif not staff.filter(is_active=True).exists():
            self.stdout.write("There is no account yet: `make account` in another window makes the first one.")
        self.stdout.flush()

    def _watch(self, children: list[Child]) -> None:
        while True:
            time.sleep(0.2)
            for child in children:
                code = child.process.poll()
                if code is not None and time.monotonic() - child.started > RESTART_AFTER:
                    self.stderr.write(f"{child.name} ended with {code}; starting it again")
                    child.kill()
                    child.start()


def _commands(host: str, port: int) -> dict[str, list[str]]:
    web = [
        *(sys.executable, "-m", "gunicorn", "bureau.wsgi", "--bind", f"{host}:{port}"),
        *("--workers", "2", "--threads", "4", "--log-level", "warning"),
    ]
    return {"web": web, **celery_commands(settings.CELERY_BEAT_SCHEDULE_FILENAME)}


def celery_commands(schedule: str) -> dict[str, list[str]]:
    """Two workers of one process each. A pool of Celery's own hangs for good when one of its children is killed
    while it waits for a task of the filesystem broker; a process of ours is started again.
    """
    celery = [sys.executable, "-m", "celery", "--app", "bureau", "--quiet"]
    worker = [*celery, "worker", "--pool", "solo", "--loglevel", "warning", "--without-gossip", "--without-mingle"]
    beat = [*celery, "beat", "--loglevel", "warning", "--pidfile", "", "--schedule", schedule]
    return {
        "worker 1": [*worker, "--hostname", "one@%h"],
        "worker 2": [*worker, "--hostname", "two@%h"],
        "scheduler": beat,
    }


def _demand_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} cannot be used ({error.strerror}). Choose another: make run PORT=8001"
            ) from None


def _await(host: str, port: int, seconds: float = 30.0) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            if probe.connect_ex((host, port)) == 0:
                return
        time.sleep(0.05)
    raise CommandError(f"The web server does not answer on {host}:{port}.")


def _stop(children: list[Child]) -> None:
    # A second Ctrl-C while they finish must not leave any of them behind.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    started = [child for child in children if hasattr(child, "process")]
    for child in started:
        child.process.terminate()
    deadline = time.monotonic() + GRACE
    for child in started:
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.process.wait(max(0.1, deadline - time.monotonic()))
        child.kill()
