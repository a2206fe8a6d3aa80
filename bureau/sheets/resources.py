"""The base of every kind of sheet: import-export's resource, its hooks closed where they lose history or half-import.

A kind says its columns, which records a row may write, and a procedure: row in, saves by a hand. What a row did is told
by the versions that it left, so that no procedure can claim something else.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar, NoReturn

import tablib
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _
from import_export.resources import ModelResource
from import_export.results import RowResult

from bureau.audit.changes import Version, tell
from bureau.audit.history import Bypassed, Recorded
from bureau.casework.docket import Case, Docket
from bureau.casework.refusals import Refused
from bureau.sheets.cells import Cell, is_blank, shown
from bureau.sheets.columns import Column
from bureau.sheets.importers import Importer

Values = Mapping[str, Any]
BLANK = object()


class CannotUndo(Exception):
    """This kind of record is not taken back by undoing a sheet, but by its own acts or on its own screen."""


class SheetRow(RowResult):
    """What one row did, or would do: `told` are the versions that it left, `warned` what is odd and yet happens."""

    versions: dict[type[Recorded], list[Any]]
    told: list[Version]
    warned: list[tuple[str, str]]  # heading and reason

    def __init__(self) -> None:
        super().__init__()
        self.versions, self.told, self.warned = {}, [], []


class SheetResource(ModelResource):
    """`models` are those that a row may write, the row's own record first; `key` is the column that names it."""

    models: ClassVar[tuple[type[Recorded], ...]]
    key: ClassVar[str]
    keys: ClassVar[tuple[str, ...]] = ()  # where one column does not name it: the columns that do together
    writers: ClassVar[frozenset[str]]
    # Rows written in one transaction: it should take some ten seconds, since SQLite's other writers wait twenty at most
    # and a lease is a minute.
    at_once: ClassVar[int] = 1_000
    chunk: ClassVar[int] = (
        20  # rows of one step; each writes some records with versions, and a step stays below a second
    )
    is_confirmed_by_another: ClassVar[bool] = False  # a large batch, by somebody other than its sender
    asks_anew: ClassVar[bool] = True  # before all is written at once, chunk by chunk: to write takes far longer

    def __init__(self, importer: Importer) -> None:
        super().__init__()
        self.importer = importer
        # simple_history builds a manager at each `model.history`, which takes longer than a query.
        self._managers = {model: model.history.model._default_manager for model in self.models}  # type: ignore[attr-defined]
        self._seen = {model: self._newest(model) for model in self.models}
        # What was read already, column by column: days, organs and kinds come again.
        self._read: dict[str, dict[str, Any]] = {name: {} for name in self.fields}

    # What a kind says

    def procedure(self, values: Values) -> Recorded:
        """Writes one row by `self.importer.hand`, through the gate or by saving; returns the row's own record.

        `values` are by the names of the columns' attributes; what the sheet leaves blank is not in it. Raises
        ValidationError, by attribute where it can, or the gate's Refused; then nothing of the row is kept.
        """
        raise NotImplementedError

    def void(self, record: Recorded) -> None:
        """Takes back, by `record.hand`, a record that an import made and nobody touched since; as its kind wants it."""
        raise CannotUndo(str(record))

    def restore(self, record: Recorded, before: Any) -> None:
        """Puts back, by `record.hand`, what the version before the import says. A case is moved by its gate alone."""
        if isinstance(record, Case | Docket):
            raise CannotUndo(str(record))
        for field in type(record).history.model.tracked_fields:  # type: ignore[attr-defined]
            setattr(record, field.attname, getattr(before, field.attname))
        record.save()

    def reaches(self, record: Recorded) -> bool:
        """Whether the importer may write this record; asked by procedures of what they save, and before undoing."""
        return self.importer.scope.reaches(record, self.writers)

    @classmethod
    def columns(cls) -> list[Column]:
        """In the order of `import_order`: a resource sorts its fields by those of the model."""
        return [cls.fields[name] for name in cls._meta.import_order or cls.fields]

    @classmethod
    def as_seen(cls, row: Mapping[str, Cell]) -> dict[str, str]:
        """The cells of a row by the headings of the columns, for the page of a batch. A kind masks what is personal."""
        return {heading: shown(cell) for heading, cell in row.items()}

    def run(self, headings: Sequence[str], lines: Sequence[Sequence[Cell]], *, dry_run: bool) -> Sequence[SheetRow]:
        """What became of each of these lines, or would become; good rows stand beside wrong ones."""
        dataset = tablib.Dataset(*lines, headers=list(headings))
        rows: Sequence[SheetRow] = self.import_data(
            dataset, dry_run=dry_run, rollback_on_validation_errors=False, tells=dry_run
        ).rows
        return rows

    # import-export's hooks

    def import_data(self, dataset: tablib.Dataset, dry_run: bool = False, **options: Any) -> Any:
        """All or nothing unless `rollback_on_validation_errors=False`; an unforeseen error is never swallowed."""
        options = {"rollback_on_validation_errors": True} | options | {"use_transactions": True}
        result = super().import_data(dataset, dry_run=dry_run, **options)
        for error in result.base_errors:
            raise error.error
        return result

    def import_row(self, row: Any, instance_loader: Any, **_options: Any) -> SheetRow:  # noqa: ARG002 - its signature
        """One row, wholly or not at all. import-export's own would take every error for one of the row."""
        result = SheetRow()
        try:
            with transaction.atomic():
                cells = [(name, column, row.get(column.column_name)) for name, column in self.fields.items()]
                record = self.procedure(self._values(cells))
        except ValidationError as wrong:
            result.import_type, result.validation_error = RowResult.IMPORT_TYPE_INVALID, self._by_heading(wrong)
        except Refused as refused:
            result.import_type = RowResult.IMPORT_TYPE_INVALID
            result.validation_error = ValidationError(str(refused))
        else:
            result.add_instance_info(record)
            result.versions = self._written()
            result.import_type = self._type(result.versions)
        return result

    def after_import(self, dataset: tablib.Dataset, result: Any, **options: Any) -> None:  # noqa: ARG002 - its signature
        """Tells what the rows would do, all at once, while their versions are still there."""
        if not options.get("tells"):
            return
        told: dict[Any, Version] = {}
        for model in self.models:
            rows = [row for each in result.rows for row in each.versions.get(model, ())]
            told |= {(model, row.history_id): version for row, version in zip(rows, tell(model, rows), strict=True)}
        for each in result.rows:
            each.told = [told[model, row.history_id] for model, rows in each.versions.items() for row in rows]

    def save_instance(self, *_args: Any, **_options: Any) -> NoReturn:
        raise Bypassed("a row of a sheet is written by the procedure of its kind")

    bulk_create = bulk_update = bulk_delete = delete_instance = save_instance

    # A row

    def _values(self, cells: Iterable[tuple[str, Column, Cell]]) -> dict[str, Any]:
        """What the cells of a row say, without the blank ones. Raises ValidationError by attribute."""
        values: dict[str, Any] = {}
        wrong: dict[str, Any] = {}
        for name, column, cell in cells:
            try:
                value = self._clean(name, column, cell)
            except ValidationError as error:
                wrong[name] = error.messages
                continue
            if value is not BLANK:
                values[name] = value
            elif column.required:
                wrong[name] = [_("Must be filled in.")]
        if wrong:
            raise ValidationError(wrong)
        return values

    def _clean(self, name: str, column: Column, cell: Cell) -> Any:
        """What the cell says, or BLANK; a text is read once, as long as this resource lasts. Raises ValidationError."""
        if cell is None:
            return BLANK
        if not isinstance(cell, str):
            return column.clean({column.column_name: cell})
        known = self._read[name]
        if cell not in known:
            known[cell] = BLANK if is_blank(cell) else column.clean({column.column_name: cell})
        return known[cell]

    def _by_heading(self, wrong: ValidationError) -> ValidationError:
        """The same, by the headings of the sheet; what is no column is of the whole row."""
        if not hasattr(wrong, "error_dict"):
            return wrong
        found: dict[str, list[str]] = {}
        for name, messages in wrong.message_dict.items():
            column = self.fields.get(name)
            found.setdefault(column.column_name if column else NON_FIELD_ERRORS, []).extend(messages)
        return ValidationError(found)

    def _written(self) -> dict[type[Recorded], list[Any]]:
        """The versions that were left since the row before this one."""
        found = {}
        for model in self.models:
            versions = self._of_this_change(model).filter(history_id__gt=self._seen[model])
            if rows := list(versions.order_by("history_id")):
                self._seen[model], found[model] = rows[-1].history_id, rows
        return found

    def _type(self, versions: Mapping[type[Recorded], list[Any]]) -> str:
        if not versions:
            return str(RowResult.IMPORT_TYPE_SKIP)
        is_new = any(row.history_type == "+" for row in versions.get(self.models[0], []))
        return str(RowResult.IMPORT_TYPE_NEW if is_new else RowResult.IMPORT_TYPE_UPDATE)

    def _of_this_change(self, model: type[Recorded]) -> Any:
        return self._managers[model].filter(history_change=self.importer.hand.change_id)

    def _newest(self, model: type[Recorded]) -> int:
        newest: int | None = self._of_this_change(model).aggregate(newest=Max("history_id"))["newest"]
        return newest or 0
