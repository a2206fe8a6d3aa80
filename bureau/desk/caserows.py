"""Cases of several kinds together: which somebody reaches, and each as one row."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.admin.utils import quote
from django.db.models import Case as ByKind
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse
from django.utils.translation import gettext as _

from bureau.casework.docket import Case, Docket, kinds
from bureau.desk.caselist import ListsCases, fetch_for_lights, light_for
from bureau.desk.pieces.lights import Light
from bureau.desk.pieces.pills import Pill, pill_of


def case_screens(site, request) -> list[ListsCases]:
    """The screens of the kinds of case that this person may read: a new kind is among them once it is registered."""
    screens = (screen for screen in site._registry.values() if isinstance(screen, ListsCases))
    return [screen for screen in screens if screen.has_view_permission(request)]


def dockets_within(site, request) -> QuerySet[Docket]:
    """The dockets whose case the screen of its kind shows to this person, each with the state of its case."""
    within, states = Q(pk__in=[]), []
    for screen in case_screens(site, request):
        kind = screen.model.kind
        shown = screen.get_queryset(request).order_by().filter(pk=OuterRef("pk"))
        within |= Q(kind=kind) & Q(Exists(shown))
        states.append(When(kind=kind, then=Subquery(shown.values("state")[:1])))
    return Docket.objects.filter(within).annotate(case_state=ByKind(*states, output_field=CharField()))


def case_for(docket: Docket) -> Case:
    """The case as far as a list needs it, without a query: its kind, its docket and its state."""
    state: str = docket.case_state  # type: ignore[attr-defined]
    return kinds()[docket.kind](docket=docket, state=state)


def page_of(case: Case) -> str:
    return reverse(f"admin:{case._meta.app_label}_{case._meta.model_name}_change", args=[quote(case.pk)])


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case as one row, wherever cases of several kinds stand together."""

    key: int
    url: str
    title: str
    number: str
    kind: str
    officer: str
    light: Light
    pill: Pill


def rows_of(cases: Iterable[Case]) -> list[CaseRow]:
    """Two queries and the calendar's, however many cases; none for none."""
    found = list(cases)
    if not found:
        return []
    clock = fetch_for_lights([case.docket for case in found], to_docket="")
    return [
        CaseRow(
            case.docket.pk,
            page_of(case),
            case.docket.title,
            case.docket.number,
            str(case._meta.verbose_name),
            str(case.docket.officer or _("unassigned")),
            light_for(case, clock),
            pill_of(case),
        )
        for case in found
    ]
