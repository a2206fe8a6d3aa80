"""How somebody wants their mail: in which language, at which hour, and when not. What the law owes them stays owed."""

from datetime import datetime, time, timedelta

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.people.staff import Staff

EARLIEST, USUAL, LATEST = 6, 8, 12  # hours of the digest: a working morning


class MailPreference(Recorded):
    """One row for whoever wants it otherwise than usual. There is no way not to be reminded of a due day."""

    whose = Whose(bureau="staff__section__bureau", section="staff__section")

    class Language(models.TextChoices):
        CHINESE = "zh-hans", _("Chinese")
        ENGLISH = "en", _("English")

    staff = models.OneToOneField(Staff, models.PROTECT, related_name="mail_preference", verbose_name=_("staff member"))
    language = models.CharField(_("language"), max_length=10, choices=Language, default=Language.CHINESE)
    digest_hour = models.PositiveSmallIntegerField(
        _("hour of the morning mail"),
        default=USUAL,
        validators=[MinValueValidator(EARLIEST), MaxValueValidator(LATEST)],
    )
    quiet_from = models.TimeField(_("quiet from"), null=True, blank=True)
    quiet_until = models.TimeField(_("quiet until"), null=True, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")
        constraints = [
            models.CheckConstraint(
                condition=Q(digest_hour__gte=EARLIEST, digest_hour__lte=LATEST), name="digest_in_the_morning"
            ),
            models.CheckConstraint(
                condition=Q(quiet_from__isnull=True, quiet_until__isnull=True)
                | Q(quiet_from__isnull=False, quiet_until__isnull=False) & ~Q(quiet_from=models.F("quiet_until")),
                name="quiet_from_and_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_language_display()} {self.digest_hour}:00"

    def digest_at(self, day_begins: datetime, now: datetime) -> datetime:
        """When the morning mail of the day that begins then goes out: at its hour, or now if that is over."""
        return max(now, day_begins + timedelta(hours=self.digest_hour))

    def awake(self, now: datetime, at_the_latest: datetime | None = None) -> datetime:
        """Now, or when the quiet hours end; a moment that falls before their end does not wait for it."""
        if self.quiet_from is None or self.quiet_until is None:
            return now
        ends = _end_of_quiet(timezone.localtime(now), self.quiet_from, self.quiet_until)
        return now if ends is None or (at_the_latest and at_the_latest <= ends) else ends


def _end_of_quiet(now: datetime, first: time, until: time) -> datetime | None:
    clock, ends = now.time(), now.replace(hour=until.hour, minute=until.minute, second=0, microsecond=0)
    if first < until:
        return ends if first <= clock < until else None
    if clock >= first:
        return ends + timedelta(days=1)
    return ends if clock < until else None


def preference_of(staff: Staff) -> MailPreference:
    """What they want, or what is usual."""
    found: MailPreference | None = MailPreference.objects.filter(staff=staff).first()
    return found or MailPreference(staff=staff, language=settings.LANGUAGE_CODE)
