"""The page of rates: each organ's timeliness and compliance in a period, licences and penalties apart."""

from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.casework.calendar import workdays
from bureau.desk.days import DayField
from bureau.desk.scoped import scope_for
from credit.models import Licence, Penalty
from credit.procedure import push_of
from credit.procedure.rates import rates_of


class PeriodAsked(forms.Form):
    first = DayField(label=pgettext_lazy("period", "from"), required=False)
    last = DayField(label=pgettext_lazy("period", "to"), required=False)

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The last day lies before the first."))
        return cleaned


def rates_view(screen, request):
    """The organs that this person may see; by default this year up to today."""
    if not screen.has_view_permission(request):
        raise PermissionDenied
    today = timezone.localdate()
    form = PeriodAsked(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    first, last = asked.get("first") or date(today.year, 1, 1), asked.get("last") or today
    scope = scope_for(request)
    lines = [scope.rows(push_of(kind).objects.all(), screen.readers) for kind in (Licence, Penalty)]
    organs = screen.get_queryset(request).select_related("bureau").order_by("name")
    context = screen.admin_site.each_context(request) | {
        "title": _("Timeliness and compliance"),
        "opts": screen.opts,
        "form": form,
        "first": first,
        "last": last,
        "rows": rates_of(organs, lines, (first, last), today, workdays()),
        "kinds": [(push_of(kind)._meta.model_name, kind._meta.verbose_name_plural) for kind in (Licence, Penalty)],
    }
    return TemplateResponse(request, "admin/credit/organ/rates.html", context)
