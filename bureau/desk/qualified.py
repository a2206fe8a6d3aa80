"""Certificates and legal qualifications on the screen, and who of the staff is counted on a day."""

from datetime import date

from django.contrib import admin
from django.contrib.admin.options import IncorrectLookupParameters
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.desk.recorded import RecordedAdmin
from bureau.office.expiring import EXPIRES_SOON, TOLD_FOR, expiring
from bureau.people.certificates import Certificate, certified
from bureau.people.qualifications import LegalQualification
from bureau.people.roles import EVERYBODY, Role
from bureau.people.staff import Staff

SYSTEM = frozenset({Role.SYSTEM_ADMINISTRATOR})
AUDIT = frozenset({Role.SUPERVISOR, Role.AUDIT_ADMINISTRATOR})

# Where the numbers of the page lead


class DayFilter(admin.SimpleListFilter):
    """Of the staff those who are counted on the day that an address names; not offered where none is."""

    def lookups(self, request, model_admin):
        asked = self.value()
        return [(asked, asked)] if asked else []

    def queryset(self, request, queryset):
        asked = self.value()
        if not asked:
            return queryset
        try:
            day = parse_date(asked)
        except ValueError:
            day = None
        if day is None:
            raise IncorrectLookupParameters
        return self.counted(queryset, day)

    def counted(self, rows, day: date):
        return rows.filter(Staff.established(day))


class EstablishedFilter(DayFilter):
    title, parameter_name = gettext_lazy("on the establishment on"), "established"


class CertifiedFilter(DayFilter):
    title, parameter_name = gettext_lazy("certified on"), "certified"

    def counted(self, rows, day):
        return super().counted(rows, day).filter(certified(day))


class UndatedFilter(admin.SimpleListFilter):
    title, parameter_name = gettext_lazy("days of the post"), "post"

    def lookups(self, request, model_admin):
        return [("undated", _("not entered"))]

    def queryset(self, request, queryset):
        return queryset.filter(Staff.undated()) if self.value() == "undated" else queryset


FILTERS = [EstablishedFilter, CertifiedFilter, UndatedFilter]


class StandingFilter(admin.SimpleListFilter):
    """Where the mail leads that tells of certificates to renew."""

    title, parameter_name = gettext_lazy("validity"), "standing"

    def lookups(self, request, model_admin):
        return [("valid", _("valid today")), ("ending", _("to renew"))]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "valid":
            return queryset.filter(Certificate.valid(today))
        if self.value() == "ending":
            return queryset.filter(pk__in=expiring(today - TOLD_FOR, today + EXPIRES_SOON).values("pk"))
        return queryset


@admin.register(Certificate)
class CertificateAdmin(RecordedAdmin):
    readers, writers, exporters = EVERYBODY, SYSTEM, SYSTEM | AUDIT
    list_display = ["number", "staff", "field", "area", "issued_on", "valid_until_on", "state"]
    list_filter = [StandingFilter, "state"]
    list_select_related = ["staff"]
    search_fields = ["number", "staff__name"]
    fields = ["staff", "number", "field", "area", "issued_on", "valid_until_on", "state", "stopped_on", "resumed_on"]


@admin.register(LegalQualification)
class LegalQualificationAdmin(RecordedAdmin):
    readers, writers, exporters = EVERYBODY, SYSTEM, SYSTEM | AUDIT
    list_display = ["staff", "kind", "paper", "since_on", "is_void"]
    list_filter = ["kind", "is_void", "since_on", "staff__section__bureau"]
    list_select_related = ["staff"]
    search_fields = ["paper", "staff__name"]
    fields = ["staff", "kind", "paper", "since_on", "is_void"]
