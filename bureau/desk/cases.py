"""The screen of a case, of whatever kind: its steps, what can be done now, its clocks, its facts, its course.

A kind of case needs little more than its readers and writers:

    @admin.register(Filing)
    class FilingAdmin(CaseAdmin):
        readers, writers = BUSINESS, CASEWORKERS
        fields = ["scale", "amount"]
"""

from copy import copy

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, QueryDict
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.casework.calendar import workdays
from bureau.casework.docket import Case
from bureau.casework.events import Act
from bureau.casework.terms import Term, reckon_terms
from bureau.desk.caselist import ListsCases
from bureau.desk.entry import EntryAdmin
from bureau.desk.moves import MoveForm, make_move, moves_of
from bureau.desk.pieces.clocks import panel_of
from bureau.desk.pieces.lights import Clock
from bureau.desk.pieces.pills import pill_of
from bureau.desk.pieces.stepbars import steps_of
from bureau.desk.pieces.timelines import entries_of
from bureau.desk.pieces.wording import said
from bureau.desk.recorded import hand_of
from bureau.law.workflow import NotAllowed


class CaseAdmin(ListsCases, EntryAdmin):
    """The list of `ListsCases`, the entry of `EntryAdmin`, and the page of one case. A kind may add `party`, `asks`."""

    change_form_template = "admin/bureau/case/change_form.html"

    def party(self, case) -> str:
        """Whose matter it is, as it may be shown to everybody who sees the case; empty where it says nothing."""
        return ""

    def asks(self, request, case, move) -> dict:
        """Form fields for facts that a move asks for, where their type alone does not say how to ask."""
        return {}

    def get_urls(self):
        view = self.admin_site.admin_view(self.move_view)
        name = f"{self.opts.app_label}_{self.opts.model_name}_move"
        return [path("<path:object_id>/move/<str:name>/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        case = kwargs.get("obj")
        if case is not None:
            context["case"] = page_of(self, request, case, context.get("bound"))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        """A fact may be what a limit is read from: the terms follow it in the same change."""
        super().save_model(request, obj, form, change)
        reckon_terms(obj, hand_of(request))

    def move_view(self, request, object_id, name):
        """Makes a move, or shows the page again with what was typed and why it was refused."""
        case = self.get_object(request, unquote(object_id))
        if case is None:
            raise Http404
        if not self.has_view_permission(request, case):
            raise PermissionDenied
        page = address_of(self, "change", case.pk)
        if request.method != "POST":
            return HttpResponseRedirect(page)
        try:
            move = case.workflow.move(case.state, name)
        except NotAllowed:
            self.message_user(request, _("This cannot be done in the state that the case is in."), messages.ERROR)
            return HttpResponseRedirect(page)
        form = MoveForm(case, move, request.POST, self.asks(request, case, move))
        if form.is_valid() and "preview" not in request.POST and make_move(form, hand_of(request)):
            words = {"move": said(case.workflow.words[name]), "case": case.docket.title}
            self.message_user(request, _("%(move)s: %(case)s") % words, messages.SUCCESS)
            return HttpResponseRedirect(page)
        return self.change_view(_looking(request), object_id, page, {"bound": form})


def _looking(request):
    """The same request as one that only looks: the page's own form must not take the move's for its own."""
    looking = copy(request)
    looking.method, looking.POST = "GET", QueryDict()
    return looking


def address_of(screen, page: str, *args) -> str:
    return reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_{page}", args=args)


def page_of(screen, request, case: Case, bound: MoveForm | None) -> dict:
    """All that the page of a case shows beside its form."""
    terms = list(Term.objects.filter(docket=case.pk))
    clock = Clock(timezone.now(), workdays())
    panel = panel_of(case, terms, clock)
    return {
        "pill": pill_of(case),
        "party": screen.party(case),
        "steps": steps_of(case, list(Act.objects.filter(docket=case.pk))),
        "due": next((due.day for due in panel.dues if due.day and due.term.due_on and not due.term.met_on), None),
        "moves": moves_of(case, request.user, address_of(screen, "move", case.pk, "NAME"), bound),
        "panel": panel,
        "entries": entries_of(case),
    }
