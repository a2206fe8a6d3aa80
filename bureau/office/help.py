"""帮办: help that was given, in half a minute: who asked, about what. What it later belongs to is linked afterwards."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.casework.docket import Docket
from bureau.casework.parties import Enterprise
from bureau.people.bureaus import Section


class Way(models.TextChoices):
    """How somebody came."""

    WINDOW = "window", _("at the window")
    PHONE = "phone", _("by telephone")
    VISIT = "visit", _("on a visit to the enterprise")
    ONLINE = "online", _("online")


class HelpGiven(Recorded):
    """One time that somebody was helped. A person who asks is not named: an enterprise is, or nobody."""

    whose = Whose(section="section", docket="docket")

    given_on = models.DateField(_("day"))
    about = models.CharField(
        _("about what"), max_length=200, help_text=_("Without the names or telephone numbers of persons.")
    )
    way = models.CharField(_("how they came"), max_length=10, choices=Way, default=Way.PHONE)
    asked_by = models.CharField(
        _("who asked"), max_length=100, blank=True, help_text=_("An enterprise, or whose behalf; no person's name.")
    )
    enterprise = models.ForeignKey(
        Enterprise, models.PROTECT, null=True, blank=True, related_name="help", verbose_name=_("enterprise")
    )
    platform_number = models.CharField(_("number on the platform"), max_length=60, blank=True)
    docket = models.ForeignKey(
        Docket, models.PROTECT, null=True, blank=True, related_name="help", verbose_name=pgettext_lazy("help", "case")
    )
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)
    helper = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="helped", verbose_name=_("helped by")
    )
    section = models.ForeignKey(Section, models.PROTECT, related_name="+", verbose_name=_("section"))
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["-given_on", "-id"]
        verbose_name = _("help given")
        verbose_name_plural = _("help given")
        indexes = [models.Index(fields=["section", "given_on"], name="help_by_day")]

    def __str__(self) -> str:
        return self.about

    def clean(self) -> None:
        """A case of another section's reach is no link from here; of another bureau never."""
        if self.docket and self.section_id and self.docket.section.bureau_id != self.section.bureau_id:
            raise ValidationError({"docket": _("This belongs to another bureau.")})
