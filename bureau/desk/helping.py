"""Help given on the screen: two fields and Enter; enterprise and case are pasted numbers, now or later."""

from typing import Any

from django import forms
from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.desk.by_code import FIELDS, ByCodeForm
from bureau.desk.caserows import dockets_within
from bureau.desk.recorded import RecordedAdmin
from bureau.desk.typed import meant
from bureau.office.help import HelpGiven
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS


class HelpForm(ByCodeForm):
    """The admin fills in `cases`, those within reach, and `helper`."""

    cases: Any = None
    helper: Any = None
    party = "enterprise"

    case_number = forms.CharField(
        label=_("number of the case"), required=False, max_length=60, help_text=_("Once there is one.")
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk is None:
            self.instance.helper, self.instance.section = self.helper, self.helper.section
        elif self.instance.docket:
            self.initial["case_number"] = self.instance.docket.number

    def clean_given_on(self):
        day = self.cleaned_data["given_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("The day lies in the future."))
        return day

    def clean_case_number(self):
        given = self.cleaned_data["case_number"]
        if given:
            found = self.cases.filter(number__in=meant(given)).first()
            if found is None:
                raise forms.ValidationError(_("No case of this number is within your reach."))
            self.instance.docket = found
        else:
            self.instance.docket = None
        return given


@admin.register(HelpGiven)
class HelpGivenAdmin(RecordedAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    form = HelpForm
    list_display = ["given_on", "about", "asked", "way", "case", "helper", "outcome"]
    list_display_links = ["given_on", "about"]
    list_filter = ["way", "given_on", "section", "helper"]
    list_select_related = ["enterprise", "docket", "helper"]
    search_fields = ["about", "asked_by", "platform_number", "enterprise__name", "enterprise__uscc", "docket__number"]
    search_help_text = _("What it was about, enterprise or number")
    fields = ["about", "asked_by", "way", "given_on", *FIELDS, "platform_number", "case_number", "outcome"]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.section_id is not None

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        cases = dockets_within(self.admin_site, request)
        return type(made.__name__, (made,), {"cases": cases, "helper": request.user})

    def get_changeform_initial_data(self, request):
        return {"given_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def save_model(self, request, obj, form, change):
        form.set_party(request, obj)
        super().save_model(request, obj, form, change)

    @admin.display(description=_("who asked"), ordering="asked_by")
    def asked(self, given):
        return given.enterprise.name if given.enterprise else given.asked_by

    @admin.display(description=_("case"), ordering="docket__number")
    def case(self, given):
        return given.docket.number if given.docket else ""
