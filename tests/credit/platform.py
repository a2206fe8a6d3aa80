"""The reference receiver as a process of its own, with its own database, for a test to send to."""

import http.client
import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.conftest import ROOT


@dataclass
class Receiver:
    folder: Path
    port: int = 0
    process: subprocess.Popen[str] | None = field(default=None, repr=False)

    def start(self) -> None:
        """Again on the same port and the same database, when it has died."""
        command = [sys.executable, "manage.py", "reference_receiver", "--port", str(self.port), "--hold", "3"]
        self.process = subprocess.Popen(
            [*command, "--database", str(self.folder / "platform.sqlite3")],
            cwd=ROOT,
            env=os.environ | {"DATA_DIR": str(self.folder)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stdout
        self.port = int(self.process.stdout.readline().strip().rsplit(":", 1)[-1])

    def stop(self) -> None:
        assert self.process
        assert self.process.stdout
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def fail(self, *names: str) -> None:
        for name in names:
            self._ask("POST", "/faults", {"name": name})

    def refuse(self, cell: str, code: str = "", reason: str = "") -> None:
        """Rows with this cell; without a code, no longer."""
        self._ask("POST", "/refusals", {"cell": cell, "code": code, "reason": reason})

    def counts(self) -> dict[str, Any]:
        found: dict[str, Any] = self._ask("GET", "/counts")
        return found

    def _ask(self, method: str, path: str, body: Any = None) -> Any:
        asked = http.client.HTTPConnection(urlsplit(self.url).hostname or "", self.port, timeout=10)
        try:
            asked.request(method, path, json.dumps(body).encode())
            return json.loads(asked.getresponse().read())
        finally:
            asked.close()
