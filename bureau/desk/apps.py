"""Django's admin with the bureau's own site in place of the default one."""

from django.contrib.admin.apps import AdminConfig


class DeskConfig(AdminConfig):
    default_site = "bureau.desk.site.DeskSite"
