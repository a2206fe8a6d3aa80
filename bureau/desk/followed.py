"""What the office follows for the whole bureau: its intake section reads all of it, each section moves its own."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.casework.handover import demand_works_there
from bureau.desk.entry import EntryAdmin, EntryForm
from bureau.desk.scoped import ScopedAdmin, scope_for, within_reach
from bureau.people.bureaus import Section
from bureau.people.scope import Scope
from bureau.people.staff import Staff

AWAITS_ITS_NUMBER = "待编号"


def office_scope(request) -> Scope:
    """The scope of this person, with what is held in an intake section held in the whole bureau; asked for once."""
    if not hasattr(request, "office_scope"):
        scope = scope_for(request)
        held = {holding.section for holding in scope.holdings if holding.section is not None}
        offices = Section.objects.filter(pk__in=held, is_intake=True).values_list("pk", flat=True) if held else ()
        request.office_scope = scope.widened(set(offices))
    return request.office_scope


class FollowedByTheOffice(ScopedAdmin):
    """Whoever holds a role in the intake section reads what all sections of its bureau have of this kind."""

    def reading(self, request) -> Scope:
        return office_scope(request)


class GivenOutForm(EntryForm):
    """The number is the next one of the bureau's series, given when it is saved; the person may be named at once."""

    officer = forms.ModelChoiceField(Staff.objects.none(), label=_("officer"), required=False)
    people: Any = Staff.objects.none()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["number"]
        choice: Any = self.fields["officer"]
        choice.queryset = self.people

    def clean(self):
        cleaned = super().clean()
        cleaned["number"] = AWAITS_ITS_NUMBER
        section, officer = cleaned.get("section"), cleaned.get("officer")
        if section and officer:
            self._demand_works_there(officer, section)
        self.instance.officer = officer
        return cleaned

    def _demand_works_there(self, officer, section):
        try:
            demand_works_there(officer, section, timezone.localdate())
        except ValidationError as refused:
            self.add_error(None, refused)


class EnteredByTheOffice(FollowedByTheOffice, EntryAdmin):
    """A kind of case that the intake section, and every leader, enters for any section of the bureau.

    Its `entry_form` is a GivenOutForm; `number_of` gives the next number of the bureau in a year.
    """

    number_of: Callable[..., str]

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        return made if obj is not None else type(made.__name__, (made,), {"people": self.colleagues(request)})

    def colleagues(self, request):
        people = within_reach(self.admin_site, Staff, request).filter(is_active=True).exclude(name="")
        return people.select_related("section")

    def facts_of(self, case):
        return super().facts_of(case) | {"officer": case.officer}

    def save_model(self, request, obj, form, change):
        if not change:
            given = form.cleaned_data
            given["number"] = self.number_of(given["section"].bureau, given["opened_on"].year)
        super().save_model(request, obj, form, change)

    def _sections(self, request):
        scope = self.reading(request)
        within = Q(pk__in=scope.sections(self.writers)) | Q(bureau__in=scope.bureaus(self.writers))
        rows = Section.objects.filter(Q() if scope.everything else within, closed_on__isnull=True)
        return list(rows.order_by("bureau", "id").values_list("pk", flat=True))

    def may_write(self, request, record):
        """What is entered may be another section's; what is kept is written by its own."""
        scope = self.reading(request) if record._state.adding else scope_for(request)
        return scope.reaches(record, self.writers)


class KeptByTheOffice(ScopedAdmin):
    """What the intake section and the leaders write for the whole bureau, and the whole bureau reads."""

    def has_add_permission(self, request):
        scope = office_scope(request)
        return scope.everything or bool(scope.bureaus(self.writers))

    def has_change_permission(self, request, obj=None):
        return self.has_add_permission(request) if obj is None else self.may_write(request, obj)

    def may_write(self, request, record):
        scope = office_scope(request)
        return scope.everything or record.whose.bureau_of(record) in scope.bureaus(self.writers)

    def get_changeform_initial_data(self, request):
        """Entered for the own bureau, unless somebody says otherwise."""
        return {"bureau": request.user.bureau_id, **super().get_changeform_initial_data(request)}


def long_text(label: str) -> forms.CharField:
    """What a move asks to be told in some lines."""
    return forms.CharField(label=label, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
