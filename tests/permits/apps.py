from django.apps import AppConfig

from bureau.audit.spoken import spoken_later
from bureau.law.articles import Phrase


class PermitsConfig(AppConfig):
    name = "tests.permits"
    label = "permits"
    verbose_name = spoken_later(Phrase("样例事项", "Sample matters"))
