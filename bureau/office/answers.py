"""Who answers for what, as of any day, across handovers, delegations and closed accounts; and what nobody does.

Whoever a person in charge has named for these days (a delegation) answers in their place; where the office is empty, or
its holder's account was closed by that day, the deputy does.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.core import checks
from django.db import connections, models
from django.utils import timezone
from django.utils.translation import gettext as _

from bureau.audit.reviews import midnight
from bureau.casework.handover import works_there
from bureau.office.lines import Counterpart, Line
from bureau.office.returns.models import ReportingDuty
from bureau.office.tenures import LineDepartment, LinePerson, LineSection, Office
from bureau.people.appointments import Dated, Delegation
from bureau.people.bureaus import Bureau
from bureau.people.staff import Staff


@dataclass(frozen=True, slots=True)
class Held:
    """An office of a line on that day, and who stood in. `is_gone`: the holder's account was closed by then."""

    row: LinePerson
    stand_in: Staff | None = None
    is_gone: bool = False

    @property
    def staff(self) -> Staff:
        return self.row.staff

    @property
    def answers(self) -> Staff | None:
        return self.stand_in or (None if self.is_gone else self.staff)


@dataclass(frozen=True, slots=True)
class Answer:
    """A line of work on one day. `departments` are in the order of their list."""

    line: Line
    day: date
    departments: tuple[LineDepartment, ...] = ()
    section: LineSection | None = None
    in_charge: Held | None = None
    deputy: Held | None = None

    @property
    def who(self) -> Staff | None:
        """Whoever answers for the line; None where nobody does."""
        own = self.in_charge.answers if self.in_charge else None
        return own or (self.deputy.answers if self.deputy else None)

    @property
    def is_sample(self) -> bool:
        rows: list[Any] = [
            *self.departments,
            self.section,
            *(held.row for held in (self.in_charge, self.deputy) if held),
        ]
        return any(row.is_sample for row in rows if row)

    @property
    def is_section_closed(self) -> bool:
        closed_on = self.section.section.closed_on if self.section else None
        return closed_on is not None and closed_on <= self.day

    def gaps(self) -> Iterator[str]:
        """What is missing on that day, a few words each."""
        if self.in_charge is None:
            yield _("no person in charge")
        elif self.in_charge.is_gone:
            yield _("the account of the person in charge is closed")
        if self.deputy is None:
            yield _("no deputy")
        elif self.deputy.is_gone:
            yield _("the account of the deputy is closed")
        if self.section is None:
            yield _("no section in charge")
        elif self.is_section_closed:
            yield _("the section in charge is closed")
        if not self.departments:
            yield _("no counterpart department")


def answers_on(bureau: Bureau, day: date) -> list[Answer]:
    """Every line of the bureau as of that day, in its order; six queries, however many lines there are."""
    lines = list(Line.objects.on(day).filter(bureau=bureau).order_by("position", "id"))
    persons = list(_rows(LinePerson, lines, day, "staff__section"))
    held = _held(persons, day)
    departments = _by_line(_rows(LineDepartment, lines, day, "department"))
    sections = _by_line(_rows(LineSection, lines, day, "section"))
    offices = {(row.line_id, row.office): held[row.pk] for row in persons}
    return [
        Answer(
            line,
            day,
            tuple(sorted(departments.get(line.pk, ()), key=lambda row: (row.department.position, row.department_id))),
            next(iter(sections.get(line.pk, ())), None),
            offices.get((line.pk, Office.IN_CHARGE)),
            offices.get((line.pk, Office.DEPUTY)),
        )
        for line in lines
    ]


def answer_on(line: Line, day: date) -> Answer:
    """One line as of that day. Raises Line.DoesNotExist where it had not begun, or been closed, by then."""
    found = next((answer for answer in answers_on(line.bureau, day) if answer.line == line), None)
    if found is None:
        raise Line.DoesNotExist(f"{line.pk} was not on the list on {day}")
    return found


