"""The figures of dual publicity on the start page; each leads to exactly the rows that it counts."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext

from bureau.casework.calendar import workdays
from bureau.desk.pieces.figures import Tile
from bureau.desk.tiles import desk_tiles
from bureau.desk.workload import Workload
from bureau.people.roles import BUSINESS
from credit.admin.views import view_of
from credit.models import Licence, Penalty
from credit.procedure import push_of

FAILED = ~Q(push__refusal="")  # what the platform sent back, and nobody has put right yet


@desk_tiles
def what_stands_with_the_platform(load: Workload) -> Iterator[Tile]:
    """What waits to be published, and what was sent back; a query for each kind of record, and the calendar's."""
    if not load.scope.holds(BUSINESS):
        return
    days = workdays()
    names: dict[Any, tuple[str, str]] = {
        Licence: (_("licences not yet published"), _("licences sent back by the platform")),
        Penalty: (_("penalties not yet published"), _("penalties sent back by the platform")),
    }
    for model, (waiting, failed) in names.items():
        rows = load.site._registry[model].get_queryset(load.request)
        views = {key: Count("pk", filter=view_of(key, days)) for key in ("unpublished", "soon", "late")}
        counts = rows.order_by().aggregate(**views, failed=Count("pk", filter=FAILED))
        if counts["unpublished"]:
            yield _waiting(model, waiting, counts)
        if counts["failed"]:
            page = reverse(f"admin:credit_{push_of(model)._meta.model_name}_changelist")
            yield Tile(
                failed, str(counts["failed"]), _unit(counts["failed"]), f"{page}?view=failed", "", "late", "alert"
            )


def _waiting(model: Any, name: str, counts: dict[str, int]) -> Tile:
    count, late = counts["unpublished"], counts["late"]
    note = _("late: %(count)s") % {"count": late} if late else _("due soon: %(count)s") % {"count": counts["soon"]}
    page = reverse(f"admin:credit_{model._meta.model_name}_changelist")
    kind = "late" if late else "soon" if counts["soon"] else ""
    return Tile(name, str(count), _unit(count), f"{page}?view=unpublished", note, kind, "alert" if late else "clock")


def _unit(count: int) -> str:
    return npgettext("unit", "record", "records", count)
