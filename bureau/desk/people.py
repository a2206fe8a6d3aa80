"""The people on the screen: bureaus, sections, staff, who holds which role, who stands in, certificates."""

from functools import partial
from typing import Any

from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.access import Event, log
from bureau.desk.accounts import account_view, may_look_after
from bureau.desk.hands import REASON, hand_of
from bureau.desk.persons import person_view
from bureau.desk.qualified import FILTERS
from bureau.desk.recorded import RecordedAdmin, RecordedForm
from bureau.desk.scoped import scope_for
from bureau.desk.sharing import offer_to_share, share_view
from bureau.desk.sheets import SheetAdmin
from bureau.people.absences import may_enter_for
from bureau.people.appointments import Appointment, Delegation
from bureau.people.bureaus import Bureau, Section
from bureau.people.confirming import confirm, may_confirm
from bureau.people.roles import EVERYBODY, Role
from bureau.people.staff import Staff
from bureau.people.unused import UNUSED, unused

admin.site.unregister(Group)  # what an account may do is said by appointments alone
SYSTEM, SECURITY = frozenset({Role.SYSTEM_ADMINISTRATOR}), frozenset({Role.SECURITY_ADMINISTRATOR})
AUDIT = frozenset({Role.SUPERVISOR, Role.AUDIT_ADMINISTRATOR})
GIVERS = frozenset({Role.SECTION_HEAD, Role.LEADER})


@admin.register(Bureau)
class BureauAdmin(RecordedAdmin):
    readers, writers, exporters = EVERYBODY, SYSTEM, SYSTEM
    list_display = ["name", "areas"]
    search_fields = ["name"]
    fields = ["name", "areas"]


@admin.register(Section)
class SectionAdmin(RecordedAdmin):
    readers, writers, exporters = EVERYBODY, SYSTEM, SYSTEM
    list_display = ["name", "bureau", "is_intake", "is_sample_name", "closed_on"]
    list_filter = ["bureau", "is_intake"]
    list_select_related = ["bureau"]
    search_fields = ["name"]
    fields = ["bureau", "name", "is_intake", "is_sample_name", "closed_on"]

    def get_readonly_fields(self, request, obj=None):
        """It stays in its bureau."""
        return ["bureau"] if obj else []


class StaffForm(RecordedForm, UserChangeForm):
    """Django's form of an account, with the reason and what was seen."""


class StaffEntryForm(RecordedForm, AdminUserCreationForm):
    """Django's form of a new account, within the reach of whoever makes it."""


class UseFilter(admin.SimpleListFilter):
    """Where the figure of the start page leads."""

    title = _("use")
    parameter_name = "use"

    def lookups(self, request, model_admin):
        return [("unused", _("not used for %(days)s days") % {"days": UNUSED})]

    def queryset(self, request, queryset):
        return queryset.filter(unused(timezone.localdate())) if self.value() == "unused" else queryset


@admin.register(Staff)
class StaffAdmin(SheetAdmin, RecordedAdmin, UserAdmin):
    """Django's screen of accounts; people are deactivated, so that what they did keeps its name."""

    readers, writers, exporters, sheets = EVERYBODY, SYSTEM, SYSTEM, ("staff",)
    form = StaffForm
    add_form = StaffEntryForm
    list_display = ["username", "person", "section", "email", "employment", "is_active", "is_sample", "last_login"]
    list_filter = [UseFilter, *FILTERS, "section__bureau", "is_active", "section", "employment", "is_sample"]
    list_select_related = ["section"]
    search_fields = ["username", "name", "email"]
    filter_horizontal = []
    fieldsets = [
        (None, {"fields": ["username", "password", "name", "section", "email"]}),
        (_("Post"), {"fields": ["employment", "established_on", "left_on"]}),
        (_("Access"), {"fields": ["is_active", "is_staff", "is_superuser"]}),
        (_("Dates"), {"fields": ["last_login", "date_joined"]}),
    ]
    add_fieldsets = [
        (None, {"classes": ["wide"], "fields": ["username", "name", "section", "email", "password1", "password2"]})
    ]

    def get_urls(self):
        pages: dict[str, Any] = {"page": person_view, "share": share_view, "signin": account_view}
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(partial(view, self)),
                name=f"bureau_staff_{name}",
            )
            for name, view in pages.items()
        ]
        return [*own, *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        context["may_look_after"] = kwargs.get("obj") is not None and may_look_after(request, kwargs["obj"])
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=pgettext_lazy("person", "name"), ordering="name")
    def person(self, staff):
        """Leads to the page of the person."""
        return format_html('<a href="{}">{}</a>', reverse("admin:bureau_staff_page", args=[staff.pk]), staff)

    def get_readonly_fields(self, request, obj=None):
        """An account that may do everything is made by one of its kind alone."""
        return ["last_login", "date_joined", *([] if request.user.is_superuser else ["is_superuser"])]

    def save_model(self, request, obj, form, change):
        """Whether an account may do everything is as much as a role, and told like one."""
        super().save_model(request, obj, form, change)
        if "is_superuser" in form.changed_data:
            words = _("%(who)s may do everything") if obj.is_superuser else _("%(who)s may no longer do everything")
            told = {"purpose": words % {"who": obj}, "record": self.opts.label_lower, "row": obj.pk}
            log(hand_of(request), Event.ROLE_CHANGE, **told)

    def may_write(self, request, record):
        """Nor does anybody else give it a password or take it away: that would be to have it."""
        return super().may_write(request, record) and (request.user.is_superuser or not record.is_superuser)


