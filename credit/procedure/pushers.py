"""Who pushes: the officers of the line of work that leads credit. Whoever else reads records only looks on."""

from datetime import date

from django.conf import settings

from bureau.office.answers import answer_on
from bureau.office.lines import Line
from bureau.people.bureaus import Bureau
from bureau.people.staff import Staff


def leads_credit(by: Staff, bureau: Bureau, day: date) -> bool:
    """Whether they answer for the line or work in its section; anybody, as long as nobody has entered such a line."""
    line = Line.objects.on(day).filter(bureau=bureau, name=settings.CREDIT_LINE).first()
    if line is None:
        return True
    answer = answer_on(line, day)
    if answer is None or (answer.section is None and answer.who is None):
        return True
    named = {held.answers for held in (answer.in_charge, answer.deputy) if held}
    return by in named or (answer.section is not None and answer.section.section_id == by.section_id)
