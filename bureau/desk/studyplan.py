"""The page of study and training of a year: the plan beside what was done, and each person's hours."""

from dataclasses import dataclass
from datetime import date

from django import forms
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from bureau.desk.scoped import scope_for, within_reach
from bureau.office.study.figures import COUNTS, Learner, learners
from bureau.office.study.kinds import COUNTED, Gathering
from bureau.office.study.models import FIRST_YEAR, Meeting, Planned, YearPlan
from bureau.people.bureaus import Bureau
from bureau.people.roles import BUSINESS


class YearAsked(forms.Form):
    year = forms.IntegerField(label=_("year"), min_value=FIRST_YEAR, max_value=date.max.year - 1)


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that was planned, or done without a plan; `url` leads to exactly what was counted."""

    words: str
    done: int
    planned: int | None
    url: str

    @property
    def is_behind(self) -> bool:
        return self.planned is not None and self.done < self.planned


@dataclass(frozen=True, slots=True)
class Year:
    """The study and training of one bureau in one year. `asked` are the hours that each person should have."""

    bureau: Bureau
    lines: list[Line]
    learners: list[Learner]
    asked: int | None

    @property
    def enough(self) -> int:
        return sum(each.hours >= (self.asked or 0) for each in self.learners)


def year_of(bureau: Bureau, year: int) -> Year:
    plans = {plan.what: plan.planned for plan in YearPlan.objects.filter(bureau=bureau, year=year)}
    lines = [
        Line(str(Planned(what).label), count(bureau, year).count(), plans.get(what), _address(what, bureau, year))
        for what, count in COUNTS.items()
    ]
    return Year(bureau, lines, learners(bureau, year), plans.get(Planned.HOURS, settings.TRAINING_HOURS))


def _address(what: str, bureau: Bureau, year: int) -> str:
    """The list, filtered to the rows that are counted."""
    name = {Planned.ITEMS: "studyitem", Planned.TRAININGS: "training"}.get(Planned(what), "meeting")
    way = "meeting__" if what == Planned.ITEMS else ""
    facts = {"held_on__year": year, "is_void__exact": 0, "bureau__id__exact": bureau.pk}
    asked: dict[str, str | int] = {f"{way}{name}": value for name, value in facts.items()}
    if what == Planned.ITEMS:
        asked |= {"kind__in": ",".join(sorted(COUNTED)), "meeting__kind__exact": Gathering.PARTY_GROUP.value}
    if what == Planned.LEGAL:
        asked |= {"kind__exact": Gathering.LEGAL.value}
    return f"{reverse(f'admin:bureau_{name}_changelist')}?{urlencode(asked)}"


def study_view(request, site):
    if not scope_for(request).holds(BUSINESS):
        raise PermissionDenied
    form = YearAsked(request.GET or None)
    this = timezone.localdate().year
    year = form.cleaned_data["year"] if form.is_valid() else this
    if not form.is_bound:
        form = YearAsked(initial={"year": this})
    context = site.each_context(request) | {
        "title": _("Study and training"),
        "form": form,
        "year": year,
        "years": [year_of(bureau, year) for bureau in within_reach(site, Bureau, request).order_by("id")],
        "may_write": site.get_model_admin(Meeting).has_add_permission(request),
    }
    return TemplateResponse(request, "admin/bureau/study.html", context)
