"""All probes of a screen, by name, and who tries each."""

from collections.abc import Callable, Iterator

from tests.matrix import WHOLE, reading, writing
from tests.matrix.judge import Ask, Viewer
from tests.matrix.targets import Target

Probe = Callable[[Target, Viewer], Iterator[Ask]]


def _named(*probes: Probe) -> dict[str, Probe]:
    return {probe.__name__: probe for probe in probes}  # type: ignore[attr-defined]


# By everybody; and those that ask much of a list, by one of each reach: a section's, a bureau's, an administrator's.
BY_ALL = _named(
    *(reading.pages, reading.lists, reading.exports),
    *(writing.sent, writing.entered, writing.brought, writing.confirmed),
)
BY_SOME = _named(
    *(reading.asked_otherwise, reading.searches, reading.filters, reading.lookups),
    *(reading.prefilled, reading.autocompleted),
    *(writing.pointed, writing.lines, writing.edited_in_the_list, writing.acted_upon),
)
SOME = ("o", "s", "y", "")
PROBES = BY_ALL | BY_SOME


def who_tries(probe: str, viewers: dict[str, Viewer], target: Target) -> list[Viewer]:
    """Whoever may write is among them: only they have a form to forge."""
    if WHOLE or probe in BY_ALL:
        return list(viewers.values())
    return [viewers[letter] for letter in dict.fromkeys((*SOME, *target.line.writers[:1]))]
