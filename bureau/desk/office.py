"""Lines of work and counterpart departments on the screen: a line with the terms of office that stand at it.

A line is entered first, and who answers for it then, so that each of these has its reason beside it.
"""

from copy import copy
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.desk.inlines import NamedFormSet, NamedTabularInline
from bureau.desk.recorded import RecordedAdmin, RecordedForm, hand_of
from bureau.desk.sharing import offer_to_share
from bureau.office.lines import Counterpart, Line
from bureau.office.tenures import MAY_CHANGE, LineDepartment, LinePerson, LineSection, Office, enter
from bureau.people.roles import EVERYBODY, Role

TOLD = _(
    "Who answers for the line is entered on its page, once the line is saved. Whoever begins ends the term before; "
    "what has been entered is not written over."
)
NAMED = ["bureau", "name", "position", "since_on", "closed_on"]
FIELDSETS: list[Any] = [(None, {"fields": NAMED})]
FIELDSETS_OF_A_LINE: list[Any] = [(None, {"fields": NAMED, "description": TOLD})]
WRITERS = frozenset({Role.LEADER, Role.SYSTEM_ADMINISTRATOR})


class TenureForm(forms.ModelForm):
    """What has been entered is shown; it can be ended, or marked as entered in error."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if self.instance.pk and name not in MAY_CHANGE:
                field.disabled = True

    def validate_constraints(self):
        """The rows of the form are held against each other by its set, which also ends what comes before."""


class TenureFormSet(NamedFormSet):
    """The admin fills in `hand`. Its rows are tried together, as they will be saved, and taken back."""

    hand: Any = None

    def add_fields(self, form, index):
        """The choices are asked for once, however many rows; of what has been entered there is one."""
        super().add_fields(form, index)
        holder = form.instance.holder
        choice: Any = form.fields[holder]
        if form.instance.pk:
            choice.widget.choices = [(getattr(form.instance, f"{holder}_id"), str(getattr(form.instance, holder)))]
        else:
            choice.widget.choices = self._choices(choice)

    def _choices(self, choice):
        if not hasattr(self, "choices"):
            self.choices = list(choice.choices)
        return self.choices

    def clean(self):
        super().clean()
        if any(self.errors) or not self.instance.pk:
            return
        changed = [copy(form.instance) for form in self.initial_forms if form.has_changed()]
        begun = [copy(form.instance) for form in self.extra_forms if form.has_changed()]
        try:
            with transaction.atomic():
                enter(self.hand, changed, begun)
                transaction.set_rollback(True)
        except ValidationError as refused:
            raise ValidationError(refused.messages) from None


class TenureInline(NamedTabularInline):
    form, formset, extra = TenureForm, TenureFormSet, 1

    def get_formset(self, request, obj=None, **kwargs):
        made = super().get_formset(request, obj, **kwargs)
        return type(made.__name__, (made,), {"hand": hand_of(request)})

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("line", self.model.holder)

    def has_delete_permission(self, request, obj=None):
        """Ended, or marked as entered in error."""
        return False


class PersonInline(TenureInline):
    model = LinePerson
    fields = ["office", "staff", "since_on", "until_on", "paper", "is_void"]


class SectionInline(TenureInline):
    model = LineSection
    fields = ["section", "since_on", "until_on", "paper", "is_void"]


class DepartmentInline(TenureInline):
    model = LineDepartment
    fields = ["department", "since_on", "until_on", "paper", "is_void"]


class NamedForm(RecordedForm):
    """The first day is asked for; only of what was there before first days were kept it may stay open."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "since_on" in self.fields:
            self.fields["since_on"].required = not self.instance.pk or self.instance.since_on is not None


class NamedAdmin(RecordedAdmin):
    """What is entered is there from today on, unless another day is given."""

    readers, writers, exporters = EVERYBODY, WRITERS, WRITERS
    form = NamedForm
    list_display = ["name", "position", "bureau", "since_on", "closed_on"]
    list_select_related = ["bureau"]
    search_fields = ["name"]
    fieldsets = FIELDSETS

    def get_changeform_initial_data(self, request):
        return {"since_on": timezone.localdate(), **super().get_changeform_initial_data(request)}


@admin.register(Counterpart)
class CounterpartAdmin(NamedAdmin):
    """As any name of the list."""


@admin.register(Line)
class LineAdmin(NamedAdmin):
    fieldsets = FIELDSETS_OF_A_LINE
    inlines = [PersonInline, SectionInline, DepartmentInline]

    def get_inlines(self, request, obj):
        return self.inlines if obj else []

    def save_formset(self, request, form, formset, change):
        """What ends is saved before what begins. The open work of whoever was in charge may be handed over too."""
        formset.save(commit=False)
        begun = [row for row in formset.new_objects if getattr(row, "office", "") == Office.IN_CHARGE]
        enter(hand_of(request), [row for row, _fields in formset.changed_objects], formset.new_objects)
        for row in begun:
            before = row.predecessor()
            if before is not None and before.staff_id != row.staff_id:
                offer_to_share(self, request, before.staff, row.staff)
