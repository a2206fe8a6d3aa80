"""The page of rates: each organ's timeliness and compliance in a period; each number leads to what it counts."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import PermissionDenied
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from bureau.casework.calendar import workdays
from bureau.desk.days import DayField
from bureau.desk.scoped import scope_for
from bureau.law.rates import Rate
from credit.models import Licence, Organ, PushBatch, PushRow
from credit.models.batches import KINDS
from credit.procedure.rates import OfOrgan, Period, Reach, rates_of

HEADINGS = (
    *(_("reported in time"), _("timeliness"), _("rows sent"), _("unanswered"), _("accepted"), _("compliance")),
    *(_("not yet published"), _("late"), _("ended unpublished")),
)


@dataclass(frozen=True, slots=True)
class Number:
    """What is counted, how often, and the list of it."""

    name: str
    count: int
    page: str


@dataclass(frozen=True, slots=True)
class Cell:
    """Numbers, with what stands between them; or a rate."""

    numbers: tuple[Number, ...] = ()
    between: str = ""
    rate: Rate | None = None


class PeriodAsked(forms.Form):
    first = DayField(label=pgettext_lazy("period", "from"), required=False)
    last = DayField(label=pgettext_lazy("period", "to"), required=False)

    def clean(self):
        cleaned = super().clean() or {}
        if cleaned.get("first") and cleaned.get("last") and cleaned["last"] < cleaned["first"]:
            self.add_error("last", _("The last day lies before the first."))
        return cleaned


def rates_view(screen, request):
    """The organs that this person may see; by default this year up to today."""
    if not screen.has_view_permission(request):
        raise PermissionDenied
    today = timezone.localdate()
    usual = {"first": date(today.year, 1, 1), "last": today}
    form = PeriodAsked(usual | {name: request.GET[name] for name in usual if request.GET.get(name)})
    asked = form.cleaned_data if form.is_valid() else usual
    period = asked["first"], asked["last"]
    organs = screen.get_queryset(request).select_related("bureau").order_by("name")
    scope = scope_for(request)
    lines = [scope.rows(lines.objects.all(), screen.readers) for _records, lines in KINDS.values()]
    rows = scope.rows(PushRow.objects.all(), screen.readers)
    found = rates_of(organs, Reach(lines, rows), period, today, workdays())
    context = screen.admin_site.each_context(request) | {
        "title": _("Timeliness and compliance"),
        "opts": screen.opts,
        "form": form,
        "period": period,
        "kinds": [_kind(kind, found, period) for kind in KINDS],
    }
    return TemplateResponse(request, "admin/credit/organ/rates.html", context)


def _kind(kind: str, found: list[OfOrgan], period: Period) -> dict[str, Any]:
    """The table of one kind of record. The publication of a licence never ends."""
    records, _lines = KINDS[kind]
    columns = len(HEADINGS) - (records is Licence)
    return {
        "name": kind,
        "words": records._meta.verbose_name_plural,
        "headings": HEADINGS[:columns],
        "rows": [(one.organ, _cells(kind, one, period)[:columns]) for one in found],
    }


def _cells(kind: str, one: OfOrgan, period: Period) -> list[Cell]:
    """In the order of their headings. Rows that were registered by hand stand behind those of batches, if there are."""
    pages = Pages(kind, one.organ, period)
    tally = one.kinds[pages.lines]

    def of_rows(name: str) -> Cell:
        carried = Number(name, getattr(tally.batches, name), pages.of_rows(name))
        by_hand = f"by_hand_{name}" if name != "sent" else "by_hand"
        registered = Number(by_hand, getattr(tally.hand, name), pages.of_lines(by_hand))
        return Cell((carried, registered) if registered.count else (carried,), "+")

    in_time = [Number(name, getattr(tally, name), pages.of_lines(name)) for name in ("on_time", "reported")]
    missed = [Number(name, getattr(tally, name), pages.of_records(name)) for name in ("unpublished", "late", "lapsed")]
    return [
        *(Cell(tuple(in_time), "/"), Cell(rate=tally.timeliness)),
        *(of_rows("sent"), of_rows("unanswered"), of_rows("accepted"), Cell(rate=tally.compliance)),
        *(Cell((number,)) for number in missed),
    ]


@dataclass(frozen=True, slots=True)
class Pages:
    """The lists that the numbers of one organ and kind of record lead to."""

    kind: str
    organ: Organ
    period: Period

    @property
    def lines(self) -> str:
        return str(KINDS[self.kind][1]._meta.model_name)

    def of_lines(self, counted: str) -> str:
        asked = {"record__organ__id__exact": self.organ.pk, "counted": counted}
        return _page(self.lines, asked | self._within("reported_on"))

    def of_rows(self, view: str) -> str:
        asked = {"organ": self.organ.pk, "batch__kind__exact": self.kind, "batch__act__exact": PushBatch.Act.SEND.value}
        return _page("pushrow", asked | self._within("batch__sent_on") | {"view": view})

    def of_records(self, view: str) -> str:
        return _page(self.kind, {"organ__id__exact": self.organ.pk, "view": view})

    def _within(self, day: str) -> dict[str, object]:
        return {f"{day}__gte": self.period[0], f"{day}__lte": self.period[1]}


def _page(model: str, asked: dict[str, object]) -> str:
    return f"{reverse(f'admin:credit_{model}_changelist')}?{urlencode(asked)}"
