"""The ladder of reminders on the screen: a bureau's own rungs, each with its days; the shared ones are only read."""

from datetime import timedelta

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from bureau.audit.spoken import spoken
from bureau.casework.docket import kinds
from bureau.desk.days import DayField
from bureau.desk.recorded import REASON, RecordedAdmin, RecordedForm, hand_of
from bureau.desk.scoped import scope_for
from bureau.law.ladder import Moment
from bureau.notices.records import RECORD_KINDS
from bureau.notices.rungs import ADDRESSEES, Rung, demand_future, replace
from bureau.people.roles import BUSINESS, Role

SYSTEM = frozenset({Role.SYSTEM_ADMINISTRATOR})


class RungForm(RecordedForm):
    """What is in force, or was, does not change: the form says so where the row would refuse."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        known = {"case_kind": _kinds(), "duty": _duties()}
        for name, choices in known.items():
            if name in self.fields:
                label, told = self.fields[name].label, self.fields[name].help_text
                self.fields[name] = forms.ChoiceField(
                    choices=[("", "—"), *choices], label=label, help_text=told, required=False
                )
        if "bureau" in self.fields:
            self.fields["bureau"].required = True

    def _post_clean(self):
        super()._post_clean()
        if self.errors:
            return
        rung = self.instance
        kind = kinds().get(rung.case_kind)
        if rung.duty and kind and rung.duty not in {duty.name for duty in kind.workflow.duties}:
            self.add_error("duty", _("This kind of case has no such duty."))
            return
        try:
            demand_future(Rung.objects.filter(pk=rung.pk).first(), rung, timezone.localdate())
        except ValidationError as refusal:
            self.add_error(None, refusal)


def _kinds():
    """Kinds of case, and kinds of record of which a mail speaks too."""
    cases = [(name, str(kind._meta.verbose_name)) for name, kind in kinds().items()]
    return cases + [(name, str(words)) for name, words in RECORD_KINDS.items()]


def _duties():
    return [
        (
            str(kind._meta.verbose_name),
            [(duty.name, spoken(kind.workflow.words[duty.name])) for duty in kind.workflow.duties],
        )
        for kind in kinds().values()
        if kind.workflow.duties
    ]


class FollowForm(forms.Form):
    """What the rung that follows has otherwise, and from which day on."""

    since_on = DayField(label=_("from"), initial=lambda: timezone.localdate() + timedelta(days=1))
    moment = forms.ChoiceField(label=_("when"), choices=Rung.When)
    days = forms.IntegerField(label=_("working days"), min_value=0, max_value=250)
    addressee = forms.ChoiceField(label=_("to whom"), choices=ADDRESSEES)
    reason_for_change = forms.CharField(label=_("Reason"), required=False, max_length=500)


WHEN = {
    Moment.BEFORE: _("%(n)d working days before"),
    Moment.ON: _("on the due day"),
    Moment.AFTER: _("each working day from the %(n)d. after it"),
}


@admin.register(Rung)
class RungAdmin(RecordedAdmin):
    readers, writers, exporters = BUSINESS | SYSTEM, SYSTEM, SYSTEM
    form = RungForm
    list_display = ["bureau", "case_kind", "duty", "binding", "when", "addressee", "since_on", "until_on"]
    list_filter = ["moment", "addressee"]
    list_select_related = ["bureau"]
    fields = ["bureau", "case_kind", "duty", "binding", "moment", "days", "addressee", "since_on", "until_on"]
    change_form_template = "admin/bureau/rung/change_form.html"

    def get_queryset(self, request):
        """The shared rungs are everybody's to read."""
        rows, scope = super(RecordedAdmin, self).get_queryset(request), scope_for(request)
        if not scope.holds(self.readers):
            return rows
        shared = Rung.objects.order_by().filter(bureau__isnull=True)
        return Rung.objects.filter(Q(pk__in=rows.order_by().values("pk")) | Q(pk__in=shared.values("pk")))

    @admin.display(description=_("when"), ordering="moment")
    def when(self, rung):
        return WHEN[rung.moment] % {"n": rung.days}

    def has_view_permission(self, request, obj=None):
        shared = obj is not None and obj.bureau_id is None
        return super().has_view_permission(request, None if shared else obj)

    def may_write(self, request, record):
        """Nobody writes the shared ones here, nor what has ended."""
        ended = record.pk and record.until_on and record.since_on <= record.until_on < timezone.localdate()
        return record.bureau_id is not None and not ended and super().may_write(request, record)

    def get_readonly_fields(self, request, obj=None):
        """Of a rung in force only the last day is typed; another follows it."""
        in_force = obj is not None and obj.since_on <= timezone.localdate()
        return [name for name in self.fields if name != "until_on"] if in_force else []

    def get_urls(self):
        view = self.admin_site.admin_view(self.follow_view)
        return [path("<path:object_id>/follow/", view, name="bureau_rung_follow"), *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        obj = kwargs.get("obj")
        context["may_follow"] = obj is not None and self.has_change_permission(request, obj)
        return super().render_change_form(request, context, *args, **kwargs)

    def follow_view(self, request, object_id):
        return follow_view(self, request, object_id)


def follow_view(screen, request, object_id):
    """The rung holds through the day before, and another follows it: one change, both with their days."""
    rung = screen.get_object(request, object_id)
    if rung is None:
        raise Http404
    if not screen.has_change_permission(request, rung):
        raise PermissionDenied
    facts = {"moment": rung.moment, "days": rung.days, "addressee": rung.addressee}
    form = FollowForm(request.POST or None, initial=facts, label_suffix="")
    if request.method == "POST" and form.is_valid():
        given = {name: value for name, value in form.cleaned_data.items() if name != REASON}
        try:
            follower = replace(rung, hand_of(request), given.pop("since_on"), **given)
        except ValidationError as refusal:
            form.add_error(None, " ".join(refusal.messages))
        else:
            screen.message_user(request, _("The rung that follows stands from its day on."), messages.SUCCESS)
            return HttpResponseRedirect(reverse("admin:bureau_rung_change", args=[follower.pk]))
    context = screen.admin_site.each_context(request) | {
        "title": _("Let another rung follow"),
        "opts": screen.opts,
        "original": screen.get_object(request, object_id),
        "form": form,
    }
    return TemplateResponse(request, "admin/bureau/rung/follow.html", context)
