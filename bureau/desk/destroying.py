"""Destruction lists on the screen: what is due, the three steps with their papers, and what was destroyed."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext_lazy as _

from bureau.audit.access import Event, log
from bureau.casework.destroying import (
    APPRAISERS,
    BY,
    DRAWERS,
    EXECUTORS,
    Paper,
    What,
    appraise,
    draw_up,
    due,
    execute,
    reject,
    term_ended_on,
)
from bureau.casework.destruction import DestructionList, DestructionStep, Listed
from bureau.casework.docket import Docket
from bureau.casework.files import Stored, open_stored
from bureau.casework.keeping import rules_of
from bureau.desk.caserows import dockets_within
from bureau.desk.handing import tell_refusal
from bureau.desk.recorded import REASON, hand_of
from bureau.desk.scoped import ReadOnlyAdmin, scope_for
from bureau.people.bureaus import Bureau
from bureau.people.roles import Role

NEXT: dict[str, tuple[What, ...]] = {What.DRAWN_UP: (What.APPRAISED, What.REJECTED), What.APPRAISED: (What.EXECUTED,)}
READERS = DRAWERS | APPRAISERS | EXECUTORS | {Role.SUPERVISOR, Role.AUDIT_ADMINISTRATOR}


class PaperForm(forms.Form):
    """The signed paper of a step."""

    paper = forms.CharField(label=_("document number"), max_length=100)
    file = forms.FileField(label=_("scan of the signed paper"))


class ReasonForm(forms.Form):
    reason_for_change = forms.CharField(label=_("Reason"), max_length=500)


@admin.register(DestructionList)
class DestructionAdmin(ReadOnlyAdmin):
    """Drawn up where others are entered, and then carried on from its own page."""

    readers = READERS
    list_display = ["__str__", "bureau", "at", "step_words"]
    list_select_related = ["bureau"]
    fields = ["bureau", "year", "number", "at"]
    actions = None

    def get_urls(self):
        pages = {
            "step/<str:what>/": ("step", partial(step_view, self)),
            "paper/<int:ordinal>/": ("file", partial(file_view, self)),
        }
        own = [
            path(f"<path:object_id>/{address}", self.admin_site.admin_view(view), name=f"bureau_destructionlist_{name}")
            for address, (name, view) in pages.items()
        ]
        return [*own, *super().get_urls()]

    def has_add_permission(self, request):
        return scope_for(request).holds(DRAWERS)

    @admin.display(description=_("step"))
    def step_words(self, listed):
        return listed.last_step.get_what_display()

    def add_view(self, request, form_url="", extra_context=None):
        return draw_up_view(self, request)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        return _page(self, request, found_or_404(self, request, object_id), {})


def draw_up_view(screen, request):
    """What is due, all of it ticked; what is left ticked is put on a list."""
    if not screen.has_add_permission(request):
        raise PermissionDenied
    day, scope = timezone.localdate(), scope_for(request)
    rows = scope.rows(dockets_within(screen.admin_site, request), DRAWERS)
    ready = {bureau: due(bureau.pk, rows, day) for bureau in scope.rows(Bureau.objects.order_by("pk"), DRAWERS)}
    if request.method == "POST" and (made := _drawn_up(screen, request, ready)):
        return HttpResponseRedirect(_address("change", made.pk))
    context = screen.admin_site.each_context(request) | {
        "title": _("Draw up a destruction list"),
        "opts": screen.opts,
        "bureaus": [(bureau, list(_with_terms(bureau, dockets))) for bureau, dockets in ready.items()],
    }
    return TemplateResponse(request, "admin/bureau/destruction/draw_up.html", context)


def _drawn_up(screen, request, ready):
    chosen = set(request.POST.getlist("docket"))
    for bureau, dockets in ready.items():
        if str(bureau.pk) == request.POST.get("bureau"):
            try:
                return draw_up(bureau, [one for one in dockets if str(one.pk) in chosen], hand_of(request))
            except ValidationError as refused:
                screen.message_user(request, " ".join(refused.messages), messages.ERROR)
    return None


def step_view(screen, request, object_id, what):
    """One step on; what was refused is shown on the page."""
    listed = found_or_404(screen, request, object_id)
    if request.method != "POST" or what not in NEXT.get(listed.last_step.what, ()):
        raise PermissionDenied
    form = _form(What(what), request.POST, request.FILES)
    if form.is_valid():
        try:
            _done(listed, What(what), form, hand_of(request))
        except ValidationError as refused:
            tell_refusal(form, refused, at="file" if "file" in form.fields else REASON)
        else:
            return HttpResponseRedirect(_address("change", listed.pk))
    return _page(screen, request, listed, {what: form})


def file_view(screen, request, object_id, ordinal):
    """The signed paper of a step."""
    step = DestructionStep.objects.filter(list=found_or_404(screen, request, object_id), ordinal=ordinal).first()
    if step is None or not step.sha256:
        raise Http404
    answer = FileResponse(open_stored(Stored(step.sha256, step.size)), content_type=step.media_type)
    log(hand_of(request), Event.FILE, record=step.list._meta.label_lower, row=step.list_id)
    answer["Content-Disposition"] = content_disposition_header(True, step.file_name) or "attachment"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def found_or_404(screen, request, object_id):
    listed = screen.get_object(request, unquote(object_id))
    if listed is None:
        raise Http404
    return listed


def _page(screen, request, listed, bound):
    steps = list(DestructionStep.objects.filter(list=listed))
    mine = any(step.by_id == request.user.pk for step in steps)
    scope, whats = scope_for(request), NEXT.get(steps[-1].what, ())
    offers = [what for what in whats if not mine and scope.reaches(listed, BY[what])]
    rows = Listed.objects.filter(list=listed).select_related("docket__section", "docket__destroyed")
    context = screen.admin_site.each_context(request) | {
        "title": _("destruction list %(list)s") % {"list": listed},
        "opts": screen.opts,
        "original": listed,
        "rows": rows.order_by("docket__kind", "closed_on", "pk"),
        "steps": steps,
        "forms": [(what.value, what.label, bound.get(what) or _form(what)) for what in offers],
    }
    return TemplateResponse(request, "admin/bureau/destruction/list.html", context)


def _form(what, data=None, files=None):
    made = ReasonForm if what == What.REJECTED else PaperForm
    return made(data, files, auto_id=f"id_{what}_%s", label_suffix="")


def _done(listed, what, form, hand):
    if what == What.REJECTED:
        return reject(listed, hand)
    given = form.cleaned_data
    paper = Paper(given["paper"], given["file"].name, given["file"])
    return {What.APPRAISED: appraise, What.EXECUTED: execute}[what](listed, hand, paper)


def _with_terms(bureau: Bureau, dockets: list[Docket]):
    rules = rules_of(bureau.pk)
    return ((docket, term_ended_on(docket, rules)) for docket in dockets)


def _address(page, *args):
    return reverse(f"admin:bureau_destructionlist_{page}", args=args)
