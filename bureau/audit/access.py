"""The access log: who read, took out or was refused what, and why. Rows are added and never changed."""

from collections.abc import Iterable
from typing import Any, Never

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.audit.hand import Hand, Source

LONGEST_NAME = 150  # of an account's name; what a stranger types into that field can be of any length


class AppendOnly(TypeError):
    """Somebody tried to change or delete a row of the access log."""


class Event(models.TextChoices):
    REVEAL = "reveal", _("personal data shown")
    EXPORT = "export", _("export")
    ERASURE = "erasure", _("personal data erased")
    SIGN_IN = "sign_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
    REFUSAL = "refusal", _("refused")
    ROLE_CHANGE = "role_change", _("roles changed")


def refuse(*_args: object, **_options: object) -> Never:
    raise AppendOnly("rows of the access log are added, never changed or deleted")


class AccessRows(models.QuerySet["AccessLog"]):
    """The rows to read. `log` is the one way to add to them, so that none of these is left."""

    update = delete = bulk_create = bulk_update = refuse
    _update = _raw_delete = refuse  # by these Model.save_base() and the collector of deletions would come


class AccessLog(models.Model):
    """One row per act. Names are copied as text: the row must be readable when what it names is gone."""

    at = models.DateTimeField(_("at"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("actor")
    )
    actor_name = models.CharField(_("actor's name"), max_length=LONGEST_NAME, blank=True)
    source = models.CharField(_("source"), max_length=10, choices=Source)
    event = models.CharField(_("event"), max_length=20, choices=Event)
    purpose = models.TextField(_("purpose"), blank=True)
    record = models.CharField(_("kind of record"), max_length=100, blank=True)
    row = models.CharField(_("record number"), max_length=50, blank=True)
    fields = models.TextField(_("fields"), blank=True, help_text=_("Separated by commas."))
    count = models.PositiveIntegerField(_("number of records"), default=1)
    address = models.GenericIPAddressField(_("address"), null=True)
    change_id = models.UUIDField(_("change"))

    objects = AccessRows.as_manager()

    class Meta:
        app_label = "bureau"
        # Relations and refresh_from_db must not find a way round the manager that refuses.
        base_manager_name = "objects"
        ordering = ["-at", "-id"]
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        indexes = [
            models.Index(fields=["at"], name="access_by_time"),
            models.Index(fields=["actor", "at"], name="access_by_actor"),
            models.Index(fields=["record", "row"], name="access_by_record"),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.record} {self.row}".rstrip()

    def save(self, **options: Any) -> None:
        if not self._state.adding:
            refuse()
        # Without it Django would first try to update, and so overwrite a row whose number was given.
        super().save(**options | {"force_insert": True})

    delete = refuse


def log(
    hand: Hand,
    event: Event,
    *,
    purpose: str = "",
    record: str = "",
    row: object = "",
    fields: Iterable[str] = (),
    count: int = 1,
    address: str | None = None,
) -> AccessLog:
    """Adds one row, in the transaction that is open: a refusal must be logged outside the one that it aborts.

    A hand without a person has the name that somebody tried to sign in with.
    """
    entry = AccessLog(
        at=hand.at,
        actor_id=hand.user.pk if hand.user else None,
        actor_name=hand.actor_name[:LONGEST_NAME],
        source=hand.source,
        event=event,
        purpose=purpose.strip(),
        record=record,
        row=str(row),
        fields=", ".join(fields),
        count=count,
        address=address,
        change_id=hand.change_id,
    )
    entry.save()
    return entry
