"""Bureaus and their sections: whose row a case is."""

from collections.abc import Collection
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.audit.appended import Bypassed
from bureau.audit.history import History, Recorded
from bureau.audit.whose import Whose


class Bureau(Recorded):
    """One installation may host several. What belongs to one is never seen by another."""

    whose = Whose(bureau="id")

    name = models.CharField(_("name"), max_length=100, unique=True)
    areas = models.CharField(
        _("areas of enforcement"),
        max_length=200,
        blank=True,
        help_text=_("As printed on the certificates that hold in this district, with 、 between them. Empty: any."),
    )
    history = History()

    class Meta:
        app_label = "bureau"
        verbose_name = _("bureau")
        verbose_name_plural = _("bureaus")

    def __str__(self) -> str:
        return self.name

    @property
    def accepted_areas(self) -> frozenset[str]:
        """The areas for one of which a certificate has to be, to be good here; empty where any is."""
        return frozenset(area for part in self.areas.split("、") if (area := part.strip()))

    @property
    def intake(self) -> "Section | None":
        """The section that takes the cases that no other has."""
        return self.sections.filter(is_intake=True, closed_on__isnull=True).first()


class Section(Recorded):
    """Every case has one: at worst the intake section, of which each bureau has at most one."""

    whose = Whose(bureau="bureau", section="id")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="sections", verbose_name=_("bureau"))
    name = models.CharField(_("name"), max_length=100)
    is_intake = models.BooleanField(
        _("intake section"), default=False, help_text=_("Takes the cases that no other section has.")
    )
    is_sample_name = models.BooleanField(
        _("sample name"), default=False, help_text=_("The name is made up and waits for the real one.")
    )
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["bureau", "id"]
        verbose_name = _("section")
        verbose_name_plural = _("sections")
        constraints = [
            models.UniqueConstraint(fields=["bureau", "name"], name="section_once_in_its_bureau"),
            models.UniqueConstraint(fields=["bureau"], condition=Q(is_intake=True), name="one_intake_section"),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """It stays in its bureau: what lies in it would go to the other one with it. Raises ValidationError."""
        super().clean()
        if not self._state.adding and not Section.objects.filter(pk=self.pk, bureau=self.bureau_id).exists():
            raise ValidationError({"bureau": gettext("A section stays in its bureau.")})


class InItsBureau(Recorded):
    """A section's record that stays in the bureau of its section, where its number is given once.

    The bureau is nowhere asked: it follows from the section, and stands beside it for the database, which holds the
    uniqueness. A bureau is not told what another has, so that no number is refused for another bureau's sake.
    """

    section: Any
    section_id: int | None

    bureau = models.ForeignKey(
        Bureau, models.PROTECT, blank=True, editable=False, related_name="+", verbose_name=_("bureau")
    )

    class Meta(Recorded.Meta):
        abstract = True

    def clean(self) -> None:
        """Before its number is looked for among the bureau's. Raises ValidationError for another bureau's section."""
        super().clean()
        if self._has_left():
            raise ValidationError({"section": gettext("This section belongs to another bureau.")})

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """A form does not have the bureau, and would leave out what is unique with it."""
        super().validate_constraints(exclude=set(exclude or ()) - {"bureau"})

    def save(self, *args: Any, **options: Any) -> None:
        """Raises Bypassed for another bureau than it was entered in."""
        if self._has_left():
            raise Bypassed(f"a record of {self._meta.label} stays in its bureau")
        super().save(*args, **options)

    def _has_left(self) -> bool:
        """Whether its section is another bureau's. A new record is told its bureau; one without section is refused."""
        if self.section_id is None:
            return False
        if not self.bureau_id:
            self.bureau_id = self.section.bureau_id
        return self.section.bureau_id != self.bureau_id
