"""`manage.py reference_receiver`: a platform to try the push against, a process of its own with a database of its own.

It takes batches over HTTP, counts each number once, refuses rows by rules that it is told, and fails on request: so
that a demonstration and the tests see what a real platform does on a bad day. It is no platform, and listens to this
machine alone.
"""

import json
import os
import sqlite3
import sys
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

TABLES = """
PRAGMA journal_mode = WAL;
CREATE TABLE IF NOT EXISTS batch (number TEXT PRIMARY KEY, act TEXT, received_on TEXT, whole INTEGER);
CREATE TABLE IF NOT EXISTS line (
    number TEXT, place INTEGER, key TEXT, outcome TEXT, code TEXT, reason TEXT, PRIMARY KEY (number, place));
CREATE TABLE IF NOT EXISTS record (key TEXT PRIMARY KEY, cells TEXT, withdrawn INTEGER DEFAULT 0);
CREATE TABLE IF NOT EXISTS refusal (cell TEXT PRIMARY KEY, code TEXT, reason TEXT);
CREATE TABLE IF NOT EXISTS fault (name TEXT);
"""
FAULTS = {
    "time_out": "takes the batch in, and does not say so in time",
    "twice": "answers twice",
    "die": "dies when it has taken in half of the rows",
    "away": "says that it cannot be reached",
}
ACCEPTED = ("accepted", "", "")


class Command(BaseCommand):
    help = "A platform to try the push against; PUSH_URL=http://127.0.0.1:PORT sends there."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8090, help="0 chooses a free one, and tells it")
        parser.add_argument("--database", type=Path, required=True, metavar="FILE", help="its own, made if not there")
        parser.add_argument("--hold", type=float, default=30.0, help="seconds that it lets a batch wait that times out")

    def handle(self, **options: Any) -> None:
        server = opened(options["database"], options["port"], options["hold"])
        self.stdout.write(f"http://127.0.0.1:{server.server_port}")
        self.stdout.flush()
        server.serve_forever()


