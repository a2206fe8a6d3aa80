"""The desk: Django's admin as the main screen."""

from functools import partial

from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.urls import path
from django.utils.translation import gettext_lazy as _

from bureau.casework.docket import Docket
from bureau.desk.band import band_of
from bureau.desk.changes import changes_view, review_view
from bureau.desk.checks import faults_of
from bureau.desk.duties import duties_view
from bureau.desk.evidence import evidence_view, story_check_view, verify_view
from bureau.desk.recorded import hand_of
from bureau.desk.search import search_view
from bureau.desk.start import start_of
from bureau.desk.tonight import tonight_view


class DeskSite(AdminSite):
    site_title = _("Casework")
    site_header = _("Economic Development Bureau")
    index_title = _("Desk")
    empty_value_display = "—"

    def get_urls(self):
        pages = {
            "changes/": changes_view,
            "changes/review/": review_view,
            "duties/": duties_view,
            "evidence/": evidence_view,
            "evidence/verify/": verify_view,
            "evidence/story/": story_check_view,
            "search/": search_view,
            "tonight/": tonight_view,
        }
        return [*(self._page(address, view) for address, view in pages.items()), *super().get_urls()]

    def index(self, request, extra_context=None):
        return super().index(request, {"start": start_of(self, request)} | (extra_context or {}))

    def each_context(self, request):
        """On every page, for whoever should act, what is wrong with the reminders."""
        band = band_of(self, request) if self.has_permission(request) else []
        return super().each_context(request) | {"troubles": band}

    def _page(self, address, view):
        """A page of the desk that belongs to no kind of record; its name is its address with _ for /."""
        return path(address, self.admin_view(partial(view, site=self)), name=address.strip("/").replace("/", "_"))

    def get_app_list(self, request, app_label=None):
        """The work first, and last what it stands on. The list over all kinds of case is a page of the desk."""
        found = super().get_app_list(request, app_label)
        for app in found:
            app["models"] = [model for model in app["models"] if model["model"] is not Docket]
        return sorted(found, key=lambda app: app["app_label"] == "bureau")

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
        return super().password_change(request, extra_context)
