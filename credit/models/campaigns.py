"""信用宣传: what was held, who was reached, and the photographs of it."""

from typing import Any, ClassVar, NoReturn

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.appended import Bypassed
from bureau.audit.history import History, Recorded, RecordedQuerySet
from bureau.audit.whose import Whose
from bureau.casework.attachments import LONGEST_NAME
from bureau.casework.files import names_files
from bureau.people.bureaus import Section


class Held(models.TextChoices):
    """How and where it was held."""

    STAND = "stand", _("stand in a public place")
    ENTERPRISES = "enterprises", _("visit to enterprises")
    VILLAGES = "villages", _("visit to villages or communities")
    SCHOOLS = "schools", _("visit to schools")
    LECTURE = "lecture", _("lecture or training")
    MEDIA = "media", _("online or in the media")


class CampaignQuerySet(RecordedQuerySet):
    def held(self) -> Any:
        """Those that count: what was entered in error does not."""
        return self.filter(is_void=False)


class Campaign(Recorded):
    """One activity. The counts are of attendances, leaflets and people answered on the spot."""

    whose = Whose(section="section")

    held_on = models.DateField(_("held on"))
    name = models.CharField(pgettext_lazy("campaign", "name"), max_length=100)
    kind = models.CharField(_("held as"), max_length=12, choices=Held, default=Held.STAND)
    place = models.CharField(_("place"), max_length=100, blank=True)
    staff = models.PositiveIntegerField(_("staff who took part"), default=0)
    leaflets = models.PositiveIntegerField(_("leaflets handed out"), default=0)
    consultations = models.PositiveIntegerField(_("people answered on the spot"), default=0)
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", verbose_name=_("section"))
    is_void = models.BooleanField(_("entered in error"), default=False)
    history = History()

    objects: ClassVar[Any] = CampaignQuerySet.as_manager()

    class Meta:
        ordering = ["-held_on", "-id"]
        verbose_name = _("credit campaign")
        verbose_name_plural = _("credit campaigns")
        indexes = [models.Index(fields=["section", "held_on"], name="campaign_by_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["section", "held_on", "name"],
                condition=Q(is_void=False),
                name="campaign_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.held_on}"

    def clean(self) -> None:
        if self.held_on and self.held_on > timezone.localdate(self.hand.at if self.hand else None):
            raise ValidationError({"held_on": _("The day lies in the future.")})
        same = Campaign.objects.held().filter(section=self.section_id, held_on=self.held_on, name=self.name)
        if not self.is_void and same.exclude(pk=self.pk).exists():
            raise ValidationError(_("This campaign is entered already."))


@names_files
class CampaignPhoto(Recorded):
    """A photograph, found and proved by its digest. It is never changed and never removed."""

    whose = Whose(section="campaign__section")

    campaign = models.ForeignKey(Campaign, models.PROTECT, related_name="photos", verbose_name=_("credit campaign"))
    name = models.CharField(pgettext_lazy("file", "name"), max_length=LONGEST_NAME)
    sha256 = models.CharField("SHA-256", max_length=64, db_index=True, editable=False)
    size = models.PositiveBigIntegerField(_("size in bytes"), editable=False)
    media_type = models.CharField(_("kind of file"), max_length=100, editable=False)
    history = History()

    class Meta:
        ordering = ["campaign", "id"]
        verbose_name = _("photograph of a campaign")
        verbose_name_plural = _("photographs of campaigns")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "sha256"], name="photograph_once_of_its_campaign"),
            models.CheckConstraint(condition=Q(size__gte=1), name="photograph_not_empty"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **options: Any) -> None:
        if not self._state.adding:
            raise Bypassed("a photograph is never changed")
        super().save(*args, **options)

    def delete(self, *_args: Any, **_options: Any) -> NoReturn:
        raise Bypassed("a photograph is never removed")
