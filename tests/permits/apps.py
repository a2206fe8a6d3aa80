from django.apps import AppConfig


class PermitsConfig(AppConfig):
    name = "tests.permits"
    label = "permits"
    verbose_name = "Permits"
