"""The months of the organs: what each confirmed, what we have, the difference; and the papers to it, in one click."""

from datetime import timedelta
from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from bureau.casework.calendar import workdays
from bureau.desk.days import DayField
from bureau.desk.recorded import RecordedAdmin, hand_of
from bureau.desk.scoped import ReadOnlyAdmin, scope_for
from bureau.desk.sheets_export import ExportAdmin
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from credit.admin.columns import DecisionList
from credit.documents.letters import letter
from credit.models import MonthlyTotal, Organ, OrganLetter
from credit.procedure.months import OrganMonth, Standing, issue, keep_total, month_of, received, span

STANDINGS = {
    Standing.UNCONFIRMED: _("not confirmed"),
    Standing.AGREES: _("agrees"),
    Standing.TO_EXPLAIN: _("a difference to be explained"),
    Standing.EXPLAINED: _("a difference, explained"),
}


class MonthAsked(forms.Form):
    month = DayField(label=_("month (any day of it)"))


@admin.register(MonthlyTotal)
class MonthlyTotalAdmin(RecordedAdmin):
    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    list_display = ["of_month", "organ", "licences", "penalties", "we_have", "standing", "confirmed_on"]
    list_display_links = ["of_month"]
    list_filter = ["organ", "month"]
    list_select_related = ["organ__bureau"]
    search_fields = ["organ__name"]
    fields = ["organ", "month", "licences", "penalties", "confirmed_on", "explanation"]

    def get_changelist(self, request, **kwargs):
        return DecisionList

    def ready(self, rows):
        counts = received((row.organ_id, row.month) for row in rows)
        for row in rows:
            row.compared = OrganMonth(row.organ, row.month, row, counts[row.organ_id, row.month])
        return rows

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("organ__bureau")

    def get_urls(self):
        view = self.admin_site.admin_view(partial(month_view, self))
        return [path("month/", view, name="credit_monthlytotal_month"), *super().get_urls()]

    def save_model(self, request, obj, form, change):
        keep_total(hand_of(request), obj)

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (FirstDay, made), {})

    @admin.display(description=_("month"), ordering="month")
    def of_month(self, total):
        return f"{total.month:%Y-%m}"

    @admin.display(description=_("received (licences / penalties)"))
    def we_have(self, total):
        links = zip(pages_of(total.organ, total.month), total.compared.received, strict=True)
        (licences, some), (penalties, others) = links
        return format_html('<a href="{}">{}</a> / <a href="{}">{}</a>', licences, some, penalties, others)

    @admin.display(description=_("difference"))
    def standing(self, total):
        one = total.compared
        return f"{STANDINGS[one.standing]}{_gap_in_words(one)}"


class FirstDay(forms.ModelForm):
    def clean_month(self):
        """Its first day stands for a month."""
        return self.cleaned_data["month"].replace(day=1)


def _gap_in_words(one):
    return "" if one.gap == (0, 0) else f" ({one.gap[0]:+d} / {one.gap[1]:+d})"


def pages_of(organ, month):
    """The lists of the organ's licences and penalties that were decided in the month."""
    first, last = span(month)
    asked = f"organ__id__exact={organ.pk}&decided_on__gte={first}&decided_on__lt={last + timedelta(days=1)}"
    return [f"{reverse(f'admin:credit_{name}_changelist')}?{asked}" for name in ("licence", "penalty")]


# The page of a month


def month_view(screen, request):
    """All organs in one month, the month before this one unless another is asked for."""
    if not screen.has_view_permission(request):
        raise PermissionDenied
    today = timezone.localdate()
    usual = (today.replace(day=1) - timedelta(days=1)).replace(day=1)
    form = MonthAsked({"month": request.GET.get("month") or usual})
    month = (form.cleaned_data["month"] if form.is_valid() else usual).replace(day=1)
    context = screen.admin_site.each_context(request) | {
        "title": _("Monthly totals of the organs"),
        "opts": screen.opts,
        "form": form,
        "month": month,
        "rows": [_row(one) for one in month_of(_organs(screen, request), month, today, workdays())],
        "may_issue": scope_for(request).holds(screen.writers),
    }
    return TemplateResponse(request, "admin/credit/monthlytotal/month.html", context)


def _organs(screen, request):
    organs = screen.admin_site._registry[Organ].get_queryset(request).filter(closed_on=None)
    return organs.select_related("bureau").order_by("name")


def _row(one):
    add = reverse("admin:credit_monthlytotal_add")
    page = f"{add}?organ={one.organ.pk}&month={one.month}"
    if one.total:
        page = reverse("admin:credit_monthlytotal_change", args=[one.total.pk])
    late = [f"{link}&view=late" for link in pages_of(one.organ, one.month)]
    return {
        "one": one,
        "standing": STANDINGS[one.standing],
        "gap": _gap_in_words(one),
        "page": page,
        "received": list(zip(pages_of(one.organ, one.month), one.received, strict=True)),
        "late": list(zip(late, one.late, strict=True)),
    }


# The papers


@admin.register(OrganLetter)
class OrganLetterAdmin(ReadOnlyAdmin, ExportAdmin):
    """Each is issued from the page of a month, and printed as it was issued."""

    readers, exporters = BUSINESS, CASEWORKERS & EXPORTERS
    list_display = ["paper", "organ", "kind", "month", "at", "by_name"]
    list_filter = ["kind", "organ", "month"]
    list_select_related = ["organ", "bureau"]
    search_fields = ["organ__name"]

    @admin.display(description=_("number"), ordering="number")
    def paper(self, kept):
        return str(kept)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        kept = self.get_object(request, unquote(object_id))
        if kept is None:
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": str(kept),
            "opts": self.opts,
            "original": kept,
            "letter": letter(kept),
        }
        return TemplateResponse(request, "admin/credit/organletter/letter.html", context)


def letter_view(organs, request, object_id, letter):
    """The paper of that month to that organ, from the screen of organs: issued, and shown to be printed."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    organ, asked = organs.get_object(request, unquote(object_id)), MonthAsked(request.POST)
    if organ is None or letter not in OrganLetter.Kind.values:
        raise Http404
    if not organs.may_write(request, organ):
        raise PermissionDenied
    month = asked.cleaned_data["month"] if asked.is_valid() else None
    if month is None:
        raise Http404
    return _issued(request, organ, letter, month)


def _issued(request, organ, kind, month):
    rows = Organ.objects.filter(pk=organ.pk).select_related("bureau")
    (one,) = month_of(rows, month, timezone.localdate(), workdays())
    try:
        made = issue(hand_of(request), request.user, kind, one)
    except ValidationError as refused:
        messages.error(request, " ".join(refused.messages))
        return HttpResponseRedirect(f"{reverse('admin:credit_monthlytotal_month')}?month={one.month}")
    return HttpResponseRedirect(reverse("admin:credit_organletter_change", args=[made.pk]))
