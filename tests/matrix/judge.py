"""What an answer gives away, and what a request has changed, held against the oracle."""

import html
import io
import json
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote

from django.apps import apps
from django.db import models, transaction
from django.test import Client
from django.utils import timezone

from bureau.models import Staff
from bureau.notices.jobs import run_due
from tests.matrix.canaries import Canary, canaries
from tests.matrix.fingerprint import fingerprint, rows, writing
from tests.matrix.oracle import LABELS, LEDGER, LETTERS, RECORDS, reads
from tests.matrix.world import World
from tests.matrix.written import overreach

LINK = re.compile(r"/admin/(\w+)/(\w+)/(\d+)/")
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.DOTALL)
# Pages on which histories are read, by whoever supervises.
HISTORIES = ("/admin/changes/",)


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody who is signed in: of which place, in which role (a letter of the oracle; none for nobody)."""

    place: str
    role: str
    person: Staff
    client: Client

    def __str__(self) -> str:
        return f"{self.person.username}"

    def owns(self, place: str) -> bool:
        """What is somebody's own is, in this world, the officer's of each place."""
        return self.role == "o" and self.place == place


@dataclass(frozen=True, slots=True)
class Ask:
    """One request. `may_write`: the oracle lets it change something. `opens`: it must answer so, where that is known.

    `echo`: canaries that the request itself bears, and that may come back. `never`: labels that nobody may be told in
    this way. `follow`: where the answer leads is looked at too. `keeps`: everything but this table may be written.
    `bears`: texts of the request that may come back, and no more of their record than these. `confirms`: the batch that
    it leads to is confirmed, worked on and looked at again.
    """

    method: str
    url: str
    data: dict[str, Any] = field(default_factory=dict)
    may_write: bool = False
    opens: bool | None = None
    echo: frozenset[Canary] = frozenset()
    never: frozenset[str] = frozenset()
    follow: bool = False
    keeps: str = ""
    bears: tuple[str, ...] = ()
    confirms: bool = False

    def __str__(self) -> str:
        return f"{self.method} {self.url} {str(self.data or '')[:200]}".strip()


class Judge:
    """Sends requests as somebody, takes back what they wrote, and says what was wrong with the answers."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.whole = fingerprint()
        self.rows = rows()
        self.sent = 0

    def faults(self, viewer: Viewer, asks: Iterator[Ask]) -> list[str]:
        return [f"{viewer}: {ask}: {fault}" for ask in asks for fault in self.judged(viewer, ask)]

    def judged(self, viewer: Viewer, ask: Ask) -> Iterator[str]:
        self.sent += 1
        beyond: set[str] = set()
        with taken_back(), writing() as tables:
            answer = getattr(viewer.client, ask.method.lower())(ask.url, ask.data, follow=ask.follow)
            text = text_of(answer)
            if ask.confirms and answer.redirect_chain:
                text += confirm(viewer.client, answer.redirect_chain[-1][0])
            at_issue = ask.keeps in tables if ask.keeps else bool(tables) and not ask.may_write
            changed = at_issue and fingerprint() != self.whole
            if ask.confirms:
                beyond = set(overreach(self.world, viewer.place, viewer.role, self.rows, rows()))
        if changed:
            yield f"changed {', '.join(sorted(tables))}"
        yield from sorted(beyond)
        if answer.status_code >= 500:
            yield f"answered {answer.status_code} {answer.exc_info[:2]}"
        shown = answer.status_code == 200
        if ask.opens is not None and shown is not ask.opens:
            yield f"answered {answer.status_code}"
        yield from sorted(set(self._told(viewer, ask, text)))

    def _told(self, viewer: Viewer, ask: Ask, text: str) -> Iterator[str]:
        for borne in sorted(ask.bears, key=len, reverse=True):
            text = text.replace(borne, "")
        of_histories = ask.url.startswith(HISTORIES) and viewer.role in LEDGER and viewer.role
        for found in set(canaries(text)) - ask.echo:
            if found.label in ask.never or not self.may_see(viewer, found, bool(of_histories)):
                yield f"tells {found.label} of {found.place}"
        for app, name, key in set(LINK.findall(text)):
            place = self._place_of(app, name, key)
            if place and f"/admin/{app}/{name}/{key}/" not in ask.url and not self._may_follow(viewer, name, place):
                yield f"leads to {app}.{name} {key} of {place}"

    def may_see(self, viewer: Viewer, found: Canary, of_histories: bool) -> bool:
        assert found.label in LABELS, f"{found.label}: add a line to the oracle"
        own = viewer.owns(found.place)
        if found.label == "section" and found.place == viewer.place:
            return True  # everybody knows where they sit
        line = LABELS[found.label]
        if of_histories and found.label not in ("reveal", "secret"):
            return reads(viewer.place, viewer.role, type(line)(line.reach, LEDGER), found.place, own=own)
        return reads(viewer.place, viewer.role, line, found.place, own=own)

    def _place_of(self, app: str, name: str, key: str) -> str | None:
        try:
            model: type[models.Model] = apps.get_model(app, name)
        except LookupError:
            return None
        return self.world.place_of(model, key)

    def _may_follow(self, viewer: Viewer, name: str, place: str) -> bool:
        line = next(line for label, line in RECORDS.items() if label.endswith(f".{name}"))
        return reads(viewer.place, viewer.role, type(line)(line.reach, "".join(LETTERS.values())), place, own=False)


@contextmanager
def taken_back() -> Iterator[None]:
    """A transaction like that around a test, in which jobs run that want one of their own: all of it is undone."""
    whole: Any = transaction.atomic()
    whole._from_testcase = True
    with whole:
        yield
        transaction.set_rollback(True)


def confirm(client: Client, page: str) -> str:
    """Confirms the batch of a page, lets the work be done, and returns all that its pages then say."""
    button = page.removesuffix("change/")
    text = text_of(client.post(f"{button}confirm/", {"good_rows_only": "on"}, follow=True))
    while run_due(timezone.now, "a test"):
        pass
    return text + "".join(text_of(client.get(f"{button}{view}/")) for view in ("change", "history", "copy"))


def text_of(answer: Any) -> str:
    """All that an answer says: its head, and its body, whatever kind of file that is."""
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    head = unquote(" ".join(f"{name}: {value}" for name, value in answer.items()))
    return f"{head}\n{_said(body, answer.get('Content-Type', ''))}"


def _said(body: bytes, kind: str) -> str:
    if body.startswith(b"PK\x03\x04"):
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            return "\n".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
    if body.startswith(b"%PDF"):
        return body.decode("utf-8", "replace") + "".join(map(_inflated, STREAM.findall(body)))
    text = body.decode("utf-8", "replace")
    if "json" in kind:
        return json.dumps(json.loads(text), ensure_ascii=False)
    return html.unescape(text)


def _inflated(stream: bytes) -> str:
    try:
        plain = zlib.decompress(stream)
    except zlib.error:
        return ""
    return plain.decode("utf-16-be", "replace") + plain.decode("utf-8", "replace")
