"""What a leader did in a year, read from the records: terms of office, assignments, study, decisions, qualification."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from bureau.casework.events import Act
from bureau.casework.signatures import Signature
from bureau.office.tenures import LinePerson, LineSection, Office
from bureau.people.appointments import Appointment
from bureau.people.bureaus import Bureau
from bureau.people.certificates import Certificate
from bureau.people.qualifications import LegalQualification
from bureau.people.roles import Role
from bureau.people.staff import Staff

DECIDING = frozenset({Role.LEADER, Role.SECTION_HEAD})
PAPER_BEARS = 5  # persons at most who decided together on paper; a move takes two


@dataclass(frozen=True, slots=True)
class Span:
    """The days of a year through the one as of which it is told; both are included."""

    first: date
    last: date

    @classmethod
    def of(cls, year: int, as_of: date) -> "Span":
        return cls(date(year, 1, 1), min(as_of, date(year, 12, 31)))

    def touches(self) -> Q:
        """What held on a day of it."""
        return Q(since_on__lte=self.last) & (Q(until_on__isnull=True) | Q(until_on__gte=self.first))


def leaders_of(bureau: Bureau, span: Span) -> QuerySet[Staff]:
    """Who was a leader, or was in charge of a line of work, on a day of it."""
    leading = Appointment.objects.filter(span.touches(), role=Role.LEADER, bureau=bureau, waits=False)
    in_charge = LinePerson.objects.counting().filter(span.touches(), office=Office.IN_CHARGE, line__bureau=bureau)
    held = Q(pk__in=leading.values("staff")) | Q(pk__in=in_charge.values("staff"))
    return Staff.objects.filter(held, section__bureau=bureau).order_by("section", "id")


def posts_of(person: Staff, span: Span) -> QuerySet[Appointment]:
    held = Appointment.objects.filter(span.touches(), staff=person, waits=False)
    return held.select_related("section", "bureau").order_by("since_on", "id")


def lines_of(person: Staff, span: Span) -> QuerySet[LinePerson]:
    held = LinePerson.objects.counting().filter(span.touches(), staff=person)
    return held.select_related("line").order_by("line__position", "since_on", "id")


def sections_of(person: Staff, span: Span) -> list[int]:
    """The sections in charge of the lines that the person was in charge of."""
    lines = lines_of(person, span).filter(office=Office.IN_CHARGE).values("line")
    held = LineSection.objects.counting().filter(span.touches(), line__in=lines)
    return sorted(set(held.values_list("section", flat=True)))


def decided_by(person: Staff | int, span: Span) -> QuerySet[Act]:
    """The acts that the person did as a leader or head, signed for with others, or decided on paper.

    Whoever registered a paper did not decide, and what a stand-in did is the stand-in's.
    """
    key = person.pk if isinstance(person, Staff) else person
    same = {name: OuterRef(name) for name in ("docket", "move", "version")}
    signed = Exists(Signature.objects.in_force().filter(**same, by=key, on_paper=False).order_by())
    here = Q(registered=False) & (Q(by=key, role__in=DECIDING) | signed)
    on_paper = Q(*[(f"deciders__{place}", key) for place in range(PAPER_BEARS)], _connector=Q.OR)
    return Act.objects.filter(here | on_paper, on__range=(span.first, span.last))


def cards_of(person: Staff, span: Span) -> QuerySet[Certificate]:
    """Those valid at its end."""
    return Certificate.objects.filter(Certificate.valid(span.last), staff=person).order_by("valid_until_on")


def qualifications_of(person: Staff, span: Span) -> QuerySet[LegalQualification]:
    return LegalQualification.objects.filter(staff=person, is_void=False, since_on__lte=span.last)
