"""Organs on the screen."""

from functools import partial

from django.contrib import admin
from django.urls import path
from django.utils.translation import gettext_lazy as _

from bureau.desk.recorded import RecordedAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from credit.admin.months import letter_view
from credit.admin.rates import rates_view
from credit.models import Organ


@admin.register(Organ)
class OrganAdmin(RecordedAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    list_display = ["name", "uscc", "bureau", "closed_on"]
    list_select_related = ["bureau"]
    search_fields = ["name", "uscc"]
    search_help_text = _("Name or credit code")
    fields = ["bureau", "name", "uscc", "closed_on"]

    def get_urls(self):
        view = self.admin_site.admin_view(partial(rates_view, self))
        letters = self.admin_site.admin_view(partial(letter_view, self))
        return [
            path("rates/", view, name="credit_organ_rates"),
            path("<path:object_id>/letter/<str:letter>/", letters, name="credit_organ_letter"),
            *super().get_urls(),
        ]

    def get_changeform_initial_data(self, request):
        return own_bureau(request) | super().get_changeform_initial_data(request)


def own_bureau(request):
    """The bureau of whoever enters something."""
    section = request.user.section
    return {"bureau": section.bureau_id} if section else {}
