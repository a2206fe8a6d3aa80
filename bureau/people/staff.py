"""Staff: the people who work here, and the accounts with which they sign in."""

from datetime import date
from typing import Any, ClassVar, NoReturn

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.access import Event, log
from bureau.audit.appended import Bypassed
from bureau.audit.hand import Hand, Source
from bureau.audit.history import History, Recorded, RecordedQuerySet
from bureau.audit.whose import Whose
from bureau.people.bureaus import Section


class StaffManager(UserManager.from_queryset(RecordedQuerySet)):  # type: ignore[misc]
    """Django's, but for the hand: an account made on the command line is made by the command."""

    use_in_migrations = False

    def _create_user_object(self, username: str, email: str | None, password: str | None, **fields: Any) -> "Staff":
        hand = fields.pop("hand", None)
        made: Staff = super()._create_user_object(username, email, password, **fields)
        made.hand = hand or Hand(None, Source.COMMAND, timezone.now(), name="createsuperuser")
        made._password = password  # type: ignore[attr-defined]  # as set_password leaves it: once saved, it is told to whoever remembers
        return made


class Employment(models.TextChoices):
    """编制类型: only the first two are on the establishment (在编)."""

    ADMINISTRATIVE = "administrative", _("administrative post")
    INSTITUTION = "institution", _("institutional post")
    CONTRACT = "contract", _("contract")


ESTABLISHED = frozenset({Employment.ADMINISTRATIVE, Employment.INSTITUTION})


class Staff(AbstractUser, Recorded):
    """An account belongs to one person and is deactivated, never deleted or passed on.

    What it may do is said by dated appointments alone: it has no groups and no rights of its own.
    """

    whose = Whose(bureau="section__bureau", section="section")

    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    groups = None  # type: ignore[assignment]
    user_permissions = None  # type: ignore[assignment]
    name = models.CharField(pgettext_lazy("person", "name"), max_length=50, blank=True)
    section = models.ForeignKey(
        Section, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("section")
    )
    is_staff = models.BooleanField(
        _("may sign in"), default=True, help_text=_("Every account of the house; what it may do is another matter.")
    )
    employment = models.CharField(_("employment"), max_length=20, choices=Employment, blank=True)
    established_on = models.DateField(_("on the establishment since"), null=True, blank=True)
    left_on = models.DateField(
        _("left on"), null=True, blank=True, help_text=_("The last day on the establishment of this bureau.")
    )
    is_sample = models.BooleanField(
        _("sample account"), default=False, help_text=_("Belongs to the sample data; refused in production.")
    )

    signed_out_at = models.DateTimeField(_("signed out everywhere at"), null=True, editable=False)

    objects: ClassVar[StaffManager] = StaffManager()
    # Signing in and out is told by the access log; the password itself is nobody's history.
    history = History(excluded_fields=["last_login", "password", "signed_out_at"])

    class Meta:
        app_label = "bureau"
        base_manager_name = "objects"  # which the account's own base would hide
        verbose_name = _("staff member")
        verbose_name_plural = _("staff")

    def __str__(self) -> str:
        return self.name or self.username

    def clean(self) -> None:
        super().clean()
        if self.established_on and self.left_on and self.left_on < self.established_on:
            raise ValidationError({"left_on": _("The last day lies before the first.")})
        if (self.established_on or self.left_on) and self.employment not in ESTABLISHED:
            raise ValidationError({"employment": _("Only an administrative or institutional post is on it.")})

    def save(self, *args: Any, **options: Any) -> None:
        """An account that is closed ends its sessions for good: opened again later, it does not bring them back."""
        if not self.is_active and options.get("update_fields") is None:
            self.signed_out_at = self.the_hand().at
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise Bypassed("an account is deactivated, never deleted")

    @property
    def bureau_id(self) -> int | None:
        return self.section.bureau_id if self.section else None

    def holds_post_on(self, day: date) -> bool:
        """Whether someone is on the establishment on that day, as far as days were entered."""
        since, until = self.established_on, self.left_on
        return self.employment in ESTABLISHED and (not since or since <= day) and (not until or day <= until)

    @staticmethod
    def established(day: date) -> Q:
        """Who is on the establishment on that day (在编在职), by the days that were entered; both are included.

        An account that was closed without the day on which its person left is counted on no day: nobody knows which.
        """
        ended = Q(left_on__gte=day) | Q(left_on__isnull=True, is_active=True)
        return ended & Q(employment__in=ESTABLISHED, established_on__lte=day)

    @staticmethod
    def undated() -> Q:
        """Who is or was on the establishment, and it was not entered since when or until when."""
        ends = Q(is_active=False, left_on__isnull=True)
        return Q(employment__in=ESTABLISHED) & (Q(established_on__isnull=True) | ends)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What each session keeps and shows again: a new password ends them all, and so does signing out everywhere."""
        told = f"{self.password}{self.signed_out_at.timestamp() if self.signed_out_at else ''}"
        return salted_hmac("bureau.people.staff", told, secret=secret, algorithm="sha256").hexdigest()

    def sign_out_everywhere(self, hand: Hand, address: str | None) -> None:
        """Ends every session of the account at once."""
        with transaction.atomic():
            self.signed_out_at = hand.at
            self.save(update_fields=["signed_out_at"])
            log(hand, Event.SIGNED_OUT, record=self._meta.label_lower, row=self.pk, address=address)

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)
