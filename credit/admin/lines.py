"""The saved views over the lines that say where records stand: what goes next, what is on its way, what failed."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.casework.calendar import workdays
from credit.models.pushes import UNDER_WAY
from credit.procedure.counted import of_lines

VIEWS = {
    "to_go": _("goes with the next batch"),
    "under_way": _("in a batch, unanswered"),
    "failed": _("failed, to be put right"),
    "withdraw": _("to be withdrawn"),
    "withdraw_late": _("to be withdrawn, late"),
}
COUNTED = {
    "reported": _("reported of what is published"),
    "on_time": _("reported in time"),
    "by_hand": _("reported by hand"),
    "by_hand_accepted": _("reported by hand, accepted"),
    "by_hand_unanswered": _("reported by hand, unanswered"),
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


class CountedView(admin.SimpleListFilter):
    """What the page of rates counts. It stands after the filter by the day of reporting, and asks of those alone."""

    title = _("counted in the rates")
    parameter_name = "counted"

    def lookups(self, request, model_admin):
        return list(COUNTED.items())

    def queryset(self, request, queryset):
        value = self.value()
        return queryset.filter(of_lines(queryset, workdays())[value]) if value in COUNTED else queryset


class PeriodFilter(admin.DateFieldListFilter):
    """From a day to a day, as the page of rates asks, beside what is offered; it is told like any other filter."""

    def expected_parameters(self):
        return [*super().expected_parameters(), f"{self.field_path}__lte"]

    def choices(self, changelist):
        offered = list(super().choices(changelist))
        yield from offered
        if not any(choice["selected"] for choice in offered):
            days = sorted(self.date_params.values())
            asked = changelist.get_query_string(self.date_params)
            yield {"selected": True, "query_string": asked, "display": " – ".join(days)}


class CodeFilter(admin.AllValuesFieldListFilter):
    """The codes that the platform has given; a link to those without one would have no words."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.lookup_choices = self.lookup_choices.exclude(**{self.field_path: ""})
