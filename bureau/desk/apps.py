"""Django's admin with the bureau's own site in place of the default one."""

from django.contrib.admin.apps import AdminConfig
from django.contrib.auth.signals import user_logged_in


class DeskConfig(AdminConfig):
    default_site = "bureau.desk.site.DeskSite"

    def ready(self) -> None:
        from bureau.desk.sessions import begin  # noqa: PLC0415 - it needs the models

        user_logged_in.connect(begin, dispatch_uid="bureau.desk.sessions.begin")
        super().ready()
