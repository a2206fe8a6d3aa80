"""The working calendar on the screen: one notice a page, its lines below it."""

from django.contrib import admin
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bureau.casework.calendar import HolidayNotice, HolidayPeriod
from bureau.desk.inlines import NamedFormSet, NamedTabularInline
from bureau.desk.recorded import RecordedAdmin
from bureau.people.roles import EVERYBODY, Role


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
    readers = EVERYBODY
    writers = frozenset({Role.SYSTEM_ADMINISTRATOR})
    list_display = ["number", "year", "issued_on", "leave_days", "working_weekends", "source"]
    list_filter = ["source"]
    search_fields = ["number", "year"]
    fields = ["number", "year", "issued_on", "source"]
    inlines = [PeriodInline]

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("periods")

    @admin.display(description=_("days of leave"))
    def leave_days(self, notice):
        return sum(len(list(period.as_law().days())) for period in notice.periods.all() if not period.works)

    @admin.display(description=_("working weekends"))
    def working_weekends(self, notice):
        return sum(len(list(period.as_law().days())) for period in notice.periods.all() if period.works)
