"""Days as people type them: 20240304, 2024-3-4, 2024/3/4, 2024年3月4日 are one day."""

import re
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

WRITTEN = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
RUN_TOGETHER = re.compile(r"(\d{4})(\d{2})(\d{2})")
WIDE_DIGITS = str.maketrans("０１２３４５６７８９－／．", "0123456789-/.")  # a Chinese keyboard types them


def read_day(text: str) -> date:
    """The day that somebody typed. Raises ValueError for what is no day."""
    plain = text.translate(WIDE_DIGITS).strip()
    found = WRITTEN.fullmatch(plain) or RUN_TOGETHER.fullmatch(plain)
    if not found:
        raise ValueError(f"{text!r} is no day")
    year, month, day = map(int, found.groups())
    return date(year, month, day)


class DayInput(forms.DateInput):
    """A line to type in, which shows what it holds as 2024-03-04."""

    def __init__(self, attrs=None):
        super().__init__({"class": "day", "inputmode": "numeric", "autocomplete": "off"} | (attrs or {}), "%Y-%m-%d")


class DayField(forms.DateField):
    widget = DayInput
    default_error_messages = {
        "invalid": _("This is no day. It can be written 20240304, 2024-3-4 or 2024年3月4日."),
    }

    def to_python(self, value):
        if value in self.empty_values:
            return None
        if isinstance(value, datetime):
            return value.date()
        if isinstance(value, date):
            return value
        try:
            return read_day(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None
