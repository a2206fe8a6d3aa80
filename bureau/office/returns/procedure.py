"""What may be done with a return; how the returns of a duty come about, period by period."""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from bureau.audit.hand import Hand, Source
from bureau.casework.gate import act, open_case
from bureau.casework.handover import works_there
from bureau.notices.mishaps import Logged
from bureau.notices.rhythm import every
from bureau.office.returns.models import ReportingDuty, Return
from bureau.office.returns.rules import Rhythm, named, periods

A_YEAR = timedelta(days=366)  # the longest period


@act
def send(sent: Return, *, on: date, sent_as: str) -> None:
    sent.sent_as = sent_as


@act
def correct(sent: Return, *, on: date, sent_as: str) -> None:
    sent.sent_as = sent_as


@act
def do_without(sent: Return, *, on: date) -> None:
    """Nothing is kept but the act and its reason."""


def open_returns(duty: ReportingDuty, hand: Hand) -> list[Return]:
    """Every return of this duty whose time has come and that is not there yet, whatever was missed before.

    Its section and officer are those of the duty on that day; without an officer who works there it waits to be taken
    up. Called twice, the second time finds nothing.
    """
    today = timezone.localdate(hand.at)
    with transaction.atomic():
        duty = (
            ReportingDuty.objects.select_for_update(of=("self",)).select_related("section", "officer").get(pk=duty.pk)
        )
        known = set(Return.objects.filter(duty=duty).values_list("first_on", flat=True))
        until = min(today, duty.until_on or today)
        wanted = [
            (first, last)
            for first, last in periods(Rhythm(duty.rhythm), duty.since_on, until)
            if first not in known and duty.starts_on(first, last) <= today
        ]
        return [_opened(duty, hand, first, last) for first, last in wanted]


def _opened(duty: ReportingDuty, hand: Hand, first: date, last: date) -> Return:
    period, today = named(Rhythm(duty.rhythm), first), timezone.localdate(hand.at)
    return open_case(
        Return,
        hand,
        number=f"报表{duty.pk}-{first:%Y%m%d}",
        title=f"{duty.name}（{period.zh}）",
        section=duty.section,
        opened_on=duty.starts_on(first, last),
        officer=duty.officer if duty.officer and works_there(duty.officer, duty.section, today) else None,
        duty=duty,
        first_on=first,
        last_on=last,
    )


@every(timedelta(hours=1))
def open_what_falls_due(now: datetime) -> None:
    """All duties that have not ended long ago, each by itself: one that breaks off holds up no other."""
    hand = Hand(None, Source.JOB, now, name="returns")
    today = timezone.localdate(now)
    for duty in ReportingDuty.objects.filter(
        Q(until_on__isnull=True) | Q(until_on__gte=today - A_YEAR), since_on__lte=today
    ):
        with Logged(f"returns of duty {duty.pk}"):
            open_returns(duty, hand)
