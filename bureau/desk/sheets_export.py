"""What leaves the house: a list as its screen shows it, as a workbook, as CSV, or as a 台账 to print; each logged."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import display_for_field, label_for_field, lookup_field
from django.core.exceptions import FieldDoesNotExist, ObjectDoesNotExist, PermissionDenied
from django.db import models
from django.http import HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.formats.base_formats import Format
from import_export.resources import ModelResource

from bureau.audit.access import Event, log
from bureau.casework.docket import Docket
from bureau.desk.recorded import hand_of
from bureau.desk.scoped import ScopedAdmin, scope_for
from bureau.sheets.formats import Csv, Xlsx, as_text, said

MOST = 10_000  # rows in one request


class Ledger(Format):
    """台账: a page to be printed or copied."""

    def get_title(self):
        return "ledger"

    def can_export(self):
        return True


TITLES = {"xlsx": _("workbook (XLSX)"), "csv": _("text table (CSV)"), "ledger": _("ledger to print or copy")}


class ExportForm(forms.Form):
    """What for, and in which form; whoever looks into the access log reads the purpose."""

    format = forms.ChoiceField(label=_("format"), widget=forms.RadioSelect, initial="0")
    period = forms.CharField(
        label=_("period"), required=False, max_length=50, help_text=_("Stands in the head of the ledger.")
    )
    purpose = forms.CharField(label=_("purpose"), max_length=200, help_text=_("Stands in the access log."))

    def __init__(self, formats, *args, **kwargs):
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["format"]
        choice.choices = [(str(place), TITLES[each().get_title()]) for place, each in enumerate(formats)]


class ListColumn(Field):
    """A column as the list shows it: choices in words, a person's data as its mask."""

    def __init__(self, screen, name):
        super().__init__(column_name=str(label_for_field(name, screen.model, screen)), readonly=True)
        self.screen, self.name = screen, name

    def __deepcopy__(self, _memo):
        return self

    def export(self, instance, **_options):
        try:
            field, _attr, value = lookup_field(self.name, instance, self.screen)
        except ObjectDoesNotExist:
            return ""
        return _plain(field, value)


def _plain(field, value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if field is not None and field.choices:
        return str(display_for_field(value, field, ""))
    if isinstance(value, int | float | Decimal | date):
        return value
    return strip_tags(str(value)).strip()


def list_resource(screen, request):
    """import-export's resource of what this screen's list shows."""
    names = [name for name in screen.get_list_display(request) if name != "action_checkbox"]
    columns = {f"column_{place}": ListColumn(screen, name) for place, name in enumerate(names)}
    meta = type("Meta", (), {"model": screen.model, "fields": list(columns), "export_order": list(columns)})
    return type(f"{screen.model.__name__}List", (ModelResource,), {**columns, "Meta": meta})


def without_secrets(rows):
    """Work secrets are never exported: neither their dockets nor whatever hangs on one."""
    if rows.model is Docket:
        return rows.filter(is_work_secret=False)
    for path in filter(None, (rows.model.whose.section, rows.model.whose.bureau)):
        if (docket := _docket_on(rows.model, path)) is not None:
            return rows.filter(**{f"{docket}is_work_secret": False})
    return rows


def _docket_on(model, path):
    """The way to the docket along a path of fields; None where it leads past none."""
    way = ""
    for step in path.split("__"):
        try:
            model = model._meta.get_field(step).related_model
        except FieldDoesNotExist:
            return None
        way += f"{step}__"
        if not isinstance(model, type) or not issubclass(model, models.Model):
            return None
        if model is Docket:
            return way
    return None


class ExportAdmin(ExportMixin, ScopedAdmin):
    """A list that may be taken out of the house by `exporters`, as far as each of them reaches."""

    exporters: ClassVar[frozenset[str]] = frozenset()
    import_export_change_list_template = "admin/bureau/sheets/change_list.html"
    export_formats = [Xlsx, Csv, Ledger]

    def has_export_permission(self, request):
        return scope_for(request).holds(self.exporters)

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
        sent, count = request.POST if request.method == "POST" else None, rows.count()
        form = ExportForm(self.get_export_formats(), sent)
        if count > MOST:
            told = _("The list has %(count)s rows; at most %(most)s can be exported. Please filter it.")
            form.errors.setdefault("__all__", form.error_class()).append(told % {"count": count, "most": MOST})
        elif form.is_valid():
            return exported(self, request, rows, form, count)
        context = self.admin_site.each_context(request) | {
            "title": _("Export: %(list)s") % {"list": self.opts.verbose_name_plural},
            "opts": self.opts,
            "form": form,
            "count": count,
        }
        return TemplateResponse(request, "admin/bureau/sheets/export.html", context)


def exported(screen, request, rows, form, count):
    """The file, or the page to print; and the line in the access log."""
    kind = screen.get_export_formats()[int(form.cleaned_data["format"])]()
    dataset = screen.get_data_for_export(request, rows)
    dataset.title = str(screen.opts.verbose_name_plural)
    hand, query = hand_of(request), request.GET.urlencode()
    purpose = form.cleaned_data["purpose"]
    if query:
        purpose = gettext("%(purpose)s (filter: %(filter)s)") % {"purpose": purpose, "filter": query}
    told = {"record": screen.opts.label_lower, "fields": dataset.headers, "count": count}
    log(hand, Event.EXPORT, purpose=purpose, address=request.META.get("REMOTE_ADDR"), **told)
    if isinstance(kind, Ledger):
        return _ledger(screen, request, dataset, form.cleaned_data["period"])
    content = kind.export_data(dataset, by=hand.actor_name, at=hand.at)
    response = HttpResponse(content, content_type=kind.get_content_type())
    at = timezone.localtime(hand.at).strftime("%Y%m%d-%H%M")
    name = f"{dataset.title}-{hand.actor_name}-{at}.{kind.get_extension()}"
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    return response


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
        "made_on": timezone.localdate(),
    }
    return TemplateResponse(request, "admin/bureau/sheets/ledger.html", context)
