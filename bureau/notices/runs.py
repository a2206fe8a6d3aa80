"""The runs of the sweep: one row for each day, so that a day without one is seen."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from bureau.audit.whose import SHARED


class SweepRun(models.Model):
    """One day's look at every term. It is finished when all that was owed that day stands in the outbox."""

    whose = SHARED

    day = models.DateField(_("day"), unique=True)
    is_workday = models.BooleanField(_("working day"), default=True)
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    by = models.CharField(_("by which process"), max_length=100)
    terms = models.PositiveIntegerField(_("terms looked at"), default=0)
    owed = models.PositiveIntegerField(_("reminders owed"), default=0)
    late = models.PositiveIntegerField(_("of them late"), default=0)
    nobody = models.PositiveIntegerField(_("with nobody to remind"), default=0)
    notices = models.PositiveIntegerField(_("mails made"), default=0)

    class Meta:
        app_label = "bureau"
        ordering = ["-day"]
        verbose_name = _("nightly sweep")
        verbose_name_plural = _("nightly sweeps")
        constraints = [
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")), name="sweep_in_order"
            )
        ]

    def __str__(self) -> str:
        return str(self.day)


def last_run(before: date | None = None) -> SweepRun | None:
    """The last day that was swept to its end; with `before`, the last earlier than that day."""
    finished = SweepRun.objects.filter(finished_at__isnull=False)
    return (finished if before is None else finished.filter(day__lt=before)).order_by("-day").first()
