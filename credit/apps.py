from django.apps import AppConfig
from django.core import checks
from django.utils.translation import gettext_lazy as _

from credit.checks import the_platforms_lengths_are_of_texts


class CreditConfig(AppConfig):
    name = "credit"
    verbose_name = _("Credit")

    def ready(self) -> None:
        checks.register(the_platforms_lengths_are_of_texts)
