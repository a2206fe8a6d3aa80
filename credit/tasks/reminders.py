"""What happens by itself: whoever answers for credit is reminded of what is to be published or withdrawn, and is not.

All records hang on one line of work; its person in charge, or whoever stands in, is told as an officer is told,
the section's heads and the leaders as the ladder says.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from bureau.law.ladder import Theme
from bureau.law.limits import Binding, TimeLimit
from bureau.law.workdays import UnknownYear, Workdays
from bureau.notices.owing import Watch
from bureau.notices.records import Waiting, records_that_wait
from bureau.office.answers import answer_on
from bureau.office.lines import Line
from bureau.people.bureaus import Bureau
from credit.models import Decision, Licence, Penalty, PenaltyPush
from credit.models.pushes import due_by, unpublished
from credit.rules.publishing import PUBLISH, WITHDRAW, last_withdrawal_due

KIND = "dual_publicity"  # as a rung of the ladder may name it, and its duties publish and withdraw
WORDS = _("dual publicity")
Group = tuple[date, int, str, str]  # since when, how many, what they are called, the address of their list


@records_that_wait(KIND, WORDS)
def to_be_published(watch: Watch) -> Iterator[Waiting]:
    """What is due up to the horizon of this morning, by the day on which it is; a query for each kind of record."""
    for bureau in Bureau.objects.order_by("pk"):
        groups = [group for kind in (Licence, Penalty) for group in _unpublished(kind, bureau, watch)]
        yield from _waiting(bureau, watch, "publish", PUBLISH, groups)


@records_that_wait(KIND, WORDS)
def to_be_withdrawn(watch: Watch) -> Iterator[Waiting]:
    """Penalties that were changed, revoked or found unlawful and stand with the platform yet, likewise."""
    for bureau in Bureau.objects.order_by("pk"):
        yield from _waiting(bureau, watch, "withdraw", WITHDRAW, _still_there(bureau, watch))


def _unpublished(kind: type[Decision], bureau: Bureau, watch: Watch) -> list[Group]:
    """How many were decided on each day, of those that are due by the horizon."""
    due = due_by(watch.horizon_of(KIND), watch.morning.days.at_the_earliest, "")
    rows = kind._default_manager.filter(unpublished("", "push__", watch.morning.today), due, bureau=bureau)
    page = f"{reverse(f'admin:credit_{kind._meta.model_name}_changelist')}?view=unpublished"
    return _by_day(rows, "decided_on", str(kind._meta.verbose_name_plural), page)


def _still_there(bureau: Bureau, watch: Watch) -> list[Group]:
    last = last_withdrawal_due(watch.horizon_of(KIND), watch.morning.days.at_the_earliest)
    if last is None:
        return []
    rows = PenaltyPush.objects.to_be_withdrawn().filter(record__bureau=bureau, withdraw_since__lte=last)
    page = f"{reverse('admin:credit_penaltypush_changelist')}?view=withdraw"
    return _by_day(rows, "withdraw_since", gettext("penalties to be withdrawn"), page)


def _by_day(rows: Any, name: str, words: str, page: str) -> list[Group]:
    counted = rows.order_by(name).values_list(name).annotate(count=Count("pk"))
    return [(on, count, words, page) for on, count in counted]


def _waiting(bureau: Bureau, watch: Watch, duty: str, limit: TimeLimit, groups: list[Group]) -> Iterator[Waiting]:
    if not groups:
        return
    officer, section = _who_answers(bureau, watch.morning.today)
    if section is None:
        return
    theme = Theme(bureau.pk, KIND, duty, Binding.STATUTORY)
    for on, count, words, page in groups:
        yield Waiting(theme, _due(on, limit, watch.morning.days), on, section, officer, count, words, page)


def _due(on: date, limit: TimeLimit, days: Workdays) -> date:
    """The last working day of the limit; the earliest that it can be, where a year is not announced."""
    try:
        return days.add(on, limit.amount)
    except UnknownYear:
        return days.at_the_earliest.add(on, limit.amount)


def _who_answers(bureau: Bureau, day: date) -> tuple[int | None, int | None]:
    """The person in charge of credit and the section; without either, whoever heads the intake section."""
    line = Line.objects.on(day).filter(bureau=bureau, name=settings.CREDIT_LINE).first()
    answer = answer_on(line, day) if line else None
    who = answer.who if answer else None
    section = answer.section.section_id if answer and answer.section else who.section_id if who else None
    intake = bureau.intake
    return who.pk if who else None, section or (intake.pk if intake else None)
