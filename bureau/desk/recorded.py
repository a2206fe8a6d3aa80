"""The base of every screen that shows records with a history: it gives the hand, and asks for the reason."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.audit.changes import versions_of
from bureau.audit.hand import Hand, Source

REASON = "reason_for_change"


def hand_of(request) -> Hand:
    """The one hand of a request: all that it writes is one change."""
    if not hasattr(request, "hand"):
        request.hand = Hand(request.user, Source.SCREEN, timezone.now(), reason=request.POST.get(REASON, "").strip())
    return request.hand


class ReasonForm(forms.ModelForm):
    reason_for_change = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=500,
        help_text=_("Stands in the history beside what was changed."),
    )


class RecordedAdmin(admin.ModelAdmin):
    """Saves by the hand of whoever is signed in. Nothing is deleted here, singly or in bulk: records are closed."""

    form = ReasonForm

    def get_fieldsets(self, request, obj=None):
        """The reason is asked for where something is changed, not where it is entered."""
        fieldsets = [(name, {**options}) for name, options in super().get_fieldsets(request, obj)]
        if obj and self.has_change_permission(request, obj):
            fieldsets.append((None, {"fields": [REASON]}))
        return fieldsets

    def get_object(self, request, object_id, from_field=None):
        """Whatever a page of the admin then saves of it, it saves by this hand."""
        found = super().get_object(request, object_id, from_field)
        if found:
            found.hand = hand_of(request)
        return found

    def save_model(self, request, obj, form, change):
        obj.hand = hand_of(request)
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        """Rows inside the form are part of the same change."""
        formset.save(commit=False)
        for gone in formset.deleted_objects:
            gone.hand = hand_of(request)
            gone.delete()
        for line in (*formset.new_objects, *(line for line, _fields in formset.changed_objects)):
            line.hand = hand_of(request)
            line.save()

    def history_view(self, request, object_id, extra_context=None):
        """The versions of the record in words, newest first. Nothing is ever written from here."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        record = self.get_object(request, unquote(object_id))
        if record is None:
            return redirect("admin:index")
        if not self.has_view_or_change_permission(request, record):
            raise PermissionDenied
        context = self.admin_site.each_context(request) | {
            "title": _("Change history"),
            "subtitle": str(record),
            "opts": self.opts,
            "object": record,
            "versions": versions_of(record),
            "preserved_filters": self.get_preserved_filters(request),
        }
        return TemplateResponse(request, "admin/bureau/history.html", context | (extra_context or {}))

    def has_delete_permission(self, request, obj=None):
        return False
