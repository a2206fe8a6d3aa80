"""How one wants one's own mail: reached from the head of every page. Nobody sees or changes another's."""

from typing import Any

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bureau.desk.recorded import RecordedAdmin, RecordedForm
from bureau.notices.preferences import MailPreference
from bureau.people.roles import EVERYBODY


class WishesForm(RecordedForm):
    """The admin fills in whose it is."""

    of: Any = None

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.staff_id is None:
            self.instance.staff = self.of

    def clean(self):
        cleaned = super().clean()
        first, until = cleaned.get("quiet_from"), cleaned.get("quiet_until")
        if (first is None) != (until is None) or (first is not None and first == until):
            self.add_error("quiet_until", _("From and until belong together, and differ."))
        return cleaned


@admin.register(MailPreference)
class MailPreferenceAdmin(RecordedAdmin):
    readers, writers = EVERYBODY, EVERYBODY
    form = WishesForm
    list_display = ["staff", "language", "digest_hour", "quiet_from", "quiet_until"]
    list_select_related = ["staff"]
    fields = ["language", "digest_hour", "quiet_from", "quiet_until"]

    def get_queryset(self, request):
        return super().get_queryset(request).filter(staff=request.user.pk)

    def get_form(self, request, obj=None, change=False, **kwargs):
        made = super().get_form(request, obj, change=change, **kwargs)
        return type(made.__name__, (made,), {"of": request.user})

    def has_view_permission(self, request, obj=None):
        own = obj is None or obj.staff_id == request.user.pk
        return own and (obj is not None or super().has_view_permission(request))

    def may_write(self, request, record):
        return record.staff_id == request.user.pk

    def add_view(self, request, form_url="", extra_context=None):
        """There is one row for each person."""
        own = self.get_queryset(request).first()
        if own is not None:
            return HttpResponseRedirect(reverse("admin:bureau_mailpreference_change", args=[own.pk]))
        return super().add_view(request, form_url, extra_context)
