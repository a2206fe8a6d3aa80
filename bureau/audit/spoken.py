"""The law's own words on the screen: a phrase that the law floor holds in both languages, in that of whoever reads."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import lazy
from django.utils.translation import get_language

from bureau.law.articles import Phrase
from bureau.law.words import Language


def language() -> Language:
    """The language of the screen; Chinese where none was chosen."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def spoken(phrase: Phrase) -> str:
    return getattr(phrase, language())


# For what is said once and read on many screens, such as the choices of a field.
spoken_later = lazy(spoken, str)


def choices_of(words: Mapping[Any, Phrase]) -> list[tuple[str, Any]]:
    """The choices of a field, from the words that its values have."""
    return [(str(value), spoken_later(phrase)) for value, phrase in words.items()]
