"""The retention schedule of a bureau on the screen, and what holds a file although its term ends."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from bureau.casework.docket import Docket, kinds
from bureau.casework.keeping import LegalHold, RetentionRule
from bureau.desk.recorded import RecordedAdmin, RecordedForm
from bureau.desk.scoped import within_reach
from bureau.people.roles import BUSINESS, EXPORTERS, Role

KEEPERS = frozenset({Role.SECTION_HEAD, Role.LEADER})
HOLDERS = frozenset({Role.SECTION_HEAD, Role.LEADER, Role.LEGAL_REVIEWER})


class RuleForm(RecordedForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "case_kind" in self.fields:
            known = [("", "—"), *((name, str(kind._meta.verbose_name)) for name, kind in sorted(kinds().items()))]
            self.fields["case_kind"] = forms.ChoiceField(choices=known, label=self.fields["case_kind"].label)


@admin.register(RetentionRule)
class RetentionRuleAdmin(RecordedAdmin):
    readers, writers, exporters = BUSINESS, KEEPERS, KEEPERS & EXPORTERS
    form = RuleForm
    list_display = ["kind_words", "retention", "paper", "bureau"]
    list_select_related = ["bureau"]
    fields = ["bureau", "case_kind", "retention", "paper"]

    @admin.display(description=_("kind of case"), ordering="case_kind")
    def kind_words(self, rule):
        return rule.kind_words


class HoldForm(RecordedForm):
    """The docket is named by its number: a list to choose from would be as long as the archive."""

    docket_number = forms.CharField(label=_("number of the case"), max_length=60)
    dockets = Docket.objects.none()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "docket_number" in self.fields:
            self.initial["docket_number"] = self.instance.docket.number

    def clean_docket_number(self):
        number = self.cleaned_data["docket_number"].strip()
        found = list(self.dockets.select_related("section").filter(number=number)[:2])
        if len(found) != 1:
            raise forms.ValidationError(_("No case that you may see has this number."))
        self.instance.docket = found[0]
        return number


@admin.register(LegalHold)
class LegalHoldAdmin(RecordedAdmin):
    readers, writers, exporters = BUSINESS, HOLDERS, HOLDERS & EXPORTERS
    form = HoldForm
    list_display = ["docket", "ground", "paper", "since_on", "until_on"]
    list_filter = ["ground"]
    list_select_related = ["docket"]
    search_fields = ["docket__number", "paper"]
    fields = ["docket_number", "ground", "paper", "since_on", "until_on"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (made,), {"dockets": within_reach(self.admin_site, Docket, request)})
