"""Real processes that put two persons into one office at the same moment: one is entered, the other is told."""

from collections import Counter

import pytest

from bureau.models import Line, LinePerson
from tests.racers import racers
from tests.records import a_person, a_section, record

pytestmark = pytest.mark.django_db(transaction=True)
LINES = 8
PREPARE = """
import os
from datetime import date
from bureau.models import Line, LinePerson, Staff
from bureau.office.tenures import begin
from tests.records import a_hand
me = Staff.objects.get(username=os.environ["RACER"])
"""
BODY = """
days = {"since_on": date(2026, 3, 2), "until_on": date(2026, 3, 31)}
begin(a_hand().because("x"), LinePerson(line=Line.objects.get(pk=int(word)), office="deputy", staff=me, **days))
"""


def test_of_two_who_are_put_into_one_office_at_once_exactly_one_is_entered(database_url: str) -> None:
    section = a_section()
    for name in ("first", "second"):
        a_person(name, section)
    lines = [record(Line, bureau=section.bureau, name=f"样例线{number}") for number in range(LINES)]
    with racers(2, database_url, PREPARE, BODY, names=["first", "second"]) as two:
        answers = Counter(tuple(two.run(line.pk)) for line in lines)
    assert answers == {("ValidationError", "done"): LINES}
    assert LinePerson.objects.count() == LINES
