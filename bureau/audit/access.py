"""The access log: who read, took out or was refused what, and why. Rows are added and never changed."""

from collections.abc import Iterable

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Appended
from bureau.audit.hand import Hand, Source
from bureau.audit.whose import Whose

LONGEST_NAME = 150  # of an account's name; what a stranger types into that field can be of any length


class Event(models.TextChoices):
    REVEAL = "reveal", _("personal data shown")
    EXPORT = "export", _("export")
    FILE = "file", _("file read")
    ERASURE = "erasure", _("personal data erased")
    SIGN_IN = "sign_in", _("signed in")
    SIGN_IN_FAILED = "sign_in_failed", _("sign-in failed")
    LOCKED = "locked", _("sign-in locked")
    UNLOCKED = "unlocked", _("sign-in unlocked")
    SIGNED_OUT = "signed_out", _("signed out everywhere")
    PASSWORD = "password", _("password set")
    SECOND_FACTOR = "second_factor", _("second factor set up")
    FACTOR_RESET = "factor_reset", _("second factor reset")
    REFUSAL = "refusal", _("refused")
    ROLE_CHANGE = "role_change", _("roles changed")


class AccessLog(Appended):
    """One row per act. Names are copied as text: the row must be readable when what it names is gone.

    It belongs to whose record was read, and to the actor's own bureau where no one record was: whoever is responsible
    for a record sees who has looked at it, wherever they come from.
    """

    whose = Whose(bureau="of_bureau", section="of_section")

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
    # Numbers, not foreign keys, as in the histories: what was read of a section outlives the section.
    of_section = models.BigIntegerField(_("section"), null=True)
    of_bureau = models.BigIntegerField(_("bureau"), null=True)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["-at", "-id"]
        verbose_name = _("access")
        verbose_name_plural = _("access log")
        indexes = [
            models.Index(fields=["at"], name="access_by_time"),
            models.Index(fields=["actor", "at"], name="access_by_actor"),
            models.Index(fields=["record", "row"], name="access_by_record"),
            models.Index(fields=["of_bureau", "at"], name="access_by_bureau"),
        ]

    def __str__(self) -> str:
        return f"{self.get_event_display()} {self.record} {self.row}".rstrip()


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
    of_bureau, of_section = _belongs_to(record, row) or place_of(hand)
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
        of_bureau=of_bureau,
        of_section=of_section,
    )
    entry.save()
    return entry


def _belongs_to(record: str, row: object) -> tuple[int | None, int | None] | None:
    """The bureau and the section of the record of that kind and number; None for none, and for one of all bureaus."""
    try:
        model = apps.get_model(record)
        whose: Whose = model.whose
        paths = [path for path in (whose.in_bureau, whose.section) if path]
        found = model._base_manager.filter(pk=row).values_list(*paths).first() if paths and row else None
    except (LookupError, AttributeError, ValueError, ValidationError):
        return None
    if not found or found[0] is None:
        return None
    return found[0], found[1] if whose.section else None


def place_of(hand: Hand) -> tuple[int | None, int | None]:
    """The bureau and the section in which somebody works."""
    return getattr(hand.user, "bureau_id", None), getattr(hand.user, "section_id", None)
