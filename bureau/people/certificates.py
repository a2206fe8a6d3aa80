"""Enforcement certificates: without one that is valid on the day, nobody enforces (Penalty Law 42, 52, 55)."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.people.staff import Employment, Staff


class Certificate(Recorded):
    """行政执法证. Its validity is the date printed on the card, never a term that we compute."""

    whose = Whose(bureau="staff__section__bureau", section="staff__section")

    class State(models.TextChoices):
        VALID = "valid", _("valid")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SUSPENDED = "suspended", _("suspended")
        CANCELLED = "cancelled", pgettext_lazy("certificate", "cancelled")

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="certificates", verbose_name=_("staff member"))
    number = models.CharField(_("number"), max_length=50, unique=True)
    field = models.CharField(_("field of enforcement"), max_length=100, blank=True)
    area = models.CharField(_("area of enforcement"), max_length=100, blank=True)
    issued_on = models.DateField(pgettext_lazy("certificate", "issued on"))
    valid_until_on = models.DateField(_("valid through"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.VALID)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["valid_until_on"]
        verbose_name = _("enforcement certificate")
        verbose_name_plural = _("enforcement certificates")
        constraints = [
            models.CheckConstraint(condition=Q(valid_until_on__gte=F("issued_on")), name="certificate_in_order"),
        ]

    def __str__(self) -> str:
        return self.number

    def clean(self) -> None:
        if self.issued_on and self.valid_until_on and self.valid_until_on < self.issued_on:
            raise ValidationError({"valid_until_on": _("The last day lies before the first.")})
        if self.staff_id and self.staff.employment == Employment.CONTRACT:
            raise ValidationError({"staff": _("Only staff on the establishment may hold a certificate.")})

    def is_valid_on(self, day: date) -> bool:
        return self.state == self.State.VALID and self.issued_on <= day <= self.valid_until_on


def may_enforce(staff: Staff, day: date) -> bool:
    """Whether someone holds a certificate that is valid on that day; both its days are included."""
    return any(certificate.is_valid_on(day) for certificate in staff.certificates.all())