class Receiver(ThreadingHTTPServer):
    """`day` is the one on which it says that it received something: today, or that of a demonstration."""

    daemon_threads = True
    database: Path
    hold: float
    day: date | None = None

    @contextmanager
    def rows(self) -> Iterator[sqlite3.Connection]:
        """One transaction, taken back when something is raised."""
        kept = sqlite3.connect(self.database, timeout=20, isolation_level=None)
        try:
            kept.execute("PRAGMA synchronous = NORMAL")  # it may be killed, and is no place to keep anything
            kept.execute("BEGIN IMMEDIATE")
            yield kept
            kept.execute("COMMIT")
        finally:
            kept.close()

    def refuse(self, cell: str, code: str, reason: str) -> None:
        """Rows with this cell, from now on; without a code, no longer."""
        with self.rows() as rows:
            rows.execute("DELETE FROM refusal WHERE cell = ?", (cell,))
            if code:
                rows.execute("INSERT INTO refusal VALUES (?, ?, ?)", (cell, code, reason))

    def fault(self) -> str:
        """The next one that was asked for; it happens once."""
        with self.rows() as rows:
            found = rows.execute("SELECT rowid, name FROM fault ORDER BY rowid LIMIT 1").fetchone()
            rows.execute("DELETE FROM fault WHERE rowid = ?", (found[0] if found else 0,))
        return str(found[1]) if found else ""

    def take_in(self, number: str, sent: dict[str, Any], fault: str) -> None:
        """Row by row, each by itself, as a platform that dies half-way would."""
        with self.rows() as rows:
            day = self.day or date.today()  # noqa: DTZ011 - of this machine
            rows.execute("INSERT OR IGNORE INTO batch VALUES (?, ?, ?, 0)", (number, sent["act"], day.isoformat()))
        for place, line in enumerate(sent["rows"]):
            if fault == "die" and place >= len(sent["rows"]) // 2:
                sys.stderr.write("dies as it was asked to\n")
                os._exit(1)
            with self.rows() as rows:
                self._row(rows, number, sent["act"], line)
        with self.rows() as rows:
            rows.execute("UPDATE batch SET whole = 1 WHERE number = ?", (number,))

    def _row(self, rows: sqlite3.Connection, number: str, act: str, line: dict[str, Any]) -> None:
        if rows.execute("SELECT 1 FROM line WHERE number = ? AND place = ?", (number, line["row"])).fetchone():
            return
        outcome, code, reason = self._judged(rows, act, line)
        told = (number, line["row"], line["key"], outcome, code, reason)
        rows.execute("INSERT INTO line VALUES (?, ?, ?, ?, ?, ?)", told)
        if outcome != "accepted":
            return
        if act == "withdraw":
            rows.execute("UPDATE record SET withdrawn = 1 WHERE key = ?", (line["key"],))
        else:
            kept = (line["key"], json.dumps(line["cells"], ensure_ascii=False))
            rows.execute("INSERT OR REPLACE INTO record (key, cells) VALUES (?, ?)", kept)

    def _judged(self, rows: sqlite3.Connection, act: str, line: dict[str, Any]) -> tuple[str, str, str]:
        if not line["cells"] or not line["cells"][0]:
            return "refused", "2001", "行政相对人名称为空"
        for cell in line["cells"]:
            if found := rows.execute("SELECT code, reason FROM refusal WHERE cell = ?", (cell,)).fetchone():
                return ("mismatch" if found[0] == "1001" else "refused"), found[0], found[1]
        known = rows.execute("SELECT 1 FROM record WHERE key = ? AND withdrawn = 0", (line["key"],)).fetchone()
        return ACCEPTED if act == "send" or known else ("refused", "2004", "平台没有这条记录")

    def receipt(self, number: str) -> dict[str, Any] | None:
        with self.rows() as rows:
            batch = rows.execute("SELECT received_on FROM batch WHERE number = ?", (number,)).fetchone()
            lines = rows.execute("SELECT place, key, outcome, code, reason FROM line WHERE number = ?", (number,))
            names = ("row", "key", "outcome", "code", "reason")
            told = [dict(zip(names, line, strict=True)) for line in lines]
        return {"number": number, "received_on": batch[0], "rows": told} if batch else None

    def counts(self) -> dict[str, Any]:
        with self.rows() as rows:
            found = dict(rows.execute("SELECT withdrawn, count(*) FROM record GROUP BY withdrawn"))
            lines = dict(rows.execute("SELECT outcome, count(*) FROM line GROUP BY outcome"))
            batches = rows.execute("SELECT count(*) FROM batch").fetchone()[0]
        return {"records": found.get(0, 0), "withdrawn": found.get(1, 0), "batches": batches, "rows": lines}


class Answering(BaseHTTPRequestHandler):
    """PUT /batches/NUMBER, GET /batches/NUMBER/receipt, GET /counts; POST /faults and /refusals to have it fail."""

    server: Receiver

    def do_PUT(self) -> None:
        fault, number = self.server.fault(), self.path.rsplit("/", 1)[-1]
        sent = json.loads(self._body())
        if fault == "away":
            self._say(503, {})
            return
        self.server.take_in(number, sent, fault)
        if fault == "time_out":
            time.sleep(self.server.hold)
            self.close_connection = True
            return
        self._say(200, {"number": number})
        if fault == "twice":
            self._say(200, {"number": number})

    def do_GET(self) -> None:
        if self.path == "/counts":
            self._say(200, self.server.counts())
            return
        told = self.server.receipt(self.path.split("/")[2]) if self.path.endswith("/receipt") else None
        if told and self.server.fault() == "twice":
            told["rows"] *= 2
        self._say(200 if told else 404, told or {})

    def do_POST(self) -> None:
        asked = json.loads(self._body())
        if self.path == "/faults" and asked["name"] in FAULTS:
            with self.server.rows() as rows:
                rows.execute("INSERT INTO fault VALUES (?)", (asked["name"],))
        elif self.path == "/refusals":
            self.server.refuse(asked["cell"], asked.get("code", ""), asked.get("reason", ""))
        self._say(200, {})

    def log_message(self, *_facts: object) -> None:
        """Nothing of a batch stands in a log."""

    def _body(self) -> bytes:
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def _say(self, status: int, told: dict[str, Any]) -> None:
        body = json.dumps(told, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def opened(database: Path, port: int, hold: float) -> Receiver:
    """A receiver with a database of its own, made if not there, that listens to this machine; port 0 is a free one."""
    with sqlite3.connect(database) as made:
        made.executescript(TABLES)
    server = Receiver(("127.0.0.1", port), Answering)
    server.database, server.hold = database, hold
    return server
