"""The screen of a case, of whatever kind: its steps, what can be done now, its clocks, its facts, its course.

A kind of case needs little more than its readers and writers:

    @admin.register(Filing)
    class FilingAdmin(CaseAdmin):
        readers, writers = BUSINESS, CASEWORKERS
        fields = ["scale", "amount"]
"""

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.spoken import spoken
from bureau.casework.calendar import workdays
from bureau.casework.docket import Case, hold
from bureau.casework.events import Act
from bureau.casework.foresight import standing_moves
from bureau.casework.guidance import guidance_for
from bureau.casework.terms import Term, reckon_terms
from bureau.desk.archiving import archive_view, archiving_of
from bureau.desk.caselist import ListsCases
from bureau.desk.entry import EntryAdmin
from bureau.desk.handing import hand_over_view, may_hand_over, may_take_up, take_up_view
from bureau.desk.marking import mark_view, marking_of
from bureau.desk.moves import MoveForm, make_move, moves_of
from bureau.desk.papers import attach_view, papers_of
from bureau.desk.pieces.clocks import panel_of
from bureau.desk.pieces.lights import Clock
from bureau.desk.pieces.pills import pill_of
from bureau.desk.pieces.stepbars import steps_of
from bureau.desk.pieces.timelines import entries_of
from bureau.desk.recorded import RecordedAdmin, hand_of, looking
from bureau.desk.registering import form_for, register, registrable
from bureau.desk.revealing import concerned_by
from bureau.desk.scoped import within_reach
from bureau.desk.signing import signed_of, take_back_view
from bureau.desk.stories import story_address, story_view
from bureau.desk.urging import urge_view, ways_to_urge
from bureau.law.workflow import NotAllowed
from bureau.office.help import HelpGiven


class MovesCases(RecordedAdmin):
    """A move is sent to an address of its own; what was refused is shown on the page, with what was typed."""

    def asks(self, request, case, move) -> dict:
        """Form fields for facts that a move asks for, where their type alone does not say how to ask."""
        return {}

    def move_view(self, request, object_id, name):
        """Makes a move, or shows the page again with what was typed and why it was refused."""
        return self._sent(request, object_id, name, _move_form, make_move)

    def register_view(self, request, object_id, name):
        """Registers a move from its paper, or confirms what somebody else has registered."""
        return self._sent(request, object_id, name, _register_form, register)

    def _sent(self, request, object_id, name, form_of, through):
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
        form = form_of(request, case, move, self.asks(request, case, move))
        if form.is_valid() and "preview" not in request.POST and (done := through(form, hand_of(request))):
            self.message_user(request, _done(case, move, done), messages.SUCCESS)
            return HttpResponseRedirect(page)
        return self.change_view(looking(request), object_id, page, {"bound": form})


