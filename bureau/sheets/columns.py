"""Columns of a sheet: import-export's fields and widgets, strict about what a cell may hold."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import translation
from django.utils.dateparse import parse_date
from django.utils.translation import gettext_lazy as _
from import_export.fields import Field
from import_export.widgets import Widget

from bureau.law.codes import REASONS, BadCode
from bureau.law.words import Language
from bureau.sheets.cells import DIGITS_LOST, clean, folded, text_of

SAFE_AS_NUMBER = 10**11  # of a code's digits: those of a mobile number; an identity number has more
SEVERAL = str.maketrans("，,；;/\n", "、、、、、、")


class Column(Field):
    """A column under its heading as our forms print it, with other headings that are known to mean the same.

    `required` is of each row; a column that need not be there may be left out of the sheet altogether.
    """

    def __init__(self, heading: str, *aliases: str, widget: Widget, required: bool = False) -> None:
        super().__init__(column_name=heading, widget=widget)
        self.aliases = aliases
        self.required = required

    @property
    def headings(self) -> tuple[str, ...]:
        return (self.column_name, *self.aliases)

    def __deepcopy__(self, _memo: object) -> "Column":
        """A resource copies its fields; nothing of a column is ever changed."""
        return self


class Words(Widget):
    """Text, cleaned."""

    def __init__(self, longest: int = 0) -> None:
        super().__init__()
        self.longest = longest

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        text = clean(text_of(value))
        if self.longest and len(text) > self.longest:
            raise ValidationError(_("Longer than %(most)s characters."), params={"most": self.longest})
        return text


class Code(Widget):
    """A code by one of the readers of `law.codes`, or any other that raises BadCode; never cleaned by NFKC."""

    def __init__(self, read: Callable[[str], Any]) -> None:
        super().__init__()
        self.read = read

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        if isinstance(value, int | float) and abs(value) >= SAFE_AS_NUMBER:
            raise ValidationError(DIGITS_LOST)
        if not (text := text_of(value).strip()):
            return ""
        try:
            found = self.read(text)
        except BadCode as bad:
            raise ValidationError(REASONS[bad.reason][_language() == "en"]) from None
        return getattr(found, "normalized", found)


class Day(Widget):
    """A day: a date of the workbook, or 2024-3-4, 2024/3/4, 2024.3.4, 20240304, 2024年3月4日."""

    MARKS = str.maketrans({"年": "-", "月": "-", "日": "", "/": "-", ".": "-"})

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        if isinstance(value, date):
            return value.date() if isinstance(value, datetime) else value
        if not (text := clean(text_of(value))):
            return None
        text = text.translate(self.MARKS)
        if len(text) == 8 and text.isdecimal():
            text = f"{text[:4]}-{text[4:6]}-{text[6:]}"
        try:
            found = parse_date(text)
        except ValueError:
            found = None
        if found is None:
            raise ValidationError(_("No day such as 2024-03-04."))
        return found


class Choice(Widget):
    """One of a model's choices, by its label in either language, by its key, or by another word known for it."""

    def __init__(self, choices: type[models.TextChoices], others: Mapping[str, str] | None = None) -> None:
        super().__init__()
        self.choices = choices
        self.others = dict(others or {})

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        text = clean(text_of(value))
        return self.one(text) if text else ""

    def one(self, text: str) -> str:
        found = self._known().get(folded(text))
        if found is None:
            known = "、".join(str(label) for label in self.choices.labels)
            raise ValidationError(_("“%(given)s” is none of: %(known)s."), params={"given": text, "known": known})
        return found

    def _known(self) -> dict[str, str]:
        known = {folded(word): key for word, key in self.others.items()}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                known |= {folded(str(choice.label)): choice.value for choice in self.choices}
        return known | {choice.value: choice.value for choice in self.choices}


class Several(Choice):
    """Any number of a model's choices, with 、 or another mark between them."""

    def clean(self, value: Any, row: Any = None, **_options: Any) -> Any:  # noqa: ARG002 - import-export's signature
        parts = clean(text_of(value)).translate(SEVERAL).split("、")
        return list(dict.fromkeys(self.one(part.strip()) for part in parts if part.strip()))


def _language() -> Language:
    return "en" if (translation.get_language() or "").startswith("en") else "zh"


def headings_of(columns: Iterable[Column]) -> dict[str, Column]:
    """Each heading that is known, folded, to its column."""
    return {folded(heading): column for column in columns for heading in column.headings}
