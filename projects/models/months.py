"""A month of a year, as plans name it: kept as its first day, typed and shown without one."""

from datetime import date
from typing import Any

from django import forms
from django.db import models

FORMATS = ["%Y-%m", "%Y%m", "%Y/%m", "%Y.%m", "%Y年%m月", "%Y-%m-%d", "%Y/%m/%d"]


class MonthField(models.DateField):
    """Any day that is given becomes the first of its month."""

    def to_python(self, value: Any) -> date | None:
        found = super().to_python(value)
        return found.replace(day=1) if found else None

    def get_prep_value(self, value: Any) -> Any:
        found = super().get_prep_value(value)
        return found.replace(day=1) if isinstance(found, date) else found

    def formfield(self, **options: Any) -> Any:  # noqa: ARG002 - Django's signature; the widget is ours
        widget = forms.DateInput(format="%Y-%m", attrs={"class": "vTextField month", "placeholder": "2026-11"})
        return forms.DateField(
            label=str(self.verbose_name),
            required=not self.blank,
            help_text=str(self.help_text),
            input_formats=FORMATS,
            widget=widget,
        )
