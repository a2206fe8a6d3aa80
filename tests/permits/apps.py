from django.apps import AppConfig

from tests.permits.wording import in_words


class PermitsConfig(AppConfig):
    name = "tests.permits"
    label = "permits"
    verbose_name = in_words("样例事项", "Sample matters")
