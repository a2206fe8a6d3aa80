"""Help given on the screen: two fields and Enter; enterprise and case are pasted numbers, now or later."""

from collections import Counter
from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import Count
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.desk.by_code import FIELDS, ByCodeForm
from bureau.desk.caserows import dockets_within
from bureau.desk.counts import Counted, Counts, ShowsCounts
from bureau.desk.recorded import RecordedAdmin
from bureau.desk.typed import meant
from bureau.office.help import HelpGiven, Way
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
            found = self.cases.filter(number__in=meant(given), bureau=self.instance.section.bureau_id).first()
            if found is None:
                raise forms.ValidationError(_("No case of this number is within your reach."))
            self.instance.docket = found
        else:
            self.instance.docket = None
        return given


# Counts

MONTHS = 12  # the newest of those in which somebody was helped


def counts_of(cl) -> list[Counts]:
    """What the list shows, by month, section and way: one query, however many rows."""
    grouped = cl.queryset.order_by().annotate(month=TruncMonth("given_on"))
    found = grouped.values_list("month", "section", "section__name", "way").annotate(count=Count("pk"))
    months, sections, ways = Counter[Any](), Counter[Any](), Counter[Any]()
    names: dict[Any, str] = {}
    for month, section, name, way, count in found:
        months[month] += count
        sections[section] += count
        ways[way] += count
        names[section] = name
    newest = sorted(months, reverse=True)[:MONTHS]
    tables: list[tuple[Any, list[tuple[Any, int, dict[str, Any]]]]] = [
        (_("By month"), [(f"{month:%Y-%m}", months[month], _in_month(month)) for month in newest]),
        (_("By section"), [(names[key], sections[key], {"section__id__exact": key}) for key in sorted(sections)]),
        (_("By way"), [(Way(key).label, count, {"way__exact": key}) for key, count in ways.most_common()]),
    ]
    return [
        Counts(str(words), [Counted(str(said), cl.get_query_string(asked), count) for said, count, asked in rows])
        for words, rows in tables
    ]


def _in_month(month):
    after = month.replace(year=month.year + month.month // 12, month=month.month % 12 + 1)
    return {"given_on__gte": month, "given_on__lt": after}


@admin.register(HelpGiven)
class HelpGivenAdmin(ShowsCounts, RecordedAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    form, is_begun_at_start = HelpForm, True
    counts_title, counts_headings = _("Counts by month, section and way"), (_("Times"),)
    list_display = ["given_on", "about", "asked", "way", "case", "helper", "outcome"]
    list_display_links = ["given_on", "about"]
    list_filter = ["way", "given_on", "section", "helper"]
    list_select_related = ["enterprise", "docket", "helper"]
    search_fields = ["about", "asked_by", "platform_number", "enterprise__name", "enterprise__uscc", "docket__number"]
    search_help_text = _("What it was about, enterprise or number")
    fieldsets = [
        (None, {"fields": ["asked_by", "about", "platform_number", "way", "given_on"]}),
        (_("Linked now or later"), {"fields": [*FIELDS, "case_number", "outcome"]}),
    ]

    def has_add_permission(self, request):
        return super().has_add_permission(request) and request.user.section_id is not None

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        cases = dockets_within(self.admin_site, request)
        return type(made.__name__, (made,), {"cases": cases, "helper": request.user})

    def get_changeform_initial_data(self, request):
        return {"given_on": timezone.localdate(), **super().get_changeform_initial_data(request)}

    def counts_of(self, cl):
        return counts_of(cl)

    def save_model(self, request, obj, form, change):
        form.set_party(request, obj)
        super().save_model(request, obj, form, change)

    @admin.display(description=_("who asked"), ordering="asked_by")
    def asked(self, given):
        return given.enterprise.name if given.enterprise else given.asked_by

    @admin.display(description=_("case"), ordering="docket__number")
    def case(self, given):
        return given.docket.number if given.docket else ""
