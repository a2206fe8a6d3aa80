"""The tests' own words in both languages; the product's catalog knows nothing of them."""

from django.utils.functional import lazy
from django.utils.translation import get_language


def _chosen(zh: str, en: str) -> str:
    return en if get_language() == "en" else zh


in_words = lazy(_chosen, str)
