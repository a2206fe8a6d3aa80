"""What happens by itself: whoever answers for credit is reminded of what must be published and is not.

All records hang on one line of work; its person in charge, or whoever stands in, is told as an officer is told,
the section's heads and the leaders as the ladder says.
"""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from bureau.law.ladder import Theme
from bureau.law.limits import Binding
from bureau.law.workdays import UnknownYear, Workdays
from bureau.notices.owing import Watch
from bureau.notices.records import Waiting, records_that_wait
from bureau.office.answers import answer_on
from bureau.office.lines import Line
from bureau.people.bureaus import Bureau
from credit.models import Decision, Licence, Penalty
from credit.models.pushes import due_by, unpublished
from credit.rules.publishing import PUBLISH

KIND, DUTY = "dual_publicity", "publish"  # as a rung of the ladder may name them


@records_that_wait(KIND, _("dual publicity"))
def to_be_published(watch: Watch) -> Iterator[Waiting]:
    """What is due up to the horizon of this morning, by the day on which it is; a query for each kind of record."""
    for bureau in Bureau.objects.order_by("pk"):
        groups = [(kind, on, count) for kind in (Licence, Penalty) for on, count in _by_day(kind, bureau, watch)]
        if not groups:
            continue
        officer, section = _who_answers(bureau, watch.morning.today)
        if section is None:
            continue
        theme = Theme(bureau.pk, KIND, DUTY, Binding.STATUTORY)
        for kind, on, count in groups:
            page = f"{reverse(f'admin:credit_{kind._meta.model_name}_changelist')}?view=unpublished"
            due = _due(on, watch.morning.days)
            yield Waiting(theme, due, on, section, officer, count, kind._meta.verbose_name_plural or "", page)


def _by_day(kind: type[Decision], bureau: Bureau, watch: Watch) -> list[tuple[date, int]]:
    """How many were decided on each day, of those that are due by the horizon."""
    days = watch.morning.days.at_the_earliest
    due = due_by(watch.horizon_of(KIND), days, "")
    rows = kind._default_manager.filter(unpublished("", "push__"), due, bureau=bureau)
    return list(rows.order_by("decided_on").values_list("decided_on").annotate(count=Count("pk")))


def _due(decided_on: date, days: Workdays) -> date:
    """The seventh working day; the earliest that it can be, where a year is not announced."""
    try:
        return days.add(decided_on, PUBLISH.amount)
    except UnknownYear:
        return days.at_the_earliest.add(decided_on, PUBLISH.amount)


def _who_answers(bureau: Bureau, day: date) -> tuple[int | None, int | None]:
    """The person in charge of credit and the section; without either, whoever heads the intake section."""
    line = Line.objects.on(day).filter(bureau=bureau, name=settings.CREDIT_LINE).first()
    answer = answer_on(line, day) if line else None
    who = answer.who if answer else None
    section = answer.section.section_id if answer and answer.section else who.section_id if who else None
    intake = bureau.intake
    return who.pk if who else None, section or (intake.pk if intake else None)
