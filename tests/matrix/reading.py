"""Probes that look: whatever is beyond reach stands in no body, no head and no file of an answer."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.urls import NoReverseMatch, reverse

from tests.matrix.canaries import Canary, account, canaries, id_number, phone
from tests.matrix.judge import Ask, Viewer
from tests.matrix.oracle import RECORDS
from tests.matrix.targets import Target

FOREIGN = ("a2", "b1")
SPELT = "startswith"
OPAQUE = (models.DateField, models.BooleanField, models.BinaryField, models.JSONField)


def pages(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """Every address of every record: its page, its history, its files, its own views."""
    for place, record in target.records(viewer):
        may = target.reads(viewer, place, record)
        for route in (route for route in target.routes if route.is_of_a_record):
            shows = True if route.page == "change" and target.line != RECORDS["bureau.docket"] else None
            for address in route.addresses(record.pk):
                yield Ask("GET", address, opens=shows if may else False, echo=target.named(viewer, place, record))


def asked_otherwise(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """A record beyond reach by another field than its key, as a pop-up, by Django's short way."""
    for record in target.foreign(viewer)[:2]:
        for name, value in _texts(record):
            if value and "/" not in value:
                url = f"{target.address('change', value)}?_to_field={name}&_popup=1"
                yield Ask("GET", url, opens=False, echo=_echo(value))
        yield Ask("GET", f"{target.address('change', record.pk)}?_popup=1&_changelist_filters=q%3D1", opens=False)
        try:
            kind = ContentType.objects.get_for_model(target.model).pk
            yield Ask("GET", reverse("admin:view_on_site", args=[kind, record.pk]), opens=False)
        except NoReverseMatch:
            return


def lists(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """The list, in whatever order and with whatever it is asked for beside."""
    opens = True if target.lists(viewer) else None
    columns = range(1, len(target.screen.list_display) + 1)
    asked = ["", "_to_field=id&_popup=1"]
    if opens:
        asked += [f"_facets=True&all=&o={'.'.join(map(str, columns))}"]
    for words in asked:
        yield Ask("GET", f"{target.address('changelist')}?{words}", opens=opens if not words else None)


def searches(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """What is searched for is found only within reach; the beginning of a canary does not come back as one."""
    for words in ("鸟", account("b1", "")):
        yield Ask("GET", f"{target.address('changelist')}?{urlencode({'q': words, '_facets': 'True'})}")
    for number in (phone("b1"), id_number("b1")) if target.screen.get_search_fields(None) else ():
        url = f"{target.address('changelist')}?{urlencode({'q': number})}"
        yield Ask("GET", url, echo=frozenset({Canary("b1", "reveal")}))


def filters(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """A filter by a record beyond reach shows nothing of it, not even its name."""
    for field in _pointing(target.model):
        for record in _beyond(target, viewer, field.related_model):
            for lookup in (field.name, f"{field.name}__id__exact"):
                yield Ask("GET", f"{target.address('changelist')}?{lookup}={record.pk}")
    if target.screen.date_hierarchy:
        name = target.screen.date_hierarchy
        yield Ask("GET", f"{target.address('changelist')}?{name}__year=2026&{name}__month=3")


def lookups(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """No address spells out a value: each field, and those of the records that it points to."""
    if not target.lists(viewer):
        return
    for path in _paths(target.model, 1 if viewer.role == (target.line.readers or "o")[0] else 0):
        yield Ask("GET", f"{target.address('changelist')}?{path}__{SPELT}=1", opens=False)


def prefilled(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """What an address fills in beforehand names only what could have been chosen."""
    for field in _pointing(target.model):
        beyond = _beyond(target, viewer, field.related_model)
        for record in beyond:
            yield Ask("GET", f"{target.address('add')}?{field.name}={record.pk}")


def autocompleted(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """Suggestions, for each field that points to a record, whatever screen says that it has some."""
    for field in _pointing(target.model):
        asked = {"app_label": target.model._meta.app_label, "model_name": target.model._meta.model_name}
        for term in ("", "鸟b1"):
            words = urlencode(asked | {"field_name": field.name, "term": term})
            yield Ask("GET", f"{reverse('admin:autocomplete')}?{words}")


def exports(target: Target, viewer: Viewer) -> Iterator[Ask]:
    """The list as a file, to whoever may take it out, as far as they reach, and never a work secret."""
    if not target.has("export"):
        return
    url, may = target.address("export"), viewer.role != "" and viewer.role in target.line.exporters
    yield Ask("GET", url, opens=may or None if may else False, never=frozenset({"secret"}))
    for shape in ("0", "1", "2") if may else ("1",):
        data = {"format": shape, "purpose": "样例", "period": "2026"}
        asked = f"{url}?q=鸟" if shape == "1" and target.screen.search_fields else url
        yield Ask("POST", asked, data, opens=may or None if may else False, never=frozenset({"secret"}))


def _pointing(model: type[models.Model]) -> list[Any]:
    found = [*model._meta.fields, *model._meta.many_to_many]
    return [field for field in found if field.is_relation and field.related_model in admin.site._registry]


def _beyond(target: Target, viewer: Viewer, model: type[models.Model]) -> list[Any]:
    """Records of another kind that this person may not read."""
    return Target(target.site, model, target.world).foreign(viewer)[:3]


def _texts(record: Any) -> list[tuple[str, str]]:
    """Fields by which a record might be asked for: its texts."""
    texts = [field for field in record._meta.fields if type(field) is models.CharField or field.unique]
    return [(field.name, str(getattr(record, field.attname) or "")) for field in texts if not field.is_relation][:2]


def _paths(model: type[models.Model], deep: int) -> Iterator[str]:
    """Fields whose values could be spelt out."""
    for field in model._meta.fields:
        if field.is_relation:
            if deep:
                yield from (f"{field.name}__{path}" for path in _paths(field.related_model, deep - 1))
        elif not isinstance(field, OPAQUE) and not field.primary_key:
            yield field.name


def _echo(text: str) -> frozenset[Canary]:
    return frozenset(canaries(text))
