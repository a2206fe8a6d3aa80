"""The desk: Django's admin as the main screen."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class DeskSite(AdminSite):
    site_title = _("Casework")
    site_header = _("Economic Development Bureau")
    index_title = _("Desk")
    empty_value_display = "—"
