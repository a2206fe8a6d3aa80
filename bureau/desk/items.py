"""Service items on the screen: a draft is typed, a version in force is only read; both are brought on by a button."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _

from bureau.audit.spoken import spoken
from bureau.casework.events import GROUNDS, POSTS
from bureau.casework.items import ServiceItem
from bureau.casework.materials import Material
from bureau.casework.versions import bring_into_force, new_version, withdraw
from bureau.desk.inlines import BlockInline
from bureau.desk.recorded import RecordedAdmin, RecordedForm, hand_of
from bureau.law.powers import CATEGORIES
from bureau.office.powers.items import powers_of
from bureau.people.roles import EVERYBODY, EXPORTERS, Role

STEPS = ("new_version", "bring_into_force", "withdraw")


FIELDSETS: list[Any] = [
    (None, {"fields": ["bureau", "code", "name", "nature", "basis"]}),
    (
        _("Limits"),
        {
            "fields": [
                "statutory_amount",
                "statutory_unit",
                "statutory_article",
                "promised_amount",
                "promised_unit",
                "promised_article",
            ]
        },
    ),
    (_("Guide"), {"fields": ["conditions", "handling", "result", "fee", "quantity_limit"]}),
    (
        _("Extension and stops"),
        {
            "fields": [
                "extension_amount",
                "extension_posts",
                "extension_article",
                "extension_is_told",
                "stop_grounds",
                "stop_article",
                "supplement_days",
                "by_commitment",
            ]
        },
    ),
]


class ItemForm(RecordedForm):
    """Lists of posts and grounds are ticked, not typed."""

    extension_posts = forms.MultipleChoiceField(
        label=_("extended by the post of"), choices=POSTS, required=False, widget=forms.CheckboxSelectMultiple
    )
    stop_grounds = forms.MultipleChoiceField(
        label=_("further grounds that stop the clock"),
        choices=GROUNDS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "nature" in self.fields and (category := self.instance.category):
            told = _("By its code a power of the category “%(category)s”.") % {"category": spoken(CATEGORIES[category])}
            self.fields["nature"].help_text = told


class MaterialInline(BlockInline):
    model = Material
    fields = [
        ("position", "name"),
        ("is_required", "is_secondary"),
        ("form", "kind", "copies"),
        ("source", "issuer"),
        "shared_data",
        "template_url",
        "note",
    ]
    extra = 0
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}


@admin.register(ServiceItem)
class ServiceItemAdmin(RecordedAdmin):
    readers, exporters = EVERYBODY, EXPORTERS
    writers = frozenset({Role.LEGAL_REVIEWER, Role.SYSTEM_ADMINISTRATOR})
    form = ItemForm
    change_form_template = "admin/bureau/serviceitem/change_form.html"
    list_display = ["code", "name", "number", "nature", "state", "promised_amount", "statutory_amount", "since_on"]
    list_filter = ["nature", "bureau"]
    list_select_related = ["bureau"]
    search_fields = ["code", "name"]
    inlines = [MaterialInline]
    fieldsets = FIELDSETS

    def has_change_permission(self, request, obj=None):
        """What is or was in force is read: another version is made of it."""
        return super().has_change_permission(request, obj) and (obj is None or obj.since_on is None)

    def get_urls(self):
        view = self.admin_site.admin_view(self.step_view)
        address = path("<path:object_id>/step/<str:step>/", view, name="bureau_serviceitem_step")
        return [address, *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        item = kwargs.get("obj")
        if item is not None:
            context |= {"powers": powers_of(item, timezone.localdate())}
        if item is not None and self._may(request, item, self.writers):
            today = timezone.localdate()
            running = bool(item.since_on) and item.until_on is None
            steps = {"new_version": bool(item.since_on), "bring_into_force": item.since_on is None, "withdraw": running}
            context |= {"steps": [name for name, open_now in steps.items() if open_now], "today": today}
        return super().render_change_form(request, context, *args, **kwargs)

    def step_view(self, request, object_id, step):
        item = self.get_object(request, object_id)
        if item is None or step not in STEPS:
            raise Http404
        if request.method != "POST" or not self._may(request, item, self.writers):
            raise PermissionDenied
        try:
            shown = self._stepped(item, step, hand_of(request), request.POST.get("on", ""))
        except ValidationError as refused:
            self.message_user(request, " ".join(refused.messages), messages.ERROR)
            shown = item
        return HttpResponseRedirect(reverse("admin:bureau_serviceitem_change", args=[shown.pk]))

    @staticmethod
    def _stepped(item, step, hand, day):
        if step == "new_version":
            return new_version(item, hand)
        on = parse_date(day)
        if on is None:
            raise ValidationError(_("Enter a valid date."))
        return {"bring_into_force": bring_into_force, "withdraw": withdraw}[step](item, hand, on)

    @admin.display(description=_("state"))
    def state(self, item):
        return item.state_on(timezone.localdate()).label
