"""What seals and opens the file and the rows of one batch."""

import io
import json
from collections.abc import Iterator

from django.db import models
from django.views.decorators.debug import sensitive_variables

from bureau.audit.vault.ciphers import seal, unseal
from bureau.sheets.batches import Batch, Content, FilePart, StagedRow
from bureau.sheets.cells import packed, unpacked

PART = 2**20  # bytes of a file that are sealed together
AS_JSON = json.JSONEncoder(ensure_ascii=False).encode


class Safe:
    """Seals and opens the rows of one batch; its key is unwrapped once."""

    @sensitive_variables()
    def __init__(self, batch: Batch) -> None:
        """Raises NoSuchMaster or CannotOpen; LookupError when the rows were purged."""
        if batch.key is None:
            raise LookupError(f"the rows of {batch} are no longer kept")
        self._secret = batch.key.secret()
        self._batch = batch.pk

    @sensitive_variables()
    def seal(self, number: int, content: Content) -> str:
        kept = vars(content) | {"cells": [cell if type(cell) is str else packed(cell) for cell in content.cells]}
        return seal(self._secret, AS_JSON(kept).encode(), self._place(number))

    @sensitive_variables()
    def seal_file(self, data: bytes) -> Iterator[str]:
        """Part by part, each of which knows its place and how many there are."""
        firsts = range(0, len(data), PART)
        for number, first in enumerate(firsts):
            yield seal(self._secret, data[first : first + PART], self._part(number, len(firsts)))

    @sensitive_variables()
    def open_file(self) -> bytes:
        """What `seal_file` was given; of no part, nothing. Raises CannotOpen."""
        parts, whole = FilePart.objects.filter(batch=self._batch), io.BytesIO()
        count = parts.count()
        for number, sealed in parts.values_list("number", "sealed").iterator(chunk_size=1):
            whole.write(unseal(self._secret, sealed, self._part(number, count)))
        return whole.getvalue()

    @sensitive_variables()
    def open(self, row: StagedRow) -> Content:
        return self.opened(row.number, row.sealed)

    @sensitive_variables()
    def opened(self, number: int, sealed: str) -> Content:
        kept = json.loads(unseal(self._secret, sealed, self._place(number)))
        content = Content(**kept)
        content.cells = [cell if type(cell) is str else unpacked(cell) for cell in kept["cells"]]
        content.problems = [(heading, reason) for heading, reason in kept["problems"]]
        content.warnings = [(heading, reason) for heading, reason in content.warnings]
        content.told = [(kind, label, before, after) for kind, label, before, after in kept["told"]]
        return content

    def _part(self, number: int, count: int) -> bytes:
        return f"batch {self._batch} part {number} of {count}".encode()

    def _place(self, number: int) -> bytes:
        return f"batch {self._batch} row {number}".encode()


def opened(batch: Batch, rows: models.QuerySet[StagedRow]) -> Iterator[tuple[StagedRow, Content]]:
    safe = Safe(batch)
    for row in rows:
        yield row, safe.open(row)
