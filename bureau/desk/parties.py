"""Enterprises and persons on the screen: found again by a pasted code, and shown only for a purpose."""

from django.contrib import admin, messages
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_variables

from bureau.audit.vault import VeiledField
from bureau.casework.parties import Enterprise, Person, by_code, said
from bureau.desk.recorded import RecordedAdmin, hand_of
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


class RevealsAdmin(RecordedAdmin):
    """Records with personal data: masks everywhere, and one field in full for a purpose that the access log keeps."""

    change_form_template = "admin/bureau/veiled.html"
    revealers = CASEWORKERS

    def get_urls(self):
        view = self.admin_site.admin_view(self.reveal_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_reveal"
        return [path("<path:object_id>/reveal/<str:field>/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        shown = kwargs.get("obj")
        if shown is not None and self._may(request, shown, self.revealers):
            fields = [
                field for field in self.opts.fields if isinstance(field, VeiledField) and getattr(shown, field.name)
            ]
            context["veiled"] = [(field.name, field.verbose_name, str(getattr(shown, field.name))) for field in fields]
        return super().render_change_form(request, context, *args, **kwargs)

    @sensitive_variables("text")
    def reveal_view(self, request, object_id, field):
        """Shows one field once; the log row is written in the same transaction, and the page is kept nowhere."""
        record = self.get_object(request, object_id)
        if record is None or field not in {each.name for each in self.opts.fields if isinstance(each, VeiledField)}:
            raise Http404
        if request.method != "POST" or not self._may(request, record, self.revealers):
            raise PermissionDenied
        purpose, value = request.POST.get("purpose", "").strip(), getattr(record, field)
        page = reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", args=[record.pk])
        if not purpose or not value:
            self.message_user(request, _("Please say what it is needed for."), messages.ERROR)
            return HttpResponseRedirect(page)
        text = value.reveal(hand_of(request), purpose)
        context = self.admin_site.each_context(request) | {
            "title": label_for_field(field, self.model, self),
            "subtitle": str(record),
            "text": text,
            "purpose": purpose,
            "page": page,
        }
        answer = TemplateResponse(request, "admin/bureau/revealed.html", context)
        answer["Cache-Control"] = "no-store"
        return answer


@admin.register(Person)
class PersonAdmin(RevealsAdmin):
    """Persons leave as their masks, and by a head alone."""

    readers, writers, exporters = CASEWORKERS, CASEWORKERS, frozenset({Role.SECTION_HEAD})
    list_display = ["__str__", "name", "phone", "id_no"]
    fields = ["bureau", "name", "phone", "id_no", "address"]
