"""What went out, what was owed, who urged, and the runs of the night: looked at, and typed by nobody."""

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_POST

from bureau.audit.spoken import spoken
from bureau.casework.docket import kinds
from bureau.casework.terms import Term
from bureau.desk.band import LOOK_AFTER
from bureau.desk.maillines import lines_of
from bureau.desk.scoped import ReadOnlyAdmin, scope_for
from bureau.desk.sheets_export import ExportAdmin
from bureau.notices.lines import Line
from bureau.notices.outbox import Debt, Notice, settle, try_again
from bureau.notices.runs import SweepRun
from bureau.notices.standing import nobody_to_remind, unsettled
from bureau.notices.troubles import stuck
from bureau.notices.urging import Urging
from bureau.people.roles import BUSINESS, EVERYBODY, EXPORTERS


class LetterFilter(admin.SimpleListFilter):
    """Where the band of every page and the figures of the start page lead."""

    title = _("trouble")
    parameter_name = "letters"

    def lookups(self, request, model_admin):
        return [("dead", _("could not be sent, not settled")), ("stuck", _("has not moved for an hour"))]

    def queryset(self, request, queryset):
        if self.value() == "dead":
            return queryset.filter(pk__in=unsettled().order_by().values("pk"))
        return stuck(queryset, timezone.now()) if self.value() == "stuck" else queryset


class LettersWithinReach(ReadOnlyAdmin, ExportAdmin):
    """One sees what was sent to oneself; whoever looks after the mails sees those to their bureau."""

    readers, exporters = EVERYBODY, LOOK_AFTER

    def get_queryset(self, request):
        rows, scope = super().get_queryset(request), scope_for(request)
        if scope.everything:
            return rows
        looked_after = scope.rows(Notice.objects.order_by(), LOOK_AFTER)
        return rows.filter(Q(recipient=request.user) | Q(pk__in=looked_after.values("pk")))

    def has_view_permission(self, request, obj=None):
        own = obj is None or obj.recipient_id == request.user.pk or _looks_after(request, obj)
        return own and super().has_view_permission(request, obj)


@admin.register(Notice)
class NoticeAdmin(LettersWithinReach):
    """A dead letter is tried again, or settled once somebody has told the person otherwise."""

    list_display = ["recipient", "day", "kind", "state", "finished_at", "attempts", "lines"]
    list_filter = [LetterFilter, "state", "kind", "day"]
    list_select_related = ["recipient"]
    search_fields = ["recipient__name", "recipient__username"]
    ordering = ["-pk"]
    fields = [
        *("recipient", "day", "kind", "part", "urging", "state", "made_at", "finished_at", "sent_to", "lines"),
        *("attempts", "next_at", "error", "settled_at", "settled_by", "message_id"),
    ]

    def get_urls(self):
        own = [
            path(f"<path:object_id>/{address}/", self.admin_site.admin_view(view), name=f"bureau_notice_{name}")
            for address, name, view in (
                ("try-again", "try_again", self.try_again_view),
                ("settle", "settle", self.settle_view),
            )
        ]
        return [*own, *super().get_urls()]

    @method_decorator(require_POST)
    def try_again_view(self, request, object_id):
        return self._done(request, object_id, lambda notice: try_again(notice, timezone.now()), _("Tried again."))

    @method_decorator(require_POST)
    def settle_view(self, request, object_id):
        by = request.user
        return self._done(request, object_id, lambda notice: settle(notice, by, timezone.now()), _("Settled."))

    def _done(self, request, object_id, act, told):
        notice = self.get_object(request, object_id)
        if notice is None:
            raise Http404
        if not _looks_after(request, notice):
            raise PermissionDenied
        if act(notice):
            self.log_change(request, notice, str(told))
            self.message_user(request, told, messages.SUCCESS)
        else:
            self.message_user(request, _("It is no dead letter any more."), messages.WARNING)
        return HttpResponseRedirect(reverse("admin:bureau_notice_change", args=[notice.pk]))

    def render_change_form(self, request, context, *args, **kwargs):
        notice = kwargs.get("obj")
        if notice is not None:
            context["may_deal"] = notice.is_dead and _looks_after(request, notice)
            context["pays_for"], context["beyond"] = _lines_of(request, notice)
        return super().render_change_form(request, context, *args, **kwargs)


def _looks_after(request, notice):
    return scope_for(request).reaches(notice, LOOK_AFTER)


def _lines_of(request, notice) -> tuple[list[Line], int]:
    """What it pays for, as it stands now; and how many lines are of cases that this person has nothing to do with."""
    debts = list(notice.debts.all())
    of = Q(pk__in=[debt.term_id for debt in debts])
    terms = Term.objects.filter(of).select_related("docket")
    own = notice.recipient_id == request.user.pk
    shown = list(terms if own else scope_for(request).rows(terms, BUSINESS))
    return lines_of(shown, debts, timezone.now()), len({debt.term_id for debt in debts}) - len(shown)


class ToldFilter(admin.SimpleListFilter):
    """Each open duty of which nobody, or not the one it concerns, could be told."""

    title = _("told as")
    parameter_name = "told"

    def lookups(self, request, model_admin):
        return [("nobody", _("nobody to remind"))]

    def queryset(self, request, queryset):
        if self.value() != "nobody":
            return queryset
        return queryset.filter(pk__in=nobody_to_remind().order_by().values("pk"))


@admin.register(Debt)
class DebtAdmin(ReadOnlyAdmin, ExportAdmin):
    readers, exporters = BUSINESS, BUSINESS & EXPORTERS
    list_display = ["number", "duty", "due_on", "recipient", "reach", "is_late", "notice", "struck_because"]
    list_filter = [ToldFilter, "is_late", "struck_because"]
    list_select_related = ["term__docket", "recipient", "notice"]
    search_fields = ["term__docket__number"]
    ordering = ["-pk"]
    fields = [
        *("number", "duty", "due_on", "recipient", "reach", "rung", "ordinal", "proper_on"),
        *("owed_on", "is_late", "notice", "struck_because"),
    ]
    show_full_result_count = False

    @admin.display(description=pgettext_lazy("docket", "number"))
    def number(self, debt):
        return debt.term.docket.number

    @admin.display(description=_("duty"))
    def duty(self, debt):
        kind = kinds().get(debt.term.docket.kind)
        words = kind.workflow.words if kind else {}
        return spoken(words[debt.term.duty]) if debt.term.duty in words else debt.term.duty


@admin.register(Urging)
class UrgingAdmin(ReadOnlyAdmin, ExportAdmin):
    readers, exporters = BUSINESS, BUSINESS & EXPORTERS
    list_display = ["docket", "kind", "by_name", "role", "to", "at", "words"]
    list_filter = ["kind"]
    list_select_related = ["docket", "to"]
    search_fields = ["docket__number", "by_name"]
    fields = ["docket", "kind", "by_name", "role", "acting_for", "to", "at", "words"]


@admin.register(SweepRun)
class SweepRunAdmin(ReadOnlyAdmin, ExportAdmin):
    """The last runs: a day without one is seen."""

    readers, exporters = EVERYBODY, LOOK_AFTER
    list_display = ["day", "is_workday", "started_at", "finished_at", "terms", "owed", "late", "nobody", "notices"]
    fields = ["day", "is_workday", "started_at", "finished_at", "terms", "owed", "late", "nobody", "notices", "by"]