class CaseAdmin(ListsCases, EntryAdmin, MovesCases):
    """The list of `ListsCases`, the entry of `EntryAdmin`, and the page of one case. A kind may add `party`, `asks`."""

    change_form_template = "admin/bureau/case/change_form.html"

    def party(self, case) -> str:
        """Whose matter it is, as it may be shown to everybody who sees the case; empty where it says nothing."""
        return ""

    def get_urls(self):
        pages: dict[str, tuple[str, Any]] = {
            "move/<str:name>/": ("move", self.move_view),
            "register/<str:name>/": ("register", self.register_view),
            "take-back/<str:name>/": ("take_back", partial(take_back_view, self)),
            "attach/": ("attach", partial(attach_view, self)),
            "hand-over/": ("hand_over", partial(hand_over_view, self)),
            "take-up/": ("take_up", partial(take_up_view, self)),
            "archive/": ("archive", partial(archive_view, self)),
            "mark/": ("mark", partial(mark_view, self)),
            "story/": ("story", partial(story_view, self)),
            "urge/<str:kind>/": ("urge", partial(urge_view, self)),
        }
        base = f"{self.opts.app_label}_{self.opts.model_name}"
        own = [
            path(f"<path:object_id>/{address}", self.admin_site.admin_view(view), name=f"{base}_{name}")
            for address, (name, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def has_change_permission(self, request, obj=None):
        """What is in the archive is read."""
        is_open = obj is None or obj.docket.archived_on is None
        return is_open and super().has_change_permission(request, obj)

    def render_change_form(self, request, context, *args, **kwargs):
        case = kwargs.get("obj")
        if case is not None:
            context["case"] = page_of(self, request, case, context.get("bound"))
            context["urging"] = ways_to_urge(self, request, case, context.get("refused_urging"))
        return super().render_change_form(request, context, *args, **kwargs)

    def save_model(self, request, obj, form, change):
        """A fact may be what a limit is read from: the terms follow it in the same change.

        The docket counts the change too: whoever is about to make a move has not seen it.
        """
        if change:
            obj.docket = hold(obj.pk)
            obj.docket.version += 1
            obj.docket.hand = hand_of(request)
            obj.docket.save(held=True)
        super().save_model(request, obj, form, change)
        reckon_terms(obj, hand_of(request))


def _move_form(request, case, move, asked):
    return MoveForm(case, move, request.POST, asked)


def _register_form(request, case, move, asked):
    return form_for(case, move, request.POST, request.FILES, asked)


def _done(case, move, done):
    """What was done; or, where it takes more hands, that it waits for them."""
    words = {"move": spoken(case.workflow.words[move.name]), "case": case.docket.title}
    if done.docket.version == case.docket.version:
        return _("%(move)s: %(case)s. Signed; it waits for another person.") % words
    return _("%(move)s: %(case)s") % words


def address_of(screen, page: str, *args) -> str:
    return reverse(f"admin:{screen.opts.app_label}_{screen.opts.model_name}_{page}", args=args)


def page_of(screen, request, case: Case, bound: MoveForm | None) -> dict:
    """All that the page of a case shows beside its form."""
    terms = list(Term.objects.filter(docket=case.pk))
    clock = Clock(timezone.now(), workdays())
    panel = panel_of(case, terms, clock)
    offers = standing_moves(case, request.user, timezone.localdate())
    may_change = screen.has_change_permission(request, case)
    asks, said = partial(screen.asks, request, case), guidance_for(case)
    return {
        "pill": pill_of(case),
        "party": screen.party(case),
        "steps": steps_of(case, list(Act.objects.filter(docket=case.pk))),
        "due": next((due.day for due in panel.dues if due.day and due.term.due_on and not due.term.met_on), None),
        "moves": moves_of(
            case, offers, address_of(screen, "move", case.pk, "NAME"), _of(bound, registers=False), asks, guidance=said
        ),
        "registers": registrable(
            case,
            offers,
            address_of(screen, "register", case.pk, "NAME"),
            _of(bound, registers=True),
            asks,
            guidance=said,
        ),
        "signed": signed_of(case, request.user, address_of(screen, "take_back", case.pk, "NAME")),
        "papers": papers_of(case, address_of(screen, "attach", case.pk), may_add=may_change),
        "helped": list(within_reach(screen.admin_site, HelpGiven, request).filter(docket=case.pk)),
        "take_up": address_of(screen, "take_up", case.pk) if may_take_up(screen, request, case) else "",
        "hand_over": address_of(screen, "hand_over", case.pk) if may_hand_over(request, case) else "",
        "archive": archiving_of(screen, request, case),
        "marking": marking_of(screen, request, case),
        "concerned": list(concerned_by(screen.admin_site, request, case)),
        "story": story_address(screen, request, case),
        "panel": panel,
        "entries": entries_of(case),
    }


def _of(bound: MoveForm | None, *, registers: bool) -> MoveForm | None:
    """The form that was sent, where it is one of this kind."""
    return bound if bound is not None and hasattr(bound, "on_paper") is registers else None
