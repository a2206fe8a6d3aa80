"""The saved views over the lines that say where records stand: what goes next, what is on its way, what failed."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.casework.calendar import workdays
from credit.models.pushes import UNDER_WAY

VIEWS = {
    "to_go": _("goes with the next batch"),
    "under_way": _("in a batch, unanswered"),
    "failed": _("failed, to be put right"),
    "withdraw": _("to be withdrawn"),
    "withdraw_late": _("to be withdrawn, late"),
}


class LinesView(admin.SimpleListFilter):
    title = _("view")
    parameter_name = "view"

    def lookups(self, request, model_admin):
        return list(VIEWS.items())

    def queryset(self, request, queryset):
        match self.value():
            case "to_go":
                return queryset.to_go()
            case "under_way":
                return queryset.filter(UNDER_WAY)
            case "failed":
                return queryset.failed()
            case "withdraw":
                return queryset.to_be_withdrawn()
            case "withdraw_late":
                return queryset.withdrawn_late(timezone.localdate(), workdays())
        return queryset


class CodeFilter(admin.AllValuesFieldListFilter):
    """The codes that the platform has given; a link to those without one would have no words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lookup_choices = self.lookup_choices.exclude(**{self.field_path: ""})
