"""What PostgreSQL itself saw: each change of a record and each version, by whatever way they were written.

The application does not write here, and in PostgreSQL its role may not. A change without a version in the same
transaction went past the application. On SQLite, which has no users, the table stays empty.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Appended

VERSION = "V"  # beside I, U and D for what happened to a record


class AuditChange(Appended):
    """One row per row changed. `columns` are names alone: no personal data comes here."""

    is_sealed = False  # it doubles what the sealed histories say; only what they do not say matters, and that is named

    table = models.CharField(_("table"), max_length=63)
    row = models.CharField(_("record number"), max_length=50)
    operation = models.CharField(_("operation"), max_length=1)
    columns = models.TextField(_("columns"), blank=True)
    transaction = models.BigIntegerField(_("transaction"))
    db_user = models.CharField(_("user of the database"), max_length=63)
    at = models.DateTimeField(_("at"))

    class Meta(Appended.Meta):
        app_label = "bureau"
        verbose_name = _("change seen by the database")
        verbose_name_plural = _("changes seen by the database")
        indexes = [models.Index(fields=["transaction", "table", "row"], name="audit_change_by_transaction")]

    def __str__(self) -> str:
        return f"{self.operation} {self.table} {self.row}"
