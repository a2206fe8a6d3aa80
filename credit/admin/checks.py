"""Many parties checked at once: a sheet of names, codes or numbers, and the workbook and the page that answer it."""

from functools import partial

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import Event, log
from bureau.desk.recorded import hand_of
from bureau.desk.scoped import ReadOnlyAdmin, scope_for
from bureau.desk.sheets_export import ExportAdmin
from bureau.people.addresses import address_of
from bureau.people.roles import BUSINESS, EXPORTERS
from bureau.sheets.archives import SIZES, TOO_LARGE
from bureau.sheets.unreadable import Unreadable
from credit.admin.standing import ASKERS, PurposeForm, bureau_of
from credit.documents.checks import answer, read_names
from credit.models import StandingCheck
from credit.procedure.standing import check_all
from credit.rules.standing import Purpose

TAKERS = ASKERS & EXPORTERS
MOST_MB = 5  # a thousand names are far less, and they are read while somebody waits
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class CheckForm(PurposeForm):
    file = forms.FileField(
        label=_("file"),
        help_text=_("A workbook or a table as text with the columns 名称, 统一社会信用代码 or 证件号码; 1,000 rows."),
    )

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_MB * 2**20:
            raise ValidationError(TOO_LARGE % (SIZES | {"size": MOST_MB}))
        return file


@admin.register(StandingCheck)
class StandingCheckAdmin(ReadOnlyAdmin, ExportAdmin):
    readers, exporters = BUSINESS, BUSINESS & EXPORTERS
    list_display = ["__str__", "matter", "purpose", "count", "at", "by_name"]
    list_filter = ["purpose", "at"]
    search_fields = ["matter"]

    def get_urls(self):
        view = self.admin_site.admin_view(partial(check_view, self))
        taken = self.admin_site.admin_view(partial(answer_view, self))
        return [
            path("ask/", view, name="credit_standingcheck_ask"),
            path("<path:object_id>/answer/", taken, name="credit_standingcheck_answer"),
            *super().get_urls(),
        ]

    def changelist_view(self, request, extra_context=None):
        may = {"may_ask": scope_for(request).holds(ASKERS)}
        return super().changelist_view(request, (extra_context or {}) | may)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        check = self.found(request, object_id)
        rows = check.answers.order_by("row")
        context = self.admin_site.each_context(request) | {
            "title": str(check),
            "opts": self.opts,
            "check": check,
            "rows": [(one, reverse("admin:credit_standingquery_change", args=[one.pk])) for one in rows],
            "may_take": scope_for(request).reaches(check, TAKERS),
        }
        return TemplateResponse(request, "admin/credit/standingcheck/check.html", context)

    def found(self, request, object_id):
        check = self.get_object(request, unquote(object_id))
        if check is None:
            raise Http404
        return check


def check_view(screen, request):
    if not scope_for(request).holds(ASKERS):
        raise PermissionDenied
    form = CheckForm(request.POST, request.FILES) if request.method == "POST" else CheckForm()
    if form.is_valid() and (made := _checked(request, form)):
        return HttpResponseRedirect(reverse("admin:credit_standingcheck_change", args=[made.pk]))
    context = screen.admin_site.each_context(request) | {
        "title": _("Check many parties"),
        "opts": screen.opts,
        "form": form,
    }
    return TemplateResponse(request, "admin/credit/standingquery/ask.html", context)


def _checked(request, form):
    given, bureau = form.cleaned_data, bureau_of(request)
    try:
        asked = read_names(given["file"].read())
        purpose = Purpose(given["purpose"])
        return check_all(hand_of(request), bureau, asked, purpose, given["matter"])
    except Unreadable as told:
        form.add_error("file", str(told))
    except ValidationError as refused:
        form.add_error("file", refused.messages)
    return None


def answer_view(screen, request, object_id):
    """The workbook leaves the house, and so is told by the access log."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    check = screen.found(request, object_id)
    if not scope_for(request).reaches(check, TAKERS):
        raise PermissionDenied
    told = {"purpose": f"{check.get_purpose_display()} {check.matter}", "record": check._meta.label_lower}
    log(hand_of(request), Event.EXPORT, **told, row=check.pk, count=check.count, address=address_of(request))
    name = f'attachment; filename="credit-check-{check.pk}.xlsx"'
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return HttpResponse(answer(check), content_type=XLSX, headers=headers)
