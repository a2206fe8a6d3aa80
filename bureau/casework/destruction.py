"""Lists of destruction (销毁清册): what has outlived its term, who drew the list up, appraised it and carried it out.

Every table here is only added to. Three steps by three persons: the database itself refuses the same hand twice.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.appended import Appended
from bureau.audit.whose import Whose
from bureau.casework.docket import TERMS, Docket
from bureau.casework.files import names_files
from bureau.people.bureaus import Bureau


class DestructionList(Appended):
    """A list by its number. What stands on it, and how far it is, are rows of their own."""

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    at = models.DateTimeField(_("drawn up at"))

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["-id"]
        verbose_name = _("destruction list")
        verbose_name_plural = _("destruction lists")
        constraints = [models.UniqueConstraint(fields=["bureau", "year", "number"], name="destruction_list_once")]

    def __str__(self) -> str:
        return f"{self.year}-{self.number}"

    @property
    def last_step(self) -> "DestructionStep":
        return DestructionStep.objects.filter(list=self).latest("ordinal")


class Listed(Appended):
    """A docket on a list, with the terms by which it came there, as they were then."""

    whose = Whose(bureau="list__bureau", docket="docket")

    list = models.ForeignKey(DestructionList, models.PROTECT, related_name="rows", verbose_name=_("destruction list"))
    docket = models.ForeignKey(Docket, models.PROTECT, related_name="listed", verbose_name=_("docket"))
    retention = models.CharField(_("retention period"), max_length=10, choices=TERMS)
    closed_on = models.DateField(pgettext_lazy("docket", "closed on"))
    ended_on = models.DateField(_("term ended on"))
    at = models.DateTimeField(_("at"))

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["id"]
        verbose_name = _("docket to be destroyed")
        verbose_name_plural = _("dockets to be destroyed")
        constraints = [models.UniqueConstraint(fields=["list", "docket"], name="listed_once")]

    def __str__(self) -> str:
        return str(self.docket)


@names_files
class DestructionStep(Appended):
    """What was done with a list, by whom, and the signed paper: appraisal report (鉴定报告), signed list."""

    class What(models.TextChoices):
        DRAWN_UP = "drawn_up", _("drawn up")
        APPRAISED = "appraised", _("appraised and approved")
        REJECTED = "rejected", _("not approved")
        EXECUTED = "executed", _("destroyed")

    ORDINALS: ClassVar[dict[str, int]] = {What.DRAWN_UP: 1, What.APPRAISED: 2, What.REJECTED: 2, What.EXECUTED: 3}

    whose = Whose(bureau="list__bureau")

    list = models.ForeignKey(DestructionList, models.PROTECT, related_name="steps", verbose_name=_("destruction list"))
    ordinal = models.PositiveSmallIntegerField(_("ordinal"))
    what = models.CharField(_("step"), max_length=10, choices=What)
    at = models.DateTimeField(_("at"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    by_name = models.CharField(pgettext_lazy("person", "name"), max_length=150)
    reason = models.TextField(_("reason"), blank=True)
    paper = models.CharField(_("document number"), max_length=100, blank=True)
    file_name = models.CharField(pgettext_lazy("file", "name"), max_length=150, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), default=0)
    media_type = models.CharField(_("kind of file"), max_length=100, blank=True)

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["list", "ordinal"]
        verbose_name = _("step of a destruction")
        verbose_name_plural = _("steps of a destruction")
        constraints = [
            models.UniqueConstraint(fields=["list", "ordinal"], name="destruction_step_once"),
            models.UniqueConstraint(fields=["list", "by"], name="destruction_by_three_persons"),
            models.CheckConstraint(
                condition=~models.Q(what__in=["appraised", "executed"]) | ~models.Q(sha256="") & ~models.Q(paper=""),
                name="destruction_step_on_paper",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.list} {self.get_what_display()}"


class Destroyed(Appended):
    """That what was personal of a docket, and its files, are gone: how much of each, and nothing of what they said."""

    whose = Whose(section="docket__section", docket="docket")

    list = models.ForeignKey(
        DestructionList, models.PROTECT, related_name="destroyed", verbose_name=_("destruction list")
    )
    docket = models.OneToOneField(Docket, models.PROTECT, related_name="destroyed", verbose_name=_("docket"))
    keys = models.PositiveIntegerField(_("persons erased"))
    keys_kept = models.PositiveIntegerField(
        _("persons kept"), help_text=_("Other records that are still kept are about them.")
    )
    files = models.PositiveIntegerField(_("files destroyed"))
    at = models.DateTimeField(_("at"))

    class Meta(Appended.Meta):
        app_label = "bureau"
        ordering = ["id"]
        verbose_name = _("destroyed docket")
        verbose_name_plural = _("destroyed dockets")

    def __str__(self) -> str:
        return str(self.docket)
