"""Who asked for the standing of whom, what for, and what was found: added, and never changed."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Appended
from bureau.audit.spoken import choices_of
from bureau.audit.whose import Whose
from bureau.casework.parties import Person
from bureau.people.bureaus import Bureau
from credit.rules.standing import PURPOSES, RESULTS


class StandingCheck(Appended):
    """Many parties asked for at once by a sheet; each of its rows is a question of its own."""

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    at = models.DateTimeField(_("asked at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    by_name = models.CharField(_("name of whoever asked"), max_length=150)
    purpose = models.CharField(_("purpose"), max_length=12, choices=choices_of(PURPOSES))
    matter = models.CharField(pgettext_lazy("standing", "matter"), max_length=200)
    count = models.PositiveIntegerField(_("rows"))

    class Meta(Appended.Meta):
        ordering = ["-pk"]
        verbose_name = _("batch check")
        verbose_name_plural = _("batch checks")

    def __str__(self) -> str:
        return gettext("batch check %(number)s") % {"number": self.pk or "–"}


class StandingQuery(Appended):
    """One party as it stood at that moment. Of a natural person the name stands here as its mask.

    `facts` are what was found: `{"known": bool, "named": str, "several": [code], "licences": [...],
    "penalties": [...], "lists": [...]}`, each finding with the key of its record under `id`, and
    under `disputed` whether an objection to it was open.
    """

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    at = models.DateTimeField(_("asked at"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("asked by")
    )
    by_name = models.CharField(_("name of whoever asked"), max_length=150)
    purpose = models.CharField(_("purpose"), max_length=12, choices=choices_of(PURPOSES))
    matter = models.CharField(pgettext_lazy("standing", "matter"), max_length=200)
    party_name = models.CharField(pgettext_lazy("standing", "party"), max_length=200, blank=True)
    code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+", verbose_name=_("natural person"))
    result = models.CharField(pgettext_lazy("standing", "result"), max_length=10, choices=choices_of(RESULTS))
    facts = models.JSONField(_("facts"), editable=False)
    sheet = models.ForeignKey(
        StandingCheck, models.PROTECT, null=True, related_name="answers", verbose_name=_("batch check")
    )
    row = models.PositiveIntegerField(_("row"), null=True)

    class Meta(Appended.Meta):
        ordering = ["-pk"]
        verbose_name = _("credit query")
        verbose_name_plural = _("credit queries")
        indexes = [models.Index(fields=["bureau", "code"], name="standing_by_code")]

    def __str__(self) -> str:
        return gettext("credit query %(number)s") % {"number": self.pk or "–"}
