"""Enterprises and persons on the screen: found again by a pasted code, and shown only for a purpose."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import path
from django.utils.translation import gettext_lazy as _

from bureau.casework.parties import Enterprise, Person, by_code, said
from bureau.desk.recorded import RecordedAdmin
from bureau.desk.revealing import RevealsAdmin
from bureau.law.codes import BadCode, read_uscc
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS, Role


@admin.register(Enterprise)
class EnterpriseAdmin(RecordedAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    list_display = ["uscc", "name", "address"]
    list_display_links = ["uscc", "name"]
    search_fields = ["uscc", "name"]
    ordering = ["name"]
    fields = ["uscc", "name", "address"]

    def get_search_results(self, request, queryset, search_term):
        """A pasted code finds its enterprise, however it was written."""
        found = by_code(search_term)
        if found is not None:
            return queryset.filter(pk=found.pk), False
        return super().get_search_results(request, queryset, search_term)

    def get_urls(self):
        view = self.admin_site.admin_view(self.by_code_view)
        return [path("by-code/", view, name="bureau_enterprise_by_code"), *super().get_urls()]

    def by_code_view(self, request):
        """What is known of a pasted code: {"code", "name", "address", "id", "said"}; or {"refused": why}."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        text = request.GET.get("code", "")
        try:
            code = read_uscc(text).normalized
        except BadCode as refused:
            return JsonResponse({"refused": str(said(refused))})
        found = by_code(code) or Enterprise(uscc=code)
        said_of_it = _("Known here.") if found.pk else _("New here: its name is entered with it.")
        known = {"code": code, "name": found.name, "address": found.address, "id": found.pk}
        return JsonResponse(known | {"said": str(said_of_it)})

    def save_model(self, request, obj, form, change):
        super().save_model(request, obj, form, change)
        for warning in obj.warnings:
            self.message_user(request, warning, messages.WARNING)


@admin.register(Person)
class PersonAdmin(RevealsAdmin):
    """Persons leave as their masks, and by a head alone."""

    readers, writers, exporters = CASEWORKERS, CASEWORKERS, frozenset({Role.SECTION_HEAD})
    list_display = ["__str__", "name", "phone", "id_no"]
    fields = ["bureau", "name", "phone", "id_no", "address"]
