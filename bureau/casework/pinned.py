"""Cases that are about a service item: each keeps the version that was in force on the day on which it was opened."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.casework.docket import Case
from bureau.casework.items import ServiceItem, State
from bureau.law.limits import TimeLimit


class ItemCase(Case):
    """Its duties may name the item's limits: `Duty("promise", "accept", "promised", …)`."""

    item = models.ForeignKey(ServiceItem, models.PROTECT, related_name="+", verbose_name=_("service item"))

    class Meta:
        abstract = True

    @property
    def statutory(self) -> TimeLimit | None:
        return self.item.statutory

    @property
    def promised(self) -> TimeLimit | None:
        return self.item.promised

    def clean(self) -> None:
        """The version never changes; at opening it is one of the bureau's own, in force on that day."""
        super().clean()
        if getattr(self, "item_id", None) is None:
            return  # the field says so itself
        if self._state.adding:
            fits = self.item.bureau_id == self.docket.section.bureau_id
            if not fits or self.item.state_on(self.docket.opened_on) is not State.IN_FORCE:
                raise ValidationError({"item": gettext("This version is not in force on the day of opening.")})
        elif self.item.pk != self._stored().item_id:
            raise ValidationError({"item": gettext("A case keeps the version of the item that it was opened with.")})

    def _stored(self) -> Any:
        return type(self)._default_manager.get(pk=self.pk)
