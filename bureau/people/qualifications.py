"""Legal qualification: who reviews penalties for the first time passed the national examination (Penalty Law 58)."""

from datetime import date

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose
from bureau.people.bureaus import Bureau
from bureau.people.staff import Staff


class LegalQualification(Recorded):
    """国家统一法律职业资格; or that somebody had reviewed penalties before, so that it is not for the first time."""

    whose = Whose(bureau="staff__section__bureau", section="staff__section")

    class Kind(models.TextChoices):
        NATIONAL = "national", _("national legal professional qualification")
        EARLIER = "earlier", _("reviewed penalties before it was asked for")

    staff = models.ForeignKey(Staff, models.PROTECT, related_name="qualifications", verbose_name=_("staff member"))
    kind = models.CharField(_("qualified by"), max_length=10, choices=Kind, default=Kind.NATIONAL)
    paper = models.CharField(_("number of the certificate, or paper that shows it"), max_length=100)
    since_on = models.DateField(pgettext_lazy("qualification", "since"))
    is_void = models.BooleanField(_("entered in error"), default=False)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["staff", "since_on", "id"]
        verbose_name = _("legal qualification")
        verbose_name_plural = _("legal qualifications")
        constraints = [
            models.UniqueConstraint(fields=["staff", "kind"], condition=Q(is_void=False), name="qualified_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.since_on}"


def reviewers_on(bureau: Bureau, day: date) -> list[Staff]:
    """Who of the bureau is qualified to review on that day, by section."""
    held = LegalQualification.objects.filter(is_void=False, since_on__lte=day)
    people = Staff.objects.filter(section__bureau=bureau, is_active=True, pk__in=held.values("staff"))
    return list(people.select_related("section").order_by("section", "id"))


def unqualified(staff: Staff, day: date) -> str:
    """What somebody lacks to review on that day, in the words of whoever reads; empty for whoever is qualified."""
    if staff.qualifications.filter(is_void=False, since_on__lte=day).exists():
        return ""
    told = gettext("%(who)s has no national legal qualification, and is not known to have reviewed penalties before")
    return told % {"who": staff}
