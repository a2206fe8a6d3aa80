"""The base of every screen that shows records with a history: the hand, the reason, and what was seen before saving."""

from copy import copy
from functools import partial
from typing import Any

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import QueryDict
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.audit.changes import tell, versions_of
from bureau.audit.seen import lock, parts_of, token_of, written_since
from bureau.desk.beyond import without_strangers
from bureau.desk.hands import REASON, hand_of
from bureau.desk.scoped import scope_for
from bureau.desk.sheets_export import ExportAdmin
from bureau.people.scope import Scope

SEEN = "seen"


def looking(request):
    """The same request as one that only looks: the page's own form must not take the move's for its own."""
    looking = copy(request)
    looking.method, looking.POST = "GET", QueryDict()
    return looking


class RecordedForm(forms.ModelForm):
    """A form that knows what its person saw and how far they reach: the admin fills in what stands above `__init__`."""

    reason_for_change = forms.CharField(
        label=_("Reason for the change"),
        required=False,
        max_length=500,
        help_text=_("Stands in the history beside what was changed."),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    lines = ()
    scope = Scope(())
    reaches = staticmethod(bool)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and SEEN in self.fields:
            self.parts = parts_of(self.instance, self.lines)
            self.initial[SEEN] = token_of(self.parts)

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk and SEEN in self.fields:
            self._demand_nothing_newer()
        return cleaned

    def _demand_nothing_newer(self):
        """The second of two who saw the same is told who was first, when, and in which fields; nothing is saved.

        The form then bears the newest version: whoever has read this and saves again, means it.
        """
        lock(self.instance)
        try:
            newer = written_since(self.data.get(self.add_prefix(SEEN), ""), self.parts)
        except ValueError:
            newer = None
        if newer == []:
            return
        sent: Any = self.data
        again = sent.copy()
        again[self.add_prefix(SEEN)] = token_of(self.parts)
        self.data = again
        if newer is None:
            raise ValidationError(_("It cannot be told what you saw of this record. Please compare, and save again."))
        raise ValidationError([_told(version, self.scope) for version in newer])

    def _post_clean(self):
        """A record is entered into, and stays in, a section or bureau that the person may write in."""
        super()._post_clean()  # type: ignore[misc]  # not in the stubs
        if not self.errors and not self.reaches(self.instance):
            whose = self.instance.whose
            names = [name for name in (whose.section, whose.bureau) if name in self.fields]
            self.add_error(names[0] if names else None, _("Your role does not reach there."))


def _told(version, scope):
    told = without_strangers(tell(version.instance_type, [version]), scope)[0]
    fields = "；".join(f"{changed.label} {changed.before} → {changed.after}".strip() for changed in told.changed)
    when = timezone.localtime(told.at).strftime("%Y-%m-%d %H:%M")
    return ValidationError(
        _("%(who)s changed this at %(when)s, after you had opened it: %(fields)s. What you typed stands below."),
        params={"who": told.actor, "when": when, "fields": fields or told.event},
    )


class RecordedAdmin(ExportAdmin):
    """Saves by the hand of whoever is signed in. Nothing is deleted here, singly or in bulk: records are closed.

    The list leaves the house by `exporters`; where none are named, it does not.
    """

    form = RecordedForm
    is_begun_at_start = False  # whether the start page offers to enter one

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        lines = [(inline.model, _key_of(inline, self.model)) for inline in self.inlines]
        reaches = staticmethod(partial(self.may_write, request))
        return type(made.__name__, (made,), {"lines": lines, "reaches": reaches, "scope": scope_for(request)})

    def get_fieldsets(self, request, obj=None):
        """The reason is asked for where something is changed, not where it is entered."""
        fieldsets = [(name, {**options}) for name, options in super().get_fieldsets(request, obj)]
        if obj and self.has_change_permission(request, obj):
            fieldsets.append((None, {"fields": [REASON, SEEN]}))
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
            "versions": without_strangers(versions_of(record), scope_for(request)),
            "preserved_filters": self.get_preserved_filters(request),
        }
        return TemplateResponse(request, "admin/bureau/history.html", context | (extra_context or {}))


def _key_of(inline, parent):
    """The field by which a line points to its record."""
    return inline.fk_name or next(field.name for field in inline.model._meta.fields if field.related_model is parent)
