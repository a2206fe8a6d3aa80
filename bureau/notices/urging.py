"""Urging: a head or a leader urges a case on (催办), a supervisor has it supervised (督办). It stands for ever."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.appended import Appended
from bureau.audit.whose import Whose
from bureau.casework.docket import Docket
from bureau.people.roles import Role
from bureau.people.staff import Staff

LONGEST = 100  # characters: a sentence, no letter


class Urging(Appended):
    """One row for each time. Its words stay on the case's page: a mail tells that there are some."""

    whose = Whose(section="docket__section", docket="docket")

    class Kind(models.TextChoices):
        URGE = "urge", _("urge on")
        SUPERVISE = "supervise", _("supervise")

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="urgings", verbose_name=_("docket"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    by = models.ForeignKey(Staff, models.PROTECT, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    role = models.CharField(_("in the role of"), max_length=30, choices=Role)
    acting_for = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("acting for"))
    to = models.ForeignKey(Staff, models.PROTECT, null=True, related_name="+", verbose_name=_("to whom"))
    at = models.DateTimeField(_("at"))
    words = models.CharField(_("words"), max_length=LONGEST, blank=True)
    change = models.UUIDField(_("change"), db_index=True)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["id"]
        verbose_name = _("urging")
        verbose_name_plural = _("urgings")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.at:%Y-%m-%d}"
