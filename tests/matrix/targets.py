"""A screen of a site, in a world: its addresses, its records by place, and what the oracle says of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib.admin import AdminSite
from django.db import models
from django.test import Client
from django.urls import reverse

from bureau.casework.docket import Docket
from tests.matrix.canaries import Canary
from tests.matrix.forms import Form, form_named
from tests.matrix.judge import Viewer
from tests.matrix.oracle import (
    HANDLERS,
    LETTERS,
    NAMES,
    OF_A_SECTION,
    RECORDS,
    SHARED,
    WRITES,
    Line,
    Reach,
    reads,
    writes,
)
from tests.matrix.routes import Route, records_of, routes
from tests.matrix.world import World

ROLES = {letter: role for role, letter in LETTERS.items()}


@dataclass(frozen=True)
class Target:
    site: AdminSite
    model: type[models.Model]
    world: World

    @cached_property
    def line(self) -> Line:
        label = self.model._meta.label_lower
        assert label in RECORDS, f"{label} is not in the oracle: add a line to RECORDS"
        return RECORDS[label]

    @cached_property
    def screen(self) -> Any:
        return self.site._registry[self.model]

    @cached_property
    def routes(self) -> list[Route]:
        return [route for route in routes(self.site) if route.model is self.model]

    def address(self, page: str, *args: Any) -> str:
        return reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_{page}", args=args)

    def has(self, page: str) -> bool:
        return any(route.page == page for route in self.routes)

    def places(self, viewer: Viewer) -> list[str]:
        """The own section, another of the same bureau where that is beyond reach of some, and another bureau."""
        if self.line.reach is SHARED:
            return ["a1"]
        beside = [] if self.line.reach is Reach.BUREAU else ["a2"]
        return [viewer.place, *beside, "b1"]

    def records(self, viewer: Viewer) -> Iterator[tuple[str, Any]]:
        for place in self.places(viewer):
            found = records_of(self.world, self.model, place)
            for record in found if viewer.role == "o" else found[-1:]:
                yield place, record

    def foreign(self, viewer: Viewer) -> list[Any]:
        """Records of it that this person may not read."""
        return [record for place, record in self.records(viewer) if not self.reads(viewer, place, record)]

    def reads(self, viewer: Viewer, place: str, record: Any) -> bool:
        if self.is_secret(record) and viewer.role not in HANDLERS:
            return False
        return reads(viewer.place, viewer.role, self.line, place, own=viewer.owns(place))

    def named(self, viewer: Viewer, place: str, record: Any) -> frozenset[Canary]:
        """What the record names of others to whoever may read it."""
        may = self.reads(viewer, place, record)
        return frozenset(Canary(place, label) for label in NAMES.get(self.model._meta.label_lower, ()) if may)

    @staticmethod
    def is_secret(record: Any) -> bool:
        docket = record if isinstance(record, Docket) else getattr(record, "docket", None)
        return docket is not None and docket.is_work_secret

    def writes(self, viewer: Viewer, place: str, page: str, record: Any) -> bool:
        assert page in WRITES, f"{page} of {self.model.__name__} is not in the oracle: add a line to WRITES"
        at = WRITES[page]
        return self.reads(viewer, place, record) and writes(
            viewer.place, viewer.role, self.line, place, at, own=viewer.owns(place)
        )

    def first_to_write(self, page: str) -> str:
        """The letter of one role that may."""
        return ({"*": self.line.writers, ".": ""}.get(WRITES[page], WRITES[page]) or "o")[0]

    def lists(self, viewer: Viewer) -> bool:
        """Whether the list is somebody's to open: of what is one's own it is everybody's."""
        return bool(viewer.role) and (self.line.reach is Reach.OWN or viewer.role in self.line.readers)

    def writer(self, place: str) -> Client | None:
        """Somebody who may write a record of this place, signed in; None where nobody is."""
        if self.line.reach is Reach.OWN:
            return self.world.clients[place, "officer"]
        if not self.line.writers:
            return None
        letter = self.line.writers[0]
        return self.world.clients[place if letter in OF_A_SECTION else f"{place[0]}1", ROLES[letter]]

    def form_of(self, place: str, record: Any) -> Form:
        """The form of a record as somebody is shown it who may write it."""
        return self._form(place, self.address("change", record.pk))

    def entry_form(self, place: str) -> Form:
        return self._form(place, self.address("add"))

    def _form(self, place: str, address: str) -> Form:
        kept = self.world.forms
        if (place, address) not in kept:
            by = self.writer(place)
            answer = by.get(address, follow=True) if by else None  # where there is one of a person, on to that
            assert answer is None or "login-form" not in answer.text, f"{address}: whoever may write is not signed in"
            kept[place, address] = form_named(answer.text if answer else "", f"{self.model._meta.model_name}_form")
        return kept[place, address]
