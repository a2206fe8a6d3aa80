"""The ground floor as Django knows it."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from bureau import checks


class BureauConfig(AppConfig):
    name = "bureau"
    verbose_name = _("Bureau")

    def ready(self) -> None:
        checks.register()
        # Whoever moves a case, asks for a job, works on one or sends a sheet, with Celery or without, knows every kind.
        autodiscover_modules("procedure", "tasks", "resources")
