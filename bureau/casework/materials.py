"""The materials of a service item: what an applicant brings, in which form, how often, and where it is from."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from bureau.audit.history import History, Recorded
from bureau.audit.spoken import choices_of
from bureau.audit.whose import Whose
from bureau.casework.items import ServiceItem, demand_draft
from bureau.law.materials import FORMS, KINDS, SOURCES, Form


class Material(Recorded):
    """One paper that an applicant brings, of one version of an item. A secondary one may be brought later (容缺)."""

    whose = Whose(bureau="item__bureau")

    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="materials", verbose_name=_("service item"))
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    name = models.CharField(pgettext_lazy("material", "name"), max_length=200)
    is_required = models.BooleanField(_("required"), default=True)
    is_secondary = models.BooleanField(
        _("secondary"), default=False, help_text=_("May be brought after acceptance, against a written commitment.")
    )
    form = models.CharField(pgettext_lazy("material", "form"), max_length=10, choices=choices_of(FORMS), blank=True)
    kind = models.CharField(_("original or copy"), max_length=10, choices=choices_of(KINDS), blank=True)
    copies = models.PositiveSmallIntegerField(_("copies"), null=True, blank=True)
    source = models.CharField(
        pgettext_lazy("material", "source"), max_length=10, choices=choices_of(SOURCES), blank=True
    )
    issuer = models.CharField(pgettext_lazy("material", "issued by"), max_length=100, blank=True)
    shared_data = models.CharField(
        _("replaced by shared data"),
        max_length=200,
        blank=True,
        help_text=_("The data or the electronic licence by which the applicant need not bring it."),
    )
    template_url = models.URLField(_("address of the blank form"), max_length=300, blank=True)
    note = models.CharField(_("note"), max_length=500, blank=True)
    history = History()

    class Meta:
        app_label = "bureau"
        ordering = ["item", "position", "id"]
        verbose_name = _("material")
        verbose_name_plural = _("materials")
        constraints = [
            models.UniqueConstraint(fields=["item", "name"], name="material_once"),
            models.CheckConstraint(
                condition=Q(copies__isnull=True) | Q(copies__gte=1) & ~Q(form="electronic"),
                name="material_copies_on_paper",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_to_be_brought(self) -> bool:
        """What shared data say the bureau looks up itself."""
        return self.is_required and not self.shared_data

    @property
    def details(self) -> str:
        """Its form, kind and number in words, as far as they are said."""
        copies = ngettext("%(count)s copy", "%(count)s copies", self.copies or 0) % {"count": self.copies}
        return _joined(self.get_form_display(), self.get_kind_display(), copies if self.copies else "")

    @property
    def provenance(self) -> str:
        """Where it is from, and who issues it."""
        return _joined(self.get_source_display(), self.issuer)

    def clean(self) -> None:
        if self.copies is None:
            return
        if not self.copies:
            raise ValidationError({"copies": gettext("At least one copy, or leave it blank.")})
        if self.form == Form.ELECTRONIC:
            raise ValidationError({"copies": gettext("What is handed in electronically has no number of copies.")})

    def save(self, *args: Any, **options: Any) -> None:
        with transaction.atomic():
            self._demand_draft()
            super().save(*args, **options)

    def delete(self, *args: Any, **options: Any) -> tuple[int, dict[str, int]]:
        with transaction.atomic():
            self._demand_draft()
            return super().delete(*args, **options)

    def _demand_draft(self) -> None:
        stood_in = Material.objects.filter(pk=self.pk).values_list("item", flat=True)
        for item in sorted({self.item_id, *stood_in}):
            demand_draft(item)


def _joined(*said: Any) -> str:
    return " · ".join(str(part) for part in said if part)


# What a material says; the next version of its item takes it over.
SAYS = tuple(field.name for field in Material._meta.concrete_fields if field.name not in ("id", "item"))
