"""The working calendar on the screen: one notice a page, its lines below it."""

from datetime import date

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import transaction
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from bureau.audit.spoken import spoken
from bureau.casework.anew import Shift, reckon_anew
from bureau.casework.calendar import HolidayNotice, HolidayPeriod
from bureau.casework.docket import kinds
from bureau.desk.inlines import NamedFormSet, NamedTabularInline
from bureau.desk.recorded import RecordedAdmin, hand_of
from bureau.desk.scoped import scope_for
from bureau.people.roles import BUSINESS, EVERYBODY, EXPORTERS, Role

CONFIRMED = "shifts_confirmed"


class PeriodFormSet(NamedFormSet):
    def clean(self) -> None:
        """No day of a notice is named twice, and there is at least one line."""
        super().clean()
        lines = [form.instance for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        if any(self.errors):
            return
        if not lines:
            raise ValidationError(_("A notice without a line arranges nothing. Enter its leave and working weekends."))
        named: dict[object, HolidayPeriod] = {}
        for line in lines:
            for on in line.as_law().days():
                if on in named:
                    raise ValidationError(_("%(day)s stands in two lines of this notice."), params={"day": on})
                named[on] = line


class PeriodInline(NamedTabularInline):
    model = HolidayPeriod
    formset = PeriodFormSet
    fields = ["name", "first_on", "last_on", "works"]

    def get_extra(self, request, obj=None, **kwargs):
        """A new notice has about a dozen lines, typed one below the other."""
        return 0 if obj else 12


@admin.register(HolidayNotice)
class HolidayNoticeAdmin(RecordedAdmin):
    readers, exporters = EVERYBODY, EXPORTERS
    writers = frozenset({Role.SYSTEM_ADMINISTRATOR})
    list_display = ["number", "year", "issued_on", "leave_days", "working_weekends", "source"]
    list_filter = ["source"]
    search_fields = ["number", "year"]
    fields = ["number", "year", "issued_on", "source"]
    inlines = [PeriodInline]

    def response_add(self, request, obj, post_url_continue=None):
        return self._show_shifts_first(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._show_shifts_first(request, obj) or super().response_change(request, obj)

    def _show_shifts_first(self, request, notice):
        """Which open cases the notice moves, from which day to which: first shown, and moved once that is confirmed.

        Those of cases that one does not read are only counted.
        What is shown has been done and is rolled back: it cannot differ from what confirming does.
        """
        confirmed = CONFIRMED in request.POST
        hand = hand_of(request)
        hand = hand if hand.reason else hand.because(f"{notice._meta.verbose_name} {notice.number}")
        shifts = list(reckon_anew(hand, write=confirmed, since=date(notice.year - 1, 12, 1)))
        if not shifts:
            return None
        if confirmed:
            told = ngettext("%(count)d term was moved.", "%(count)d terms were moved.", len(shifts))
            self.message_user(request, told % {"count": len(shifts)})
            return None
        shown = [shift for shift in shifts if scope_for(request).reaches(shift.docket, BUSINESS)]
        transaction.set_rollback(True)
        context = self.admin_site.each_context(request) | {
            "title": _("Due days that move"),
            "subtitle": notice.number,
            "opts": self.opts,
            "shifts": [_told(shift) for shift in shown],
            "beyond": len(shifts) - len(shown),
            "sent": [pair for pair in request.POST.lists() if pair[0] != "csrfmiddlewaretoken"],
            "confirmed": CONFIRMED,
        }
        return TemplateResponse(request, "admin/bureau/shifts.html", context)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("periods")

    @admin.display(description=_("days of leave"))
    def leave_days(self, notice):
        return sum(len(list(period.as_law().days())) for period in notice.periods.all() if not period.works)

    @admin.display(description=_("working weekends"))
    def working_weekends(self, notice):
        return sum(len(list(period.as_law().days())) for period in notice.periods.all() if period.works)


def _told(shift: Shift) -> dict[str, object]:
    """A shift in words, read now: by the time the page is rendered, it is rolled back."""
    term = shift.moved.term
    return {
        "number": shift.docket.number,
        "title": shift.docket.title,
        "duty": spoken(kinds()[shift.docket.kind].workflow.words[term.duty]),
        "was": shift.moved.was,
        "now": shift.moved.now,
        "state": term.get_state_display(),
    }
