"""The figures of dual publicity on the start page; each leads to exactly the rows that it counts."""

from collections.abc import Iterator

from django.db.models import Count
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


@desk_tiles
def what_is_not_yet_published(load: Workload) -> Iterator[Tile]:
    """What waits to be published, where there is something; a query for each kind of record, and the calendar's."""
    if not load.scope.holds(BUSINESS):
        return
    days = workdays()
    names = {Licence: _("licences not yet published"), Penalty: _("penalties not yet published")}
    for model, name in names.items():
        rows = load.site._registry[model].get_queryset(load.request)
        views = {key: Count("pk", filter=view_of(key, days)) for key in ("unpublished", "soon", "late")}
        counts = rows.order_by().aggregate(**views)
        if not (count := counts["unpublished"]):
            continue
        late = counts["late"]
        note = _("late: %(count)s") % {"count": late} if late else _("due soon: %(count)s") % {"count": counts["soon"]}
        page = reverse(f"admin:credit_{model._meta.model_name}_changelist")
        unit = npgettext("unit", "record", "records", count)
        kind = "late" if late else "soon" if counts["soon"] else ""
        yield Tile(name, str(count), unit, f"{page}?view=unpublished", note, kind, "alert" if late else "clock")
