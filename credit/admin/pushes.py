"""Where a record stands with the platform: what failed goes again, what no longer stands is withdrawn."""

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bureau.casework.calendar import workdays
from bureau.desk.days import DayField, DayInput
from bureau.desk.recorded import RecordedAdmin, hand_of
from bureau.people.roles import BUSINESS, CASEWORKERS, EXPORTERS
from credit.admin.lines import CodeFilter, CountedView, LinesView, PeriodFilter
from credit.models import LicencePush, PenaltyPush
from credit.procedure import again, withdraw
from credit.procedure.pushers import leads_credit
from credit.rules.publishing import withdraw_by


class WithdrawForm(forms.Form):
    since = DayField(label=_("decision changed or revoked on"), widget=DayInput)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


@admin.register(LicencePush, PenaltyPush)
class PushAdmin(RecordedAdmin):
    """A line comes with its record: nobody enters one."""

    readers, writers, exporters = BUSINESS, CASEWORKERS, CASEWORKERS & EXPORTERS
    list_display = ["record", "state", "reported_on", "accepted_on", "refusal_code", "refusal", "reason"]
    list_display_links = ["record"]
    list_filter = [LinesView, "state", ("refusal_code", CodeFilter), "record__organ", ("reported_on", PeriodFilter)]
    list_filter += ["accepted_on", CountedView]
    list_select_related = ["record__organ"]
    search_fields = ["record__paper_no", "record__party_name", "record__uscc"]
    search_help_text = _("Number of the decision, counterpart or credit code")
    fields = ["record", "state", "reported_on", "accepted_on", "refusal_code", "refusal", "reason", "withdraw_since"]
    readonly_fields = ["record"]
    actions = ["goes_again"]

    def has_add_permission(self, request):
        return False

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("record__bureau")

    def lookup_allowed(self, lookup, value, request):
        return lookup == LinesView.parameter_name or super().lookup_allowed(lookup, value, request)

    def get_urls(self):
        name = f"credit_{self.opts.model_name}_withdraw"
        view = self.admin_site.admin_view(self.withdraw_view)
        return [path("<path:object_id>/withdraw/", view, name=name), *super().get_urls()]

    def render_change_form(self, request, context, *args, **kwargs):
        push = kwargs.get("obj")
        if push and not push.is_taken_back and self.has_change_permission(request, push):
            context["withdraw_url"] = reverse(f"admin:credit_{self.opts.model_name}_withdraw", args=[push.pk])
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.action(description=_("Put right: goes with the next batch"), permissions=["change"])
    def goes_again(self, request, queryset):
        count = again(hand_of(request), queryset)
        told = ngettext("%(count)s record goes again.", "%(count)s records go again.", count)
        self.message_user(request, told % {"count": count})

    def withdraw_view(self, request, object_id):
        return withdraw_view(self, request, self.get_object(request, unquote(object_id)))


def withdraw_view(screen, request, push):
    """Asks for the day and the reason; what the platform has goes with the next batch of withdrawals."""
    if push is None or push.is_taken_back:
        raise Http404
    if not (screen.has_change_permission(request, push) and may_push(request, push.record.bureau)):
        raise PermissionDenied
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    page = reverse(f"admin:credit_{screen.opts.model_name}_change", args=[push.pk])
    if form.is_valid():
        try:
            withdraw(hand_of(request), push, form.cleaned_data["since"], form.cleaned_data["reason"])
        except ValidationError as refused:
            form.add_error(None, " ".join(refused.messages))
        else:
            return HttpResponseRedirect(page)
    context = screen.admin_site.each_context(request) | {
        "title": _("Withdraw from the platform"),
        "opts": screen.opts,
        "original": push,
        "form": form,
        "back": page,
        "is_penalty": isinstance(push, PenaltyPush),
        "due_on": withdraw_by(timezone.localdate(), workdays()).due_on,
    }
    return TemplateResponse(request, "admin/credit/push/withdraw.html", context)


def may_push(request, bureau):
    """Whoever sets the system up may do everything."""
    return request.user.is_superuser or leads_credit(request.user, bureau, timezone.localdate())
