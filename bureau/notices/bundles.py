"""From debts to mails: one mail to each person, however much is owed, and a second one only beyond a hundred cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import F, Min, Q
from django.utils import timezone

from bureau.notices.leases import State
from bureau.notices.outbox import Debt, Notice
from bureau.notices.preferences import MailPreference, preference_of
from bureau.notices.routes import Routes
from bureau.people.staff import Staff

LINES = 100  # cases in one mail

LOOSE = Q(notice__isnull=True, struck_because="", recipient__isnull=False)


@contextmanager
def lock_on(recipient: int) -> Iterator[MailPreference]:
    """Whoever makes a mail for somebody holds this lock, so that two who do so at once make one; what they want."""
    with transaction.atomic():
        yield preference_of(Staff.objects.select_for_update(of=("self",), no_key=True).get(pk=recipient))


def morning_mails(day: date, now: datetime) -> int:
    """What is owed and in no mail yet goes into this morning's; how many mails that makes."""
    return sum(_bundle(recipient, Notice.Kind.DIGEST, day, now) for recipient in _owed_to())


def mails_at_once(terms: set[int], now: datetime) -> int:
    """What these terms owe goes out as soon as whoever gets it is not asleep."""
    return sum(_bundle(each, Notice.Kind.AT_ONCE, timezone.localdate(now), now, terms) for each in _owed_to(terms))


def _owed_to(terms: set[int] | None = None) -> list[int]:
    loose = Debt.objects.filter(LOOSE) if terms is None else Debt.objects.filter(LOOSE, term__in=terms)
    return sorted(set(loose.order_by().values_list("recipient", flat=True).distinct()))


def _bundle(recipient: int, kind: str, day: date, now: datetime, terms: set[int] | None = None) -> int:
    with lock_on(recipient) as wishes:
        loose = Debt.objects.filter(LOOSE, recipient=recipient)
        if terms is not None:
            loose = loose.filter(term__in=terms)
        # What an earlier run wrote down and did not come to send is sent late now.
        loose.filter(owed_on__lt=day, proper_on=F("owed_on")).update(is_late=True)
        owing = loose.values_list("term", flat=True).order_by("due_on", "term")
        of_terms = list(dict.fromkeys(owing))
        at = goes_out(kind, day, now, wishes, loose.aggregate(first=Min("term__due_at"))["first"])
        for first in range(0, len(of_terms), LINES):
            notice = Notice.queue(recipient, kind, day, at=at, now=now)
            loose.filter(term__in=of_terms[first : first + LINES]).update(notice=notice)
    return -(-len(of_terms) // LINES)


def goes_out(kind: str, day: date, now: datetime, wishes: MailPreference, moment: datetime | None = None) -> datetime:
    """A morning mail goes at its hour, any other now; in quiet hours only for a moment of the law that is in them."""
    if kind == Notice.Kind.AT_ONCE:
        return wishes.awake(now, moment)
    return wishes.awake(wishes.digest_at(midnight(day), now))


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


# Mails of supervision


def weekly_mails(day: date, now: datetime, routes: Routes) -> int:
    """The first working morning of a week, or the first after it that was not missed, tells how the bureau stands."""
    monday = day - timedelta(days=day.weekday())
    made = 0
    for bureau in sorted(set(routes.bureaus.values())):
        for overseer in routes.supervisors_of(bureau):
            with lock_on(overseer) as wishes:
                if not Notice.objects.filter(recipient=overseer, kind=Notice.Kind.WEEKLY, day__gte=monday).exists():
                    _supervision(overseer, Notice.Kind.WEEKLY, day, now, wishes)
                    made += 1
    return made


def alarms(day: date, now: datetime, routes: Routes) -> int:
    """What was refused for good since the last morning is told to the supervisors of the recipient's bureau."""
    made = 0
    for bureau in sorted(set(routes.bureaus.values())):
        made += _alarm(bureau, routes.overseers(bureau), day, now)
    return made


def _alarm(bureau: int, overseers: list[int], day: date, now: datetime) -> int:
    dead = Notice.objects.filter(state=State.FAILED, told_in__isnull=True, settled_at__isnull=True)
    dead = dead.exclude(kind=Notice.Kind.ALARM).filter(recipient__section__bureau=bureau)
    with transaction.atomic():
        # In one order, so that two runs do not wait crosswise.
        list(Staff.objects.filter(pk__in=overseers).order_by("pk").select_for_update(no_key=True).values_list("pk"))
        if not overseers or not (found := list(dead.values_list("pk", flat=True))):
            return 0
        for overseer in overseers:
            wishes = preference_of(Staff.objects.get(pk=overseer))
            alarm = _supervision(overseer, Notice.Kind.ALARM, day, now, wishes)
            # Each of them is told; the row keeps the last of the mails that did it.
            Notice.objects.filter(pk__in=found).update(told_in=alarm)
    return len(overseers)


def _supervision(overseer: int, kind: str, day: date, now: datetime, wishes: MailPreference) -> Notice:
    return Notice.queue(overseer, kind, day, at=goes_out(kind, day, now, wishes), now=now)
