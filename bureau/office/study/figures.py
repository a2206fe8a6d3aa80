"""What of a plan of study has been done, and how much each person was trained: counted whenever it is asked."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from bureau.office.study.kinds import COUNTED, Gathering
from bureau.office.study.models import Attendance, Meeting, Planned, StudyItem, Training, TrainingResult
from bureau.people.bureaus import Bureau
from bureau.people.staff import Staff

ZERO = Decimal(0)


def items_conveyed(bureau: Bureau, year: int) -> QuerySet[StudyItem]:
    """次: important speeches and instructions conveyed at meetings of the party group; items, not meetings."""
    meetings = _of(Meeting, bureau, year).filter(kind=Gathering.PARTY_GROUP)
    return StudyItem.objects.filter(meeting__in=meetings, kind__in=COUNTED)


def meetings_held(bureau: Bureau, year: int) -> QuerySet[Meeting]:
    return _of(Meeting, bureau, year)


def legal_meetings(bureau: Bureau, year: int) -> QuerySet[Meeting]:
    return _of(Meeting, bureau, year).filter(kind=Gathering.LEGAL)


def trainings_held(bureau: Bureau, year: int) -> QuerySet[Training]:
    return _of(Training, bureau, year)


COUNTS: Mapping[str, Callable[[Bureau, int], QuerySet[Any]]] = {
    Planned.ITEMS: items_conveyed,
    Planned.MEETINGS: meetings_held,
    Planned.LEGAL: legal_meetings,
    Planned.TRAININGS: trainings_held,
}


def _of(model: Any, bureau: Bureau | int, year: int) -> Any:
    return model.objects.filter(bureau=bureau, held_on__year=year, is_void=False)


@dataclass(frozen=True, slots=True)
class Learner:
    """One person in one year: hours of training, how many trainings, meetings attended of those they belonged to."""

    staff: Staff
    hours: Decimal = ZERO
    trainings: int = 0
    came: int = 0
    expected: int = 0


def learners(bureau: Bureau, year: int) -> list[Learner]:
    """Everybody with an open account here, by section; three queries."""
    people = Staff.objects.filter(section__bureau=bureau, is_active=True).exclude(name="").select_related("section")
    return _learned(people.order_by("section", "id"), bureau.pk, year)


def learner(person: Staff, year: int, through: date = date.max) -> Learner | None:
    """The same of one person, through that day; None for whoever belongs to no bureau."""
    return _learned([person], person.section.bureau_id, year, through)[0] if person.section else None


def _learned(people: Iterable[Staff], bureau: int, year: int, through: date = date.max) -> list[Learner]:
    trainings, meetings = (_of(kind, bureau, year).filter(held_on__lte=through) for kind in (Training, Meeting))
    results = TrainingResult.objects.filter(training__in=trainings)
    trained = _per_person(results, hours_=Sum("hours"), n=Count("pk"))
    there = Attendance.objects.filter(meeting__in=meetings)
    attended = _per_person(there, came=Count("pk", filter=Q(was_present=True)), n=Count("pk"))
    found = []
    for person in people:
        had, seats = trained.get(person.pk, {}), attended.get(person.pk, {})
        hours, came = had.get("hours_", ZERO), seats.get("came", 0)
        found.append(Learner(person, hours, had.get("n", 0), came, seats.get("n", 0)))
    return found


def _per_person(rows: QuerySet[Any], **sums: Any) -> dict[int, dict[str, Any]]:
    counted = rows.order_by().values(person=F("staff")).annotate(**sums)
    return {row["person"]: row for row in counted}
