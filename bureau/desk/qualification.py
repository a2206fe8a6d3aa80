"""How many of the staff hold a certificate, on one page: a chart, and the table of what it draws."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bureau.desk.days import DayField
from bureau.desk.pieces.figures import Bar, Chart
from bureau.desk.scoped import scope_for, within_reach
from bureau.office.qualified import Share, Step, shares, undated
from bureau.people.bureaus import Bureau
from bureau.people.certificates import Certificate
from bureau.people.qualifications import LegalQualification
from bureau.people.roles import EVERYBODY


class Asked(forms.Form):
    on = DayField(label=gettext_lazy("as of"), required=False)
    by = forms.ChoiceField(
        label=gettext_lazy("at each"),
        choices=[
            (Step.QUARTER.value, gettext_lazy("end of a quarter")),
            (Step.YEAR.value, gettext_lazy("end of a year")),
        ],
        required=False,
    )


@dataclass(frozen=True, slots=True)
class Row:
    """One day of the table; each number leads to the rows that it counts."""

    share: Share
    certified_url: str
    established_url: str


@dataclass(frozen=True, slots=True)
class Qualified:
    """One bureau. `undated` are counted on no day; `legal` hold a legal qualification as of that day."""

    bureau: Bureau
    rows: list[Row]
    chart: Chart
    undated: int
    undated_url: str
    legal: int
    legal_url: str


def qualified_of(bureau: Bureau, day: date, step: Step) -> Qualified:
    rows = [_row(bureau, share) for share in shares(bureau, day, step)]
    held = LegalQualification.objects.filter(staff__section__bureau=bureau, is_void=False, since_on__lte=day)
    legal: dict[str, str | int] = {"is_void__exact": 0, "since_on__lte": day.isoformat()}
    legal |= {"staff__section__bureau__id__exact": bureau.pk}
    return Qualified(
        bureau,
        rows,
        _chart(bureau, rows),
        undated(bureau).count(),
        _staff(bureau, post="undated"),
        held.count(),
        f"{reverse('admin:bureau_legalqualification_changelist')}?{urlencode(legal)}",
    )


def _row(bureau: Bureau, share: Share) -> Row:
    on = share.day.isoformat()
    return Row(share, _staff(bureau, certified=on), _staff(bureau, established=on))


def _staff(bureau: Bureau, **asked: str) -> str:
    given = asked | {"section__bureau__id__exact": str(bureau.pk)}
    return f"{reverse('admin:bureau_staff_changelist')}?{urlencode(given)}"


def _chart(bureau: Bureau, rows: list[Row]) -> Chart:
    """Percent of each day; of a day without anybody on the establishment there is no bar."""
    known = [(row.share, row.share.rate.percent) for row in rows]
    told = "；".join(f"{share.day} {_percent(percent)}" for share, percent in known)
    bars = [
        Bar(f"{share.day:%y-%m}", None if percent is None else float(percent), is_part=not share.is_end)
        for share, percent in known
    ]
    return Chart(f"share-{bureau.pk}", _("Share of qualified staff, in percent"), told, bars)


def _percent(percent) -> str:
    return _("no share") if percent is None else f"{percent} %"


def qualification_view(request, site):
    if not scope_for(request).holds(EVERYBODY):
        raise PermissionDenied
    form = Asked(request.GET or None)
    asked = form.cleaned_data if form.is_valid() else {}
    day, step = asked.get("on") or timezone.localdate(), Step(asked.get("by") or Step.QUARTER)
    if not form.is_bound:
        form = Asked(initial={"on": day, "by": step.value})
    context = site.each_context(request) | {
        "title": _("Qualified staff"),
        "form": form,
        "day": day,
        "bureaus": [qualified_of(each, day, step) for each in within_reach(site, Bureau, request).order_by("id")],
        "may_write": site.get_model_admin(Certificate).has_add_permission(request),
    }
    return TemplateResponse(request, "admin/bureau/qualification.html", context)
