"""Who answers for what, on one page, as of any day: every line of work with its departments, section and persons."""

from dataclasses import dataclass

from django import forms
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.desk.days import DayField
from bureau.desk.pieces.figures import Tile
from bureau.desk.scoped import scope_for, within_reach
from bureau.office.answers import Answer, answers_on, departments_on
from bureau.office.lines import Line
from bureau.office.tenures import LineDepartment
from bureau.people.bureaus import Bureau
from bureau.people.roles import EVERYBODY


class DayAsked(forms.Form):
    on = DayField(label=_("as of"), required=False)


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table; `cells` stand below the departments of its head, in their order."""

    answer: Answer
    cells: list[LineDepartment | None]
    gaps: list[str]


@dataclass(frozen=True, slots=True)
class Matrix:
    """The duties of one bureau on one day."""

    bureau: Bureau
    departments: list
    rows: list[Row]

    @property
    def missing(self) -> list[Row]:
        return [row for row in self.rows if row.gaps]

    @property
    def is_sample(self) -> bool:
        return any(row.answer.is_sample for row in self.rows)

    @property
    def tiles(self) -> list[Tile]:
        nobody = sum(row.answer.who is None for row in self.rows)
        stood_in = sum(bool(row.answer.in_charge and row.answer.in_charge.stand_in) for row in self.rows)
        return [
            Tile(str(_("Lines of work")), str(len(self.rows)), str(pgettext_lazy("unit", "lines"))),
            Tile(str(_("Counterpart departments")), str(len(self.departments)), str(_("departments"))),
            Tile(str(_("Stood in for on that day")), str(stood_in), str(pgettext_lazy("unit", "lines"))),
            Tile(
                str(_("Nobody answers")),
                str(nobody),
                str(pgettext_lazy("unit", "lines")),
                kind="late" if nobody else "",
            ),
        ]


def matrix_of(bureau: Bureau, day) -> Matrix:
    departments = departments_on(bureau, day)
    return Matrix(bureau, departments, [_row(answer, departments) for answer in answers_on(bureau, day)])


def _row(answer: Answer, departments) -> Row:
    standing = {row.department_id: row for row in answer.departments}
    return Row(answer, [standing.get(department.pk) for department in departments], list(answer.gaps()))


def duties_view(request, site):
    if not scope_for(request).holds(EVERYBODY):
        raise PermissionDenied
    form = DayAsked(request.GET or None)
    today = timezone.localdate()
    day = (form.cleaned_data["on"] if form.is_valid() else None) or today
    if not form.is_bound:
        form = DayAsked(initial={"on": day})
    screen = site.get_model_admin(Line)
    context = site.each_context(request) | {
        "title": _("Who answers for what"),
        "form": form,
        "day": day,
        "is_today": day == today,
        "matrices": [matrix_of(bureau, day) for bureau in within_reach(site, Bureau, request).order_by("id")],
        "may_write": screen.has_add_permission(request),
    }
    return TemplateResponse(request, "admin/bureau/duties.html", context)
