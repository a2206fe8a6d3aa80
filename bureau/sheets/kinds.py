"""The kinds of sheet, by name: each app registers its own when its `resources` module is imported."""

from dataclasses import dataclass

from django.utils.functional import Promise

from bureau.sheets.resources import SheetResource


@dataclass(frozen=True)
class SheetKind:
    """`words` is what the screen calls it."""

    name: str
    words: str | Promise
    resource: type[SheetResource]

    @property
    def writers(self) -> frozenset[str]:
        return self.resource.writers


class UnknownSheet(LookupError):
    """No app has registered this kind of sheet."""


_kinds: dict[str, SheetKind] = {}


def sheet_kind(name: str, words: str | Promise, resource: type[SheetResource]) -> SheetKind:
    """Registers a kind. Raises ValueError for a name that is taken."""
    if name in _kinds:
        raise ValueError(f"two kinds of sheet are called {name!r}")
    _kinds[name] = SheetKind(name, words, resource)
    return _kinds[name]


def kind_named(name: str) -> SheetKind:
    """Raises UnknownSheet."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownSheet(name) from None


def sheet_kinds() -> list[SheetKind]:
    return list(_kinds.values())
