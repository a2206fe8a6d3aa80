"""What lies before somebody: the cases within reach, counted once for a page, and for whom it is whose turn."""

from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.contrib.admin import AdminSite
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone

from bureau.casework.docket import Docket
from bureau.casework.terms import Term
from bureau.desk.caselist import MOST_PRESSING_FIRST, OWN_VIEWS, VIEWS, view_of, with_presses
from bureau.desk.caserows import CaseRow, case_for, case_screens, dockets_within, rows_of
from bureau.desk.scoped import scope_for
from bureau.people.roles import BUSINESS, CASEWORKERS, Role
from bureau.people.scope import Scope

COUNTED = [key for key in (*VIEWS, *OWN_VIEWS) if key != "all"]
AT_THE_COUNTER = frozenset({Role.OFFICER, Role.WINDOW})
GIVERS = CASEWORKERS | {Role.LEADER}


class Workload:
    """Of one request. `works`: cases may lie on this person's desk; `own_first`: and no others are theirs to watch."""

    def __init__(self, site: AdminSite, request: Any) -> None:
        self.site = site
        self.request = request
        self.scope: Scope = scope_for(request)
        self.now: datetime = timezone.now()
        self.today: date = timezone.localdate(self.now)
        self.screens = case_screens(site, request)
        roles = self.scope.roles
        self.works = bool(self.screens and roles & CASEWORKERS)
        self.own_first = self.works and not roles & (BUSINESS - AT_THE_COUNTER)
        self.gives = bool(self.screens) and self.scope.holds(GIVERS)

    @cached_property
    def whole_bureau(self) -> bool:
        """Whether one reaches every section of a bureau, and not just some."""
        whole = (holding for holding in self.scope.holdings if holding.section is None and holding.role in BUSINESS)
        return self.scope.everything or any(whole)

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many cases each view has, in one query: exactly what the list of that view shows."""
        if not self.screens:
            return dict.fromkeys(COUNTED, 0)
        unmet = Term.objects.filter(docket=OuterRef("pk")).exclude(state=Term.State.MET)
        living = Q(closed_on__isnull=True) | Q(Exists(unmet))  # nothing else belongs to any of the views
        views = {key: Count("pk", filter=view_of(key, self.request, "")) for key in COUNTED}
        return dockets_within(self.site, self.request).filter(living).aggregate(**views)

    def address(self, view: str) -> str:
        """The list that a count is of."""
        return f"{reverse('admin:bureau_docket_changelist')}?view={view}"

    def dockets(self, *views: str, most: int, but: Q | None = None) -> list[Docket]:
        """The most pressing of these views, without what `but` says."""
        rows = dockets_within(self.site, self.request)
        for view in views:
            rows = rows.filter(view_of(view, self.request, ""))
        rows = rows.exclude(but) if but is not None else rows
        return list(self._ordered(rows)[:most])

    def rows(self, *groups: list[Docket]) -> list[list[CaseRow]]:
        """Each group as rows; what their lights are read from is fetched for all of them together."""
        told = iter(rows_of(case_for(docket) for group in groups for docket in group))
        return [[next(told) for _docket in group] for group in groups]

    @staticmethod
    def _ordered(rows: QuerySet[Docket]) -> QuerySet[Docket]:
        return with_presses(rows).select_related("officer").order_by(*MOST_PRESSING_FIRST, "-pk")
