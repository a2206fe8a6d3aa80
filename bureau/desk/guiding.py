"""Guidance on the screen: the legal reviewer drafts and publishes it; whoever makes the move reads it beside it."""

from functools import partial

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _

from bureau.audit.spoken import spoken
from bureau.casework.docket import kinds
from bureau.casework.guidance import TEXTS, Guidance, new_version, publish
from bureau.desk.recorded import RecordedAdmin, RecordedForm, hand_of
from bureau.desk.scoped import scope_for
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS, Role

STEPS = {"new_version": new_version, "publish": publish}


class GuidanceForm(RecordedForm):
    """The kind of case and its move are chosen, not typed."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, choices in (("case_kind", _kinds()), ("move", _moves())):
            if name in self.fields:
                label = self.fields[name].label
                self.fields[name] = forms.ChoiceField(choices=[("", "—"), *choices], label=label)


def _kinds():
    return [(name, str(kind._meta.verbose_name)) for name, kind in kinds().items()]


def _moves():
    """By kind; a move that stands in the table for several states is offered once."""
    return [
        (
            str(kind._meta.verbose_name),
            [(name, spoken(kind.workflow.words[name])) for name in dict.fromkeys(m.name for m in kind.workflow.moves)],
        )
        for kind in kinds().values()
    ]


@admin.register(Guidance)
class GuidanceAdmin(RecordedAdmin):
    readers, writers = BUSINESS, frozenset({Role.LEGAL_REVIEWER})
    exporters = (CASEWORKERS | {Role.LEADER}) & EXPORTERS
    form = GuidanceForm
    change_form_template = "admin/bureau/guidance/change_form.html"
    list_display = ["move_words", "kind_words", "number", "state", "published_on", "superseded_on", "is_sample"]
    list_filter = ["published_on", "bureau"]
    list_select_related = ["bureau"]
    search_fields = TEXTS
    fields = ["bureau", "case_kind", "move", *TEXTS]

    def has_change_permission(self, request, obj=None):
        """What is or was published is read: another version is made of it."""
        return super().has_change_permission(request, obj) and (obj is None or obj.published_on is None)

    def get_fields(self, request, obj=None):
        """A version speaks of the move for which it was begun; what is only read is read in words."""
        fixed = obj is not None and (obj.number > 1 or not self.has_change_permission(request, obj))
        return ["bureau", "kind_words", "move_words", *TEXTS] if fixed else self.fields

    def get_readonly_fields(self, request, obj=None):
        return ["bureau", "kind_words", "move_words"] if "move_words" in self.get_fields(request, obj) else []

    def get_changeform_initial_data(self, request):
        return {"bureau": request.user.bureau_id, **super().get_changeform_initial_data(request)}

    def get_urls(self):
        view = self.admin_site.admin_view(partial(step_view, self))
        address = path("<path:object_id>/step/<str:step>/", view, name="bureau_guidance_step")
        return [address, *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        said = kwargs.get("obj")
        if said is not None:
            may = self._may(request, said, self.writers)
            context["versions"] = said.versions()
            context["step"] = ("publish" if said.published_on is None else "new_version") if may else ""
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=_("state"))
    def state(self, said):
        return said.state.label

    @admin.display(description=_("kind of case"), ordering="case_kind")
    def kind_words(self, said):
        return said.kind_words

    @admin.display(description=_("move"), ordering="move")
    def move_words(self, said):
        return said.move_words


def step_view(screen, request, object_id, step):
    """Publishes a draft, or makes a draft of what was published."""
    said = screen.get_object(request, object_id)
    if said is None or step not in STEPS:
        raise Http404
    if request.method != "POST" or not scope_for(request).reaches(said, screen.writers):
        raise PermissionDenied
    try:
        said = STEPS[step](said, hand_of(request))
    except ValidationError as refused:
        screen.message_user(request, " ".join(refused.messages), messages.ERROR)
    return HttpResponseRedirect(reverse("admin:bureau_guidance_change", args=[said.pk]))
