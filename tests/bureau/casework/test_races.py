"""Real processes at the same moment: one wins, the other is told, nothing is doubled."""

import os
from collections import Counter

import pytest
from django.db import transaction

from bureau.casework.gate import open_case, replay
from bureau.casework.handover import hand_over
from bureau.casework.numbers import next_number
from bureau.models import Act, Bureau, Series, ServiceItem, Signature, Staff
from bureau.people.roles import Role
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits import procedure
from tests.permits.models import Permit
from tests.racers import racers
from tests.records import a_person, a_section, record

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("notices")]
LONG = os.environ.get("FAULTS") == "long"
DECISIONS, SAVES, SIGNATURES, PROCESSES, NUMBERS = (100, 60, 60, 8, 100) if LONG else (15, 10, 8, 4, 15)
HANDOVERS = 60 if LONG else 12  # cases, handed over two by two

PREPARE = """
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits import procedure
from tests.permits.models import Permit
from bureau.models import Staff
officer = Staff.objects.get(username="officer")
"""


def permits(count: int) -> list[Permit]:
    section = a_section()
    officer = a_person("officer", section, Role.OFFICER)
    return [
        open_case(Permit, hand(officer), number=f"样许{i}号", title="样例", section=section, opened_on=OPENED)
        for i in range(count)
    ]


def test_of_two_decisions_at_once_exactly_one_is_made(database_url: str) -> None:
    cases = permits(DECISIONS)
    body = "procedure.withdraw(Permit(pk=int(word)), hand(officer), on=OPENED)"
    with racers(2, database_url, PREPARE, body) as two:
        answers = Counter(tuple(two.run(case.pk)) for case in cases)
    assert answers == {("WrongState", "done"): DECISIONS}
    assert Act.objects.count() == DECISIONS


def test_of_two_savers_who_saw_the_same_version_exactly_one_saves(database_url: str) -> None:
    """The move leads back to the state that it came from, so that only the version stands between them."""
    cases = permits(SAVES)
    body = 'procedure.tell_defects(Permit(pk=int(word)), hand(officer), on=OPENED, paper="1", version=1)'
    with racers(2, database_url, PREPARE, body) as two:
        answers = Counter(tuple(two.run(case.pk)) for case in cases)
    assert answers == {("Stale", "done"): SAVES}
    assert {replay(case) for case in Permit.objects.all()} == {"received"}
    assert set(Act.objects.values_list("docket__version", flat=True)) == {2}


SIGNERS = """
from tests.bureau.casework.conftest import OPENED, hand
from tests.permits.models import Permit
from tests.permits.procedure import grant_together
from bureau.casework.numbers import next_number
from bureau.models import Bureau, Staff
with transaction.atomic():
    number = next_number(Bureau.objects.get(), "racer", 2026)
person = Staff.objects.get(username=f"signer{number if %s else 1}")
"""
SIGN = 'grant_together(Permit(pk=int(word)), hand(person), on=OPENED, paper="1", phone="1", version=4)'


def proposed_permits(count: int) -> list[Permit]:
    cases = permits(count)
    section, officer = cases[0].docket.section, Staff.objects.get()
    for i in (1, 2, 3):
        a_person(f"signer{i}", section, Role.SECTION_HEAD)
    for case in cases:
        for step in (procedure.accept, procedure.query_credit, procedure.propose):
            step(case, hand(officer), on=OPENED)
    return cases


@pytest.mark.parametrize(
    ("count", "answer"), [(2, ("done", "done")), (3, ("WrongState", "done", "done"))], ids=["two", "three"]
)
def test_of_those_who_sign_at_once_one_makes_it_effective_and_no_signature_is_lost(
    database_url: str, count: int, answer: tuple[str, ...]
) -> None:
    cases = proposed_permits(SIGNATURES)
    with racers(count, database_url, SIGNERS % True, SIGN.replace(", version=4", "")) as several:
        answers = Counter(tuple(several.run(case.pk)) for case in cases)
    assert answers == {answer: SIGNATURES}
    decided = Act.objects.filter(move="grant_together")
    pairs = [(act.by_id, *(row.by_id for row in act.co_signers)) for act in decided]
    assert [(len(pair), len(set(pair))) for pair in pairs] == [(2, 2)] * SIGNATURES
    assert Signature.objects.count() == SIGNATURES


