"""One box for numbers, names and codes: each list that somebody may read is asked for ten of its rows.

There is no table of words, which would have to know who may read what: the lists know it. What a list does not search
(what is sealed of a person) is not found here either.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib.admin import AdminSite
from django.contrib.admin.utils import display_for_field, display_for_value, lookup_field, quote
from django.db import models
from django.http import HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from bureau.casework.docket import Case, Docket
from bureau.desk.caselist import ListsCases
from bureau.desk.caserows import CaseRow, rows_of
from bureau.desk.pieces.figures import Empty
from bureau.desk.typed import cleaned, meant

MOST = 10  # rows of each list
SHORTEST = 2  # characters
COLUMNS = 4  # of a list, that tell which record it is


@dataclass(frozen=True, slots=True)
class Hit:
    """A record that is no case: what it is called, and what its list shows beside it."""

    url: str
    title: str
    told: tuple[str, ...]


@dataclass(slots=True)
class Group:
    """What one list has found; `more` is its own address where it has found more than is shown."""

    key: str
    name: str
    records: list[Any]
    more: str = ""
    cases: list[CaseRow] = field(default_factory=list)
    hits: list[Hit] = field(default_factory=list)


def search_view(request, site):
    """Shows what was found; a full number that one record bears leads to that record. Nothing is written."""
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD"])
    text = cleaned(request.GET.get("q", ""))
    groups = list(_found(site, request, text)) if len(text) >= SHORTEST else []
    if (only := _meant_one(groups, text)) is not None:
        return HttpResponseRedirect(_page_of(only))
    _tell(site, request, groups)
    context = site.each_context(request) | {
        "title": _("Search"),
        "subtitle": text or None,
        "searched": text,
        "groups": groups,
        "empty": None if groups else _nothing(text),
    }
    return TemplateResponse(request, "admin/bureau/search.html", context)


def _screens(site: AdminSite, request: Any) -> list[Any]:
    """Cases first, last the house's own registers. The list over all kinds says nothing that theirs do not."""
    screens: list[Any] = [screen for model, screen in site._registry.items() if model is not Docket]
    asked = [each for each in screens if each.get_search_fields(request) and each.has_view_permission(request)]
    return sorted(asked, key=lambda screen: (not isinstance(screen, ListsCases), screen.opts.app_label == "bureau"))


def _found(site: AdminSite, request: Any, text: str) -> Iterator[Group]:
    for screen in _screens(site, request):
        rows, several = screen.get_search_results(request, screen.get_queryset(request), text)
        rows = (rows.distinct() if several else rows).order_by("-pk")
        if related := screen.get_list_select_related(request):
            rows = rows.select_related(*related)
        records = list(rows[: MOST + 1])
        if records:
            key = f"{screen.opts.app_label}_{screen.opts.model_name}"
            more = f"{reverse(f'admin:{key}_changelist')}?{urlencode({'q': text})}" if len(records) > MOST else ""
            yield Group(key, str(screen.opts.verbose_name_plural), records[:MOST], more)


# One record that was meant


def _meant_one(groups: Sequence[Group], text: str) -> Any:
    """The record that bears this number: a case, whatever else names it; any other where nothing else was found."""
    ways = {way.casefold() for way in meant(text)}
    found = [record for group in groups for record in group.records]
    bearing = [record for record in found if ways & set(_numbers_of(record))]
    if len(bearing) != 1 or not (isinstance(bearing[0], Case) or len(found) == 1):
        return None
    return bearing[0]


def _numbers_of(record: Any) -> Iterator[str]:
    """What no other record of its kind has as well in its bureau, as text: its number, its code."""
    if isinstance(record, Case):
        yield record.docket.number.casefold()
        return
    alone = {fields.pop() for fields in _unique(type(record)) if len(fields) == 1}
    for each in record._meta.concrete_fields:
        if isinstance(each, models.CharField) and (each.unique or each.name in alone):
            yield str(getattr(record, each.name) or "").casefold()


def _unique(model: type[models.Model]) -> Iterator[set[str]]:
    for rule in model._meta.constraints:
        if isinstance(rule, models.UniqueConstraint) and rule.condition is None:
            yield set(rule.fields) - {"bureau"}


# What is shown


def _tell(site: AdminSite, request: Any, groups: Sequence[Group]) -> None:
    """Fills in the rows: of all cases together, so that their lights take two queries however many kinds there are."""
    cases = [record for group in groups for record in group.records if isinstance(record, Case)]
    rows = dict(zip((id(case) for case in cases), rows_of(cases), strict=True))
    for group in groups:
        for record in group.records:
            if isinstance(record, Case):
                group.cases.append(rows[id(record)])
            else:
                group.hits.append(_hit(site._registry[type(record)], request, record))


def _hit(screen: Any, request: Any, record: Any) -> Hit:
    title = str(record)
    told = (_column(screen, name, record) for name in screen.get_list_display(request)[:COLUMNS] if name != "__str__")
    return Hit(_page_of(record), title, tuple(text for text in told if text and text != title))


def _column(screen: Any, name: str, record: Any) -> str:
    """A column of its list in words, as the list shows it; nothing for an empty one, or a mere yes or no."""
    column, _attribute, value = lookup_field(name, record, screen)
    if value is None or value == "" or isinstance(value, bool):
        return ""
    if column is None or column.is_relation:
        return strip_tags(display_for_value(value, ""))
    return strip_tags(display_for_field(value, column, ""))


def _page_of(record: Any) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[quote(record.pk)])


def _nothing(text: str) -> Empty:
    if len(text) < SHORTEST:
        told = _("A number, a name or a code, or a part of it; two characters at least.")
        return Empty(_("What are you looking for?"), told, icon="search")
    told = _("Only what you may read is searched. A part of the number or of the name is enough.")
    return Empty(_("Nothing found"), told, icon="search")
