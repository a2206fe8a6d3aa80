"""The desk: Django's admin as the main screen."""

from functools import partial
from http.client import FOUND, TOO_MANY_REQUESTS
from typing import Any

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from bureau.casework.docket import Docket
from bureau.desk.accounts import factor_view, own_view
from bureau.desk.band import band_of
from bureau.desk.changes import changes_view, review_view
from bureau.desk.checks import faults_of
from bureau.desk.duties import duties_view
from bureau.desk.evidence import acknowledge_view, evidence_view, story_check_view, verify_view
from bureau.desk.feeds import feeds_view
from bureau.desk.qualification import qualification_view
from bureau.desk.recorded import hand_of
from bureau.desk.search import search_view
from bureau.desk.sessions import done, ends_of, stay_view
from bureau.desk.signin import SignInForm, guessed_too_often
from bureau.desk.start import start_of
from bureau.desk.statement import pdf_view, statement_view
from bureau.desk.studyplan import study_view
from bureau.desk.timeliness import timeliness_view
from bureau.desk.tonight import tonight_view
from bureau.desk.week import week_view
from bureau.people.addresses import address_of

OFFICE = "bureau.office."


class DeskSite(AdminSite):
    site_title = _("Casework")
    site_header = _("Economic Development Bureau")
    index_title = _("Desk")
    empty_value_display = "—"
    login_form = SignInForm

    def get_urls(self):
        pages = {
            "changes/": changes_view,
            "changes/review/": review_view,
            "duties/": duties_view,
            "evidence/": evidence_view,
            "evidence/acknowledge/": acknowledge_view,
            "evidence/verify/": verify_view,
            "evidence/story/": story_check_view,
            "feeds/": feeds_view,
            "qualification/": qualification_view,
            "search/": search_view,
            "signin/": own_view,
            "second_factor/": factor_view,
            "statement/": statement_view,
            "statement/pdf/": pdf_view,
            "study/": study_view,
            "timeliness/": timeliness_view,
            "tonight/": tonight_view,
            "week/": week_view,
        }
        own = [self._page(address, view) for address, view in pages.items()]
        return [path("stay/", stay_view, name="stay"), *own, *super().get_urls()]

    def login(self, request, extra_context=None):
        """A locked door is told on its own page, with the number that says so to machines."""
        response = super().login(request, extra_context)
        form = getattr(response, "context_data", {}).get("form")
        if form is not None and form.is_locked:
            response.status_code = TOO_MANY_REQUESTS
        return response

    def index(self, request, extra_context=None):
        return super().index(request, {"start": start_of(self, request)} | (extra_context or {}))

    def each_context(self, request):
        """On every page, for whoever should act, what is wrong with the reminders; and when the session will end."""
        context = super().each_context(request)
        if not self.has_permission(request):
            return context
        return context | {"troubles": band_of(self, request), "ends": ends_of(request)}

    def _page(self, address, view):
        """A page of the desk that belongs to no kind of record; its name is its address with _ for /."""
        return path(address, self.admin_view(partial(view, site=self)), name=address.strip("/").replace("/", "_"))

    def get_app_list(self, request, app_label=None):
        """The work first, and last what it stands on. The list over all kinds of case is a page of the desk."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"] = [model for model in app["models"] if model["model"] is not Docket]
        groups = [group for app in found for group in _groups(app)]
        return sorted(groups, key=lambda app: app["app_label"] == "bureau")

    def check(self, app_configs):
        """Django asks its admin at every start; ours refuses a screen that is open to more than it says."""
        return super().check(app_configs) + faults_of(self._registry.values())

    def autocomplete_view(self, request):
        """Suggestions are given where a screen asks for them; Django's would answer for any field that has a search."""
        asked = tuple(request.GET.get(name, "") for name in ("app_label", "model_name", "field_name"))
        screens = self._registry.values()
        fields = ((each.opts, name) for each in screens for name in each.get_autocomplete_fields(request))
        if asked not in {(opts.app_label, opts.model_name, name) for opts, name in fields}:
            raise PermissionDenied
        return super().autocomplete_view(request)

    def password_change(self, request, extra_context=None):
        """One's own account is a record too: its change bears one's own hand."""
        request.user.hand = hand_of(request)
        response: Any = super().password_change(request, extra_context)
        if request.method == "POST" and response.status_code == FOUND:
            done(request, "password")
        elif request.method == "POST" and guessed_too_often(request, response.context_data["form"]):
            request.user.sign_out_everywhere(hand_of(request), address_of(request))
            return HttpResponseRedirect(reverse("admin:index"))
        return response


def _groups(app):
    """The ground floor's screens in two groups: what the office does, and what everything stands on."""
    if app["app_label"] != "bureau":
        return [app]
    office = [model for model in app["models"] if model["model"].__module__.startswith(OFFICE)]
    others = [model for model in app["models"] if model not in office]
    return [app | {"name": _("Office"), "models": office}, app | {"models": others}] if office else [app]
