"""Which assignments are on time, by section and by where they come from: a page whose every number opens its rows."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.admin import SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.audit.spoken import spoken
from bureau.desk.days import DayField
from bureau.desk.scoped import scope_for
from bureau.office.assignments.models import Assignment
from bureau.office.assignments.rules import ORIGINS, Origin
from bureau.office.study.models import FIRST_YEAR
from bureau.office.timeliness import WORDS, Standing, Tally, standing_on, tallies, timed
from bureau.people.bureaus import Section
from bureau.people.roles import BUSINESS

WIDTH = 120  # of a bar, in its own units


class TimelyFilter(SimpleListFilter):
    """Where the numbers lead: how an assignment stands on a day, told as `overdue:2026-09-30`."""

    title, parameter_name = gettext_lazy("on time"), "timely"

    def lookups(self, request, model_admin):
        asked, today = self.value(), timezone.localdate().isoformat()
        offered = [(f"{each}:{today}", spoken(words)) for each, words in WORDS.items()]
        if asked and asked not in dict(offered):
            offered.append((asked, _asked_in_words(asked)))
        return offered

    def queryset(self, request, queryset):
        asked = self.value()
        if not asked:
            return queryset
        standing, day = _read(asked)
        return timed(queryset).filter(standing_on(standing, day))


def _read(asked: str) -> tuple[Standing, date]:
    """Raises IncorrectLookupParameters."""
    name, _colon, on = asked.partition(":")
    try:
        day = parse_date(on)
        standing = Standing(name)
    except ValueError:
        day = None
    if day is None:
        raise IncorrectLookupParameters
    return standing, day


def _asked_in_words(asked: str) -> str:
    try:
        standing, day = _read(asked)
    except IncorrectLookupParameters:
        return asked
    return f"{spoken(WORDS[standing])} {day}"


# The page


class YearAndDay(forms.Form):
    """Without a day it is told as of today, and of a past year as of its end."""

    year = forms.IntegerField(label=gettext_lazy("year"), min_value=FIRST_YEAR, max_value=date.max.year - 1)
    on = DayField(label=gettext_lazy("as of"), required=False)


def asked_for(request) -> tuple[YearAndDay, int, date]:
    """The form of a page of a year, and which year and day it asks for."""
    today = timezone.localdate()
    form = YearAndDay(request.GET or None)
    given = form.cleaned_data if form.is_valid() else {}
    year = given.get("year") or today.year
    day = given.get("on") or min(today, date(year, 12, 31))
    return form, year, day


@dataclass(frozen=True, slots=True)
class Number:
    """One number of the table and the list of what it counts."""

    count: int
    url: str


@dataclass(frozen=True, slots=True)
class Group:
    """One line: its numbers in the order of `WORDS`, its share, and the widths of its bar."""

    words: str
    numbers: list[Number]
    tally: Tally

    @property
    def bar(self) -> Iterator[tuple[str, int, int]]:
        """In time, late, overdue: each with where it begins and how wide it is."""
        due, begins = self.tally.counts[Standing.DUE], 0
        for each in (Standing.ON_TIME, Standing.LATE, Standing.OVERDUE):
            width = round(WIDTH * self.tally.counts[each] / due) if due else 0
            yield each.value, begins, min(width, WIDTH - begins)
            begins += width


def numbers_of(tally: Tally, year: int, day: date, **asked: Any) -> list[Number]:
    """Each with the list of exactly the rows that it counts."""
    listed = reverse("admin:bureau_assignment_changelist")
    given = {"due_on__year": year} | asked
    return [Number(tally.counts[each], f"{listed}?{urlencode({'timely': f'{each}:{day}'} | given)}") for each in WORDS]


def groups(rows: Any, by: str, words: Mapping[Any, str], year: int, day: date) -> list[Group]:
    field = f"{by}__id__exact" if by == "docket__section" else f"{by}__exact"
    return [
        Group(words.get(key, str(key)), numbers_of(tally, year, day, **{field: key}), tally)
        for key, tally in tallies(rows, by, year, day)
        if not tally.is_empty
    ]


def timeliness_view(request, site):
    if not scope_for(request).holds(BUSINESS):
        raise PermissionDenied
    form, year, day = asked_for(request)
    if not form.is_bound:
        form = YearAndDay(initial={"year": year, "on": day})
    rows = site.get_model_admin(Assignment).get_queryset(request)
    sections = {section.pk: section.name for section in Section.objects.order_by("id")}
    origins = {origin.value: spoken(ORIGINS[origin]) for origin in Origin}
    context = site.each_context(request) | {
        "title": _("Assignments on time"),
        "form": form,
        "year": year,
        "day": day,
        "heads": [spoken(words) for words in WORDS.values()],
        "tables": [
            ("section", _("By section"), groups(rows, "docket__section", sections, year, day)),
            ("origin", _("By where they come from"), groups(rows, "origin", origins, year, day)),
        ],
    }
    return TemplateResponse(request, "admin/bureau/timeliness.html", context)
