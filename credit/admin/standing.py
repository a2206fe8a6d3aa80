"""The standing of a party: asked for with a purpose, shown as it was found; the list is the log of questions."""

from functools import partial

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.audit.spoken import choices_of, spoken
from bureau.desk.recorded import hand_of
from bureau.desk.scoped import ReadOnlyAdmin, scope_for
from bureau.desk.sheets_export import ExportAdmin
from bureau.people.roles import ACTING, BUSINESS, EXPORTERS
from credit.models import StandingQuery
from credit.models.penalties import SEVERITIES
from credit.procedure import standing_of
from credit.procedure.standing import Asked
from credit.rules.publishing import RULINGS
from credit.rules.standing import LIST_KINDS, PURPOSES, SHOWN, Purpose, Shown

ASKERS = BUSINESS & ACTING
RUNNING = (Shown.PUBLISHED, Shown.NOT_YET, Shown.ENDED)  # there is a last day of publication


class PurposeForm(forms.Form):
    purpose = forms.ChoiceField(label=_("purpose"), choices=choices_of(PURPOSES))
    matter = forms.CharField(
        label=pgettext_lazy("standing", "matter"),
        max_length=200,
        help_text=_("What it is for: the number of the case, the project, the award."),
    )


class StandingForm(PurposeForm):
    """An organisation by code or whole name; a natural person by the whole number alone."""

    code = forms.CharField(label=_("unified social credit code"), max_length=60, required=False)
    name = forms.CharField(label=_("whole name of the organisation"), max_length=200, required=False)
    id_no = forms.CharField(
        label=_("number of the document"),
        max_length=64,
        required=False,
        help_text=_("Of a natural person, whole. It is kept nowhere."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-personal": ""}),
    )
    field_order = ["code", "name", "id_no", "purpose", "matter"]


@admin.register(StandingQuery)
class StandingQueryAdmin(ReadOnlyAdmin, ExportAdmin):
    readers, exporters = BUSINESS, BUSINESS & EXPORTERS
    list_display = ["__str__", "party_name", "code", "result", "purpose", "matter", "at", "by_name"]
    list_filter = ["purpose", "result", "at"]
    search_fields = ["party_name", "code", "matter"]
    search_help_text = _("Party, credit code or matter")

    def get_urls(self):
        view = self.admin_site.admin_view(partial(ask_view, self))
        return [path("ask/", view, name="credit_standingquery_ask"), *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        may = {"may_ask": scope_for(request).holds(ASKERS)}
        return super().changelist_view(request, (extra_context or {}) | may)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        query = self.get_object(request, unquote(object_id))
        if query is None:
            raise Http404
        context = self.admin_site.each_context(request) | {
            "title": _("Credit standing"),
            "opts": self.opts,
            "query": query,
            "licences": [_licence(one) for one in query.facts["licences"]],
            "listed": [_listed(one) for one in query.facts["lists"]],
            "penalties": [_penalty(one) for one in query.facts["penalties"]],
        }
        return TemplateResponse(request, "admin/credit/standingquery/standing.html", context)


def ask_view(screen, request):
    """Only what was sent is asked for, and each answer is kept: an address alone asks nothing."""
    if not scope_for(request).holds(ASKERS):
        raise PermissionDenied
    asked = {name: request.GET[name] for name in ("code", "name", "matter") if name in request.GET}
    form = StandingForm(request.POST) if request.method == "POST" else StandingForm(initial=asked)
    if form.is_valid() and (found := _found(request, form)):
        return HttpResponseRedirect(reverse("admin:credit_standingquery_change", args=[found.pk]))
    context = screen.admin_site.each_context(request) | {
        "title": _("Ask for a credit standing"),
        "opts": screen.opts,
        "form": form,
    }
    return TemplateResponse(request, "admin/credit/standingquery/ask.html", context)


def _found(request, form):
    given = form.cleaned_data
    party = Asked(given["name"], given["code"], given["id_no"])
    try:
        return standing_of(hand_of(request), bureau_of(request), party, Purpose(given["purpose"]), given["matter"])
    except ValidationError as refused:
        form.add_error(None, refused)
        return None


def bureau_of(request):
    """The bureau for which this person asks: its records are looked at."""
    section = request.user.section
    if section is None:
        raise PermissionDenied
    return section.bureau


# What was found, for the page: each record leads to its own


def _listed(one):
    kind = spoken(LIST_KINDS[one["kind"]])
    return _days(one) | {"page": reverse("admin:credit_listentry_change", args=[one["id"]]), "kind": kind}


def _licence(one):
    return _days(one) | {"page": reverse("admin:credit_licence_change", args=[one["id"]])}


def _penalty(one):
    return _days(one) | {
        "page": reverse("admin:credit_penalty_change", args=[one["id"]]),
        "severity": spoken(SEVERITIES[one["severity"]]),
        "runs": one["shown"] in RUNNING,
        "shown": spoken(SHOWN[one["shown"]]),
        "because": spoken(RULINGS[one["rule"]].says),
    }


def _days(one):
    return one | {name: parse_date(one[name]) for name in ("on", "until", "shortest") if one.get(name)}
