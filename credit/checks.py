"""What must hold of the settings of credit before the system serves anybody."""

from typing import Any

from django.conf import settings
from django.core import checks

from credit.rules.fields import LICENCE_FIELDS, PENALTY_FIELDS


def the_platforms_lengths_are_of_texts(**_kwargs: Any) -> list[checks.CheckMessage]:
    """A name that is misspelt would shorten nothing."""
    known = sorted({field.name for field in (*LICENCE_FIELDS, *PENALTY_FIELDS) if field.longest})
    wrong = [name for name, most in settings.PLATFORM_LENGTHS.items() if name not in known or most < 1]
    if not wrong:
        return []
    told = f"PLATFORM_LENGTHS: {', '.join(wrong)}."
    return [checks.Error(told, f"A number above 0 for one of: {', '.join(known)}.", id="credit.E001")]
