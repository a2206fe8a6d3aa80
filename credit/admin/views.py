"""The saved views over a list of records: not yet published, due soon, late, sent back by the platform."""

from typing import Any

from django.contrib import admin
from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.casework.calendar import workdays
from bureau.law.workdays import Workdays
from credit.models import Penalty, PushState
from credit.models.pushes import SENT_BACK, due_by, lapsed, late, unpublished
from credit.rules.publishing import TO_COLLECT, TO_PUBLISH

VIEWS = {
    "all": _("all"),
    "unpublished": _("not yet published"),
    "soon": _("due within three working days"),
    "late": _("late"),
    "lapsed": _("ended unpublished"),
    "refused": _("refused by the platform"),
    "corrected": _("changed since it was pushed"),
    "collected": _("collected only"),
    "neither": _("not collected"),
}
SOON = 3  # working days


def view_of(key: str, days: Workdays) -> Q:
    """Which records belong to a view, by this calendar."""
    if key in ("unpublished", "soon", "late"):
        return unpublished("", "push__") & _by_day(key, days)
    if key == "lapsed":
        return lapsed("", "push__")
    if key == "refused":
        return Q(push__state__in=SENT_BACK)
    if key == "corrected":
        return Q(push__state=PushState.CORRECTED)
    if key == "collected":
        return Q(rule__in=TO_COLLECT) & ~Q(rule__in=TO_PUBLISH)
    return ~Q(rule__in=TO_COLLECT) if key == "neither" else Q()


def _by_day(key: str, days: Workdays) -> Q:
    today = timezone.localdate()
    if key == "late":
        return late(today, days, "")
    if key == "unpublished":
        return Q()
    return due_by(days.at_the_earliest.add(today, SOON), days.at_the_earliest, "") & ~late(today, days, "")


class PublicationView(admin.SimpleListFilter):
    """The tabs over the list; not one of the filters inside the box."""

    title = _("view")
    parameter_name = "view"
    is_view = True

    def lookups(self, request, model_admin):
        self.request = request
        is_penalty = model_admin.model is Penalty
        self.views = {key: words for key, words in VIEWS.items() if is_penalty or key != "lapsed"}
        return list(self.views.items())

    def queryset(self, request, queryset):
        self.days = workdays()
        return queryset.filter(view_of(self.value() or "all", self.days))

    def choices(self, changelist):
        return []

    def tabs(self, changelist) -> list[dict[str, Any]]:
        """Each view with its number, all in one query; of the whole view, whatever else is filtered."""
        current = self.value() or "all"
        counted = {key: Count("pk", filter=view_of(key, self.days)) for key in self.views if key != "all"}
        counts = changelist.model_admin.get_queryset(self.request).aggregate(all=Count("pk"), **counted)
        return [
            {
                "words": words,
                "count": counts[key],
                "current": key == current,
                "late": key == "late",
                "url": changelist.get_query_string({"view": key} if key != "all" else {}, remove=["view", "p"]),
            }
            for key, words in self.views.items()
        ]
