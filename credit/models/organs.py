"""The organs that decide and the units that send: each its own, known by its code."""

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.casework.parties import UsccField
from bureau.people.bureaus import Bureau


class Organ(Recorded):
    """An organ of the zone whose decisions this bureau pushes. It is closed, never removed."""

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    name = models.CharField(pgettext_lazy("organ", "full name"), max_length=200)
    uscc = UsccField(_("unified social credit code"), max_length=18)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    history = History()

    class Meta:
        ordering = ["name"]
        verbose_name = _("organ")
        verbose_name_plural = _("organs")
        constraints = [
            models.UniqueConstraint(
                fields=["bureau", "uscc"],
                name="organ_once_by_its_code",
                violation_error_message=_("There is an organ with this code already."),
            )
        ]

    def __str__(self) -> str:
        return self.name
