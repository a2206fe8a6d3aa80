"""Words that several pieces share: a phrase in the language of the screen, a day as it is said."""

from datetime import date

from django.utils.translation import get_language

from bureau.law.articles import Phrase
from bureau.law.words import MONTHS, Language


def tongue() -> Language:
    """The language of the screen, as the law floor names it."""
    return "zh" if (get_language() or "zh").startswith("zh") else "en"


def said(phrase: Phrase) -> str:
    return getattr(phrase, tongue())


def day_of(on: date, today: date) -> str:
    """3月4日, 4 Mar; with the year where it is another one than today's."""
    if tongue() == "zh":
        return f"{on.month}月{on.day}日" if on.year == today.year else f"{on.year}年{on.month}月{on.day}日"
    return f"{on.day} {MONTHS[on.month - 1]}" + ("" if on.year == today.year else f" {on.year}")
