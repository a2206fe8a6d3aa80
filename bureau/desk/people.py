"""The people on the screen: bureaus, sections, staff, who holds which role, who stands in, certificates."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.desk.persons import person_view
from bureau.desk.recorded import RecordedAdmin, RecordedForm
from bureau.desk.scoped import scope_for
from bureau.desk.sharing import share_view
from bureau.desk.sheets import SheetAdmin
from bureau.people.absences import may_enter_for
from bureau.people.appointments import Appointment, Delegation
from bureau.people.bureaus import Bureau, Section
from bureau.people.certificates import Certificate
from bureau.people.roles import EVERYBODY, Role
from bureau.people.staff import Staff

admin.site.unregister(Group)  # what an account may do is said by appointments alone
SYSTEM, SECURITY = frozenset({Role.SYSTEM_ADMINISTRATOR}), frozenset({Role.SECURITY_ADMINISTRATOR})
AUDIT = frozenset({Role.SUPERVISOR, Role.AUDIT_ADMINISTRATOR})
GIVERS = frozenset({Role.SECTION_HEAD, Role.LEADER})


@admin.register(Bureau)
class BureauAdmin(RecordedAdmin):
    readers, writers, exporters = EVERYBODY, SYSTEM, SYSTEM
    list_display = ["name"]
    search_fields = ["name"]
    fields = ["name"]


@admin.register(Section)
class SectionAdmin(RecordedAdmin):
    readers, writers, exporters = EVERYBODY, SYSTEM, SYSTEM
    list_display = ["name", "bureau", "is_intake", "is_sample_name", "closed_on"]
    list_filter = ["bureau", "is_intake"]
    list_select_related = ["bureau"]
    search_fields = ["name"]
    fields = ["bureau", "name", "is_intake", "is_sample_name", "closed_on"]


class StaffForm(RecordedForm, UserChangeForm):
    """Django's form of an account, with the reason and what was seen."""


class StaffEntryForm(RecordedForm, AdminUserCreationForm):
    """Django's form of a new account, within the reach of whoever makes it."""


@admin.register(Staff)
class StaffAdmin(SheetAdmin, RecordedAdmin, UserAdmin):
    """Django's screen of accounts; people are deactivated, so that what they did keeps its name."""

    readers, writers, exporters, sheets = EVERYBODY, SYSTEM, SYSTEM, ("staff",)
    form = StaffForm
    add_form = StaffEntryForm
    list_display = ["username", "person", "section", "email", "employment", "is_active", "is_sample", "last_login"]
    list_filter = ["is_active", "section", "employment", "is_sample"]
    list_select_related = ["section"]
    search_fields = ["username", "name", "email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "section", "employment", "email"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "name", "section", "email", "password1", "password2"]})
    ]

    def get_urls(self):
        pages: dict[str, Any] = {"page": person_view, "share": share_view}
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(partial(view, self)),
                name=f"bureau_staff_{name}",
            )
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def person(self, staff):
        """Leads to the page of the person."""
        return format_html('<a href="{}">{}</a>', reverse("admin:bureau_staff_page", args=[staff.pk]), staff)

    def get_readonly_fields(self, request, obj=None):
        """An account that may do everything is made by one of its kind alone."""
        return ["last_login", "date_joined", *([] if request.user.is_superuser else ["is_superuser"])]

    def may_write(self, request, record):
        """Nor does anybody else give it a password or take it away: that would be to have it."""
        return super().may_write(request, record) and (request.user.is_superuser or not record.is_superuser)


@admin.register(Appointment)
class AppointmentAdmin(RecordedAdmin):
    readers, writers, exporters = EVERYBODY, SECURITY, SECURITY | AUDIT
    list_display = ["staff", "role", "bureau", "section", "acting", "since_on", "until_on"]
    list_filter = ["role", "section", "acting"]
    list_select_related = ["staff", "bureau", "section"]
    search_fields = ["staff__name", "staff__username"]
    fields = ["staff", "role", "bureau", "section", "acting", "since_on", "until_on", "paper"]


class DelegationForm(RecordedForm):
    """What a head enters for somebody else is an absence, and an absence has its last day."""

    def _post_clean(self):
        super()._post_clean()
        if self.non_field_errors() and self.instance.until_on is None and not self.has_error("until_on"):
            self.add_error("until_on", _("For somebody else it has its last day."))


@admin.register(Delegation)
class DelegationAdmin(RecordedAdmin):
    """Heads and leaders give away what is their own, and enter who stands in for their people while these are away.

    For others the security administrator enters it.
    """

    readers, writers, exporters = EVERYBODY, SECURITY | GIVERS, SECURITY | AUDIT
    form = DelegationForm
    list_display = ["giver", "taker", "since_on", "until_on", "paper"]
    list_select_related = ["giver", "taker"]
    search_fields = ["giver__name", "taker__name", "paper"]
    fields = ["giver", "taker", "since_on", "until_on", "paper"]

    def may_write(self, request, record):
        scope = scope_for(request)
        own = record.giver_id == request.user.pk and scope.reaches(record, GIVERS)
        return own or scope.reaches(record, SECURITY) or may_enter_for(scope, record)

    def response_add(self, request, obj, post_url_continue=None):
        """Whoever came from the page of a person goes back there."""
        if request.GET.get("giver") == str(obj.giver_id) and "_save" in request.POST:
            told = _("Entered: %(taker)s stands in for %(giver)s.") % {"taker": obj.taker, "giver": obj.giver}
            self.message_user(request, told, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:bureau_staff_page", args=[obj.giver_id]))
        return super().response_add(request, obj, post_url_continue)


@admin.register(Certificate)
class CertificateAdmin(RecordedAdmin):
    readers, writers, exporters = EVERYBODY, SYSTEM, SYSTEM | AUDIT
    list_display = ["number", "staff", "field", "area", "issued_on", "valid_until_on", "state"]
    list_filter = ["state"]
    list_select_related = ["staff"]
    search_fields = ["number", "staff__name"]
    fields = ["staff", "number", "field", "area", "issued_on", "valid_until_on", "state"]
