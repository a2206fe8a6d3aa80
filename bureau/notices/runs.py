"""The runs of the sweep: one row for each day, so that a day without one is seen."""

from datetime import date, timedelta
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from bureau.audit.whose import SHARED


class SweepRun(models.Model):
    """One day's look at every term. It is finished when all that was owed that day stands in the outbox."""

    PATIENCE: ClassVar[timedelta] = timedelta(minutes=10)  # with one who began; it may have been killed

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

    def __str__(self) -> str:
        return str(self.day)


def last_run() -> SweepRun | None:
    """The last day that was swept to its end."""
    return SweepRun.objects.filter(finished_at__isnull=False).order_by("-day").first()


def told_until(day: date) -> date:
    """The last working day before this one on which everything was told. A day of rest tells nothing.

    Where there is none yet, the day before: whoever begins with this system owes no reminders for the time without it.
    """
    finished = SweepRun.objects.filter(finished_at__isnull=False, is_workday=True, day__lt=day)
    last = finished.order_by("-day").values_list("day", flat=True).first()
    return last or day - timedelta(days=1)
