"""From a file to a batch: read, matched with the columns, checked row by row; nothing of it is written into records.

A large file is kept as it came and read in the background, since to read it would hold up whoever sent it, and on
SQLite whoever writes.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext, gettext_lazy
from import_export.results import RowResult

from bureau.audit.changes import Version
from bureau.audit.together import change, insert, made
from bureau.sheets.batches import (
    Batch,
    BatchKey,
    BatchState,
    Content,
    FilePart,
    Mapping,
    Outcome,
    StagedRow,
    purge_old,
)
from bureau.sheets.cells import Cell, folded, shown
from bureau.sheets.headings import Fit, fit, table_of
from bureau.sheets.importers import Importer
from bureau.sheets.kinds import SheetKind
from bureau.sheets.readers import read
from bureau.sheets.resources import SheetRow
from bureau.sheets.safe import Safe
from bureau.sheets.unreadable import Unreadable

OUTCOMES = {
    RowResult.IMPORT_TYPE_NEW: Outcome.NEW,
    RowResult.IMPORT_TYPE_UPDATE: Outcome.CHANGED,
    RowResult.IMPORT_TYPE_SKIP: Outcome.UNCHANGED,
    RowResult.IMPORT_TYPE_INVALID: Outcome.REFUSED,
}
LARGE = 2**20  # bytes; what is larger is read in the background
INSERTED_TOGETHER = 5_000  # rows that memory holds at a time as objects
Sealed = tuple[int, str]  # the number of a row in its file, and the row


@dataclass(frozen=True)
class Upload:
    """What was sent: `sender` says from whom, so that their headings are known next time."""

    data: bytes
    file_name: str
    sender: str = ""
    match_again: bool = False


class SameFile(Unreadable):
    """The same file was taken in before, and not undone."""

    def __init__(self, batch: Batch) -> None:
        who = str(batch.by) if batch.by else gettext("a command")
        facts = {"batch": batch.pk, "when": timezone.localtime(batch.at).strftime("%Y-%m-%d %H:%M"), "who": who}
        super().__init__(gettext_lazy("The same file was sent before: batch %(batch)s, %(when)s, by %(who)s."), facts)
        self.batch = batch


@dataclass(frozen=True)
class Contents:
    """What was read of a file: its headings, how they fit the columns, and its rows sealed for their batch."""

    headings: list[str]
    fit: Fit
    rows: list[Sealed]


def stage(kind: SheetKind, upload: Upload, importer: Importer) -> Batch:
    """The batch with its rows sealed, its headings matched if they can be. Raises Unreadable; then nothing is kept."""
    with transaction.atomic():
        batch = _received(kind, upload, importer)
        fill(batch, importer, contents_of(batch, importer, upload.data, upload.match_again))
    return batch


def keep(kind: SheetKind, upload: Upload, importer: Importer) -> Batch:
    """The batch with its file sealed, to be read later. Raises Unreadable where it was sent before."""
    with transaction.atomic():
        batch = _received(kind, upload, importer)
        for number, sealed in enumerate(Safe(batch).seal_file(upload.data)):
            FilePart.objects.create(batch=batch, number=number, sealed=sealed)
    return batch


def contents_of(batch: Batch, importer: Importer, data: bytes, match_again: bool) -> Contents:
    """What `fill` enters of a file. Writes nothing. Raises Unreadable."""
    mapping = {} if match_again else _remembered(batch.sheet, importer, batch.sender)
    columns, safe = batch.sheet.resource.columns(), Safe(batch)
    table = table_of(read(data), columns, mapping)
    found = fit(table.headings, columns, mapping)
    twins = _twins(batch.sheet, found, table.rows) if found.is_whole else {}
    rows: list[Sealed] = []
    table.rows.reverse()
    while table.rows:  # each is let go as it is sealed
        number, cells = table.rows.pop()
        rows.append((number, safe.seal(number, Content(cells, twins=twins.get(number, [])))))
    return Contents(table.headings, found, rows)


def fill(batch: Batch, importer: Importer, contents: Contents) -> None:
    """Enters the rows of a batch in place of its file, and matches their headings."""
    blank = StagedRow(batch=batch)
    for several in batched(contents.rows, INSERTED_TOGETHER):
        insert([made(blank, {"number": number, "sealed": sealed}) for number, sealed in several], StagedRow.objects.db)
    batch.parts.all().delete()
    batch.headings = contents.headings
    batch.move(importer.hand, BatchState.MATCHING)
    _go_by(batch, importer, contents.fit)


def match(batch: Batch, importer: Importer, mapping: dict[str, str]) -> Fit:
    """Holds the headings against the columns; where all fit, the rows are ready to be checked."""
    found = fit(batch.headings, batch.sheet.resource.columns(), mapping)
    if found.is_whole:
        _tell_twins(batch, found)
    _go_by(batch, importer, found)
    return found


def _go_by(batch: Batch, importer: Importer, found: Fit) -> None:
    if found.is_whole:
        batch.matched = {str(place): name for place, name in found.columns.items()}
        batch.move(importer.hand, BatchState.CHECKING)


def remember(batch: Batch, importer: Importer, mapping: dict[str, str]) -> None:
    """What these headings of this sender mean, now and next time."""
    whose = {"kind": batch.kind, "bureau": batch.bureau, "sender": batch.sender}
    known = Mapping.objects.filter(**whose).first() or Mapping(**whose)
    if known.columns | mapping != known.columns:
        known.columns, known.hand = known.columns | mapping, importer.hand
        known.save()


def mapping_of(batch: Batch) -> dict[str, str]:
    known = Mapping.objects.filter(kind=batch.kind, bureau=batch.bureau, sender=batch.sender).first()
    return known.columns if known else {}


def check_rows(batch: Batch, rows: Iterable[StagedRow], importer: Importer) -> None:
    """What each of the rows would do, found out by doing it and taking it back."""
    written, safe = run_rows(batch, list(rows), importer, dry_run=True), Safe(batch)
    store([judge(row, content, result, safe) for row, content, result in written])


def run_rows(
    batch: Batch, rows: list[StagedRow], importer: Importer, dry_run: bool
) -> list[tuple[StagedRow, Content, SheetRow]]:
    """These rows through the resource of their kind; of rows that are refused nothing is kept, the others stand."""
    safe = Safe(batch)
    contents = [safe.open(row) for row in rows]
    places = [int(place) for place in batch.matched]
    lines = [[content.cells[place] for place in places] for content in contents]
    changing = importer.changing(batch.change_id, gettext("Import batch %(number)s") % {"number": batch.pk})
    found = batch.sheet.resource(changing).run(list(batch.matched.values()), lines, dry_run=dry_run)
    return list(zip(rows, contents, found, strict=True))


def judge(row: StagedRow, content: Content, result: SheetRow, safe: Safe) -> StagedRow:
    """The row with what became of it, to be stored."""
    content.problems = _problems(result.validation_error) if result.validation_error else []
    content.problems += [
        ("", gettext("The same key stands in rows %(rows)s.") % {"rows": _listed(content.twins)})
    ] * bool(content.twins)
    content.told = [] if content.problems else [line for version in result.told for line in _lines(version)]
    content.warnings = [] if content.problems else result.warned
    content.record = result.object_repr or ""
    row.outcome = Outcome.REFUSED if content.problems else OUTCOMES[result.import_type]
    row.is_odd = bool(content.warnings)
    row.sealed = safe.seal(row.number, content)
    return row


def store(rows: list[StagedRow]) -> None:
    """Keeps what became of these rows."""
    change(rows, ["outcome", "is_odd", "sealed", "is_written"], StagedRow.objects.db)


def _problems(wrong: ValidationError) -> list[tuple[str, str]]:
    by_heading = wrong.message_dict if hasattr(wrong, "error_dict") else {NON_FIELD_ERRORS: wrong.messages}
    return [("" if name == NON_FIELD_ERRORS else name, text) for name, texts in by_heading.items() for text in texts]


def _lines(version: Version) -> list[tuple[str, str, str, str]]:
    words = str(version.model._meta.verbose_name)
    return [(words, changed.label, changed.before, changed.after) for changed in version.changed]


def _listed(numbers: Iterable[int]) -> str:
    return "、".join(map(str, numbers))


def _demand_unseen(kind: SheetKind, importer: Importer, digest: str) -> None:
    gone = (BatchState.DROPPED, BatchState.UNDONE)
    same = Batch.objects.filter(kind=kind.name, bureau=importer.bureau, sha256=digest).exclude(state__in=gone)
    if found := same.select_related("by").first():
        raise SameFile(found)


def _remembered(kind: SheetKind, importer: Importer, sender: str) -> dict[str, str]:
    known = Mapping.objects.filter(kind=kind.name, bureau=importer.bureau, sender=sender).first()
    return known.columns if known else {}


def _received(kind: SheetKind, upload: Upload, importer: Importer) -> Batch:
    """Raises SameFile."""
    purge_old(importer.hand.at)
    digest = hashlib.sha256(upload.data).hexdigest()
    _demand_unseen(kind, importer, digest)
    facts: dict[str, Any] = {"kind": kind.name, "bureau": importer.bureau, "section": importer.section}
    facts |= {"sender": upload.sender, "file_name": upload.file_name[-200:], "sha256": digest, "by": importer.by}
    facts |= {"at": importer.hand.at, "state": BatchState.READING}
    try:
        with transaction.atomic():
            batch: Batch = Batch.objects.record(importer.hand, key=BatchKey.generate(), **facts)
    except IntegrityError:  # somebody else sends it at the same moment
        _demand_unseen(kind, importer, digest)
        raise
    return batch


def _tell_twins(batch: Batch, found: Fit) -> None:
    """Tells rows that were read already of their twins."""
    safe = Safe(batch)
    rows = batch.rows.values_list("number", "sealed").iterator(chunk_size=500)
    twins = _twins(batch.sheet, found, ((number, safe.opened(number, sealed).cells) for number, sealed in rows))
    for several in batched(twins, 500):
        staged = list(batch.rows.filter(number__in=several))
        for row in staged:
            content = safe.open(row)
            content.twins = twins[row.number]
            row.sealed = safe.seal(row.number, content)
        store(staged)


def _twins(kind: SheetKind, found: Fit, rows: Iterable[tuple[int, list[Cell]]]) -> dict[int, list[int]]:
    """Of rows with the same key none is better than the other: each of them, with the numbers of all."""
    resource, by_key = kind.resource, defaultdict(list)
    columns = [resource.fields[name].column_name for name in resource.keys or (resource.key,)]
    places = [place for place, name in found.columns.items() if name in columns]
    for number, cells in rows:
        if any(key := tuple(folded(shown(cells[place])) for place in places)):
            by_key[key].append(number)
    return {number: numbers for numbers in by_key.values() if len(numbers) > 1 for number in numbers}


def batched(several: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """So many at a time: a statement takes no more of them."""
    given = list(several)
    return (given[first : first + size] for first in range(0, len(given), size))
