"""Who received a record, and when each was told what became of it: rows of the case that changed it."""

from typing import Any, ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import Recorded, RecordedQuerySet
from bureau.audit.whose import Whose
from bureau.casework.docket import Docket
from credit.models.lists import ListEntry
from credit.models.pushes import PushState


class ReceiverQuerySet(RecordedQuerySet):
    def waiting(self) -> Any:
        """Those who have not been told."""
        return self.filter(told_on__isnull=True)


class Receiver(Recorded):
    """A unit that received the record. The platform is none of these: it is told by the line of the record."""

    whose = Whose(section="docket__section", docket="docket")

    docket = models.ForeignKey(Docket, models.PROTECT, related_name="+", verbose_name=_("docket"))
    name = models.CharField(_("unit that received it"), max_length=100)
    received_on = models.DateField(pgettext_lazy("receiver", "received on"))
    told_on = models.DateField(_("told on"), null=True, blank=True)
    how = models.CharField(_("how they were told"), max_length=100, blank=True, default="")
    objects: ClassVar[Any] = ReceiverQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["docket", "id"]
        verbose_name = _("unit that received a record")
        verbose_name_plural = _("units that received a record")
        constraints = [
            models.CheckConstraint(
                condition=Q(told_on__isnull=True, how="") | (Q(told_on__gte=F("received_on")) & ~Q(how="")),
                name="%(class)s_told_after_it_received",
            ),
            models.UniqueConstraint(fields=["docket", "name"], name="%(class)s_once"),
        ]

    def __str__(self) -> str:
        return self.name


def platform_waits_for(record: Any) -> str:
    """What the line of the record waits for; empty where the platform has what the record says, or never had it.

    An entry of a list has no line: from here it goes to no platform.
    """
    if isinstance(record, ListEntry):
        return ""
    push = record.push
    if push.is_taken_back:
        return "" if push.state == PushState.WITHDRAWN else str(PushState.WITHDRAW.label)
    return str(push.get_state_display()) if push.state == PushState.CORRECTED else ""
