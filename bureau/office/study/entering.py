"""A meeting is entered whole: its items, who was there, and the yearly duty that it meets."""

import re
from collections.abc import Iterable, Sequence

from django.db import transaction

from bureau.audit.hand import Hand
from bureau.casework.refusals import Refused
from bureau.office.returns.models import Return
from bureau.office.returns.procedure import send
from bureau.office.study.kinds import Gathering
from bureau.office.study.models import Attendance, Meeting, StudyItem
from bureau.people.roles import Role
from bureau.people.scope import scope_of
from bureau.people.staff import Staff

NUMBERED = re.compile(r"^\s*(?:[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）、.．]\s*)?")


def items_of(text: str) -> list[str]:
    """One title a line, each once; numbers in front of them (1. 一、 （1）) are left out."""
    lines = (NUMBERED.sub("", line).strip() for line in text.splitlines())
    return list(dict.fromkeys(line for line in lines if line))


def fill(meeting: Meeting, hand: Hand, titles: Iterable[str], present: Sequence[Staff]) -> None:
    """The items and the attendance of a meeting that was just entered."""
    with transaction.atomic():
        for title in titles:
            StudyItem.objects.record(hand, meeting=meeting, title=title)
        Attendance.objects.record_all(hand, [Attendance(meeting=meeting, staff=each) for each in present])


def meet_duties(meeting: Meeting, hand: Hand) -> list[Return]:
    """The returns that ask for such a meeting in the period in which it was held are met by it.

    What the gate refuses (another role, a day that lies before) stays open for somebody to see; so does the yearly
    meeting on law-based government where no leader took the chair, whose own duty it is.
    """
    if meeting.kind == Gathering.LEGAL and not _is_led(meeting):
        return []
    asked = Return.objects.filter(
        duty__meeting=meeting.kind,
        duty__section__bureau=meeting.bureau_id,
        state=Return.workflow.start,
        first_on__lte=meeting.held_on,
        last_on__gte=meeting.held_on,
    )
    return [met for each in asked if (met := _met(each, meeting, hand))]


def _is_led(meeting: Meeting) -> bool:
    chair = meeting.chair
    return chair is not None and scope_of(chair, meeting.held_on).holds({Role.LEADER})


def _met(owed: Return, meeting: Meeting, hand: Hand) -> Return | None:
    try:
        sent: Return = send(owed, hand.because(str(meeting)), on=meeting.held_on, sent_as=str(meeting))
    except Refused:
        return None
    return sent
