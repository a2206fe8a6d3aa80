"""Every address of the desk: of each screen of the registry what its `get_urls` has, and of the site what it adds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any

from django.contrib.admin import AdminSite
from django.db import models
from django.urls import URLPattern, URLResolver, reverse

from bureau.casework.docket import Case
from tests.matrix.world import World

PART = re.compile(r"<(?:\w+:)?(\w+)>")
RECORD = frozenset({"object_id", "pk", "id"})
# What else stands in an address of a record. A part without a line here fails the matrix.
OTHER_PARTS: dict[str, tuple[str, ...]] = {
    "field": ("phone", "id_no"),
    "step": ("withdraw", "publish", "drop"),
    "kind": ("urge",),
    "what": ("rejected",),
    "ordinal": ("1",),
    "letter": ("bulletin",),
    "paper": ("supplement", "result", "inquiry", "answer", "notice"),
    "content_type_id": ("1",),
}


@dataclass(frozen=True, slots=True)
class Route:
    """`page` is the end of its name, without the kind of record; `parts` are what it asks for."""

    name: str
    page: str
    model: type[models.Model] | None
    parts: tuple[str, ...]

    @property
    def is_of_a_record(self) -> bool:
        return bool(RECORD & set(self.parts))

    @property
    def is_of_the_desk(self) -> bool:
        """It belongs to no record, or to one of any kind."""
        return not self.is_of_a_record or self.model is None

    def addresses(self, key: Any) -> Iterator[str]:
        others = [part for part in self.parts if part not in RECORD]
        for values in product(*(self._values(part) for part in others)):
            filled = dict(zip(others, values, strict=True)) | {part: key for part in self.parts if part in RECORD}
            yield reverse(f"admin:{self.name}", kwargs=filled)

    def _values(self, part: str) -> tuple[str, ...]:
        if part == "name" and self.model is not None and issubclass(self.model, Case):
            return (min(move.name for move in self.model.workflow.moves),)
        assert part in OTHER_PARTS, f"{self.name} asks for {part}: add a line to OTHER_PARTS"
        return OTHER_PARTS[part]


def routes(site: AdminSite) -> list[Route]:
    """Each once. Django's redirect of an unknown address is none."""
    found = {}
    for screen in site._registry.values():
        for pattern in _flat(screen.get_urls()):
            if pattern.name:
                found[pattern.name] = _route(pattern, screen.opts)
    for pattern in _flat(site.get_urls()):
        if pattern.name and pattern.name not in found:
            found[pattern.name] = _route(pattern, None)
    return list(found.values())


def of_the_screen(site: AdminSite, model: type[models.Model]) -> list[Route]:
    return [route for route in routes(site) if route.model is model]


def _route(pattern: URLPattern, opts: Any) -> Route:
    name = str(pattern.name)
    prefixes = (f"{opts.app_label}_{opts.model_name}_", "auth_user_") if opts else ()
    page = next((name.removeprefix(prefix) for prefix in prefixes if name.startswith(prefix)), name)
    return Route(name, page, opts and opts.model, tuple(PART.findall(str(pattern.pattern))))


def _flat(patterns: list[Any]) -> Iterator[URLPattern]:
    for entry in patterns:
        if isinstance(entry, URLResolver):
            yield from _flat(entry.url_patterns)
        elif isinstance(entry, URLPattern):
            yield entry


def records_of(world: World, model: type[models.Model], place: str) -> list[Any]:
    """The first and the last record of a place; the last case is a work secret, the last item a draft."""
    found = {each.pk: each for each in world.of(model, place)}
    return [found[key] for key in dict.fromkeys((min(found), max(found)))] if found else []
