"""What whoever looks at a batch sees of its rows: no identity number, whichever column it was put into."""

from collections.abc import Mapping

from bureau.law.masks import numbers_hidden
from bureau.sheets.batches import Batch
from bureau.sheets.cells import Cell


def seen(batch: Batch, row: Mapping[str, Cell]) -> dict[str, str]:
    """The cells of a row by the headings of the columns, what is personal masked as its kind of sheet says."""
    return {heading: numbers_hidden(text) for heading, text in batch.sheet.resource.as_seen(row).items()}
