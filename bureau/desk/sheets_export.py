"""What leaves the house: a list as its screen shows it, as a workbook, as CSV, or as a 台账 to print; each logged."""

from typing import Any, ClassVar

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from import_export.formats.base_formats import Format

from bureau.audit.access import Event, log
from bureau.desk.hands import hand_of
from bureau.desk.scoped import ScopedAdmin, scope_for
from bureau.desk.sheets_columns import list_resource, without_secrets
from bureau.people.addresses import address_of
from bureau.sheets.exports import ask_export
from bureau.sheets.formats import Csv, Xlsx, as_text, said

AT_ONCE, MOST = 2_000, 200_000  # rows in one request; rows at all


class Ledger(Format):
    """台账: a page to be printed or copied."""

    def get_title(self):
        return "ledger"

    def can_export(self):
        return True


FORMATS: list[Any] = [Xlsx, Csv, Ledger]
TITLES = {"xlsx": _("workbook (XLSX)"), "csv": _("text table (CSV)"), "ledger": _("ledger to print or copy")}


class ExportForm(forms.Form):
    """What for, and in which form; whoever looks into the access log reads the purpose. `count` rows are asked for."""

    format = forms.ChoiceField(label=_("format"), widget=forms.RadioSelect, initial="0")
    period = forms.CharField(
        label=_("period"), required=False, max_length=50, help_text=_("Stands in the head of the ledger.")
    )
    purpose = forms.CharField(label=_("purpose"), max_length=200, help_text=_("Stands in the access log."))

    def __init__(self, count, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.count = count
        choice: Any = self.fields["format"]
        choice.choices = [(str(place), TITLES[each().get_title()]) for place, each in enumerate(FORMATS)]

    @property
    def shape(self):
        return FORMATS[int(self.cleaned_data["format"])]()

    @property
    def is_long(self):
        return self.count > AT_ONCE

    def clean(self):
        cleaned = super().clean() or {}
        most = AT_ONCE if "format" in cleaned and isinstance(self.shape, Ledger) else MOST
        if self.count > most:
            told = _("The list has %(count)s rows; at most %(most)s can be exported. Please filter it.")
            raise ValidationError(told, params={"count": self.count, "most": most})
        return cleaned


class ExportAdmin(ExportMixin, ScopedAdmin):
    """A list that may be taken out of the house by `exporters`, as far as each of them reaches."""

    exporters: ClassVar[frozenset[str]] = frozenset()
    import_export_change_list_template = None  # the list of the house shows both where they are open
    export_formats = FORMATS

    def init_change_list_template(self):
        """A list is drawn by the template of its model where it has one: import-export would take the common one."""
        self.ie_base_change_list_template = self.change_list_template or "admin/change_list.html"

    def ready(self, rows):
        """Rows of a list with what its columns are read from, where they are read from more than the row."""
        return rows

    def has_export_permission(self, request):
        return bool(self.exporters) and scope_for(request).holds(self.exporters)

    def get_export_resource_classes(self, request):
        return [list_resource(self, request)]

    def get_export_queryset(self, request):
        """The rows of the list as it is filtered, within the reach of the exporters' roles, without work secrets."""
        rows = super().get_export_queryset(request)
        return without_secrets(scope_for(request).rows(rows, self.exporters))

    def export_action(self, request):
        if not self.has_export_permission(request):
            raise PermissionDenied
        try:
            rows = self.get_export_queryset(request)
        except IncorrectLookupParameters:
            return HttpResponseRedirect(reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"))
        count = rows.count()
        form = ExportForm(count, request.POST if request.method == "POST" else None)
        if form.is_valid():
            told(self, request, form.cleaned_data["purpose"], count)
            return (asked if form.is_long else exported)(self, request, rows, form)
        context = self.admin_site.each_context(request) | {
            "title": _("Export: %(list)s") % {"list": self.opts.verbose_name_plural},
            "opts": self.opts,
            "form": form,
            "count": count,
        }
        return TemplateResponse(request, "admin/bureau/sheets/export.html", context)


def told(screen, request, purpose, count):
    """The line in the access log, with the filter and the columns."""
    query = request.GET.urlencode()
    if query:
        purpose = gettext("%(purpose)s (filter: %(filter)s)") % {"purpose": purpose, "filter": query}
    columns = [field.column_name for field in list_resource(screen, request).fields.values()]
    entry = {"record": screen.opts.label_lower, "fields": columns, "count": count}
    log(hand_of(request), Event.EXPORT, purpose=purpose, address=address_of(request), **entry)


def asked(screen, request, _rows, form):
    """More than fits into a request: a job makes the file, and its page gives it out."""
    export = ask_export(
        request.user,
        hand_of(request).at,
        record=screen.opts.label_lower,
        shape=form.shape.get_title(),
        language=get_language() or "zh-hans",
        asked={"query": request.GET.urlencode(), "purpose": form.cleaned_data["purpose"]},
    )
    return HttpResponseRedirect(reverse("admin:bureau_job_change", args=[export.job_id]))


def exported(screen, request, rows, form):
    """The file, or the page to print."""
    dataset, shape, hand = screen.get_data_for_export(request, rows), form.shape, hand_of(request)
    dataset.title = str(screen.opts.verbose_name_plural)
    if isinstance(shape, Ledger):
        return _ledger(screen, request, dataset, form.cleaned_data["period"])
    content = shape.export_data(dataset, by=hand.actor_name, at=hand.at)
    response = HttpResponse(content, content_type=shape.get_content_type())
    name = file_name(dataset.title, hand.actor_name, hand.at, shape.get_extension())
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


def file_name(title, actor, at, extension):
    """Who took it out stands in it, and when."""
    return f"{title}-{actor}-{timezone.localtime(at).strftime('%Y%m%d-%H%M')}.{extension}"


def _ledger(screen, request, dataset, period):
    own = request.user.section
    context = screen.admin_site.each_context(request) | {
        "title": _("%(list)s ledger") % {"list": screen.opts.verbose_name_plural},
        "opts": screen.opts,
        "unit": str(own.bureau) if own else screen.admin_site.site_header,
        "period": period or _("as of %(day)s") % {"day": said(timezone.localdate())},
        "headings": dataset.headers,
        "lines": [[said(value) for value in row] for row in dataset],
        "text": as_text(dataset),
        "made_by": str(request.user),
        "made_at": hand_of(request).at,
    }
    return TemplateResponse(request, "admin/bureau/sheets/ledger.html", context)
