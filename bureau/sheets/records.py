"""The second road of sheets: records that rules judge, many at a time, written by one statement for each table.

A case goes through its gate row by row. A record of what somebody else decided only has to be right: so its rows are
read, held against what is kept, and what is new or different is written together, with the same versions that saving
each would leave. What is the same writes nothing. To look what rows would do, nothing is written at all.
"""

from collections.abc import Mapping, Sequence
from copy import copy
from itertools import islice
from typing import Any, ClassVar, NoReturn

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from import_export.results import RowResult

from bureau.audit.changes import Version, would_change
from bureau.audit.history import Recorded
from bureau.sheets.cells import Cell, is_blank
from bureau.sheets.resources import SheetResource, SheetRow, Values


class RecordResource(SheetResource):
    """`headings` are the columns that the sheet has. A large batch is confirmed by another than its sender."""

    chunk: ClassVar[int] = 500
    at_once: ClassVar[int] = 20_000
    is_confirmed_by_another: ClassVar[bool] = True
    asks_anew: ClassVar[bool] = False  # every rule is asked of each row again in the transaction that writes it

    # What a kind says

    def begin(self, rows: Sequence[Values]) -> None:
        """Asks for what these rows will be held against; a number of queries that does not grow with them."""

    def compared(self) -> Sequence[str]:
        """The fields of a record that the sheet fills in."""
        raise NotImplementedError

    def settle(self, record: Any) -> None:
        """What follows from the other fields of a record follows anew."""

    def record_of(self, values: Values) -> Any:
        """The record that the row says, not saved and with its rules asked. Raises ValidationError by column."""
        raise NotImplementedError

    def warned(self, record: Any) -> list[tuple[str, str]]:  # noqa: ARG002 - for kinds whose rules warn
        """What is odd about a record that its rules let pass: the heading, and why."""
        return []

    def kept(self, records: Sequence[Any]) -> Mapping[Any, Any]:
        """The kept records among these by `identity_of`, in one query, locked where `self.writes`."""
        raise NotImplementedError

    def identity_of(self, record: Any) -> Any:
        """Which record it is; None where nobody can know it yet."""
        raise NotImplementedError

    def save_together(self, new: Sequence[Any], changed: Sequence[Any]) -> None:
        """Writes them by `self.importer.hand`."""
        raise NotImplementedError

    def procedure(self, values: Values) -> NoReturn:
        raise NotImplementedError("records are written together")

    # The road

    def run(self, headings: Sequence[str], lines: Sequence[Sequence[Cell]], *, dry_run: bool) -> Sequence[SheetRow]:
        """What became of each of these lines, or would become; good rows stand beside wrong ones."""
        self.writes, self.headings = not dry_run, frozenset(headings)
        results = [SheetRow() for _line in lines]
        with transaction.atomic():
            records = self._records(headings, lines, results)
            kept = self.kept([record for record in records if record is not None])
            self._plan(records, kept, results)
        return results

    def _records(
        self, headings: Sequence[str], lines: Sequence[Sequence[Cell]], results: Sequence[SheetRow]
    ) -> list[Any]:
        """The record that each line says; None where it is refused."""
        named = {column.column_name: (name, column) for name, column in self.fields.items()}
        columns = [named[heading] for heading in headings]
        read: list[Any] = []
        for line, result in zip(lines, results, strict=True):
            try:
                _demand_row(line)
                read.append(self._values((*column, cell) for column, cell in zip(columns, line, strict=True)))
            except ValidationError as wrong:
                self._refuse(result, wrong)
                read.append(None)
        self.begin([values for values in read if values is not None])
        for place, (values, result) in enumerate(zip(read, results, strict=True)):
            try:
                if values is not None:
                    read[place] = self.record_of(values)
                    result.warned = self.warned(read[place])
            except ValidationError as wrong:
                self._refuse(result, wrong)
                read[place] = None
        return read

    def _plan(self, records: list[Any], kept: Mapping[Any, Any], results: list[SheetRow]) -> None:
        """Holds each against what is kept, tells what is different, and writes where it is to be written."""
        compared = self.compared()
        new: list[Any] = []
        pairs: list[tuple[Any, Any, SheetRow]] = []
        for record, result in zip(records, results, strict=True):
            if record is None:
                continue
            identity = self.identity_of(record)
            known = kept.get(identity) if identity is not None else None
            if not self.reaches(known or record):
                self._refuse(result, ValidationError(_("This record is beyond your reach.")))
                continue
            result.object_repr = str(record)
            if known is None:
                result.import_type = RowResult.IMPORT_TYPE_NEW
                new.append(record)
            else:
                before = self._take_over(known, record, compared)
                result.import_type = RowResult.IMPORT_TYPE_UPDATE if before else RowResult.IMPORT_TYPE_SKIP
                pairs += [(before, known, result)] if before else []
        self._tell(pairs)
        if self.writes:
            self.save_together(new, [after for _before, after, _result in pairs])

    def _take_over(self, known: Any, record: Any, compared: Sequence[str]) -> Any:
        """What is kept says what the record says. Returns it as it was; None where it says so already."""
        other = [name for name in compared if getattr(known, name) != getattr(record, name)]
        if not other:
            return None
        before = copy(known)
        for name in other:
            setattr(known, name, getattr(record, name))
        self.settle(known)
        return before

    def _tell(self, pairs: Sequence[tuple[Any, Any, SheetRow]]) -> None:
        model, hand = self.models[0], self.importer.hand
        told = would_change(model, [(before, after) for before, after, _result in pairs])
        for (_before, after, result), changed in zip(pairs, told, strict=True):
            by = hand.user.pk if hand.user else None
            facts = (hand.change_id, hand.at, hand.actor_name, by, str(hand.source), hand.reason, "", "")
            result.told = [Version(model, after.pk, *facts, changed)]

    def _refuse(self, result: SheetRow, wrong: ValidationError) -> None:
        result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, self._by_heading(wrong)

    # Undoing

    def void(self, record: Recorded) -> None:
        """What an import brought in and nobody touched since is taken out again; its versions stay."""
        record.delete()


def _demand_row(line: Sequence[Cell]) -> None:
    """Raises ValidationError for a title or a note between the rows, in place of a fault for every column."""
    filled = (cell for cell in line if not is_blank(cell))
    if len(line) > 2 and len(list(islice(filled, 2))) == 1:
        told = _("Only one cell of this row is filled in: a title or a note does not belong between the rows.")
        raise ValidationError({NON_FIELD_ERRORS: [told]})