class AppointmentForm(RecordedForm):
    """Tells at the field that nobody appoints themselves; the admin fills in `user`."""

    user: Any = None

    def _post_clean(self):
        super()._post_clean()
        if not self.errors:
            try:
                self.instance.demand_another_hand(self.user)
            except ValidationError as refused:
                self.add_error(None, refused)


@admin.register(Appointment)
class AppointmentAdmin(RecordedAdmin):
    """That of an administrator is valid once a second administrator has confirmed it, on its page."""

    readers, writers, exporters = EVERYBODY, SECURITY, SECURITY | AUDIT
    form = AppointmentForm
    change_form_template = "admin/bureau/appointment/change_form.html"
    list_display = ["staff", "role", "bureau", "section", "acting", "since_on", "until_on", "waits"]
    list_filter = ["role", "section", "acting", "waits"]
    list_select_related = ["staff", "bureau", "section"]
    search_fields = ["staff__name", "staff__username"]
    fields = ["staff", "role", "bureau", "section", "acting", "since_on", "until_on", "paper"]
    readonly_fields = ["waits", "given_by", "confirmed_by"]

    def get_urls(self):
        view = self.admin_site.admin_view(partial(confirm_view, self))
        return [path("<path:object_id>/confirm/", view, name="bureau_appointment_confirm"), *super().get_urls()]

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (made,), {"user": request.user})

    def get_fields(self, request, obj=None):
        """Who gave it, and who confirmed it, where it is one that is confirmed."""
        told = [name for name in self.readonly_fields if obj and getattr(obj, name)]
        return [*super().get_fields(request, obj), *told]

    def render_change_form(self, request, context, *args, **kwargs):
        obj = kwargs.get("obj")
        context["may_confirm"] = obj is not None and may_confirm(obj, request.user, timezone.localdate())
        return super().render_change_form(request, context, *args, **kwargs)


def confirm_view(screen, request, object_id):
    """A second administrator confirms."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    appointment = screen.get_object(request, object_id)
    if appointment is None:
        raise Http404
    try:
        confirm(appointment, hand_of(request))
    except ValidationError as refused:
        screen.message_user(request, " ".join(refused.messages), messages.ERROR)
    else:
        screen.message_user(request, _("Confirmed: the appointment is valid now."), messages.SUCCESS)
    return HttpResponseRedirect(reverse("admin:bureau_appointment_change", args=[appointment.pk]))


class DelegationForm(RecordedForm):
    """What a head enters for somebody else is an absence, and an absence has its last day, and its reason.

    The admin fills in `user`.
    """

    user: Any = None

    def clean(self):
        cleaned = super().clean()
        giver = cleaned.get("giver")
        is_told = cleaned.get("paper") or cleaned.get(REASON, "").strip()
        if self.instance._state.adding and giver and giver != self.user and not is_told:
            self.add_error("paper", _("For somebody else, please give the document or the reason."))
        return cleaned

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

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (made,), {"user": request.user})

    def get_fieldsets(self, request, obj=None):
        """The reason is asked for at once: an absence of somebody else has one."""
        return [*super().get_fieldsets(request, obj), *([] if obj else [(None, {"fields": [REASON]})])]

    def may_write(self, request, record):
        scope = scope_for(request)
        own = record.giver_id == request.user.pk and scope.reaches(record, GIVERS)
        return own or scope.reaches(record, SECURITY) or may_enter_for(scope, record)

    def response_add(self, request, obj, post_url_continue=None):
        """Whoever came from the page of a person goes back there; the open work may be handed over too."""
        offer_to_share(self, request, obj.giver, obj.taker)
        if request.GET.get("giver") == str(obj.giver_id) and "_save" in request.POST:
            told = _("Entered: %(taker)s stands in for %(giver)s.") % {"taker": obj.taker, "giver": obj.giver}
            self.message_user(request, told, messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:bureau_staff_page", args=[obj.giver_id]))
        return super().response_add(request, obj, post_url_continue)
