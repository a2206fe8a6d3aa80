"""Every page of the desk, as the URL resolver knows them: no list is kept by hand, so that none is forgotten."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from bureau.casework.docket import Case
from bureau.notices.rungs import Rung
from bureau.people.appointments import Appointment

PART = re.compile(r"<(?:\w+:)?(\w+)>")
RECORD = ("object_id", "pk", "id")
# What else stands in an address. Moves are of the kind's own table.
PARTS: Mapping[str, tuple[str, ...]] = {
    "field": ("phone",),
    "step": ("bring-into-force",),
    "paper": ("supplement", "result", "inquiry", "answer", "notice"),
}
# Addresses that are no page of the desk: Django's own services, and what it redirects.
SERVICES = {"jsi18n", "autocomplete", "view_on_site", "logout", "login", None}
# Beside the first record one of which there are pages that the first one has not: of a shared rung nothing
# follows, and few appointments wait.
ALSO: Mapping[type[models.Model], models.Q] = {
    Rung: models.Q(bureau__isnull=False),
    Appointment: models.Q(waits=True),
}
# What shows no page when it is looked at, by the end of its name, and why.
NO_PAGE: Mapping[str, str] = {
    "_delete": "nothing is deleted",
    "_process_import": "a sheet is confirmed on the page of its batch",
    "_mailpreference_add": "leads to the row that there is",
    "_docket_change": "leads to the page of its case",
    **dict.fromkeys(("_by_code", "stay"), "an answer to a script"),
    **dict.fromkeys(("_file", "_copy"), "a file"),
    "statement_pdf": "a file, sent for from its page",
    **dict.fromkeys(
        ("_move", "_register", "_take_back", "_take_up", "_archive", "_mark", "_attach"), "sent from the case's page"
    ),
    **dict.fromkeys(("_story", "_verify", "_go_on"), "sent from the page of what it is about"),
    **dict.fromkeys(("_match", "_confirm", "_drop", "_undo"), "sent from the batch's page"),
    **dict.fromkeys(("_send", "_fetch", "_send_again", "_errors", "_again"), "sent from the page of the batch"),
    **dict.fromkeys(("_urge", "_try_again", "_settle"), "sent from the page of what it is about"),
    **dict.fromkeys(
        ("_cancel", "_reveal", "_step", "_review", "_confirm", "_acknowledge", "_published", "_letter", "_answer"),
        "sent from the page of what it is about",
    ),
}


# Screens of one template whatever the model: only their rows and headings differ.
ALIKE = ("_history", "_export")


@dataclass(frozen=True, slots=True)
class Route:
    """One pattern of the resolver; `model` is whose screen it belongs to, if any."""

    name: str
    pattern: str
    model: type[models.Model] | None

    @property
    def parts(self) -> list[str]:
        return PART.findall(self.pattern)

    @property
    def type(self) -> str:
        """Pages of one type are alike but for what stands in them."""
        return next((end for end in ALIKE if self.name.endswith(end)), self.pattern)

    def addresses(self) -> Iterator[str]:
        """The pattern filled in: for records one of each state, for a case's moves all of its table."""
        for record in self._records():
            for part in self._others():
                values = dict.fromkeys(RECORD, getattr(record, "pk", "")) | part
                yield "/" + PART.sub(r"{\1}", self.pattern).format_map(values)

    def _records(self) -> list[Any]:
        if not set(self.parts) & set(RECORD):
            return [None]
        assert self.model is not None, f"{self.pattern} asks for a record of nothing"
        return one_of_each(self.model)

    def _others(self) -> list[dict[str, str]]:
        others = [part for part in self.parts if part not in RECORD]
        if not others:
            return [{}]
        [part] = others
        if part == "name" and self.model is not None and issubclass(self.model, Case):
            return [{part: name} for name in sorted({move.name for move in self.model.workflow.moves})]
        return [{part: value} for value in PARTS[part]]


def one_of_each(model: type[models.Model]) -> list[Any]:
    """The first record of each state that there is; the first one, and one of `ALSO`, where records have no state."""
    rows = model._default_manager.order_by("pk")
    try:
        model._meta.get_field("state")
    except FieldDoesNotExist:
        return [*rows[:1], *(rows.filter(ALSO[model])[:1] if model in ALSO else ())]
    return [rows.filter(state=state).first() for state in sorted(set(rows.values_list("state", flat=True)))]


def routes() -> list[Route]:
    """Of the desk, without Django's services and without what only redirects an unknown address."""
    known = _walk(get_resolver().url_patterns, "")
    return [route for route in known if route.pattern.startswith("admin/") and "(?P" not in route.pattern]


def _walk(patterns: list[Any], prefix: str) -> Iterator[Route]:
    for entry in patterns:
        pattern = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from _walk(entry.url_patterns, pattern)
        elif isinstance(entry, URLPattern) and entry.name not in SERVICES:
            yield Route(str(entry.name), pattern, _model_of(pattern))


def _model_of(pattern: str) -> type[models.Model] | None:
    found = re.match(r"admin/(\w+)/(\w+)/", pattern)
    try:
        return apps.get_model(*found.groups()) if found else None
    except LookupError:
        return None


def pages(client: Client) -> tuple[dict[str, str], list[str]]:
    """What this person may look at: the type of page by its address; and the patterns that had nothing to see.

    A page of entry or export that is refused to somebody who may do everything is none: such records come about by
    work, and such lists do not leave.
    """
    shown: dict[str, str] = {}
    silent = []
    for route in (route for route in routes() if not route.name.endswith(tuple(NO_PAGE))):
        answers = {address: client.get(address) for address in route.addresses()}
        seen = [address for address, answer in answers.items() if _is_page(answer)]
        entered = not (
            route.name.endswith(("_add", "_export")) and {answer.status_code for answer in answers.values()} == {403}
        )
        shown |= dict.fromkeys(seen, route.type)
        if not seen and entered:
            silent.append(route.pattern)
        for answer in answers.values():
            answer.close()
    return shown, silent


def _is_page(response: Any) -> bool:
    return response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html")
