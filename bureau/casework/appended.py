"""Rows that are added and stay as they are: what was done, and by whom, is never written over."""

from typing import Any, ClassVar, Never

from django.db import models

from bureau.audit.history import Bypassed


def refuse(*_args: object, **_options: object) -> Never:
    raise Bypassed("what was done is never changed or removed")


class AppendedRows(models.QuerySet):
    """The rows to read; saving each is the one way to add to them."""

    update = delete = bulk_create = bulk_update = refuse
    _update = _raw_delete = refuse  # by these Model.save_base() and the collector of deletions would come


class Appended(models.Model):
    """Raises Bypassed for whatever would change or remove a row."""

    objects: ClassVar[Any] = AppendedRows.as_manager()

    class Meta:
        abstract = True
        base_manager_name = "objects"

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            refuse()
        super().save(**options | {"force_insert": True})

    delete = refuse
