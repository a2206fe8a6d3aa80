"""What the bureau answers for, and to whom: its lines of work, and the city departments that are its counterparts."""

from datetime import date
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Min, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.history import History, Recorded, RecordedQuerySet
from bureau.audit.whose import Whose
from bureau.people.appointments import Dated
from bureau.people.bureaus import Bureau


class NamedQuerySet(RecordedQuerySet):
    def on(self, day: date) -> Any:
        """What had begun, and had not been closed by that day."""
        begun = Q(since_on__isnull=True) | Q(since_on__lte=day)
        return self.filter(begun, Q(closed_on__isnull=True) | Q(closed_on__gt=day))


class Named(Recorded):
    """A name of the bureau's own list, in the order of that list, from its first day on. It is closed, never removed.

    On the day on which it is closed it is there no more. What was on the list before first days were kept has none.
    """

    whose = Whose(bureau="bureau")

    bureau = models.ForeignKey(Bureau, models.PROTECT, related_name="+", verbose_name=_("bureau"))
    name = models.CharField(_("name"), max_length=100)
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Smaller numbers come first."))
    since_on = models.DateField(
        _("from"), null=True, blank=True, help_text=_("As of an earlier day it is not on the list.")
    )
    closed_on = models.DateField(pgettext_lazy("line of work", "closed on"), null=True, blank=True)

    objects: ClassVar[Any] = NamedQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["bureau", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["bureau", "name"], name="%(class)s_once_in_its_bureau"),
            models.CheckConstraint(
                condition=Q(since_on=None) | Q(closed_on=None) | Q(closed_on__gte=F("since_on")),
                name="%(class)s_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Its days are in order, and no term of office lies before its first."""
        if not self.since_on:
            return
        if self.closed_on and self.closed_on < self.since_on:
            raise ValidationError({"closed_on": _("It was closed before its first day.")})
        if self.pk and (before := self.first_tenure()) and before < self.since_on:
            told = _("A term of office at it begins on %(day)s: it cannot begin later.")
            raise ValidationError({"since_on": ValidationError(told, params={"day": before})})

    def first_tenure(self) -> date | None:
        """When the first term of office begins that names it and counts."""
        related: list[Any] = [each for each in self._meta.related_objects if issubclass(each.related_model, Dated)]
        begun = [
            relation.related_model.objects.counting().filter(**{relation.field.name: self}).aggregate(Min("since_on"))
            for relation in related
        ]
        return min((found["since_on__min"] for found in begun if found["since_on__min"]), default=None)

    def save(self, *args: Any, **options: Any) -> None:
        """Raises ValidationError for what moves to another bureau: its tenures would stay behind."""
        kept = None if self._state.adding else type(self)._base_manager.filter(pk=self.pk).first()
        if kept is not None and kept.bureau_id != self.bureau_id:
            raise ValidationError({"bureau": _("It stays in its bureau: enter it there anew.")})
        super().save(*args, **options)


class Counterpart(Named):
    """对口部门: a department of the city to which lines of work answer."""

    history = History()

    class Meta(Named.Meta):
        app_label = "bureau"
        verbose_name = _("counterpart department")
        verbose_name_plural = _("counterpart departments")


class Line(Named):
    """工作线: a line of work. Who answers for it is said by dated rows beside it."""

    history = History()

    class Meta(Named.Meta):
        app_label = "bureau"
        verbose_name = _("line of work")
        verbose_name_plural = _("lines of work")
