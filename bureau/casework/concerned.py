"""Whom a case is about, and which cases a person has: told by the keys of the tables, for kinds that come later too."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models

from bureau.audit.appended import Appended
from bureau.audit.vault import KeyHolder
from bureau.casework.docket import Case, kinds
from bureau.people.staff import Staff


def holders_in(model: type[models.Model]) -> list[models.ForeignKey[Any, Any]]:
    """The fields by which records of this kind point to somebody whose data are sealed."""
    return [
        field
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and issubclass(field.related_model, KeyHolder)
    ]


def concerned(case: Case) -> list[tuple[str, KeyHolder]]:
    """Whoever a case is about, each with the name by which the case calls them."""
    fields = holders_in(type(case))
    found = [(str(field.verbose_name), getattr(case, field.name)) for field in fields]
    return [(words, person) for words, person in found if person is not None]


def cases_handled(person: KeyHolder, staff: Staff) -> list[Case]:
    """The open cases about this person that lie on that desk: whoever has one must be able to call."""
    found: list[Case] = []
    for model in kinds().values():
        for field in holders_in(model):
            if issubclass(field.related_model, type(person)):
                mine = {field.name: person, "docket__officer": staff, "docket__closed_on__isnull": True}
                found += model._default_manager.filter(**mine).select_related("docket").order_by("pk")
    return found


def keys_of(case: Case) -> set[UUID]:
    """The keys under which something of a case is sealed: of those whom it is about, and its own."""
    found = {person.person_key_id for _words, person in concerned(case)}
    return {key for key in (*found, getattr(case, "person_key_id", None)) if key is not None}


def needed_by(key: UUID) -> Iterator[models.Model]:
    """Every record that is about the person of this key, whatever its kind."""
    for model in apps.get_models():
        if issubclass(model, Appended):
            continue
        rows: Any = model._base_manager
        for field in holders_in(model):
            yield from rows.filter(**{f"{field.name}__person_key": key})
        if issubclass(model, Case) and issubclass(model, KeyHolder):
            yield from rows.filter(person_key=key)
