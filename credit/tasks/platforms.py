"""The platform behind two methods: a batch goes out, its receipt comes in. By files, or over HTTP.

Both may be called again with the same batch: a platform counts a number once.
"""

import http.client
import json
import logging
import os
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from bureau.notices.jobs import JobRefused
from bureau.sheets.unreadable import Unreadable
from credit.documents.error_lists import read_errors
from credit.documents.parcels import Parcel
from credit.rules.pushing import Answer, Outcome, refused, together

log = logging.getLogger(__name__)
SHEETS = ("xlsx", "xls", "csv")
UNCLEAR = (http.HTTPStatus.REQUEST_TIMEOUT, http.HTTPStatus.CONFLICT)  # that may be said of what has arrived
AT_REST = 60  # seconds for which nobody has written


class PlatformAway(Exception):
    """No answer, or none that can be read: whether it has the batch is not known. It is tried again."""


class PlatformRefuses(JobRefused):
    """It does not take the batch as a whole; trying again would not help."""


class PlatformMayHaveIt(PlatformRefuses):
    """It does not take it now, and its words leave open whether it has taken it before."""


class Platform(Protocol):
    def send(self, parcel: Parcel) -> None:
        """Hands the batch over. Raises PlatformAway, PlatformRefuses, PlatformMayHaveIt."""

    def receipt(self, number: str, rows: Mapping[int, str]) -> list[Answer] | None:
        """What it says of these rows, each with its key, as far as it has answered; None while it has nothing to say.

        Raises PlatformAway, Unreadable.
        """


def platform() -> Platform:
    """The one of the settings."""
    where = urlsplit(settings.PUSH_URL)
    if where.scheme == "file":
        return Files(Path(unquote(where.path)))
    return Http(settings.PUSH_URL, settings.PUSH_TOKEN, settings.PUSH_SECONDS)


class Files:
    """A folder: each batch is a file in `outgoing/`; its error list, or an empty one, is put into `incoming/`.

    Both bear the number of the batch. A row that the error list does not name was taken in: so a list that somebody may
    still be writing says nothing yet.
    """

    def __init__(self, folder: Path) -> None:
        self.outgoing, self.incoming = folder / "outgoing", folder / "incoming"

    def send(self, parcel: Parcel) -> None:
        for folder in (self.outgoing, self.incoming):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        whole = self.outgoing / f"{parcel.number}-{parcel.title}.{settings.PUSH_FORMAT}"
        part = whole.with_suffix(".part")
        part.unlink(missing_ok=True)
        with open(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as out:
            out.write(parcel.file(settings.PUSH_FORMAT))
            out.flush()
            os.fsync(out.fileno())
        part.replace(whole)

    def receipt(self, number: str, rows: Mapping[int, str]) -> list[Answer] | None:
        for suffix in SHEETS:
            file = self.incoming / f"{number}.{suffix}"
            if file.exists() and time.time() - file.stat().st_mtime >= AT_REST:
                return read_errors(file.read_bytes(), rows)
        return None


class Http:
    """PUT /batches/NUMBER, GET /batches/NUMBER/receipt, both JSON; `docs/decisions/push.md` has the words."""

    def __init__(self, url: str, token: str, seconds: float) -> None:
        self.where, self.token, self.seconds = urlsplit(url), token, seconds

    @sensitive_variables()
    def send(self, parcel: Parcel) -> None:
        rows = [
            {"row": place, "key": key, "cells": cells}
            for place, (key, cells) in enumerate(zip(parcel.keys, parcel.rows, strict=True), 2)
        ]
        body = {"act": parcel.act, "title": parcel.title, "headings": parcel.headings, "rows": rows}
        status, _said = self._ask("PUT", f"batches/{parcel.number}", json.dumps(body, ensure_ascii=False).encode())
        if status >= 500:
            raise PlatformAway(status)
        if status >= 400:
            refuses = PlatformMayHaveIt if status in UNCLEAR else PlatformRefuses
            raise refuses(_("The platform does not take the batch (HTTP %(status)s).") % {"status": status})

    def receipt(self, number: str, rows: Mapping[int, str]) -> list[Answer] | None:
        status, said = self._ask("GET", f"batches/{number}/receipt")
        if status in (202, 404):
            return None
        if status != 200:
            raise PlatformAway(status)
        try:
            told = json.loads(said)
            whose, on = str(told["number"]), date.fromisoformat(told["received_on"])
            answers = [(_answer(row, on), str(row["key"])) for row in told["rows"]]
        except (ValueError, KeyError, TypeError):
            raise Unreadable(_("The receipt of the platform cannot be read.")) from None
        if whose != number:
            raise Unreadable(_("The receipt is of another batch."))
        if strange := {answer.row for answer, _key in answers} - set(rows):
            raise Unreadable(_("The receipt names row %(row)s, which the batch does not have."), {"row": min(strange)})
        return _ours(number, rows, answers)

    @sensitive_variables()
    def _ask(self, method: str, path: str, body: bytes | None = None) -> tuple[int, bytes]:
        """Raises PlatformAway."""
        kind = http.client.HTTPSConnection if self.where.scheme == "https" else http.client.HTTPConnection
        asked = kind(self.where.hostname or "", self.where.port, timeout=self.seconds)
        headers = {"Content-Type": "application/json; charset=utf-8", "Authorization": f"Bearer {self.token}"}
        try:
            asked.request(method, f"{self.where.path.rstrip('/')}/{path}", body, headers)
            answer = asked.getresponse()
            return answer.status, answer.read()
        except (OSError, http.client.HTTPException) as away:
            raise PlatformAway(type(away).__name__) from None
        finally:
            asked.close()


def _ours(number: str, rows: Mapping[int, str], answers: list[tuple[Answer, str]]) -> list[Answer]:
    """One answer for each row; what bears the key of another record is no answer to ours."""
    found: dict[int, Answer] = {}
    for answer, key in answers:
        if key == rows[answer.row]:
            found[answer.row] = together(found[answer.row], answer) if answer.row in found else answer
        else:
            log.warning("the receipt of batch %s has the key of another record in row %s", number, answer.row)
    return list(found.values())


def _answer(row: dict[str, Any], on: date) -> Answer:
    if row["outcome"] == Outcome.ACCEPTED:
        return Answer(int(row["row"]), Outcome.ACCEPTED, on=on)
    code = str(row["code"])
    is_mismatch = row["outcome"] == Outcome.MISMATCH or code in settings.PUSH_MISMATCH_CODES
    told = refused(int(row["row"]), code, str(row["reason"]), mismatch=is_mismatch)
    return Answer(told.row, told.outcome, told.code, told.reason, on)
