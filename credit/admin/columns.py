"""What the list and the page of a record show of its publication, whatever kind of record it is."""

from typing import Any

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from bureau.casework.calendar import workdays
from bureau.desk.pieces.lights import Clock
from bureau.desk.pieces.rendering import rendered
from credit.admin.telling import light_of, sentences
from credit.procedure import push_of


class DecisionList(ChangeList):
    """The rows of the page as their screen makes them ready."""

    def get_results(self, request):
        super().get_results(request)
        screen: Any = self.model_admin
        self.result_list = screen.ready(list(self.result_list))


class ShowsPublication(admin.ModelAdmin):
    """For the screens of records, over their base."""

    def get_changelist(self, request, **kwargs):
        return DecisionList

    def ready(self, rows):
        """Each with the clock that its light is read by."""
        clock = Clock(timezone.now(), workdays())
        for row in rows:
            row.clock = clock
        return rows

    @admin.display(description=_("publication"), ordering="decided_on")
    def light(self, record):
        return rendered("light", light_of(record, record.clock))

    @admin.display(description=_("state"), ordering="push__state")
    def push_state(self, record):
        return record.push.get_state_display()

    @admin.display(description=_("reported on"), ordering="push__reported_on")
    def reported_on(self, record):
        return record.push.reported_on

    @admin.display(description=_("collected and published"))
    def publication(self, record):
        return format_html_join("", "<p>{}</p>", ((line,) for line in sentences(record, workdays())))

    @admin.display(description=_("with the platform"))
    def standing(self, record):
        name = push_of(self.model)._meta.model_name
        page = reverse(f"admin:credit_{name}_change", args=[record.push.pk])
        return format_html('<a href="{}">{}</a>', page, record.push.get_state_display())
