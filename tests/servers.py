"""The real servers the tests talk to, each on a free loopback port and gone when its block is left."""

import asyncio
import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from redis import Redis
from redis.exceptions import RedisError

from tests import machine

LOOPBACK = "127.0.0.1"
PATIENCE = 60.0  # a loaded machine of two cores starts PostgreSQL in some seconds
GRACE = 10.0
ATTEMPTS = 5
LESSER_USERS = ("postgres", "nobody")


@contextmanager
def workshop() -> Iterator[Path]:
    """A temporary folder the lesser user of PostgreSQL can walk through (mkdtemp lets only its owner in)."""
    with tempfile.TemporaryDirectory(prefix="bureau-tests-", dir=_open_place(), ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        folder.chmod(0o711)
        yield folder


def _open_place() -> str:
    """The usual place for temporary files; for root, who hands PostgreSQL down, one that others can reach."""
    usual = tempfile.gettempdir()
    if os.geteuid() != 0:
        return usual
    return next((place for place in (usual, "/tmp", "/var/tmp") if _passable(Path(place))), usual)


def _passable(folder: Path) -> bool:
    return folder.is_dir() and all(place.stat().st_mode & 0o001 for place in (folder, *folder.resolve().parents))


def leashed(command: Sequence[str], death: signal.Signals = signal.SIGTERM) -> list[str]:
    """The same command, but Linux sends it `death` when the process that started it dies, be it by kill -9."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", death.name.removeprefix("SIG"), "--", *command] if setpriv else [*command]


@dataclass(frozen=True)
class Server:
    """How one server is started on a port, known to be ready, and asked to stop."""

    name: str
    folder: Path
    command: Callable[[int], list[str]]
    ready: Callable[[int, int], bool]  # of process and port: an answer from another suite's server does not count
    stop: signal.Signals = signal.SIGTERM
    owner: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def running(self) -> Iterator[int]:
        for _ in range(ATTEMPTS):
            port = free_port()
            with self._process(port) as process:
                if self._awaited(process, port):
                    yield port
                    return
            # Somebody took the port between our look and the server's: another one.
        raise RuntimeError(f"{self.name} did not start:\n{self._log.read_text(errors='replace')[-2000:]}")

    @property
    def _log(self) -> Path:
        return self.folder / f"{self.name}.log"

    @contextmanager
    def _process(self, port: int) -> Iterator[subprocess.Popen[bytes]]:
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                leashed(self.command(port), self.stop),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=self.folder,
                start_new_session=True,  # an interrupt at the terminal is for the runner, which stops us in order
                **self.owner,
            )
        try:
            yield process
        finally:
            end(process, self.stop)

    def _awaited(self, process: subprocess.Popen[bytes], port: int) -> bool:
        until = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            if self.ready(process.pid, port):
                return True
            time.sleep(0.05)
        return False


def end(process: subprocess.Popen[bytes], first: signal.Signals = signal.SIGTERM, grace: float = GRACE) -> None:
    """Asks the process to stop; what is left of its group after that, or after the time of grace, is ended."""
    if process.poll() is None:
        process.send_signal(first)
    with suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return int(probe.getsockname()[1])


@contextmanager
def postgres(folder: Path) -> Iterator[str]:
    """A PostgreSQL of its own below the folder; the address of its maintenance database."""
    programs = machine.postgres_programs()
    if programs is None:
        raise RuntimeError("PostgreSQL is not installed")
    owner = _lesser_user()
    home = folder / "postgresql"
    home.mkdir()
    if owner:
        if not _passable(folder):
            raise RuntimeError(f"{folder} is closed to the user PostgreSQL runs as: take a workshop()")
        os.chown(home, owner["user"], owner["group"])
    data = home / "data"
    _initdb(programs, data, owner)
    settings = _as_options(
        {
            "listen_addresses": LOOPBACK,
            # No socket file: its path has a limit of 107 bytes, and a temporary folder may lie deeper.
            "unix_socket_directories": "",
            # Nothing here outlives the run, so nothing need reach the disk.
            "fsync": "off",
            # Tests take back what they wrote. Statistics of what is left would tell of empty tables, and the plans made
            # by them take twenty minutes and more for a test that fills them.
            "autovacuum": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
        }
    )
    server = Server(
        "postgresql",
        folder,
        lambda port: [f"{programs}/postgres", "-D", str(data), "-p", str(port), *settings],
        lambda process, port: _postgres_is_ready(data / "postmaster.pid", process, port),
        stop=signal.SIGINT,  # the fast shutdown: SIGTERM would wait for every client
        owner=owner,
    )
    with server.running() as port:
        yield f"postgres://postgres@{LOOPBACK}:{port}/postgres"


def _as_options(settings: dict[str, str]) -> list[str]:
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _initdb(programs: str, data: Path, owner: dict[str, Any]) -> None:
    """UTF-8 with the order of the code points, which is the same on every machine."""
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
    done = subprocess.run(
        [f"{programs}/initdb", "-D", str(data), *options],
        cwd=data.parent,
        capture_output=True,
        text=True,
        check=False,
        **owner,
    )
    if done.returncode:
        raise RuntimeError(f"initdb failed:\n{done.stdout}{done.stderr}")


def _lesser_user() -> dict[str, Any]:
    """PostgreSQL refuses to run as root: the arguments that make a child of root's somebody else."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = next(known[name] for name in LESSER_USERS if name in known)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _postgres_is_ready(pidfile: Path, process: int, port: int) -> bool:
    """The server itself writes its process, port and state there; a connection could reach somebody else's."""
    try:
        lines = pidfile.read_text().split("\n")
    except OSError:
        return False
    return len(lines) > 7 and lines[0] == str(process) and lines[3] == str(port) and lines[7].strip() == "ready"


@contextmanager
def redis(folder: Path) -> Iterator[str]:
    """A Redis of its own that keeps nothing on disk."""
    program = machine.redis_program()
    if program is None:
        raise RuntimeError("Redis is not installed")
    options = ["--bind", LOOPBACK, "--save", "", "--appendonly", "no", "--daemonize", "no", "--dir", str(folder)]
    server = Server("redis", folder, lambda port: [program, "--port", str(port), *options], _redis_is_ready)
    with server.running() as port:
        yield f"redis://{LOOPBACK}:{port}/0"


def _redis_is_ready(process: int, port: int) -> bool:
    with Redis(LOOPBACK, port, socket_timeout=1) as client:
        try:
            return bool(client.info("server")["process_id"] == process)
        except RedisError:
            return False


@dataclass
class Sink:
    """A mail server that keeps what it is given. `answer` may refuse an envelope by a reply of its own
    ("451 later", "550 no such box"); None accepts it, and "" keeps it and cuts the line before it says so."""

    port: int
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[Envelope] = field(default_factory=list)
    answer: Callable[[Envelope], str | None] = lambda _: None
    connections: int = 0
    pause: float = 0  # seconds before it answers

    @property
    def url(self) -> str:
        return f"smtp://{LOOPBACK}:{self.port}"

    # The names are the mail library's hooks.
    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.pause:
            await asyncio.sleep(self.pause)
        refusal = self.answer(envelope)
        if refusal:
            return refusal
        self.envelopes.append(envelope)
        self.messages.append(message_from_bytes(envelope.original_content or b"", policy=policy.default))
        if refusal == "":
            server.transport.abort()
        return "250 OK"


class _OnSocket(Controller):
    """Listens on a socket that is bound already: no port can be taken in between."""

    def __init__(self, handler: Sink, bound: socket.socket) -> None:
        super().__init__(handler, hostname=LOOPBACK, port=handler.port)
        self._bound = bound

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self._bound)


@contextmanager
def smtp() -> Iterator[Sink]:
    with socket.create_server((LOOPBACK, 0)) as bound:
        sink = Sink(bound.getsockname()[1])
        controller = _OnSocket(sink, bound)
        controller.start()
        try:
            yield sink
        finally:
            controller.stop()