def who_answers(line: Line, day: date) -> Staff | None:
    """Who answers for the line on that day; None where nobody does."""
    return answer_on(line, day).who


def departments_on(bureau: Bureau, day: date) -> list[Counterpart]:
    return list(Counterpart.objects.on(day).filter(bureau=bureau).order_by("position", "id"))


def _rows(model: Any, lines: Sequence[Line], day: date, *related: str) -> Any:
    found = model.objects.counting().filter(Dated.on(day), line__in=lines)
    return found.select_related("line", *related).order_by("id")


def _by_line(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    for row in rows:
        found.setdefault(row.line_id, []).append(row)
    return found


def _held(persons: Sequence[LinePerson], day: date) -> dict[int, Held]:
    """Each with whoever stood in: the first named whose own account was open."""
    named: dict[int, list[Staff]] = {}
    given = Delegation.objects.filter(Dated.on(day), giver__in={row.staff_id for row in persons})
    for delegation in given.select_related("taker").order_by("id"):
        named.setdefault(delegation.giver_id, []).append(delegation.taker)
    was_open = _were_open({row.staff_id for row in persons} | {one.pk for all_ in named.values() for one in all_}, day)
    return {
        row.pk: Held(
            row,
            next((one for one in named.get(row.staff_id, ()) if was_open.get(one.pk, True)), None),
            not was_open.get(row.staff_id, True),
        )
        for row in persons
    }


def _were_open(people: Iterable[int], day: date) -> Mapping[int, bool]:
    """Whose accounts were open at the end of that day, as their history has it; nothing of one that came later."""
    versions: Any = Staff.history.model.objects
    told = versions.filter(id__in=people, history_date__lt=midnight(day + timedelta(days=1)))
    return dict(told.order_by("history_date", "history_id").values_list("id", "is_active"))


# What nobody does


def duties_without_a_person(bureau: Bureau, day: date) -> list[tuple[Line, list[str]]]:
    """Every line for which something is missing on that day, and what."""
    found = [(answer.line, list(answer.gaps())) for answer in answers_on(bureau, day)]
    return [(line, gaps) for line, gaps in found if gaps]


def returns_without_a_person(bureau: Bureau, day: date) -> list[tuple[ReportingDuty, list[str]]]:
    """Every return that is asked for on that day, and that nobody sends who works there."""
    asked = ReportingDuty.objects.filter(Dated.on(day), section__bureau=bureau).select_related("section", "officer")
    found = []
    for duty in asked.order_by("section", "id"):
        if duty.officer is None:
            found.append((duty, [_("no officer")]))
        elif not works_there(duty.officer, duty.section, day):
            found.append((duty, [_("its officer does not work there any more")]))
    return found


@checks.register(checks.Tags.database)
def every_duty_has_its_person(databases: Sequence[str] | None = None, **_kwargs: Any) -> list[checks.CheckMessage]:
    """Lines of work and returns. Asked at every start, once the desk has loaded this module."""
    if not (_can_be_asked(databases, LinePerson) and _can_be_asked(databases, ReportingDuty)):
        return []
    today = timezone.localdate()
    found = [
        (bureau, [*duties_without_a_person(bureau, today), *returns_without_a_person(bureau, today)])
        for bureau in Bureau.objects.order_by("id")
    ]
    return [
        checks.Warning(
            f"{bureau}: {'; '.join(_told(duty, gaps) for duty, gaps in missing)}.",
            "Enter who answers for it under Lines of work or Reporting duties in the admin.",
            id="bureau.W004",
        )
        for bureau, missing in found
        if missing
    ]


def _told(duty: Any, gaps: Sequence[str]) -> str:
    return f"{duty} ({'、'.join(gaps)})"


def _can_be_asked(databases: Sequence[str] | None, model: type[models.Model]) -> bool:
    """Whether the database may be asked, and has been migrated."""
    if not databases or "default" not in databases:
        return False
    return model._meta.db_table in connections["default"].introspection.table_names()
