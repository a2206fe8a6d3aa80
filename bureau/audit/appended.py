"""Rows that are added and stay as they are: what was done, by whom, and who has looked at it."""

from collections.abc import Sequence
from typing import Any, ClassVar, Never

from django.db import models


class Bypassed(RuntimeError):
    """A way of writing that would leave no history."""


def refuse(*_args: object, **_options: object) -> Never:
    raise Bypassed("this row is added and never changed or removed")


class AppendedRows(models.QuerySet):
    """The rows to read; saving each is the one way to add to them."""

    update = delete = bulk_create = bulk_update = update_or_create = refuse
    _update = _raw_delete = refuse  # by these Model.save_base() and the collector of deletions would come

    def add_all(self, rows: Sequence[Any]) -> None:
        """Add these new rows, however many, in one statement. A row whose number is taken is an IntegrityError."""
        super().bulk_create(rows)


class Appended(models.Model):
    """Raises Bypassed for whatever would change or remove a row."""

    written_in: ClassVar[str] = "at"  # the field that says when a row was written, where there is one
    is_sealed: ClassVar[bool] = True  # whether the chain of seals takes its rows in; else it is locked only

    objects: ClassVar[Any] = AppendedRows.as_manager()

    class Meta:
        abstract = True
        # Relations and refresh_from_db must not find a way round the manager that refuses.
        base_manager_name = "objects"

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            refuse()
        # Without it Django would first try to update, and so overwrite a row whose number was given.
        super().save(**options | {"force_insert": True})

    delete = refuse