def test_one_person_who_signs_twice_at_once_has_signed_once(database_url: str) -> None:
    cases = proposed_permits(SIGNATURES)
    with racers(2, database_url, SIGNERS % False, SIGN) as two:
        answers = Counter(tuple(two.run(case.pk)) for case in cases)
    assert answers == {("SameHand", "done"): SIGNATURES}
    assert (Signature.objects.count(), Act.objects.filter(move="grant_together").count()) == (SIGNATURES, 0)


def test_of_two_who_bring_the_same_draft_into_force_exactly_one_does(database_url: str) -> None:
    section = a_section()
    says = {"name": "样例事项", "nature": "service", "basis": "样例依据"}
    drafts = [record(ServiceItem, bureau=section.bureau, code=str(number), **says) for number in range(SAVES)]
    prepare = """
from bureau.casework.versions import bring_into_force, new_version
from bureau.models import ServiceItem
from tests.bureau.casework.conftest import OPENED, hand
by = hand(None, name="a test")
"""
    body = "bring_into_force(ServiceItem.objects.get(pk=int(word)), by, OPENED)"
    with racers(2, database_url, prepare, body) as two:
        assert {tuple(two.run(draft.pk)) for draft in drafts} == {("ValidationError", "done")}
    with racers(2, database_url, prepare, "new_version(ServiceItem.objects.get(pk=int(word)), by)") as two:
        assert {tuple(two.run(draft.pk)) for draft in drafts} == {("ValidationError", "done")}
    assert ServiceItem.objects.filter(since_on=OPENED, until_on=None).count() == SAVES


def test_numbers_are_given_without_gap_or_double_by_many_at_once(database_url: str) -> None:
    record(Bureau, name="样例局")
    prepare = """
import random
from bureau.casework.numbers import next_number
from bureau.models import Bureau
class RolledBack(Exception): pass
bureau = Bureau.objects.get()
"""
    body = """
with transaction.atomic():
    next_number(bureau, "受理", 2026)
    if random.random() < 0.1:
        raise RolledBack
"""
    with racers(PROCESSES, database_url, prepare, body) as many:
        answers = Counter(answer for _ in range(NUMBERS) for answer in many.run("go"))
    assert set(answers) <= {"done", "RolledBack"}
    # A double would leave the last number below the count of what was given, a gap above it.
    assert Series.objects.get().last == answers["done"]


def test_a_number_outside_a_transaction_is_refused() -> None:
    bureau = record(Bureau, name="样例局")
    with pytest.raises(RuntimeError):
        next_number(bureau, "受理", 2026)
    with transaction.atomic():
        assert [next_number(bureau, "受理", year) for year in (2026, 2026, 2027)] == [1, 2, 1]


def test_of_two_heads_who_hand_over_the_same_desk_at_once_exactly_one_does(database_url: str) -> None:
    """In turns the one or the other chooses its cases in another order: neither waits for the other for ever."""
    cases = permits(HANDOVERS)
    section, officer = cases[0].docket.section, Staff.objects.get(username="officer")
    for name in ("left", "right"):
        a_person(name, section, Role.SECTION_HEAD, Role.OFFICER)
    head = hand(Staff.objects.get(username="left")).because("x")
    for case in cases:
        hand_over(case, head, section=section, officer=officer)
    prepare = PREPARE + "import os\nfrom bureau.casework.handover import hand_over_all\n"
    prepare += "me = Staff.objects.get(username=os.environ['RACER'])\n"
    body = "keys = sorted(map(int, word.split(',')), reverse=me.username == 'left')\n"
    body += "hand_over_all(keys, officer, hand(me).because('x'), officer=me)"
    pairs = [f"{one.pk},{two.pk}" for one, two in zip(cases[::2], cases[1::2], strict=True)]
    with racers(2, database_url, prepare, body, names=["left", "right"]) as two:
        answers = Counter(tuple(two.run(pair)) for pair in pairs)
    assert answers == {("ValidationError", "done"): len(pairs)}
    for one, other in zip(cases[::2], cases[1::2], strict=True):
        one.docket.refresh_from_db()
        other.docket.refresh_from_db()
        assert one.docket.officer == other.docket.officer != officer
